import { unitProfile } from '#identity'
import { holdersOf, officesOf } from '#organization'
import { isNamed, visitorOf } from '#recognition'
import { row, rows } from '#table'
import type { Actor, Organisation, Party } from '#task'
import { read, type State } from '#unit'
import { groupOf, partyKey, unitKey } from './marks.ts'
import { procedureSlice } from './state.ts'

/** The organisation as the state has it now. */
export function organisationOf(state: State): Organisation {
  return {
    founder: unitProfile(state)?.founder,
    holdsOffice: (person, office) => officesOf(state, person).includes(office),
    isOfficeFilled: (office) => holdersOf(state, office).length > 0,
    visits({ key }, trustee) {
      const visitor = visitorOf(state, key)
      return visitor !== undefined && isNamed(visitor, trustee)
    },
  }
}

/** Whoever can hold a step: a person, a visitor or a node. */
export function partyOf({ kind, id }: Pick<Actor, 'kind' | 'id'>): Party | undefined {
  return kind === 'person' || kind === 'visitor' || kind === 'node' ? { kind, id } : undefined
}

/** The groups among which the steps stand that someone may claim, as far as whom they name goes. */
export function waitingGroups(state: State, party: Party, key: string): readonly string[] {
  if (party.kind === 'node') return [groupOf.waits('node'), groupOf.waits(partyKey(party))]
  if (party.kind === 'visitor') {
    const { unit = '', offices = [] } = visitorOf(state, key) ?? {}
    const groups = [unitKey(unit), ...offices.map((office) => unitKey(unit, office))]
    return [partyKey(party), ...groups].map(groupOf.waits)
  }
  const offices = [...officesOf(state, party.id), ...officesStoodInFor(state, party.id)]
  const keys = [partyKey(party), 'anyone', ...offices.map((office) => `office:${office}`)]
  return keys.map(groupOf.waits)
}

/** Offices that nobody holds and founding procedures name, if this is the founder. */
function officesStoodInFor(state: State, person: string): readonly string[] {
  if (person !== unitProfile(state)?.founder) return []
  const { procedures, versions } = read(state, procedureSlice)
  const offices = new Set<string>()
  for (const [, { digest }] of rows(procedures)) {
    const procedure = row(versions, digest)
    if (!procedure?.founding) continue
    for (const { by } of procedure.steps) if (by.kind === 'office') offices.add(by.office)
  }
  return [...offices].filter((office) => holdersOf(state, office).length === 0)
}
