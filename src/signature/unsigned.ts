import { fromUtf8 } from '#bytes'
import { dictionaryAt, entryAt, fieldsOf, isKind, itemsAt, openPdf, pagesOf, type View, viewOf } from '#pdf'
import { entryContent, openZip, type Zip } from '#zip'
import { type FileKind, headBytes } from './file-kind.ts'

/** What a file without a digital signature looks like, as far as that can be told surely. */
export type UnsignedLook =
  | { readonly kind: 'plain' }
  /** Somebody's name was typed where a signature stands on paper. */
  | { readonly kind: 'typed-name'; readonly name: string }
  /** It is a picture, which may show handwriting or a stamp; whoever has the picture can copy it. */
  | { readonly kind: 'picture' }
  /** An office document, with pictures in it or a name typed. */
  | { readonly kind: 'office'; readonly pictures: number; readonly typedName?: string }
  /** A message; its sender is a line that anyone can write. */
  | { readonly kind: 'mail'; readonly from: string; readonly pictures: number; readonly typedName?: string }
  /** A PDF with marks on its pages, or fields for signatures that are empty. */
  | { readonly kind: 'pdf'; readonly stamps: number; readonly drawings: number; readonly emptyFields: number }

/** No signature of ours to be found in it: for sure, or perhaps one of another kind. */
export type Unsigned =
  | { readonly kind: 'unsigned'; readonly look: UnsignedLook }
  /** A phrase. */
  | { readonly kind: 'unreadable'; readonly problem: string }

/** What is quoted of a document in a report. */
const quotedCharactersMax = 120

/** The text of an office document; longer ones are looked at as far. */
const textBytesMax = 4 * 1024 * 1024

const plain: Unsigned = { kind: 'unsigned', look: { kind: 'plain' } }

/**
 * What a file is in which no reader of the forms has found a signature. Signatures of other kinds are not
 * verified here, and are not called unsigned: what may hold one is told as unreadable.
 */
export function unsignedLook(kind: FileKind, bytes: Uint8Array): Unsigned {
  switch (kind) {
    case 'pdf':
      return lookOfPdf(bytes)
    case 'zip':
      return lookOfZip(bytes)
    case 'mail':
      return lookOfMail(bytes)
    case 'picture':
      return { kind: 'unsigned', look: { kind: 'picture' } }
    case 'text':
      return lookOfText(bytes)
    case 'xml':
      return lookOfXml(bytes)
    case 'pgp':
      return unreadable('it is signed with PGP, which is not verified here')
    case 'cms':
    case 'cms-text':
      return unreadable('it is a message without signatures, or one that only carries certificates')
    case 'jws':
    case 'json':
    case 'office-old':
    case 'other':
      return plain
    default:
      return kind satisfies never
  }
}

function unreadable(problem: string): Unsigned {
  return { kind: 'unreadable', problem }
}

/** Words after which a name stands for a signature: `/s/` of registries, and those of letters. */
const typedNameForm =
  /(?:^|[\s>])(?:\/s\/|\/签\/|(?:签名|签字|Signed by|Signature)\s*[:：])[ \t]*([^\s<>][^\r\n<>]*)/i

function typedNameIn(text: string): string | undefined {
  const name = typedNameForm.exec(text)?.[1]?.trim()
  return name === undefined || name === '' ? undefined : name.slice(0, quotedCharactersMax)
}

function lookOfText(bytes: Uint8Array): Unsigned {
  const text = fromUtf8(bytes.subarray(0, textBytesMax))
  const name = text.ok ? typedNameIn(text.value) : undefined
  return name === undefined ? plain : { kind: 'unsigned', look: { kind: 'typed-name', name } }
}

const xmlSignature = 'http://www.w3.org/2000/09/xmldsig#'

function lookOfXml(bytes: Uint8Array): Unsigned {
  const text = Buffer.from(bytes.subarray(0, textBytesMax)).toString('latin1')
  return text.includes(xmlSignature) ? unreadable(xmlProblem) : plain
}

const xmlProblem = 'it holds an XML signature (XAdES), which is not verified here'

/** RFC 5322: the message's head, and the parts it declares. */
function lookOfMail(bytes: Uint8Array): Unsigned {
  const text = Buffer.from(bytes.subarray(0, textBytesMax)).toString('utf8')
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length
  const head = text.slice(0, Math.min(end, headBytes)).replaceAll(/\r?\n[ \t]+/g, ' ')
  if (/^Content-Type:[^\r\n]*(?:pkcs7-mime|pkcs7-signature|pgp-signature)/im.test(head)) {
    return unreadable('it is a signed message; save the signature and the part it is over, and verify those')
  }
  const from = (/^From:[ \t]*([^\r\n]*)/im.exec(head)?.[1] ?? '').trim().slice(0, quotedCharactersMax)
  const pictures = [...text.slice(end).matchAll(/^Content-Type:[ \t]*image\//gim)].length
  const typedName = typedNameIn(text.slice(end))
  const look = { kind: 'mail', from, pictures, ...(typedName === undefined ? {} : { typedName }) } as const
  return { kind: 'unsigned', look }
}

/** Where office formats keep their text and their pictures (ECMA-376, ODF 1.3). */
const textEntries: ReadonlySet<string> = new Set(['word/document.xml', 'content.xml'])
const pictureEntry = /^(?:(?:word|xl|ppt)\/media|Pictures)\/[^/]+$/
const signatureEntry = /^(?:_xmlsignatures\/|META-INF\/(?:documentsignatures|signatures[^/]*)\.xml$)/

function lookOfZip(bytes: Uint8Array): Unsigned {
  const zip = openZip(bytes)
  if (!zip.ok) return unreadable(`it is a container that cannot be read in one way only (${zip.fault.kind})`)
  const names = zip.value.entries.map(({ name }) => name)
  if (names.some((name) => signatureEntry.test(name))) return unreadable(xmlProblem)
  if (!names.some((name) => textEntries.has(name) || name === '[Content_Types].xml')) return plain
  const pictures = names.filter((name) => pictureEntry.test(name)).length
  const typedName = typedNameIn(textOf(zip.value))
  return {
    kind: 'unsigned',
    look: { kind: 'office', pictures, ...(typedName === undefined ? {} : { typedName }) },
  }
}

/** The text without its marks, paragraphs as lines. */
function textOf({ entries }: Zip): string {
  const entry = entries.find(({ name, size }) => textEntries.has(name) && size <= textBytesMax)
  const content = entry && entryContent(entry)
  if (!content?.ok) return ''
  const xml = Buffer.from(content.value).toString('utf8')
  return xml.replaceAll(/<\/(?:w:p|text:p|text:h)>/g, '\n').replaceAll(/<[^<>]*>/g, '')
}

function lookOfPdf(bytes: Uint8Array): Unsigned {
  const pdf = openPdf(bytes)
  if (!pdf.ok) {
    const problem =
      pdf.fault.kind === 'pdf-encrypted'
        ? 'it is encrypted, so nobody can say what was signed'
        : `it is a PDF that programs could read differently (${pdf.fault.kind})`
    return unreadable(problem)
  }
  const view = viewOf(pdf.value)
  const kinds = annotationsOf(view)
  const count = (...names: readonly string[]): number => kinds.filter((kind) => names.includes(kind)).length
  const emptyFields = fieldsOf(view).filter(({ type, value }) => type === 'Sig' && value === null).length
  const [stamps, drawings] = [count('Stamp'), count('Ink')]
  if (stamps + drawings + emptyFields === 0) return plain
  return { kind: 'unsigned', look: { kind: 'pdf', stamps, drawings, emptyFields } }
}

/** What kinds of marks lie on the pages (ISO 32000-1 §12.5.6). */
function annotationsOf(view: View): readonly string[] {
  return pagesOf(view).flatMap(({ dictionary }) => {
    return itemsAt(view, dictionary.entries.get('Annots')).flatMap((annotation) => {
      const subtype = entryAt(view, dictionaryAt(view, annotation), 'Subtype')
      return isKind(subtype, 'name') ? subtype.name : []
    })
  })
}
