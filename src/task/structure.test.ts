import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyPlan, walk } from './brute-force.ts'
import type { Party } from './case.ts'
import { organisationWith } from './fixture.ts'
import type { ConstraintForm } from './form.ts'
import type { Procedure } from './procedure.ts'
import { anyText, type Draw, draws, neighbour, ownNode, procedureOrNone } from './random-case.ts'
import type { Actor, Organisation } from './standing.ts'
import { constraintOf } from './step-text.ts'
import { impossibleIn } from './structure.ts'
import { openCase } from './transition.ts'

const offices = ['red', 'blue', 'green']
const named = ['ann', 'bob', 'cyd', 'dan']
const others = ['e0', 'e1', 'e2', 'e3', 'e4']

/** Small procedures whose constraints no other check has looked at. */
function procedureFrom(seed: number): Procedure | undefined {
  const form = JSON.parse(anyText(draws(seed))) as { constraints: readonly ConstraintForm[] }
  const plain = procedureOrNone(JSON.stringify({ ...form, constraints: [], founding: false }))
  return plain && { ...plain, constraints: form.constraints.map(constraintOf) }
}

/** A staff in which everybody holds every office, or one of many others. */
function staffOf(draw: Draw, able: boolean): Organisation {
  const people = [...named, ...others]
  const held = new Map(people.map((id) => [id, offices.filter(() => able || draw(2) === 0)]))
  const ranks = new Map(people.map((id) => [id, 1 + draw(6)]))
  const officesOf = (id: string): readonly string[] => held.get(id) ?? []
  return organisationWith({}, undefined, {
    holdsOffice: (id, office) => officesOf(id).includes(office),
    isOfficeFilled: () => true,
    holdersOf: (office) => people.filter((id) => officesOf(id).includes(office)),
    officesOf,
    rankOf: (id) => (officesOf(id).length === 0 ? 0 : (ranks.get(id) ?? 0)),
    isTrained: (id) => people.includes(id),
    keyOf: (id) => (people.includes(id) ? `key of ${id}` : undefined),
    visits: ({ id }, { unit }) => id.endsWith(`@${unit}`),
    someone: (countMax) => people.slice(0, countMax),
  })
}

const openers: readonly Party[] = [
  ...['e0', ...named].map((id) => ({ kind: 'person' as const, id })),
  { kind: 'node', id: ownNode.id },
  { kind: 'visitor', id: `opener@${neighbour}` },
]

/** Whether anybody's case can be finished by the staff. */
function canFinish(procedure: Procedure, organisation: Organisation): boolean {
  const more = others.map((id): Actor => ({ kind: 'person', id, key: `key of ${id}` }))
  return openers.some((opener) => {
    const opening = { id: '1', digest: 'd', opener, data: {} }
    const ways = walk(procedure, openCase(procedure, opening, { index: 0, time: 0 }))
    return anyPlan(procedure, ways, opener, organisation, more) !== undefined
  })
}

const instances = 400

/** Staffs that a refused procedure is tried with. */
const staffsEach = 6

test(`of ${instances} small procedures no staff can finish a case of those that are refused`, () => {
  const shares = { refused: 0, accepted: 0 }
  for (let seed = 1; shares.refused + shares.accepted < instances; seed++) {
    const procedure = procedureFrom(seed)
    if (!procedure || procedure.constraints.length === 0) continue
    const found = impossibleIn(procedure)
    assert.notEqual(found, 'unknown')
    shares[found ? 'refused' : 'accepted'] += 1
    if (found) {
      for (let turn = 0; turn < staffsEach; turn++) {
        const organisation = staffOf(draws(seed * staffsEach + turn), turn === 0)
        assert.ok(
          !canFinish(procedure, organisation),
          `seed ${seed}: ${JSON.stringify(procedure.constraints)}`,
        )
      }
    } else if (!procedure.constraints.some(({ kind }) => kind === 'senior' || kind.endsWith('-office'))) {
      // Which ranks and offices go together is not looked into.
      assert.ok(canFinish(procedure, staffOf(draws(seed), true)), `seed ${seed}`)
    }
  }
  assert.ok(shares.refused > instances * 0.1 && shares.accepted > instances * 0.5, JSON.stringify(shares))
})

test('whoever opens a case may be the one who makes it possible', () => {
  const text = (openedBy: string): string => `
procedure: loan
title: { en: Loan }
opened-by: ${openedBy}
steps:
  ask: { by: opener }
  lend: { after: ask, by: { unit: water.example } }
constraints:
  - same-unit: [ask, lend]
`
  assert.equal(procedureOrNone(text('anyone')), undefined)
  assert.ok(procedureOrNone(text('[anyone, { unit: water.example }]')))
})

test('one plan is to serve whichever way a case goes', () => {
  const text = (last: string): string => `
procedure: review
title: { en: Review }
opened-by: anyone
steps:
  draft: { by: [{ person: ann }, { person: bob }], outcomes: [short, long] }
  short: { after: draft, when: draft.outcome == short, by: { person: ann } }
  long: { after: draft, when: draft.outcome == long, by: { person: ${last} } }
constraints:
  - at-most: { people: 1, steps: [draft, short] }
  - at-most: { people: 1, steps: [draft, long] }
`
  assert.equal(procedureOrNone(text('bob')), undefined)
  assert.ok(procedureOrNone(text('ann')))
})
