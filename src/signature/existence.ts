import { hex, sha256 } from '#bytes'
import type { Instant } from '#clock'

/** By when something existed, and what proves it (EN 319 102-1 §5.6.2.3). */
export interface Existence {
  readonly at: Instant
  readonly by: ExistenceProof
}

export type ExistenceProof =
  /** It is at hand: whoever verifies has it before them. */
  | { readonly kind: 'at-hand' }
  /** `id` of a time-stamp token that was found good, and the name of who made it. */
  | { readonly kind: 'time-stamp'; readonly id: string; readonly authority: string }

/** The earliest proof of each object by `id`; what is not in it exists since it is at hand. */
export type Existences = ReadonlyMap<string, Existence>

/** Lower-case hexadecimal SHA-256, by which certificates, lists and tokens are known here. */
export function objectId(bytes: Uint8Array): string {
  return hex(sha256(bytes))
}

/** By when an object is proven to have existed: at the latest now. */
export function existenceOf(existences: Existences, id: string, now: Instant): Existence {
  const known = existences.get(id)
  return known && known.at <= now ? known : { at: now, by: { kind: 'at-hand' } }
}

/** The same and a further proof, where it is earlier than what is known. */
export function withExistence(
  existences: Existences,
  ids: readonly string[],
  existence: Existence,
): Existences {
  const earlier = ids.filter((id) => {
    const known = existences.get(id)
    return !known || existence.at < known.at
  })
  return earlier.length === 0
    ? existences
    : new Map([...existences, ...earlier.map((id) => [id, existence] as const)])
}
