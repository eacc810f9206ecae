import { fromUtf8 } from '#bytes'

/** What a file is by its first octets; its name is never asked. */
export type FileKind =
  | 'pdf'
  | 'zip'
  | 'cms'
  | 'cms-text'
  | 'jws'
  | 'json'
  | 'xml'
  | 'mail'
  | 'pgp'
  | 'picture'
  | 'office-old'
  | 'text'
  | 'other'

/** Headers and the first lines of whatever it is stand in it. */
export const headBytes = 64 * 1024

/** Readers find the header of a PDF anywhere in the first 1024 octets, so a lure may have it there. */
const pdfHeaderWithin = 1024

const magics: readonly (readonly [FileKind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['picture', [0x89, 0x50, 0x4e, 0x47]],
  ['picture', [0xff, 0xd8, 0xff]],
  ['picture', [0x47, 0x49, 0x46, 0x38]],
  ['picture', [0x49, 0x49, 0x2a, 0x00]],
  ['picture', [0x4d, 0x4d, 0x00, 0x2a]],
  ['office-old', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
]

/** Octets that begin a SEQUENCE of some length, or of none told (BER): a signed message, if anything. */
const derSequence = 0x30

/** `signedData` (RFC 5652 §5.1), as it stands in the first octets of a signed message. */
const signedDataOid = Buffer.from('06092a864886f70d010702', 'hex')

/** RFC 7515 §7.1. */
const compactForm = /^[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\s*$/

const jwsMember = /"(?:signatures|protected)"\s*:/

/** Of a file the first `headBytes` octets will do, unless it is a JWS with a longer payload. */
export function fileKind(bytes: Uint8Array): FileKind {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headBytes))
  if (head.subarray(0, pdfHeaderWithin).includes('%PDF-')) return 'pdf'
  const known = magics.find(([, magic]) => magic.every((octet, place) => head[place] === octet))
  if (known) return known[0]
  if (head[0] === derSequence && head.subarray(0, 32).includes(signedDataOid)) return 'cms'
  const kind = textKind(head) ?? 'other'
  const isCut = bytes.length > head.length && (kind === 'json' || kind === 'text')
  return isCut && isLongJws(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) ? 'jws' : kind
}

/** Of a JWS with a long payload, what makes it one stands behind that, in either form. */
function isLongJws(bytes: Buffer): boolean {
  const text = bytes.toString('latin1')
  return compactForm.test(text) || (/^\s*\{/.test(text) && jwsMember.test(text))
}

function textKind(head: Buffer): FileKind | undefined {
  const text = head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '')
  const start = text.trimStart()
  if (/^-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----/.test(start)) return 'cms-text'
  if (/^-----BEGIN PGP (?:SIGNED MESSAGE|SIGNATURE|MESSAGE)-----/.test(start)) return 'pgp'
  if (compactForm.test(text)) return 'jws'
  if (start.startsWith('{')) return jwsMember.test(start) ? 'jws' : 'json'
  if (start.startsWith('<')) return 'xml'
  if (isMail(text)) return 'mail'
  // The last octets may be half of a character.
  return [0, 1, 2, 3].some((cut) => fromUtf8(head.subarray(0, head.length - cut)).ok) ? 'text' : undefined
}

/** RFC 5322 §2.2: lines of fields from the first octet on, a sender among them and another usual one. */
function isMail(text: string): boolean {
  const fields = /^(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+/.exec(text)?.[0] ?? ''
  return /^From:/im.test(fields) && /^(?:Date|Message-ID|Received|To|Subject):/im.test(fields)
}
