import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { executorOf, type Rule, ruleOf, stepIn, unfitness } from './authority.ts'
import type { Case, Delegate, Step } from './case.ts'
import { constraintFault } from './constraint.ts'
import type { RuleFault } from './fault.ts'
import type { Procedure } from './procedure.ts'
import { type Actor, factsFor, isParty, namedStep, type Organisation, standingAs } from './standing.ts'

/** Beyond it a step is a task for several steps. */
const delegatesMax = 16

/** What of a step is to be given to whom. */
export interface DelegationAsked {
  readonly person: string
  /** Absent: all that the giver has. */
  readonly permissions?: readonly string[]
  readonly until?: Instant
  readonly completes?: true
}

/**
 * Whether the actor, its executor or a delegate, may give a part of the step to a person: as deep as the
 * procedure says, no wider and no longer than what he has, to somebody who may have it and against whom
 * nobody's part in other steps stands.
 */
export function mayDelegate(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  asked: DelegationAsked,
  organisation: Organisation,
  time: Instant,
): Result<{ readonly rule: Rule; readonly delegate: Delegate }, RuleFault> {
  const found = stepIn(procedure, of, step, ['valid'])
  if (!found.ok) return found
  const { type, step: now } = found.value
  const named = namedStep(of, type)
  const { executor, delegates = [] } = now
  const giver = [...(executor ? [executor] : []), ...delegates].find((one) => isParty(actor, one))
  if (!giver) return refuse({ kind: 'not-executor', ...named })
  if (giver.key !== actor.key) return refuse({ kind: 'other-key', ...named })
  const given: Given = delegates.find((one) => one === giver) ?? {}
  const over = [now.deadline, given.until].find((end) => end !== undefined && time >= end)
  if (over !== undefined) return refuse({ kind: 'window-over', ...named, deadline: over })
  const { delegation } = type
  const depth = (given.depth ?? 0) + 1
  // Nobody gives on what is his for an hour and under no order but need.
  if (!delegation || depth > delegation.depth || now.emergency) {
    return refuse({ kind: 'not-delegable', ...named, depthMax: now.emergency ? 0 : (delegation?.depth ?? 0) })
  }
  const wider = widerThan(given, type.permits, now, asked, time)
  if (wider) return refuse({ kind: 'delegation-wider', ...named, ...wider })
  const { person } = asked
  const known = [executor, ...delegates].some((one) => one?.kind === 'person' && one.id === person)
  if (known) return refuse({ kind: 'delegate-already', ...named, person })
  if (delegates.length >= delegatesMax) {
    return refuse({ kind: 'delegates-too-many', ...named, countMax: delegatesMax })
  }
  const key = organisation.keyOf(person)
  if (key === undefined) return refuse({ kind: 'person-without-key', person })
  const receiver = { kind: 'person', id: person, key } as const
  const to = delegation.to ?? type.by
  const standing = standingAs(to, receiver, procedure, organisation, of.opener)
  if (!standing) return refuse({ kind: 'not-trustee', ...named, by: to, person })
  const unfit = unfitness(type, of, receiver, organisation)
  if (unfit) return refuse(unfit)
  const facts = factsFor(procedure, type, receiver, organisation)
  const fault = constraintFault(procedure, of, type, { actor: receiver, standing, ...(facts && { facts }) })
  if (fault) return refuse(fault)
  const { permissions = given.permissions, until = given.until, completes } = asked
  const delegate: Delegate = {
    ...executorOf(procedure, { type }, receiver, standing, organisation),
    by: { kind: giver.kind, id: giver.id },
    depth,
    ...(permissions && { permissions }),
    ...(until !== undefined && { until }),
    ...(completes && { completes }),
  }
  return accept({ rule: ruleOf(of, 'depth' in giver ? 'delegate' : 'executor', step, giver), delegate })
}

/** What a giver was given himself; nothing for the executor, who has all. */
type Given = Partial<Pick<Delegate, 'depth' | 'permissions' | 'until' | 'completes'>>

/** What of the asked the giver does not have himself. */
function widerThan(
  given: Given,
  permits: readonly string[],
  { deadline }: Step,
  { permissions = [], until, completes }: DelegationAsked,
  time: Instant,
): { readonly permission?: string; readonly until?: Instant; readonly end?: Instant } | undefined {
  const own = given.permissions ?? permits
  const permission = permissions.find((one) => !own.includes(one))
  if (permission !== undefined) return { permission }
  if (completes && given.depth !== undefined && !given.completes) return { permission: 'step.complete' }
  const end = Math.min(given.until ?? Number.MAX_SAFE_INTEGER, deadline ?? Number.MAX_SAFE_INTEGER)
  if (until === undefined) return undefined
  if (until > end) return { until, end }
  return until <= time ? { until } : undefined
}

/** Whether the actor may end a delegation: its giver, whoever gave to that one, or the delegate himself. */
export function mayEndDelegation(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  person: string,
): Result<Rule, RuleFault> {
  const found = stepIn(procedure, of, step, ['valid', 'hold'])
  if (!found.ok) return found
  const { executor, delegates = [] } = found.value.step
  const named = namedStep(of, found.value.type)
  let delegate = delegates.find((one) => one.kind === 'person' && one.id === person)
  if (!delegate) return refuse({ kind: 'not-delegate', ...named, delegate: person })
  const rule = (from: Parameters<typeof ruleOf>[3], kind: 'executor' | 'delegate'): Result<Rule, RuleFault> =>
    accept(ruleOf(of, kind, step, from))
  if (isParty(actor, executor)) return rule(executor, 'executor')
  // Up the chain of givers; it is as long as delegations are deep.
  for (; delegate; ) {
    if (isParty(actor, delegate)) return rule(delegate, 'delegate')
    const { by }: Delegate = delegate
    delegate = delegates.find((one) => isParty(one, by))
  }
  return refuse({ kind: 'not-delegator', ...named, person })
}
