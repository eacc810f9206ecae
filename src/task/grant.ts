declare const brand: unique symbol

/** Permitted by a live step: only its executor, by the key it is bound to, until its epoch ends. */
export interface StepGrant {
  readonly by: 'step'
  readonly case: string
  readonly step: string
  /** Index of the entry that last changed the step's state; a decision under an older one is void. */
  readonly epoch: number
  readonly permission: string
  readonly object: string
  /** The executor's id. */
  readonly person: string
  /** The executor is a node of the unit, not a person. */
  readonly node?: true
  /** The executor is a person of another unit, `id@domain`. */
  readonly visitor?: true
  /** The office under which the executor claimed the step. */
  readonly office?: string
  /** Taken by the founder because nobody held the office. */
  readonly founding?: true
  /** The absent person for whom the executor counts as holder of that office. */
  readonly for?: string
  /** Who gave this person a part of the step. */
  readonly delegatedBy?: string
  /** The glass was broken for it. */
  readonly emergency?: true
  /** When the step's window ends; from then on the grant permits nothing. */
  readonly deadline?: number
  /** Every use of it is counted, in the entry of the use (`usesOf`) or by an act of the node before it. */
  readonly counted?: true
}

/** Permitted by a procedure's own rules. */
export interface RuleGrant {
  readonly by: 'rule'
  /**
   * Opens or opened the case; is among those whom a step names; holds the step; was given a part of it; may
   * give it to others; is of the layer above, to which it was escalated; takes it in an emergency.
   */
  readonly rule: 'opener' | 'trustee' | 'executor' | 'delegate' | 'assigner' | 'superior' | 'emergency'
  readonly procedure: string
  readonly case?: string
  readonly step?: string
  readonly office?: string
  readonly founding?: true
  readonly for?: string
}

/** Permitted by nothing before it: entry 0, and those after it that finish the founding. */
export interface FoundingGrant {
  readonly by: 'founding'
}

/** A grant as it stands on the record. */
export type GrantFacts = StepGrant | RuleGrant | FoundingGrant

/** What permits an act; only this room makes one. Plain JSON once on the record. */
export type Grant = GrantFacts & { readonly [brand]: true }

/** Says that the facts were checked: for the functions of this room that have just done so. */
export function granted<G extends GrantFacts>(facts: G): G & Grant {
  return facts as G & Grant
}

/** The grant of the entries that found the unit. */
export function foundingGrant(): Grant {
  return granted({ by: 'founding' })
}

/** What an entry says of a counted use, beside what its act brought about. */
export interface StepUsed {
  readonly kind: 'step-used'
  readonly case: string
  readonly step: string
  readonly permission: string
}

/**
 * The events by which an entry counts the use of its own grant: one when the grant is counted, else none.
 * They come before the events of the act, so that the limit holds whatever the act brings about.
 */
export function usesOf(grant: Grant): readonly StepUsed[] {
  if (grant.by !== 'step' || grant.counted === undefined) return []
  return [{ kind: 'step-used', case: grant.case, step: grant.step, permission: grant.permission }]
}
