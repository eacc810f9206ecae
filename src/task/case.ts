import type { Instant } from '#clock'
import { certain } from '#fault'
import { fillTemplate } from './object.ts'
import { type Procedure, type StepType, stepPlace, useLimit } from './procedure.ts'

/** Values given at an opening or a completion, by the names the procedure declares. */
export type Data = Readonly<Record<string, string | number>>

/** Who can act in a case: a person of the unit, one of another unit, or a node. */
export interface Party {
  readonly kind: 'person' | 'visitor' | 'node'
  /** That of a visitor is `id@domain`: the person's at home, and the home unit's domain. */
  readonly id: string
}

/** Who holds or held a step. */
export interface Holder extends Party {
  /** He took it as the founder, because nobody held the office. */
  readonly founding?: true
}

/** Who holds a step now, and how he came to it. */
export interface Executor extends Holder {
  /** Thumbprint of the key the grant is bound to. */
  readonly key: string
  /** The office under which he claimed it; a visitor's is `office@domain`, which none of this unit is. */
  readonly office?: string
}

/** Why a step is invalid. The first three count as finished for the steps after it. */
export type StepEnd =
  | 'completed'
  | 'limit-reached'
  | 'skipped'
  | 'window-over'
  | 'cancelled'
  /** A step it waits for ended without being finished, so it can never open. */
  | 'unreachable'

export type StepState = 'dormant' | 'invoked' | 'valid' | 'hold' | 'invalid'

/** One step of a running case; plain JSON. */
export interface Step {
  readonly state: StepState
  /** Index of the entry that last changed the state. */
  readonly epoch: number
  /** When the state last changed. */
  readonly since: Instant
  /** 1, and one more for each fresh instance after an executor was lost. */
  readonly instance: number
  /** Who holds it; kept when it ends, gone when a fresh instance is invoked. */
  readonly executor?: Executor
  /** Who held earlier instances: they count for separation of duty. */
  readonly former: readonly Holder[]
  /** End of the window, from the claim on. */
  readonly deadline?: Instant
  /** Counted uses by permission: a limit of the step, so a fresh instance keeps them. */
  readonly used: Readonly<Record<string, number>>
  /** Why it is invalid. */
  readonly end?: StepEnd
  readonly outcome?: string
  readonly data?: Data
}

/** `finished` when every step is; `stopped` when one ended otherwise and nothing more can open. */
export type CaseState = 'open' | 'finished' | 'stopped' | 'cancelled'

/** One running of a procedure; plain JSON. */
export interface Case {
  readonly id: string
  readonly procedure: string
  /** SHA-256 of the procedure's text as it stood when the case was opened, hex. */
  readonly digest: string
  readonly opener: Party
  readonly opened: Instant
  readonly data: Data
  readonly state: CaseState
  /** When it stopped being open. */
  readonly ended?: Instant
  /** Why it was cancelled. */
  readonly reason?: string
  /** In the order of the procedure's steps. */
  readonly steps: readonly Step[]
}

/** Whether two are the same person (or node): people are compared, never certificates or offices. */
export function sameParty(a: Party, b: Party): boolean {
  return a.kind === b.kind && a.id === b.id
}

/** A step of a case together with what the procedure says of it. */
export interface StepView {
  readonly place: number
  readonly type: StepType
  readonly step: Step
}

/** The step of that name; `undefined` when the procedure has none. */
export function findStep(procedure: Procedure, of: Case, step: string): StepView | undefined {
  const place = stepPlace(procedure, step)
  return place < 0 ? undefined : stepAt(procedure, of, place)
}

/** The step at a place of the procedure. */
export function stepAt(procedure: Procedure, of: Case, place: number): StepView {
  const type = certain(procedure.steps[place], `step ${place} of ${procedure.name}`)
  return { place, type, step: certain(of.steps[place], `step ${place} of case ${of.id}`) }
}

/** Whether a step counts as done for those after it. */
export function isFinished({ end }: Step): boolean {
  return end === 'completed' || end === 'limit-reached' || end === 'skipped'
}

/** The objects a step of this case gives its permissions on. */
export function objectsOf(type: StepType, of: Pick<Case, 'id' | 'data'>): readonly string[] {
  return type.objects.map((template) => filledTemplate(template, of))
}

/** The object that a template names in this case; its members were found fit when the case was opened. */
export function filledTemplate(template: string, of: Pick<Case, 'id' | 'data'>): string {
  return fillTemplate(template, (name) =>
    name === 'case' ? of.id : String(certain(of.data[name], `data ${name}`)),
  )
}

/** Whether the step still gives this permission, as far as its count goes. */
export function usesLeft(type: StepType, step: Step, permission: string): boolean {
  const limit = useLimit(type, permission)
  return limit === undefined || usesSoFar(step, permission) < limit
}

/** How often a permission was used, of those that are counted. */
export function usesSoFar(step: Step, permission: string): number {
  return step.used[permission] ?? 0
}

/** Whether the window is over; from its last instant on nothing is permitted. */
export function isOver(step: Step, time: Instant): boolean {
  return step.deadline !== undefined && time >= step.deadline
}
