import { isoInstant } from '#clock'
import {
  type Actor,
  assigningAs,
  type BrokenGlass,
  type Delegate,
  mayClaim,
  type Organisation,
  objectsOf,
  type Party,
  roundOf,
  type Step,
  type StepView,
  sameParty,
  singleTrustees,
  stepAt,
  usesLeft,
  usesSoFar,
} from '#task'
import { partiesOf, toldOf } from './marks.ts'
import { namesOf } from './names.ts'
import { partyOf } from './organisation.ts'
import { isClaimable, type Outlook } from './outlook.ts'
import type { Running } from './state.ts'
import { plainTitle, titleOf } from './title.ts'

/**
 * Who opened it; holds, held or has a part of a step; was told that a glass was broken; could claim a step
 * now; or gives out one that is open or held, as one named for that or as the layer above.
 */
export function isInvolved(
  { procedure, of }: Running,
  reader: Actor,
  party: Party,
  organisation: Organisation,
): boolean {
  if (partiesOf(of).some((one) => sameParty(one, party))) return true
  return procedure.steps.some(({ id }, place) => {
    if (mayClaim(procedure, of, id, reader, organisation).ok) return true
    const view = stepAt(procedure, of, place)
    const { state } = view.step
    if (state === 'dormant' || state === 'invalid') return false
    return assigningAs(procedure, of, view, reader, organisation) !== undefined
  })
}

/** A case as it is shown to somebody who may see it. */
export function caseView(running: Running, reader: Actor, outlook: Outlook): object {
  const { procedure, of } = running
  const { id, digest, opener, opened, data, state, ended, reason, stranded } = of
  return {
    case: id,
    procedure: procedure.name,
    title: plainTitle(procedure.title),
    titles: procedure.title,
    digest,
    opener: shownTo(reader, opener),
    opened: isoInstant(opened),
    data,
    members: procedure.data,
    state,
    ...(ended !== undefined && { ended: isoInstant(ended) }),
    ...(reason !== undefined && { reason }),
    ...(stranded && {
      stranded: { override: stranded.override, since: isoInstant(stranded.since) },
    }),
    ...(procedure.loops.length > 0 && {
      rounds: procedure.loops.map(({ from, to, rounds }, loop) => ({
        ...{ from, to },
        round: roundOf(of, loop),
        rounds,
      })),
    }),
    steps: procedure.steps.map((_, place) => stepView(running, place, reader, outlook)),
    ...(reader.kind !== 'visitor' && { names: namesOf(outlook.state, peopleIn(running)) }),
  }
}

/** Everybody whom the view of a case names. */
function peopleIn({ procedure, of }: Running): readonly Party[] {
  const absent = of.steps.flatMap(({ executor, delegates = [] }) => [executor?.for, ...delegates.map(byOf)])
  const trustees = procedure.steps.flatMap(({ by }) => singleTrustees(by))
  const named = trustees.flatMap((one) => (one.kind === 'person' ? [one.person] : []))
  const people = [...absent, ...named].filter((id) => id !== undefined)
  return [...partiesOf(of), ...people.map((id) => ({ kind: 'person', id }) as const)]
}

function byOf(delegate: Delegate): string {
  return delegate.by.id
}

function stepView(running: Running, place: number, reader: Actor, outlook: Outlook): object {
  const { procedure, of } = running
  const { organisation } = outlook.staff
  const view = stepAt(procedure, of, place)
  const { type, step } = view
  const party = partyOf(reader)
  const isReader = (one: Party | undefined): boolean =>
    party !== undefined && one !== undefined && sameParty(one, party)
  const mine = isReader(step.executor)
  const part = step.delegates?.find(isReader)
  const given = part?.permissions ?? type.permits
  const assigning =
    step.state === 'invoked' && assigningAs(procedure, of, view, reader, organisation) !== undefined
  return {
    step: type.id,
    title: plainTitle(titleOf(type)),
    titles: titleOf(type),
    by: type.by,
    ...holdingView(view, reader, mine),
    mine,
    ...(part && { part: true }),
    ...(toldOf(step).some(isReader) && { told: true }),
    claimable: isClaimable(outlook, running, place, reader),
    ...(assigning && { assignable: true }),
    permits: given.filter((permission) => usesLeft(type, step, permission)),
    objects: objectsOf(type, of),
    uses: type.uses.map(({ permission, uses }) => ({ permission, uses, used: usesSoFar(step, permission) })),
    outcomes: type.outcomes,
    asks: type.data,
  }
}

/** A visitor is told of this unit's people that they are some, and not what they wrote. */
function shownTo(reader: Actor, party: Party): Partial<Party> {
  const { kind, id } = party
  return reader.kind === 'visitor' && (kind !== 'visitor' || id !== reader.id) ? { kind } : { kind, id }
}

function holdingView({ step }: StepView, reader: Actor, mine: boolean): object {
  const { state, end, since, instance, executor, deadline, outcome, data, reason } = step
  const { holds, assignBy, escalated, delegates, emergency, broken } = step
  const told = mine || reader.kind !== 'visitor'
  return {
    state,
    ...(end && { end }),
    ...(holds && { holds }),
    since: isoInstant(since),
    instance,
    ...(executor && { executor: holderView(executor, reader) }),
    ...(delegates && { delegates: delegates.map((delegate) => delegateView(delegate, reader)) }),
    ...(deadline !== undefined && { deadline: isoInstant(deadline) }),
    ...(assignBy !== undefined && { assignBy: isoInstant(assignBy) }),
    ...(escalated !== undefined && { escalated: isoInstant(escalated) }),
    ...(emergency && { emergency }),
    ...(broken && { broken: broken.map((glass) => glassView(glass, reader)) }),
    ...(outcome !== undefined && { outcome }),
    ...(reason !== undefined && told && { reason }),
    ...(data && told && { data }),
  }
}

function holderView(holder: NonNullable<Step['executor']>, reader: Actor): object {
  const { office, founding, for: absent } = holder
  const isOwn = reader.kind !== 'visitor'
  return {
    ...shownTo(reader, holder),
    ...(office && { office }),
    ...(founding && { founding }),
    ...(absent !== undefined && isOwn && { for: absent }),
  }
}

/** What was given of a step is between those of the unit: a visitor is told that there are delegates. */
function delegateView(delegate: Delegate, reader: Actor): object {
  if (reader.kind === 'visitor') return shownTo(reader, delegate)
  const { by, permissions, until, completes } = delegate
  return {
    ...holderView(delegate, reader),
    by: by.id,
    ...(permissions && { permissions }),
    ...(until !== undefined && { until: isoInstant(until) }),
    ...(completes && { completes }),
  }
}

function glassView({ by, told, time, reason }: BrokenGlass, reader: Actor): object {
  return {
    by: shownTo(reader, by),
    told: shownTo(reader, told),
    at: isoInstant(time),
    ...(reader.kind !== 'visitor' && { reason }),
  }
}
