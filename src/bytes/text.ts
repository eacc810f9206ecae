import { accept, type Result, refuse } from '#fault'

/** Why a text is not the encoding it should be. */
export type EncodingFault = {
  readonly kind: 'not-encoded'
  readonly encoding: 'base64' | 'base64url' | 'hex' | 'utf-8'
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}

/** The text of UTF-8 bytes; refused when they are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): Result<string, EncodingFault> {
  try {
    return accept(decoder.decode(bytes))
  } catch {
    // The decoder's only error is that the bytes are not UTF-8, which the fault says.
    return refuse({ kind: 'not-encoded', encoding: 'utf-8' })
  }
}

export function hex(bytes: Uint8Array): string {
  return view(bytes).toString('hex')
}

/** Bytes of an even number of hexadecimal digits. */
export function fromHex(text: string): Result<Uint8Array, EncodingFault> {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    return refuse({ kind: 'not-encoded', encoding: 'hex' })
  }
  return accept(Buffer.from(text, 'hex'))
}

/** RFC 4648 §4, padded. */
export function base64(bytes: Uint8Array): string {
  return view(bytes).toString('base64')
}

/** Bytes of RFC 4648 §4 text, padded and canonical: a second spelling of the same bytes is refused. */
export function fromBase64(text: string): Result<Uint8Array, EncodingFault> {
  return canonical(text, 'base64')
}

/** RFC 4648 §5, without padding. */
export function base64url(bytes: Uint8Array): string {
  return view(bytes).toString('base64url')
}

/** Bytes of RFC 4648 §5 text, without padding and canonical. */
export function fromBase64url(text: string): Result<Uint8Array, EncodingFault> {
  return canonical(text, 'base64url')
}

function canonical(text: string, encoding: 'base64' | 'base64url'): Result<Uint8Array, EncodingFault> {
  const bytes = Buffer.from(text, encoding)
  if (bytes.toString(encoding) !== text) return refuse({ kind: 'not-encoded', encoding })
  return accept(bytes)
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
