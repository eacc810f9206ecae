import { certificateOfKey, certificateOfPerson, someoneCertified, unitProfile } from '#identity'
import {
  holdersCounted,
  holdersOf,
  isAbove,
  isAbsent,
  isTrained,
  officesCounted,
  rankOf,
  standingIn,
} from '#organization'
import { isNamed, isReached, visitorOf } from '#recognition'
import { row, rows } from '#table'
import { type Actor, type Organisation, type Party, singleTrustees, type Taker } from '#task'
import { read, type State } from '#unit'
import { partyKey, unitKey } from './marks.ts'
import { procedureSlice } from './state.ts'

/** The organisation as the state has it now. */
export function organisationOf(state: State): Organisation {
  return {
    founder: unitProfile(state)?.founder,
    domain: unitProfile(state)?.domain ?? '',
    holdsOffice: (person, office) => officesCounted(state, person).includes(office),
    standsInFor: (person, office) => standingIn(state, person, office),
    isOfficeFilled: (office) => holdersOf(state, office).length > 0,
    holdersOf: (office) => holdersCounted(state, office),
    officesOf: (person) => officesCounted(state, person),
    rankOf: (person) => rankOf(state, person),
    isAbsent: (person) => isAbsent(state, person),
    isTrained: (person, training) => isTrained(state, person, training),
    isAbove: (person, office) => isAbove(state, person, office),
    keyOf: (person) => certificateOfPerson(state, person)?.key,
    gradeOf: ({ key }) => certificateOfKey(state, key)?.grade,
    visits({ key }, trustee) {
      const visitor = visitorOf(state, key)
      return visitor !== undefined && isNamed(visitor, trustee)
    },
    isReached: (trustee) => isReached(state, trustee),
    someone: (countMax) => someoneCertified(state, countMax, (person) => !isAbsent(state, person)),
  }
}

/** Whoever can hold a step: a person, a visitor or a node. */
export function partyOf({ kind, id }: Pick<Actor, 'kind' | 'id'>): Taker | undefined {
  return kind === 'person' || kind === 'visitor' || kind === 'node' ? { kind, id } : undefined
}

/** The keys under which the steps wait that someone may claim, or give out, as far as whom they name goes. */
export function waitingKeys(state: State, party: Party, key: string): readonly string[] {
  if (party.kind === 'node') return ['node', partyKey(party)]
  if (party.kind === 'visitor') {
    const { unit = '', offices = [] } = visitorOf(state, key) ?? {}
    const groups = [unitKey(unit), ...offices.map((office) => unitKey(unit, office))]
    return [partyKey(party), ...groups]
  }
  const offices = [...officesCounted(state, party.id), ...officesStoodInFor(state, party.id)]
  return [partyKey(party), 'anyone', ...offices.map((office) => `office:${office}`)]
}

/** Offices that nobody holds and founding procedures name, if this is the founder. */
export function officesStoodInFor(state: State, person: string): readonly string[] {
  if (person !== unitProfile(state)?.founder) return []
  const { procedures, versions } = read(state, procedureSlice)
  const offices = new Set<string>()
  for (const [, { digest }] of rows(procedures)) {
    const procedure = row(versions, digest)
    if (!procedure?.founding) continue
    for (const { by, assignment } of procedure.steps) {
      const named = [...singleTrustees(by), ...(assignment?.by ? singleTrustees(assignment.by) : [])]
      for (const one of named) if (one.kind === 'office') offices.add(one.office)
    }
  }
  return [...offices].filter((office) => holdersOf(state, office).length === 0)
}
