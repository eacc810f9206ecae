import type { Instant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import {
  type Case,
  type Data,
  type Executor,
  type Holder,
  isFinished,
  isOver,
  type Step,
  type StepEnd,
  type StepState,
  sameParty,
  stepAt,
  usesLeft,
  usesSoFar,
} from './case.ts'
import { type Condition, type Procedure, type StepType, stepPlace } from './procedure.ts'

/** Where a change stands: the entry's index in the acts log and its time. */
export interface Moment {
  readonly index: number
  readonly time: Instant
}

/** What can happen to one step of an open case. */
export type Happening =
  | { readonly kind: 'claim'; readonly executor: Executor }
  | { readonly kind: 'use'; readonly permission: string }
  | { readonly kind: 'hold' }
  /** Binds the step to the key the executor has now. */
  | { readonly kind: 'resume'; readonly executor: Executor }
  | { readonly kind: 'complete'; readonly outcome?: string; readonly data?: Data }
  /** The executor may no longer be one: this instance ends and a fresh one is invoked. */
  | { readonly kind: 'lose-executor' }
  | { readonly kind: 'expire' }

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

/** In which states each happening has a place: the table of the semantics. */
const statesFor = {
  claim: ['invoked'],
  use: ['valid'],
  hold: ['valid'],
  resume: ['hold'],
  complete: ['valid', 'hold'],
  'lose-executor': ['valid', 'hold'],
  expire: ['valid', 'hold'],
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
    return refuse({
      kind: 'step-state',
      ...named,
      state: step.state,
      ...(step.end && { end: step.end }),
      wanted,
    })
  }
  if (happening.kind === 'use' && !usesLeft(type, step, happening.permission)) {
    const { permission } = happening
    return refuse({ kind: 'uses-spent', ...named, permission, uses: usesSoFar(step, permission) })
  }
  if (happening.kind === 'expire' && !isOver(step, moment.time)) {
    return refuse({
      kind: 'window-not-over',
      ...named,
      ...(step.deadline !== undefined && { deadline: step.deadline }),
    })
  }
  const steps = before.steps.with(place, changed(type, step, happening, moment))
  return accept(settled(procedure, { ...before, steps }, moment))
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
      return { ...at(step, 'valid', moment), executor: happening.executor, ...windowOf(type, moment) }
    case 'use':
      return used(type, step, happening.permission, moment)
    case 'hold':
      return at(step, 'hold', moment)
    case 'resume':
      return { ...at(step, 'valid', moment), executor: happening.executor }
    case 'complete':
      return completed(step, happening, moment)
    case 'lose-executor':
      return freshInstance(step, moment)
    case 'expire':
      return ended(step, 'window-over', moment)
    default:
      return happening satisfies never
  }
}

function at(step: Step, state: StepState, { index, time }: Moment): Step {
  return { ...step, state, epoch: index, since: time }
}

function ended(step: Step, end: StepEnd, moment: Moment): Step {
  return { ...at(step, 'invalid', moment), end }
}

function windowOf(type: StepType, moment: Moment): Pick<Step, 'deadline'> {
  return type.within === undefined ? {} : { deadline: moment.time + type.within }
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

/** The instance whose executor is gone ends here; its counts and who held it carry over to the next. */
function freshInstance(step: Step, moment: Moment): Step {
  const { executor, deadline: _deadline, former, ...rest } = step
  return {
    ...at({ ...rest, former: withFormer(former, executor) }, 'invoked', moment),
    instance: step.instance + 1,
  }
}

/** Each person once (twice if he was the founder at first), so that the list is no longer than the staff. */
function withFormer(former: readonly Holder[], executor: Executor | undefined): readonly Holder[] {
  if (!executor) return former
  const known = former.some((one) => sameParty(one, executor) && one.founding === executor.founding)
  const { kind, id, founding } = executor
  return known ? former : [...former, { kind, id, ...(founding && { founding }) }]
}

/**
 * Lets every dormant step find out whether its time has come, until nothing moves; then sees whether all
 * is over.
 */
function settled(procedure: Procedure, before: Case, moment: Moment): Case {
  let steps = before.steps
  for (let moved = true; moved; ) {
    moved = false
    for (const [place, type] of procedure.steps.entries()) {
      const step = steps[place]
      if (step?.state !== 'dormant') continue
      const next = awakened(procedure, steps, type, step, moment)
      if (next === step) continue
      steps = steps.with(place, next)
      moved = true
    }
  }
  const after = { ...before, steps }
  if (steps.some(({ state }) => state !== 'invalid')) return after
  return { ...after, state: steps.every(isFinished) ? 'finished' : 'stopped', ended: moment.time }
}

/**
 * What a dormant step becomes. It is skipped when its condition does not hold, or when all the steps it
 * waits for were skipped: a branch not taken is not taken to its end, and one that joins another waits for
 * that alone.
 */
function awakened(
  procedure: Procedure,
  steps: readonly Step[],
  type: StepType,
  step: Step,
  moment: Moment,
): Step {
  const before = type.after.map((id) => stepNamed(procedure, steps, id))
  if (before.some((other) => other.state === 'invalid' && !isFinished(other)))
    return ended(step, 'unreachable', moment)
  if (before.some((other) => other.state !== 'invalid')) return step
  const deadBranch = before.length > 0 && before.every(({ end }) => end === 'skipped')
  const wanted = type.when === undefined || holds(procedure, steps, type.when)
  return deadBranch || !wanted ? ended(step, 'skipped', moment) : at(step, 'invoked', moment)
}

/** A step without an outcome (skipped, say) has none: `==` is false of it and `!=` true. */
function holds(procedure: Procedure, steps: readonly Step[], condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => holds(procedure, steps, part))
    case 'any':
      return condition.of.some((part) => holds(procedure, steps, part))
    case 'is':
      return stepNamed(procedure, steps, condition.step).outcome === condition.outcome
    case 'is-not':
      return stepNamed(procedure, steps, condition.step).outcome !== condition.outcome
    default:
      return condition satisfies never
  }
}

function stepNamed(procedure: Procedure, steps: readonly Step[], id: string): Step {
  return certain(steps[stepPlace(procedure, id)], `step ${id} of ${procedure.name}`)
}
