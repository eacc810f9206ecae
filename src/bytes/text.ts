import { accept, type Result, refuse } from '#fault'
import { type Base64, octets } from './octets.ts'

/** Why a text is not the encoding it should be. */
export type EncodingFault = {
  readonly kind: 'not-encoded'
  readonly encoding: 'base64' | 'base64url' | 'hex' | 'utf-8'
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return octets.utf8(text)
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

/** Latin-1: one character for each octet. */
export function latin1(bytes: Uint8Array): string {
  return octets.latin1(bytes)
}

export function hex(bytes: Uint8Array): string {
  return octets.hex(bytes)
}

/** Bytes of an even number of hexadecimal digits. */
export function fromHex(text: string): Result<Uint8Array, EncodingFault> {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    return refuse({ kind: 'not-encoded', encoding: 'hex' })
  }
  return accept(octets.fromHex(text))
}

/** RFC 4648 §4, padded. */
export function base64(bytes: Uint8Array): string {
  return octets.base64(bytes, 'base64')
}

/** Bytes of RFC 4648 §4 text, padded and canonical: a second spelling of the same bytes is refused. */
export function fromBase64(text: string): Result<Uint8Array, EncodingFault> {
  return canonical(text, 'base64')
}

/** RFC 4648 §5, without padding. */
export function base64url(bytes: Uint8Array): string {
  return octets.base64(bytes, 'base64url')
}

/** Bytes of RFC 4648 §5 text, without padding and canonical. */
export function fromBase64url(text: string): Result<Uint8Array, EncodingFault> {
  return canonical(text, 'base64url')
}

function canonical(text: string, encoding: Base64): Result<Uint8Array, EncodingFault> {
  const bytes = octets.fromBase64(text, encoding)
  return bytes === undefined ? refuse({ kind: 'not-encoded', encoding }) : accept(bytes)
}
