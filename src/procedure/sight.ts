import type { Instant } from '#clock'
import type { Actor, Organisation } from '#task'
import type { State } from '#unit'
import { isInvolved } from './case-view.ts'
import { organisationOf, partyOf } from './organisation.ts'
import { findGrant } from './permit.ts'
import { caseOf } from './state.ts'

/** Whether a case is shown to somebody: it concerns him, or a step permits him to read it. */
export function maySee(
  state: State,
  id: string,
  reader: Actor,
  organisation: Organisation,
  time: Instant,
): boolean {
  const running = caseOf(state, id)
  const party = partyOf(reader)
  if (running && party && isInvolved(running, reader, party, organisation)) return true
  if (party?.kind !== 'person' && party?.kind !== 'visitor') return false
  const who = { person: party.id, visitor: party.kind === 'visitor', key: reader.key }
  const asked = { ...who, permission: 'case.read', object: `case/${id}`, time }
  return findGrant(state, asked).ok
}

/** Whether a case is shown to whoever asks, for rooms that show what belongs to cases. */
export function isCaseShown(state: State, id: string, reader: Actor, time: Instant): boolean {
  return maySee(state, id, reader, organisationOf(state), time)
}
