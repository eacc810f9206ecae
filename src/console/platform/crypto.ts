import { sha256 } from '@noble/hashes/sha2.js'

/** What the rooms of the product take from `node:crypto`, in a browser: SHA-256 of octets. */
export function hash(algorithm: string, bytes: Uint8Array, _encoding: 'buffer'): Uint8Array {
  if (algorithm !== 'sha256') throw new Error(`bug: ${algorithm} is not computed in a browser`)
  return sha256(bytes)
}
