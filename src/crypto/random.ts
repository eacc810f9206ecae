import { randomBytes } from 'node:crypto'
import { base64url } from '#bytes'

/** What draws random numbers: every call gives fresh bytes that nobody can foretell. */
export interface Random {
  bytes(length: number): Uint8Array
}

/** The machine's random source. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) }

/** A token of that many random bytes, as base64url. */
export function randomToken(random: Random, bytes: number): string {
  return base64url(random.bytes(bytes))
}
