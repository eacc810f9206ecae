import { fromUtf8 } from '#bytes'
import { tag } from './tag.ts'

/** Decodes the content of one string type; `undefined` when it holds what the type does not allow. */
type TextDecoding = (content: Uint8Array) => string | undefined

/**
 * `&` and `*` are not in X.680's set, but certificates of real authorities hold them in organisation names.
 */
const printable = /^[A-Za-z0-9 '()+,\-./:=?&*]*$/

const decodings: ReadonlyMap<number, TextDecoding> = new Map([
  [tag.utf8String, utf8Text],
  [tag.printableString, (content) => only(printable, latin(content))],
  [tag.numericString, (content) => only(/^[0-9 ]*$/, latin(content))],
  [tag.ia5String, ia5Text],
  [tag.visibleString, (content) => only(/^[\x20-\x7e]*$/, latin(content))],
  // Teletex (T.61) is obsolete and was never used as written; everyone reads it as Latin-1.
  [tag.teletexString, latin],
  [tag.bmpString, bmpText],
  [tag.universalString, universalText],
])

/**
 * The text of a string type's content; `undefined` when the tag is no string type or the content not of it.
 */
export function stringText(identifier: number, content: Uint8Array): string | undefined {
  return decodings.get(identifier)?.(content)
}

/** Whether elements with this identifier octet are text. */
export function isStringTag(identifier: number | undefined): boolean {
  return identifier !== undefined && decodings.has(identifier)
}

/** IA5String: seven bits each. */
export function ia5Text(content: Uint8Array): string | undefined {
  return content.every((octet) => octet < 0x80) ? latin(content) : undefined
}

function utf8Text(content: Uint8Array): string | undefined {
  const decoded = fromUtf8(content)
  return decoded.ok ? decoded.value : undefined
}

function bmpText(content: Uint8Array): string | undefined {
  if (content.length % 2 !== 0) return undefined
  const text = Buffer.from(content).swap16().toString('utf16le')
  return text.isWellFormed() ? text : undefined
}

function universalText(content: Uint8Array): string | undefined {
  if (content.length % 4 !== 0) return undefined
  const octets = Buffer.from(content)
  let text = ''
  for (let at = 0; at < octets.length; at += 4) {
    const point = octets.readUInt32BE(at)
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined
    text += String.fromCodePoint(point)
  }
  return text
}

function latin(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1')
}

function only(form: RegExp, text: string): string | undefined {
  return form.test(text) ? text : undefined
}
