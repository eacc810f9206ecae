import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { row, type Table } from '#table'
import {
  type Actor,
  type Grant,
  type LiveGrant,
  mayClaim,
  type Organisation,
  onObject,
  permitUse,
  type StepFault,
  type StepGrant,
  stepAt,
  wider,
} from '#task'
import { type AuthorityQuestion, read, type State } from '#unit'
import type { NoStep, OpenStep, PermitFault } from './fault.ts'
import { grantKey, partyKey, stepOf, waitingKey } from './marks.ts'
import { organisationOf, partyOf, waitingKeys } from './organisation.ts'
import { caseOf, procedureSlice } from './state.ts'
import { plainTitle } from './title.ts'

/** As many as fit on the page that says why somebody was not let in. */
const openStepsMax = 5

/**
 * How many waiting steps are looked at to find those: each costs about what an admission does, and refusals
 * are what somebody who is not let in can ask for as often as he likes.
 */
const openStepsLookedAtMax = 20

/** Who asks at the gate for what. */
export interface GrantQuestion {
  /** The person's id; a visitor's is `id@domain`. */
  readonly person: string
  readonly visitor?: boolean
  /** Thumbprint of the key that shook hands. */
  readonly key: string
  readonly permission: string
  readonly object: string
  readonly time: Instant
}

/**
 * The grant by which a person, maybe of another unit, may do this now, from any step he holds: an uncounted
 * one if there is one, of the oldest case. The same object as long as the step is in the same epoch, unless
 * its object is a wide one.
 */
export function findGrant(state: State, question: GrantQuestion): Result<StepGrant & Grant, NoStep> {
  const { person, visitor = false, key, permission, object, time } = question
  const { grants } = read(state, procedureSlice)
  const asking = { kind: visitor ? 'visitor' : 'person', id: person } as const
  const party = partyKey(asking)
  for (const live of row(grants, grantKey(party, permission, object)) ?? []) {
    if (isLive(live, key, time)) return accept(live.grant)
  }
  for (const named of wider(object)) {
    for (const live of row(grants, grantKey(party, permission, named)) ?? []) {
      if (isLive(live, key, time)) return accept(onObject(live.grant, object))
    }
  }
  return refuse(noStep(state, { ...asking, key }, permission, object))
}

function isLive({ key, grant }: LiveGrant, bound: string, time: Instant): boolean {
  return key === bound && (grant.deadline === undefined || time < grant.deadline)
}

/**
 * The grant that permits an act: of the step it names, or of the only one that fits. The kernel's question
 * of authority.
 */
export function permitByStep(
  state: State,
  question: AuthorityQuestion,
): Result<StepGrant & Grant, PermitFault> {
  const { speaker, under, permission, object } = question
  if (under) return permitUnder(state, under, { ...question, actor: speaker })
  const fitting = grantsFor(state, question)
  const [first] = fitting
  if (!first) return refuse(lackOf(state, question))
  if (fitting.length === 1) return accept(onObject(first.grant, object))
  const steps = fitting.map(({ grant }) => ({ case: grant.case, step: grant.step }))
  return refuse({ kind: 'several-steps', permission, object, steps })
}

/**
 * The grant by which somebody may read: of any step that fits, because a reading changes nothing that it
 * would matter to have named. Uncounted ones come first.
 */
export function permitReading(
  state: State,
  question: AuthorityQuestion,
): Result<StepGrant & Grant, PermitFault> {
  const fitting = grantsFor(state, question)
  const first = fitting.find(({ grant }) => !grant.counted) ?? fitting[0]
  return first ? accept(onObject(first.grant, question.object)) : refuse(lackOf(state, question))
}

function permitUnder(
  state: State,
  { case: id, step }: { readonly case: string; readonly step: string },
  asked: Parameters<typeof permitUse>[3],
): Result<StepGrant & Grant, PermitFault> {
  const running = caseOf(state, id)
  if (!running) return refuse({ kind: 'case-unknown', case: id })
  return permitUse(running.procedure, running.of, step, asked)
}

/** Every live grant the speaker has for it. */
function grantsFor(
  state: State,
  { speaker, permission, object, time }: AuthorityQuestion,
): readonly LiveGrant[] {
  return grantsNamed(state, speaker, permission, object).filter((live) => isLive(live, speaker.key, time))
}

/** Every grant of steps he holds, with whichever key, in their window or after it. */
function grantsNamed(state: State, actor: Actor, permission: string, object: string): readonly LiveGrant[] {
  const party = partyOf(actor)
  if (!party) return []
  const { grants } = read(state, procedureSlice)
  const named = [object, ...wider(object)]
  return named.flatMap((one) => row(grants, grantKey(partyKey(party), permission, one)) ?? [])
}

/** Why nothing fits: a step that would if it were not for its window or the key, or no step at all. */
function lackOf(state: State, { speaker, permission, object, time }: AuthorityQuestion): StepFault | NoStep {
  const [near] = grantsNamed(state, speaker, permission, object)
  if (!near) return noStep(state, speaker, permission, object)
  const { case: id, step, deadline } = near.grant
  if (near.key !== speaker.key) return { kind: 'other-key', case: id, step }
  return { kind: 'window-over', case: id, step, deadline: deadline ?? time }
}

/** The refusal that tells which steps the actor could claim. */
export function noStep(state: State, actor: Actor, permission: string, object: string): NoStep {
  return { kind: 'no-step', permission, object, openSteps: openStepsFor(state, actor, permission, object) }
}

function openStepsFor(state: State, actor: Actor, permission: string, object: string): readonly OpenStep[] {
  const party = partyOf(actor)
  if (!party) return []
  const { lists } = read(state, procedureSlice)
  const organisation = organisationOf(state)
  const keys = waitingKeys(state, party, actor.key)
  return claimable(state, waitingFor(lists, keys, permission, object), actor, organisation, permission)
}

/** Steps that wait under one of these keys and would give it, one after the other, as they are asked for. */
function* waitingFor(
  lists: Table<readonly number[]>,
  keys: readonly string[],
  permission: string,
  object: string,
): Generator<number> {
  for (const one of [object, ...wider(object)]) {
    for (const key of keys) yield* row(lists, waitingKey(key, permission, one)) ?? []
  }
}

function claimable(
  state: State,
  numbers: Iterable<number>,
  actor: Actor,
  organisation: Organisation,
  permission: string,
): readonly OpenStep[] {
  const found: OpenStep[] = []
  let looked = 0
  for (const number of numbers) {
    if (found.length === openStepsMax || ++looked > openStepsLookedAtMax) break
    const { case: id, place } = stepOf(number)
    const running = caseOf(state, id)
    if (!running) continue
    const { procedure, of } = running
    const { type } = stepAt(procedure, of, place)
    if (!type.permits.includes(permission)) continue
    if (!mayClaim(procedure, of, type.id, actor, organisation).ok) continue
    const title = plainTitle(type.title ?? procedure.title)
    found.push({ case: id, step: type.id, title, procedure: procedure.name })
  }
  return found
}
