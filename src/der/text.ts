import { fromUtf8, latin1 } from '#bytes'
import { sure } from '#fault'
import { isUtf8Text } from './content.ts'
import { tag } from './tag.ts'

/** A string element: its text, and the type it was written in. */
export interface DerString {
  readonly tag: number
  readonly text: string
}

/** One string type: which contents are of it (those of the source between the two), and what they say. */
interface StringType {
  readonly isSound: (source: Uint8Array, start: number, end: number) => boolean
  /** Of sound content. */
  readonly decode: (content: Uint8Array) => string
}

/** By identifier octet. */
const types: ReadonlyMap<number, StringType> = new Map<number, StringType>([
  [tag.utf8String, { isSound: isUtf8Text, decode: utf8Text }],
  // `&` and `*` are not in X.680's set, but certificates of real authorities hold them in their names.
  [tag.printableString, { isSound: only(/[A-Za-z0-9 '()+,\-./:=?&*]/), decode: latin }],
  [tag.numericString, { isSound: only(/[0-9 ]/), decode: latin }],
  [tag.ia5String, { isSound: isIa5Text, decode: latin }],
  [tag.visibleString, { isSound: only(/[\x20-\x7e]/), decode: latin }],
  // Teletex (T.61) is obsolete and was never used as written; everyone reads it as Latin-1.
  [tag.teletexString, { isSound: () => true, decode: latin }],
  [tag.bmpString, { isSound: isBmpText, decode: bmpText }],
  [tag.universalString, { isSound: isUniversalText, decode: universalText }],
])

/** Whether the source holds content of the string type from `start` to `end`; false of all other types. */
export function isText(identifier: number, source: Uint8Array, start: number, end: number): boolean {
  return types.get(identifier)?.isSound(source, start, end) ?? false
}

/** The text of content that `isText` found sound. */
export function textOf(identifier: number, content: Uint8Array): string {
  return types.get(identifier)?.decode(content) ?? ''
}

/** Whether elements with this identifier octet are text. */
export function isStringTag(identifier: number | undefined): boolean {
  return identifier !== undefined && types.has(identifier)
}

/** IA5String: seven bits each. */
export function isIa5Text(source: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((source[at] ?? 0) >= 0x80) return false
  return true
}

/** Octets that are all characters of the set, which is below U+0100. */
function only(set: RegExp): StringType['isSound'] {
  const allowed = Uint8Array.from({ length: 256 }, (_, octet) => Number(set.test(String.fromCharCode(octet))))
  return (source, start, end) => {
    for (let at = start; at < end; at += 1) if (allowed[source[at] ?? 0] !== 1) return false
    return true
  }
}

function isBmpText(source: Uint8Array, start: number, end: number): boolean {
  return (end - start) % 2 === 0 && bmpText(source.subarray(start, end)).isWellFormed()
}

function isUniversalText(source: Uint8Array, start: number, end: number): boolean {
  if ((end - start) % 4 !== 0) return false
  const octets = viewOf(source.subarray(start, end))
  for (let at = 0; at < octets.byteLength; at += 4) {
    const point = octets.getUint32(at)
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false
  }
  return true
}

function utf8Text(content: Uint8Array): string {
  return sure(fromUtf8(content), 'UTF-8 already checked')
}

function bmpText(content: Uint8Array): string {
  const octets = viewOf(content)
  let text = ''
  for (let at = 0; at < octets.byteLength; at += 2) text += String.fromCharCode(octets.getUint16(at))
  return text
}

function universalText(content: Uint8Array): string {
  const octets = viewOf(content)
  let text = ''
  for (let at = 0; at < octets.byteLength; at += 4) text += String.fromCodePoint(octets.getUint32(at))
  return text
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

/** Shorter texts are put together here before the platform has been called: countries, and many names. */
const shortMax = 12

/** Latin-1, and so ASCII. */
export function latin(content: Uint8Array): string {
  if (content.length <= shortMax) {
    let text = ''
    for (let at = 0; at < content.length; at += 1) text += String.fromCharCode(content[at] ?? 0)
    return text
  }
  return latin1(content)
}
