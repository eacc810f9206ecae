/** What this browser holds a unit by: what it told the first time. */
export interface Pin {
  /** Thumbprint of the authority key that founded the unit. */
  readonly unit: string
  readonly name: string
  readonly domain: string
  /** Verifier key of the record (C2SP signed-note). */
  readonly recordKey: string
  /** RFC 3339, by this browser's clock. */
  readonly since: string
}

/** A head of the record that this browser saw. */
export interface Sighting {
  readonly note: string
  readonly size: number
  /** Base64. */
  readonly root: string
  /** RFC 3339, by this browser's clock. */
  readonly at: string
}

/** Evidence of what a unit must never do; kept as long as the browser keeps what belongs to this address. */
export type Conflict = {
  /** RFC 3339, by this browser's clock. */
  readonly found: string
  readonly pin: Pin
} & (
  | {
      readonly kind: 'forked'
      readonly earlier: Sighting
      readonly later: Sighting
      /** Base64: what the earlier root would have to be, and the proof that it stands in the later one. */
      readonly root: string
      readonly proof: readonly string[]
    }
  | { readonly kind: 'rolled-back'; readonly seen: Sighting; readonly shown: Sighting }
  | { readonly kind: 'key-changed'; readonly told: Omit<Pin, 'since'> }
)

/**
 * What a browser remembers of the unit it stands before. Each call resolves when it is kept as far as the
 * browser can tell, and rejects when the browser keeps nothing.
 */
export interface Memory {
  pin(): Promise<Pin | undefined>
  /** Keeps it where none is kept yet; gives the one that is kept then. */
  keepPin(pin: Pin): Promise<Pin>
  sighting(): Promise<Sighting | undefined>
  /** Keeps it unless a larger one is kept: other pages of this browser keep theirs at the same time. */
  keepSighting(sighting: Sighting): Promise<void>
  conflicts(): Promise<readonly Conflict[]>
  /** Keeps it unless one that tells the same is kept. */
  keepConflict(conflict: Conflict): Promise<void>
  /** Forgets pin and sighting, so that what is told next counts as first; the conflicts stay. */
  beginAnew(): Promise<void>
}

/** Conflicts kept: whoever is shown more has been told. */
export const conflictsMax = 32

/** Whether two conflicts tell the same. */
export function sameConflict(a: Conflict, b: Conflict): boolean {
  if (a.kind === 'forked' && b.kind === 'forked') return a.earlier.root === b.earlier.root
  if (a.kind === 'rolled-back' && b.kind === 'rolled-back') return a.seen.root === b.seen.root
  if (a.kind === 'key-changed' && b.kind === 'key-changed') {
    return a.told.unit === b.told.unit && a.told.recordKey === b.told.recordKey
  }
  return false
}
