import { hash } from 'node:crypto'
import { octets } from './octets.ts'

/** Joins byte strings into a new one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return octets.concat(parts)
}

/** As `concat`, for a list of any length: that many arguments would overflow the stack. */
export function concatAll(parts: readonly Uint8Array[]): Uint8Array {
  return octets.concat(parts)
}

/** Equality of public bytes; its time tells where they differ, so it is not for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && octets.compare(a, b) === 0
}

/** Order of byte strings, as `memcmp`: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return octets.compare(a, b)
}

/** SHA-256 (FIPS 180-4), 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}
