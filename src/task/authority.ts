import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import {
  type Case,
  type Executor,
  findStep,
  type Holder,
  isOver,
  objectsOf,
  type Party,
  type Step,
  type StepView,
  stepAt,
  usesLeft,
  usesSoFar,
} from './case.ts'
import type { RuleFault, StepFault } from './fault.ts'
import { type Grant, granted, type RuleGrant, type StepGrant } from './grant.ts'
import { covers } from './object.ts'
import {
  type Procedure,
  stepPlace,
  type Trustee,
  tiedSteps,
  useLimit,
  type VisitorTrustee,
} from './procedure.ts'
import type { StepStateFault } from './transition.ts'

/** Who speaks: found from the key that signed or shook hands, whose certificate is live. */
export interface Actor {
  readonly kind: 'person' | 'device' | 'service' | 'node' | 'unit' | 'visitor'
  readonly id: string
  /** Thumbprint of the key. */
  readonly key: string
}

/** What the engine asks the unit's organisation, as it is at this moment. */
export interface Organisation {
  readonly founder: string | undefined
  holdsOffice(person: string, office: string): boolean
  isOfficeFilled(office: string): boolean
  /** Whether a visitor is one of the people of another unit whom a procedure names. */
  visits(visitor: Actor, trustee: VisitorTrustee): boolean
}

/** How an actor comes to be one whom a procedure names. */
interface Standing {
  readonly office?: string
  readonly founding?: true
}

type Rule = RuleGrant & Grant

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
 * Whether the actor may take the step now: it is invoked, he is among those it names, and the people of
 * other steps do not stand against it. The grant says under which office, and whether as the founder.
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
  // Who was first is told to those who could have been, and to nobody else.
  if (!executor || (!may.ok && may.fault.kind === 'not-trustee')) return may
  return refuse({ kind: 'step-taken', case: of.id, step, executor: partyOf(executor) })
}

/** Whether the executor may go on with a step on hold: all that a claim asks is asked again. */
export function mayResume(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  organisation: Organisation,
  time: Instant,
): Result<Rule, RuleFault> {
  const found = heldStep(procedure, of, step, ['hold'], actor, time)
  return found.ok ? mayHold(procedure, of, found.value, actor, organisation, 'executor') : found
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

/** Whether the actor may complete the step: its executor, with the key it is bound to. */
export function mayComplete(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  time: Instant,
): Result<Rule, RuleFault> {
  const found = heldStep(procedure, of, step, ['valid', 'hold'], actor, time)
  if (!found.ok) return found
  const { executor } = found.value.step
  if (executor?.key !== actor.key) return refuse({ kind: 'other-key', case: of.id, step })
  return accept(ruleOf(of, 'executor', step, executor))
}

/**
 * Whether the actor may cancel the case: who opened it, or who holds a valid step of it. What a node
 * opened it opened for those who may open the like, so they may end it.
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
  if (opener || standing) {
    return accept(granted({ by: 'rule', rule: 'opener', procedure: of.procedure, case: of.id, ...standing }))
  }
  const place = of.steps.findIndex((step) => isLiveFor(step, actor, time))
  if (place < 0) return refuse({ kind: 'may-not-cancel', case: of.id, opener: of.opener })
  const { type, step } = stepAt(procedure, of, place)
  return accept(ruleOf(of, 'executor', type.id, step.executor))
}

function isLiveFor(step: Step, actor: Actor, time: Instant): boolean {
  const bound = isParty(actor, step.executor) && step.executor?.key === actor.key
  return step.state === 'valid' && bound && !isOver(step, time)
}

/** Whether a step permits its executor this on this object now: the guard of `use`. */
export function permitUse(
  procedure: Procedure,
  of: Case,
  step: string,
  asked: {
    readonly actor: Actor
    readonly permission: string
    readonly object: string
    readonly time: Instant
  },
): Result<StepGrant & Grant, StepFault> {
  const found = findStep(procedure, of, step)
  const named = { case: of.id, step }
  if (!found) return refuse({ kind: 'step-unknown', ...named })
  const { type, step: now } = found
  if (now.state !== 'valid') return refuse(stepState(named, now, ['valid']))
  const { actor, permission, object, time } = asked
  if (!now.executor || !isParty(actor, now.executor)) return refuse({ kind: 'not-executor', ...named })
  if (now.executor.key !== actor.key) return refuse({ kind: 'other-key', ...named })
  if (now.deadline !== undefined && time >= now.deadline) {
    return refuse({ kind: 'window-over', ...named, deadline: now.deadline })
  }
  if (!type.permits.includes(permission))
    return refuse({ kind: 'permission-not-in-step', ...named, permission })
  const objects = objectsOf(type, of)
  if (!objects.some((one) => covers(one, object)))
    return refuse({ kind: 'object-not-in-step', ...named, object, objects })
  if (!usesLeft(type, now, permission)) {
    return refuse({ kind: 'uses-spent', ...named, permission, uses: usesSoFar(now, permission) })
  }
  return accept(stepGrant(found, of.id, now.executor, permission, object))
}

/** A grant that a live step gives on an object it names, and the key it is bound to. */
export interface LiveGrant {
  readonly grant: StepGrant & Grant
  readonly key: string
}

/**
 * Every grant the step at a place gives now, one for each permission and object named (with its final `*`):
 * made when the step changes, so that asking is looking up. Windows are left to the asking.
 */
export function liveGrants(procedure: Procedure, of: Case, place: number): readonly LiveGrant[] {
  const view = stepAt(procedure, of, place)
  const { executor } = view.step
  if (view.step.state !== 'valid' || !executor) return []
  const permissions = view.type.permits.filter((permission) => usesLeft(view.type, view.step, permission))
  return objectsOf(view.type, of).flatMap((object) =>
    permissions.map((permission) => ({
      grant: stepGrant(view, of.id, executor, permission, object),
      key: executor.key,
    })),
  )
}

/** The same grant on an object that the named one covers. */
export function onObject(grant: StepGrant & Grant, object: string): StepGrant & Grant {
  return grant.object === object ? grant : granted({ ...grant, object })
}

function stepGrant(
  { type, step }: StepView,
  of: string,
  executor: Executor,
  permission: string,
  object: string,
): StepGrant & Grant {
  const { office, founding } = executor
  return granted({
    by: 'step',
    case: of,
    step: type.id,
    epoch: step.epoch,
    permission,
    object,
    person: executor.id,
    ...(executor.kind === 'node' && { node: true }),
    ...(executor.kind === 'visitor' && { visitor: true }),
    ...(office !== undefined && { office }),
    ...(founding && { founding }),
    ...(step.deadline !== undefined && { deadline: step.deadline }),
    ...(useLimit(type, permission) !== undefined && { counted: true }),
  })
}

interface Named {
  readonly case: string
  readonly step: string
}

function stepIn(
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

function stepState(named: Named, { state, end }: Step, wanted: StepStateFault['wanted']): StepStateFault {
  return { kind: 'step-state', ...named, state, ...(end && { end }), wanted }
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
  if (!isParty(actor, executor)) return refuse({ kind: 'not-executor', case: of.id, step })
  if (deadline !== undefined && time >= deadline)
    return refuse({ kind: 'window-over', case: of.id, step, deadline })
  return found
}

/** The guards of a claim that ask for the person. */
function mayHold(
  procedure: Procedure,
  of: Case,
  { type }: StepView,
  actor: Actor,
  organisation: Organisation,
  rule: 'trustee' | 'executor',
): Result<Rule, RuleFault> {
  const standing = standingAs(type.by, actor, procedure, organisation, of.opener)
  const named = { case: of.id, step: type.id }
  if (!standing) return refuse({ kind: 'not-trustee', ...named, by: type.by })
  const separated = tiedSteps(procedure, 'different-people', type.id).find((other) =>
    holdersOf(procedure, of, other).some(
      (holder) => isParty(actor, holder) && !holder.founding && !standing.founding,
    ),
  )
  if (separated !== undefined) return refuse({ kind: 'separation-of-duty', ...named, other: separated })
  const bound = tiedSteps(procedure, 'same-person', type.id).find((other) => {
    const executor = findStep(procedure, of, other)?.step.executor
    return executor && !isParty(actor, executor)
  })
  if (bound !== undefined) return refuse({ kind: 'binding-of-duty', ...named, other: bound })
  return accept(ruleOf(of, rule, type.id, standing))
}

/** Everyone who holds or held a step. */
function holdersOf(procedure: Procedure, of: Case, step: string): readonly Holder[] {
  const place = stepPlace(procedure, step)
  const { former, executor } = stepAt(procedure, of, place).step
  return executor ? [...former, executor] : former
}

/**
 * How the actor is one whom a procedure names; `undefined` when he is not. In a founding procedure the
 * founder stands in for an office while nobody holds it, and no longer.
 */
function standingAs(
  trustee: Trustee,
  actor: Actor,
  { founding }: Procedure,
  organisation: Organisation,
  opener?: Party,
): Standing | undefined {
  if (trustee.kind === 'node') return actor.kind === 'node' ? {} : undefined
  if (trustee.kind === 'opener') return isParty(actor, opener) ? {} : undefined
  if (trustee.kind === 'unit') {
    if (actor.kind !== 'visitor' || !organisation.visits(actor, trustee)) return undefined
    const { unit, office } = trustee
    return office === undefined ? {} : { office: `${office}@${unit}` }
  }
  if (actor.kind !== 'person') return undefined
  switch (trustee.kind) {
    case 'anyone':
      return {}
    case 'person':
      return actor.id === trustee.person ? {} : undefined
    case 'office': {
      const { office } = trustee
      if (organisation.holdsOffice(actor.id, office)) return { office }
      const standsIn = founding && actor.id === organisation.founder && !organisation.isOfficeFilled(office)
      return standsIn ? { office, founding: true } : undefined
    }
    default:
      return trustee satisfies never
  }
}

function ruleOf(of: Case, rule: RuleGrant['rule'], step: string, standing: Standing | undefined): Rule {
  const { office, founding } = standing ?? {}
  return granted({
    by: 'rule',
    rule,
    procedure: of.procedure,
    case: of.id,
    step,
    ...(office !== undefined && { office }),
    ...(founding && { founding }),
  })
}

function isParty(actor: Actor, party: Party | undefined): boolean {
  return party !== undefined && actor.kind === party.kind && actor.id === party.id
}

function partyOf({ kind, id }: Party): Party {
  return { kind, id }
}
