import { isoInstant } from '#clock'
import { certain } from '#fault'
import { type GrantFacts, type Party, stepAt } from '#task'
import type { Entry, Speaker, State } from '#unit'
import type { ProcedureEvent } from './events.ts'
import { namesOf } from './names.ts'
import { caseOf, type Running } from './state.ts'

/** An entry of the record as far as the history of a case tells of it. */
export interface CaseEntry extends Pick<Entry, 'time' | 'grant' | 'events'> {
  readonly index: number
  /** The name of the act. */
  readonly act: string
  /** Who made it; absent for the unit's own founding. */
  readonly actor?: Omit<Party, 'kind'> & { readonly kind: Speaker['kind'] }
}

/**
 * Indexes of entries that changed a step of a case last and are not its own: what somebody lost by a
 * dismissal or a revocation. Of those between two entries, the first one included.
 */
export function entriesBeside(
  state: State,
  id: string,
  known: readonly number[],
  { from, before }: { readonly from: number; readonly before: number },
): readonly number[] {
  const running = certain(caseOf(state, id), `case ${id}`)
  const epochs = new Set(running.of.steps.map(({ epoch }) => epoch))
  return [...epochs].filter((epoch) => !known.includes(epoch) && epoch >= from && epoch < before)
}

/**
 * What entries of the record say of a case, in their order: who did what, under which step, and what came of
 * it. The reader must be one who is shown the case. A visitor is told what happened to its steps, what he
 * did himself, and of this unit's people that they are some; the rest is between those of the unit.
 */
export function caseHistory(
  state: State,
  id: string,
  entries: readonly CaseEntry[],
  reader: Speaker,
): { readonly entries: readonly object[]; readonly names?: Readonly<Record<string, string>> } {
  const running = certain(caseOf(state, id), `case ${id}`)
  const ordered = entries.toSorted((a, b) => a.index - b.index)
  const lines = ordered.flatMap((entry) => lineOf(running, entry, reader))
  if (reader.kind === 'visitor') return { entries: lines }
  const people = entries.flatMap(({ actor, events }) => [
    ...(actor?.kind === 'person' ? [{ kind: actor.kind, id: actor.id }] : []),
    ...(events as readonly ProcedureEvent[]).flatMap(partiesOf),
  ])
  return { entries: lines, names: namesOf(state, people) }
}

function lineOf(running: Running, entry: CaseEntry, reader: Speaker): readonly object[] {
  const { id } = running.of
  const { index, time, act, actor, grant } = entry
  const events = entry.events.filter((event) => (event as { readonly case?: unknown }).case === id)
  const isUnder = grant.by !== 'founding' && grant.case === id
  const place = { index, time: isoInstant(time), act }
  if (!isUnder && events.length === 0) {
    const changed = running.of.steps.flatMap(({ epoch }, at) =>
      epoch === index ? [stepAt(running.procedure, running.of, at).type.id] : [],
    )
    return [{ ...place, events: [], changed }]
  }
  const own = actor?.kind === reader.kind && actor.id === reader.id
  const isVisiting = reader.kind === 'visitor'
  if (isVisiting && !own && events.length === 0) return []
  return [
    {
      ...place,
      ...(own && { own }),
      ...(actor && { actor: isVisiting && !own ? { kind: actor.kind } : actor }),
      ...(isUnder && (!isVisiting || own) && underOf(grant)),
      events: events.map((event) => eventView(event as ProcedureEvent, isVisiting && !own)),
    },
  ]
}

/** What permitted it: the step, the office that counted, for whom, and what was used of the step. */
function underOf(grant: GrantFacts): object {
  if (grant.by === 'founding') return {}
  const { step, office, founding, for: absent } = grant
  const used = grant.by === 'step' ? { permission: grant.permission, object: grant.object } : {}
  return {
    ...(step !== undefined && { step }),
    ...(office !== undefined && { office }),
    ...(founding && { founding }),
    ...(absent !== undefined && { for: absent }),
    ...used,
  }
}

/** An event of the case; `isHidden`: without people of this unit and without what they wrote. */
function eventView(event: ProcedureEvent, isHidden: boolean): object {
  const { kind } = event
  const step = 'step' in event ? { step: event.step } : {}
  const told = { kind, ...step }
  switch (event.kind) {
    case 'step-claimed':
    case 'step-resumed':
      return told
    case 'step-assigned':
      return isHidden ? told : { ...told, to: partyOf(event.executor) }
    case 'step-held':
      return { ...told, ...(event.by && { by: event.by }), ...(!isHidden && reasonOf(event)) }
    case 'step-revoked':
    case 'case-cancelled':
      return isHidden ? told : { ...told, ...reasonOf(event) }
    case 'step-completed': {
      const { outcome, data } = event
      const given = data && !isHidden ? { data } : {}
      return { ...told, ...(outcome !== undefined && { outcome }), ...given }
    }
    case 'step-delegated': {
      const { permissions, until, completes } = event.delegate
      if (isHidden) return told
      return {
        ...{ ...told, to: partyOf(event.delegate) },
        ...(permissions && { permissions }),
        ...(until !== undefined && { until: isoInstant(until) }),
        ...(completes && { completes }),
      }
    }
    case 'delegation-ended':
      return isHidden ? told : { ...told, to: partyOf(event.delegate) }
    case 'glass-broken':
      return isHidden ? told : { ...told, to: partyOf(event.glass.told), reason: event.glass.reason }
    case 'step-used':
      return { ...told, permission: event.permission }
    case 'case-stranded':
      return { ...told, override: event.override }
    case 'procedure-drafted':
    case 'procedure-adopted':
      return { ...told, procedure: event.procedure, digest: event.digest }
    case 'case-opened':
    case 'case-lodged':
    case 'step-restored':
    case 'step-released':
    case 'step-expired':
    case 'step-escalated':
    case 'case-freed':
    case 'procedures-announced':
      return told
    default:
      event satisfies never
      // Of other rooms, as a rollover that was proposed in the case: their own pages tell of it.
      return told
  }
}

function reasonOf({ reason }: { readonly reason?: string }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason }
}

/** People an event names beside who made the act. */
function partiesOf(event: ProcedureEvent): readonly Party[] {
  switch (event.kind) {
    case 'step-assigned':
      return [event.executor]
    case 'step-delegated':
    case 'delegation-ended':
      return [event.delegate]
    case 'glass-broken':
      return [event.glass.told]
    default:
      return []
  }
}

function partyOf({ kind, id }: Party): Party {
  return { kind, id }
}
