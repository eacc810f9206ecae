import type { Duration, Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import {
  type BrokenGlass,
  type Case,
  type Data,
  type Delegate,
  type Executor,
  type HoldReason,
  holdersOf,
  isOver,
  type Party,
  type Step,
  type StepEnd,
  type StepState,
  sameParty,
  stepAt,
  usesLeft,
  usesSoFar,
} from './case.ts'
import type { Procedure, StepType } from './procedure.ts'
import { nextRound, roundsLeft } from './round.ts'
import { settled } from './settle.ts'
import {
  anew,
  at,
  dormantAgain,
  ended,
  freshInstance,
  type Moment,
  withHold,
  withHolders,
  withoutHold,
} from './step.ts'

/** What can happen to one step of an open case. */
export type Happening =
  /** Somebody takes it, or is given it. */
  | { readonly kind: 'claim'; readonly executor: Executor }
  | { readonly kind: 'use'; readonly permission: string }
  | { readonly kind: 'hold'; readonly by: Exclude<HoldReason, 'waiting'> }
  /** The executor's binds the step to the key he has now. */
  | { readonly kind: 'resume'; readonly by: Exclude<HoldReason, 'waiting'>; readonly executor?: Executor }
  | { readonly kind: 'complete'; readonly outcome?: string; readonly data?: Data }
  /** The executor may no longer be one, or gives it back: this instance ends and a fresh one is invoked. */
  | { readonly kind: 'lose-executor'; readonly keepsWindow?: true }
  | { readonly kind: 'expire' }
  | { readonly kind: 'escalate' }
  | { readonly kind: 'revoke'; readonly reason: string }
  | { readonly kind: 'delegate'; readonly delegate: Delegate }
  /** With him go those he delegated to. */
  | { readonly kind: 'end-delegation'; readonly delegate: Party }
  | {
      readonly kind: 'break-glass'
      readonly executor: Executor
      readonly glass: Omit<BrokenGlass, 'time'>
      readonly within: Duration
    }

export type TransitionFault =
  | { readonly kind: 'case-not-open'; readonly case: string; readonly state: string }
  | StepStateFault
  | {
      readonly kind: 'window-not-over'
      readonly case: string
      readonly step: string
      readonly deadline?: Instant
    }
  | UseSpent
  /** The part has been run as often as its loop allows: only another outcome is left. */
  | {
      readonly kind: 'rounds-spent'
      readonly case: string
      readonly step: string
      readonly to: string
      readonly rounds: number
    }
  | { readonly kind: 'not-delegate'; readonly case: string; readonly step: string; readonly delegate: string }

/** What was asked is not possible in the state the step is in. */
export interface StepStateFault {
  readonly kind: 'step-state'
  readonly case: string
  readonly step: string
  readonly state: StepState
  readonly end?: StepEnd
  readonly wanted: readonly StepState[]
}

export interface UseSpent {
  readonly kind: 'uses-spent'
  readonly case: string
  readonly step: string
  readonly permission: string
  readonly uses: number
}

const held = ['valid', 'hold'] as const

/** In which states each happening has a place: the table of the semantics. */
const statesFor = {
  claim: ['invoked'],
  use: ['valid'],
  hold: held,
  // A suspension goes on while nobody holds the step, and while it waits for its turn again.
  resume: ['dormant', 'invoked', 'hold'],
  complete: held,
  'lose-executor': held,
  // One that was given back in its window is open until that ends.
  expire: ['invoked', ...held],
  escalate: ['invoked'],
  revoke: held,
  delegate: ['valid'],
  'end-delegation': held,
  'break-glass': ['dormant', 'invoked', 'valid', 'hold'],
} as const satisfies Readonly<Record<Happening['kind'], readonly StepState[]>>

/** A case as it stands when it is opened: the steps that wait for none are invoked. */
export function openCase(
  procedure: Procedure,
  opening: Pick<Case, 'id' | 'digest' | 'opener' | 'data'>,
  moment: Moment,
): Case {
  const dormant: Step = {
    state: 'dormant',
    epoch: moment.index,
    since: moment.time,
    instance: 1,
    former: [],
    used: {},
  }
  const { id, digest, opener, data } = opening
  const steps = procedure.steps.map(() => dormant)
  const fresh = {
    id,
    procedure: procedure.name,
    digest,
    opener,
    opened: moment.time,
    data,
    state: 'open' as const,
    steps,
  }
  return settled(procedure, fresh, moment)
}

/** The case after something happened to the step at `place`, and all that follows from it. */
export function transition(
  procedure: Procedure,
  before: Case,
  place: number,
  happening: Happening,
  moment: Moment,
): Result<Case, TransitionFault> {
  if (before.state !== 'open') return refuse({ kind: 'case-not-open', case: before.id, state: before.state })
  const { type, step } = stepAt(procedure, before, place)
  const wanted: readonly StepState[] = statesFor[happening.kind]
  const named = { case: before.id, step: type.id }
  if (!wanted.includes(step.state)) {
    const { state, end } = step
    return refuse({ kind: 'step-state', ...named, state, ...(end && { end }), wanted })
  }
  const fault = hindrance(procedure, before, place, happening, moment)
  if (fault) return refuse(fault)
  const steps = before.steps.with(place, changed(type, step, happening, moment))
  const after = { ...before, steps }
  const round = happening.kind === 'complete' ? nextRound(procedure, after, type.id, moment) : after
  const next = happening.kind === 'break-glass' ? reviewedAgain(procedure, after, type.id, moment) : round
  return accept(settled(procedure, next, moment))
}

/** A review that has begun, or is over, has not seen the glass that was broken now. */
function reviewedAgain(procedure: Procedure, of: Case, broken: string, moment: Moment): Case {
  const steps = of.steps.map((step, place) => {
    const reviews = procedure.steps[place]?.reviews.includes(broken) ?? false
    return reviews && step.state !== 'dormant' ? anew(step, withHolders([], holdersOf(step)), moment) : step
  })
  return { ...of, steps }
}

/** Why what happens cannot happen, though the state is one in which it could. */
function hindrance(
  procedure: Procedure,
  before: Case,
  place: number,
  happening: Happening,
  moment: Moment,
): TransitionFault | undefined {
  const { type, step } = stepAt(procedure, before, place)
  const named = { case: before.id, step: type.id }
  switch (happening.kind) {
    case 'use': {
      const { permission } = happening
      if (usesLeft(type, step, permission)) return undefined
      return { kind: 'uses-spent', ...named, permission, uses: usesSoFar(step, permission) }
    }
    case 'expire': {
      if (isOver(step, moment.time)) return undefined
      const { deadline } = step
      return { kind: 'window-not-over', ...named, ...(deadline !== undefined && { deadline }) }
    }
    case 'escalate': {
      const { assignBy } = step
      if (assignBy !== undefined && moment.time >= assignBy) return undefined
      return { kind: 'window-not-over', ...named, ...(assignBy !== undefined && { deadline: assignBy }) }
    }
    case 'complete': {
      const loop = roundsLeft(procedure, before, place, happening.outcome)
      return loop.ok ? undefined : { kind: 'rounds-spent', ...named, ...loop.fault }
    }
    case 'hold': {
      const { state } = step
      // A second hold for the same reason would end with the first.
      return step.holds?.includes(happening.by)
        ? { kind: 'step-state', ...named, state, wanted: ['valid'] }
        : undefined
    }
    case 'resume': {
      const { state } = step
      return step.holds?.includes(happening.by)
        ? undefined
        : { kind: 'step-state', ...named, state, wanted: ['hold'] }
    }
    case 'end-delegation': {
      const { delegate } = happening
      const known = step.delegates?.some((one) => sameParty(one, delegate))
      return known ? undefined : { kind: 'not-delegate', ...named, delegate: delegate.id }
    }
    default:
      return undefined
  }
}

/** The case after its cancelling: every step that had not ended ends. */
export function cancelCase(before: Case, reason: string, moment: Moment): Result<Case, TransitionFault> {
  if (before.state !== 'open') return refuse({ kind: 'case-not-open', case: before.id, state: before.state })
  const steps = before.steps.map((step) =>
    step.state === 'invalid' ? step : ended(step, 'cancelled', moment),
  )
  return accept({ ...before, state: 'cancelled', ended: moment.time, reason, steps })
}

/** What a counted use leaves of a step whatever its state: for an entry that counts what it permitted. */
export function countUse(
  procedure: Procedure,
  before: Case,
  place: number,
  permission: string,
  moment: Moment,
): Case {
  const { type, step } = stepAt(procedure, before, place)
  const steps = before.steps.with(place, used(type, step, permission, moment))
  const after = { ...before, steps }
  return before.state === 'open' ? settled(procedure, after, moment) : after
}

function changed(type: StepType, step: Step, happening: Happening, moment: Moment): Step {
  switch (happening.kind) {
    case 'claim':
      return claimed(type, step, happening.executor, moment)
    case 'use':
      return used(type, step, happening.permission, moment)
    case 'hold':
      return withHold(step, happening.by, moment)
    case 'resume': {
      const after = withoutHold(step, happening.by, moment)
      return happening.executor ? { ...after, executor: happening.executor } : after
    }
    case 'complete':
      return completed(step, happening, moment)
    case 'lose-executor':
      // Whether it is its turn at all was not asked of whoever broke the glass.
      return step.emergency
        ? dormantAgain(type, step, moment)
        : freshInstance(type, step, moment, happening.keepsWindow)
    case 'expire':
      return goesOn(type, step) ? dormantAgain(type, step, moment) : ended(step, 'window-over', moment)
    case 'escalate': {
      const { assignBy: _, ...rest } = step
      return { ...at(rest, 'invoked', moment), escalated: moment.time }
    }
    case 'revoke':
      return type.reviews.length > 0
        ? dormantAgain(type, step, moment)
        : { ...ended(step, 'revoked', moment), reason: happening.reason }
    case 'delegate':
      return { ...at(step, step.state, moment), delegates: [...(step.delegates ?? []), happening.delegate] }
    case 'end-delegation':
      return withoutDelegate(step, happening.delegate, moment)
    case 'break-glass':
      return broken(type, step, happening, moment)
    default:
      return happening satisfies never
  }
}

/**
 * Whether the step is still to be done when its window is over: after an emergency by whomever it is for,
 * and a review by another, because the case does not close without.
 */
function goesOn({ reviews }: StepType, { emergency }: Step): boolean {
  return emergency === true || reviews.length > 0
}

/** A window that went on while nobody held the step ends when it would have. */
function claimed(type: StepType, step: Step, executor: Executor, moment: Moment): Step {
  const { assignBy: _by, escalated: _escalated, ...rest } = step
  const deadline = step.deadline ?? (type.within === undefined ? undefined : moment.time + type.within)
  const state = step.holds ? 'hold' : 'valid'
  return { ...at(rest, state, moment), executor, ...(deadline !== undefined && { deadline }) }
}

function completed(step: Step, given: Extract<Happening, { kind: 'complete' }>, moment: Moment): Step {
  const { outcome, data } = given
  return {
    ...ended(step, 'completed', moment),
    ...(outcome !== undefined && { outcome }),
    ...(data && { data }),
  }
}

/** A count rises without a new epoch: what else the step permits goes on as it was. */
function used(type: StepType, step: Step, permission: string, moment: Moment): Step {
  const count = usesSoFar(step, permission) + 1
  const after = { ...step, used: { ...step.used, [permission]: count } }
  const spent = type.permits.every((name) => !usesLeft(type, after, name))
  return spent && step.state !== 'invalid' ? ended(after, 'limit-reached', moment) : after
}

/** The delegate is kept among those who had a part in the step: he must not judge his own work. */
function withoutDelegate(step: Step, gone: Party, moment: Moment): Step {
  const lost: Party[] = [gone]
  for (const one of lost) {
    for (const other of step.delegates ?? []) if (sameParty(other.by, one)) lost.push(other)
  }
  const { delegates = [], former, ...rest } = step
  const left = delegates.filter((one) => !lost.some((other) => sameParty(other, one)))
  const parted = delegates.filter((one) => !left.includes(one))
  return {
    ...at({ ...rest, former: withHolders(former, parted) }, step.state, moment),
    ...(left.length > 0 && { delegates: left }),
  }
}

/** Whoever held it loses it to the one who broke the glass, and counts as having held it. */
function broken(
  type: StepType,
  step: Step,
  happening: Extract<Happening, { kind: 'break-glass' }>,
  moment: Moment,
): Step {
  const { executor, glass, within } = happening
  const before = holdersOf(step).length > step.former.length ? freshInstance(type, step, moment) : step
  const { deadline: _deadline, assignBy: _by, escalated: _escalated, holds: _holds, ...rest } = before
  return {
    ...at(rest, 'valid', moment),
    executor,
    deadline: moment.time + within,
    emergency: true,
    broken: [...(step.broken ?? []), { ...glass, time: moment.time }],
  }
}
