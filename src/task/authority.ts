import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { policiesUpTo } from '#x509'
import {
  type Case,
  type Executor,
  findStep,
  isHeld,
  isOver,
  type Step,
  type StepView,
  stepAt,
} from './case.ts'
import { constraintFault } from './constraint.ts'
import type { RuleFault } from './fault.ts'
import { type Grant, granted, type RuleGrant } from './grant.ts'
import type { Procedure } from './procedure.ts'
import {
  type Actor,
  factsFor,
  isOwnAffair,
  isParty,
  namedStep,
  type Organisation,
  officeOf,
  partyOf,
  type Standing,
  standingAs,
} from './standing.ts'
import type { StepStateFault } from './transition.ts'
import { stepState } from './use.ts'

export type Rule = RuleGrant & Grant

/** Whether the actor may open a case of the procedure. */
export function mayOpen(
  procedure: Procedure,
  actor: Actor,
  organisation: Organisation,
): Result<Rule, RuleFault> {
  const { name, openedBy } = procedure
  const standing = standingAs(openedBy, actor, procedure, organisation)
  if (!standing) return refuse({ kind: 'may-not-open', procedure: name, openedBy })
  return accept(granted({ by: 'rule', rule: 'opener', procedure: name, ...standing }))
}

/**
 * Whether the actor may take the step now: it is invoked, he is among those it names, present and trained,
 * and the people of other steps do not stand against it. The grant says under which office, and whether as
 * the founder or for somebody absent.
 */
export function mayClaim(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  organisation: Organisation,
): Result<Rule, RuleFault> {
  const found = stepIn(procedure, of, step, ['invoked', 'valid', 'hold'])
  if (!found.ok) {
    return found.fault.kind === 'step-state' ? refuse({ ...found.fault, wanted: ['invoked'] }) : found
  }
  const may = mayHold(procedure, of, found.value, actor, organisation, 'trustee')
  const { executor } = found.value.step
  // Who was first is told to those of the unit who could have been, and to nobody else.
  if (!executor || (!may.ok && may.fault.kind === 'not-trustee')) return may
  const first = actor.kind === 'visitor' ? {} : { executor: partyOf(executor) }
  return refuse({ kind: 'step-taken', case: of.id, step, ...first })
}

/**
 * How the actor is one who gives the step to others: one whom it names for that, or of the layer above once
 * it was escalated; `undefined` when he is not.
 */
export function assigningAs(
  procedure: Procedure,
  of: Case,
  { type, step }: Pick<StepView, 'type' | 'step'>,
  actor: Actor,
  organisation: Organisation,
): { readonly rule: 'assigner' | 'superior'; readonly standing?: Standing } | undefined {
  const by = type.assignment?.by
  const standing = by && standingAs(by, actor, procedure, organisation, of.opener)
  if (standing) return { rule: 'assigner', standing }
  const isAbove =
    step.escalated !== undefined && actor.kind === 'person' && organisation.isAbove(actor.id, officeOf(type))
  return isAbove ? { rule: 'superior' } : undefined
}

/**
 * Whether the actor may give the open step to a person: one who gives it out, to somebody who could take it
 * himself.
 */
export function mayAssign(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  person: string,
  organisation: Organisation,
): Result<{ readonly rule: Rule; readonly executor: Executor }, RuleFault> {
  const found = stepIn(procedure, of, step, ['invoked'])
  if (!found.ok) return found
  const { type } = found.value
  const assigning = assigningAs(procedure, of, found.value, actor, organisation)
  if (!assigning) {
    const by = type.assignment?.by
    return refuse({ kind: 'may-not-assign', ...namedStep(of, type), ...(by && { by }) })
  }
  if (actor.kind === 'person' && organisation.isAbsent(actor.id)) {
    return refuse({ kind: 'person-absent', person: actor.id })
  }
  const key = organisation.keyOf(person)
  if (key === undefined) return refuse({ kind: 'person-without-key', person })
  const taking = mayHold(
    procedure,
    of,
    found.value,
    { kind: 'person', id: person, key },
    organisation,
    'trustee',
  )
  if (!taking.ok) {
    return taking.fault.kind === 'not-trustee' ? refuse({ ...taking.fault, person }) : taking
  }
  return accept({
    rule: ruleOf(of, assigning.rule, step, assigning.standing),
    executor: executorOf(
      procedure,
      found.value,
      { kind: 'person', id: person, key },
      taking.value,
      organisation,
    ),
  })
}

/** The actor as the executor of a step that a rule found him fit to hold. */
export function executorOf(
  procedure: Procedure,
  { type }: Pick<StepView, 'type'>,
  actor: Actor & { readonly kind: Executor['kind'] },
  standing: Standing,
  organisation: Organisation,
): Executor {
  const facts = factsFor(procedure, type, actor, organisation)
  const { office, founding } = standing
  return {
    kind: actor.kind,
    id: actor.id,
    key: actor.key,
    ...(office !== undefined && { office }),
    ...(founding && { founding }),
    ...(standing.for !== undefined && { for: standing.for }),
    ...(facts && { facts }),
  }
}

/** Whether the executor may go on with a step he put on hold: all that a claim asks is asked again. */
export function mayResume(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  organisation: Organisation,
  time: Instant,
): Result<Rule, RuleFault> {
  const found = heldStep(procedure, of, step, ['hold'], actor, time)
  if (!found.ok) return found
  const stopped = stoppedBy(found.value.step)
  if (stopped && !found.value.step.holds?.includes('executor')) {
    return refuse({ kind: 'step-stopped', case: of.id, step, by: stopped })
  }
  if (found.value.step.emergency) {
    const low = gradeFault(of, found.value.type, actor, organisation)
    return low ? refuse(low) : accept(ruleOf(of, 'emergency', step, found.value.step.executor))
  }
  return mayHold(procedure, of, found.value, actor, organisation, 'executor')
}

/** Whether the certificate he speaks with is of less than the grade that an emergency asks for. */
export function gradeFault(
  of: Case,
  type: StepView['type'],
  actor: Actor,
  organisation: Organisation,
): RuleFault | undefined {
  const { grade: wanted } = type.breakGlass ?? {}
  const [needed] = wanted === undefined ? [] : policiesUpTo(wanted).slice(-1)
  if (wanted === undefined || needed === undefined) return undefined
  const grade = organisation.gradeOf(actor)
  if (grade !== undefined && policiesUpTo(grade).includes(needed)) return undefined
  return { kind: 'grade-too-low', ...namedStep(of, type), wanted, ...(grade && { grade }) }
}

function stoppedBy({ holds = [] }: Step): 'supervisor' | 'waiting' | undefined {
  return holds.find((reason) => reason !== 'executor')
}

/** Whether the actor may put the step on hold: its executor, with whichever key. */
export function maySuspend(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  time: Instant,
): Result<Rule, RuleFault> {
  const found = heldStep(procedure, of, step, ['valid'], actor, time)
  return found.ok ? accept(ruleOf(of, 'executor', step, found.value.step.executor)) : found
}

/**
 * Whether the actor may give the step back, for others to take: its executor, with whichever key, unless it
 * was suspended, which he could end by taking it again.
 */
export function mayRelease(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  time: Instant,
): Result<Rule, RuleFault> {
  const found = heldStep(procedure, of, step, ['valid', 'hold'], actor, time)
  if (!found.ok) return found
  const { executor, holds = [] } = found.value.step
  if (holds.includes('supervisor'))
    return refuse({ kind: 'step-stopped', case: of.id, step, by: 'supervisor' })
  return accept(ruleOf(of, 'executor', step, executor))
}

/**
 * Whether the actor may complete the step: its executor, or a delegate who was given that as well, with the
 * key it is bound to, while nobody else stops it.
 */
export function mayComplete(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  time: Instant,
): Result<Rule, RuleFault> {
  const found = stepIn(procedure, of, step, ['valid', 'hold'])
  if (!found.ok) return found
  const { executor, delegates = [], deadline } = found.value.step
  const delegate = delegates.find((one) => one.completes && isParty(actor, one))
  const holder = isParty(actor, executor) ? executor : delegate
  if (!holder) return refuse({ kind: 'not-executor', case: of.id, step })
  const until = holder === delegate ? delegate?.until : undefined
  const over = [deadline, until].find((end) => end !== undefined && time >= end)
  if (over !== undefined) return refuse({ kind: 'window-over', case: of.id, step, deadline: over })
  if (holder.key !== actor.key) return refuse({ kind: 'other-key', case: of.id, step })
  const stopped = stoppedBy(found.value.step)
  if (stopped) return refuse({ kind: 'step-stopped', case: of.id, step, by: stopped })
  return accept(ruleOf(of, holder === delegate ? 'delegate' : 'executor', step, holder))
}

/**
 * Whether the actor may cancel the case: who opened it, or who holds a valid step of it. What a node
 * opened it opened for those who may open the like, so they may end it. Where a glass was broken, not before
 * the review.
 */
export function mayCancel(
  procedure: Procedure,
  of: Case,
  actor: Actor,
  organisation: Organisation,
  time: Instant,
): Result<Rule, RuleFault> {
  if (of.state !== 'open') return refuse({ kind: 'case-not-open', case: of.id, state: of.state })
  const opener = isParty(actor, of.opener)
  const standing =
    of.opener.kind === 'node' ? standingAs(procedure.openedBy, actor, procedure, organisation) : undefined
  const place = of.steps.findIndex((step) => isLiveFor(step, actor, time))
  if (!opener && !standing && place < 0)
    return refuse({ kind: 'may-not-cancel', case: of.id, opener: of.opener })
  const review = reviewOutstanding(procedure, of)
  if (review !== undefined) return refuse({ kind: 'review-outstanding', case: of.id, step: review })
  if (opener || standing) {
    return accept(granted({ by: 'rule', rule: 'opener', procedure: of.procedure, case: of.id, ...standing }))
  }
  const { type, step } = stepAt(procedure, of, place)
  return accept(ruleOf(of, 'executor', type.id, step.executor))
}

/** The review that a broken glass waits for. */
function reviewOutstanding({ steps }: Procedure, of: Case): string | undefined {
  const broken = steps.filter((_, place) => of.steps[place]?.broken).map(({ id }) => id)
  const place = steps.findIndex(
    ({ reviews }, at) => reviews.some((id) => broken.includes(id)) && of.steps[at]?.state !== 'invalid',
  )
  return steps[place]?.id
}

function isLiveFor(step: Step, actor: Actor, time: Instant): boolean {
  const bound = isParty(actor, step.executor) && step.executor?.key === actor.key
  return step.state === 'valid' && bound && !isOver(step, time)
}

/** The step of an open case, if it is in a wanted state. */
export function stepIn(
  procedure: Procedure,
  of: Case,
  step: string,
  wanted: StepStateFault['wanted'],
): Result<StepView, RuleFault & { readonly kind: 'case-not-open' | 'step-unknown' | 'step-state' }> {
  const named = { case: of.id, step }
  if (of.state !== 'open') return refuse({ kind: 'case-not-open', case: of.id, state: of.state })
  const found = findStep(procedure, of, step)
  if (!found) return refuse({ kind: 'step-unknown', ...named })
  return wanted.includes(found.step.state) ? accept(found) : refuse(stepState(named, found.step, wanted))
}

/** The step, if it is in a wanted state, the actor holds it and its window is not over. */
function heldStep(
  procedure: Procedure,
  of: Case,
  step: string,
  wanted: StepStateFault['wanted'],
  actor: Actor,
  time: Instant,
): Result<StepView, RuleFault> {
  const found = stepIn(procedure, of, step, wanted)
  if (!found.ok) return found
  const { executor, deadline } = found.value.step
  if (!isHeld(found.value.step) || !isParty(actor, executor)) {
    return refuse({ kind: 'not-executor', case: of.id, step })
  }
  if (deadline !== undefined && time >= deadline)
    return refuse({ kind: 'window-over', case: of.id, step, deadline })
  return found
}

/** The guards of a claim that ask for the person. */
export function mayHold(
  procedure: Procedure,
  of: Case,
  { type }: StepView,
  actor: Actor,
  organisation: Organisation,
  rule: 'trustee' | 'executor',
): Result<Rule, RuleFault> {
  const standing = standingAs(type.by, actor, procedure, organisation, of.opener)
  if (!standing) return refuse({ kind: 'not-trustee', ...namedStep(of, type), by: type.by })
  const unfit = unfitness(type, of, actor, organisation)
  if (unfit) return refuse(unfit)
  const facts = factsFor(procedure, type, actor, organisation)
  const fault = constraintFault(procedure, of, type, { actor, standing, ...(facts && { facts }) })
  return fault ? refuse(fault) : accept(ruleOf(of, rule, type.id, standing))
}

/** Why a person who may take a step cannot at present. */
export function unfitness(
  type: StepView['type'],
  of: Case,
  actor: Pick<Actor, 'kind' | 'id'>,
  organisation: Organisation,
): RuleFault | undefined {
  if (actor.kind === 'node') return undefined
  if (actor.kind === 'person' && organisation.isAbsent(actor.id) && !isOwnAffair(type, of, actor)) {
    return { kind: 'person-absent', person: actor.id }
  }
  const training = type.training.find(
    (name) => actor.kind !== 'person' || !organisation.isTrained(actor.id, name),
  )
  return training === undefined ? undefined : { kind: 'training-missing', ...namedStep(of, type), training }
}

/** The grant of a rule, as the standing of whoever it permits says. */
export function ruleOf(
  of: Case,
  rule: RuleGrant['rule'],
  step: string,
  standing: Standing | undefined,
): Rule {
  const { office, founding } = standing ?? {}
  return granted({
    by: 'rule',
    rule,
    procedure: of.procedure,
    case: of.id,
    step,
    ...(office !== undefined && { office }),
    ...(founding && { founding }),
    ...(standing?.for !== undefined && { for: standing.for }),
  })
}
