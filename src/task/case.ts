import type { Instant } from '#clock'
import { certain } from '#fault'
import { fillTemplate } from './object.ts'
import { type Procedure, type StepType, stepPlace, useLimit } from './procedure.ts'

/** Values given at an opening or a completion, by the names the procedure declares. */
export type Data = Readonly<Record<string, string | number>>

/**
 * Who has to do with a case: a person of the unit, one of another unit, a node; or a citizen who opened it,
 * and who is nobody of any unit and takes no step.
 */
export interface Party {
  readonly kind: 'person' | 'visitor' | 'node' | 'citizen'
  /**
   * That of a visitor is `id@domain`: the person's at home, and the home unit's domain. A citizen's is the
   * thumbprint of the key he made for the case.
   */
  readonly id: string
}

/** Who can take steps: everybody but a citizen. */
export interface Taker extends Party {
  readonly kind: Exclude<Party['kind'], 'citizen'>
}

/** Who holds or held a step. */
export interface Holder extends Taker {
  /** He took it as the founder, because nobody held the office. */
  readonly founding?: true
  /** The loop, by its place, in an earlier round of which he held it. */
  readonly loop?: number
  readonly facts?: PersonFacts
}

/** What constraints ask of a person beside who it is, as it was when he took the step. */
export interface PersonFacts {
  /** Of the highest office he held; 0 for none. */
  readonly rank: number
  readonly offices: readonly string[]
  /** The domain of the unit he is of. */
  readonly unit: string
}

/** Who holds a step now, and how he came to it. */
export interface Executor extends Holder {
  /** Thumbprint of the key the grant is bound to. */
  readonly key: string
  /** The office under which he claimed it; a visitor's is `office@domain`, which none of this unit is. */
  readonly office?: string
  /** The absent person for whom he counts as holder of that office. */
  readonly for?: string
}

/** Whom the executor, or a delegate of his, has given a part of the step to. */
export interface Delegate extends Executor {
  /** Who gave it. */
  readonly by: Party
  /** 1 for the executor's own delegate. */
  readonly depth: number
  /** What of the step's permissions; absent for all. */
  readonly permissions?: readonly string[]
  /** From then on it permits nothing. */
  readonly until?: Instant
  /** He may complete the step as well. */
  readonly completes?: true
}

/** A glass that was broken to take a step in an emergency. */
export interface BrokenGlass {
  readonly by: Party
  /** Why, in words. */
  readonly reason: string
  /** The second person, who was told. */
  readonly told: Party
  readonly time: Instant
}

/** Why a step is on hold: its executor or a supervisor stopped it, or it waits for a step it depends on. */
export type HoldReason = 'executor' | 'supervisor' | 'waiting'

/** Why a step is invalid. The first four count as finished for the steps after it. */
export type StepEnd =
  | 'completed'
  | 'limit-reached'
  | 'skipped'
  /** A step that excludes it was taken. */
  | 'excluded'
  | 'window-over'
  | 'cancelled'
  | 'revoked'
  /** A step it requires, or is held together with, ended without being finished. */
  | 'dependency-ended'
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
  /** Why it is on hold, none of them twice; of one that nobody holds, why it will be. */
  readonly holds?: readonly HoldReason[]
  /** By when somebody must have it, while it is invoked and not escalated. */
  readonly assignBy?: Instant
  /** When the deadline for its assignment passed without one. */
  readonly escalated?: Instant
  /** Nobody twice; a delegate's delegates after him. */
  readonly delegates?: readonly Delegate[]
  /** It is held in an emergency: what it depends on counts nothing meanwhile. */
  readonly emergency?: true
  /** Every time its glass was broken. */
  readonly broken?: readonly BrokenGlass[]
  /** Counted uses by permission: a limit of the step, so a fresh instance keeps them. */
  readonly used: Readonly<Record<string, number>>
  /** Why it is invalid. */
  readonly end?: StepEnd
  /** Why it was revoked, in words. */
  readonly reason?: string
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
  /** How many rounds of each loop were begun, by its place, once there is a second. */
  readonly rounds?: Readonly<Record<string, number>>
  /** It was left without a way to its end, by an act that said so. */
  readonly stranded?: Stranding
}

/** What is known of a case that cannot be finished. */
export interface Stranding {
  /** The override that the act named, or `clock` when it was time that did it. */
  readonly override: string
  readonly since: Instant
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
  return isDone({ end }) || isPassedOver({ end })
}

/** Whether a step was really taken to its end. */
export function isDone({ end }: { readonly end?: StepEnd | undefined }): boolean {
  return end === 'completed' || end === 'limit-reached'
}

/** Whether a step was not wanted in the end. */
export function isPassedOver({ end }: { readonly end?: StepEnd | undefined }): boolean {
  return end === 'skipped' || end === 'excluded'
}

/** Whether somebody holds the step. */
export function isHeld({ state }: Step): boolean {
  return state === 'valid' || state === 'hold'
}

/** Everybody who has or had a part in a step: executors, those before them, delegates. */
export function holdersOf({ former, executor, delegates = [] }: Step): readonly Holder[] {
  return [...former, ...(executor ? [executor] : []), ...delegates]
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
