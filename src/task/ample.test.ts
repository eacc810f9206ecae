import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ampleFor, hasSpares, isAmple } from './ample.ts'
import type { Case } from './case.ts'
import { completability } from './completability.ts'
import { dependenceOf } from './dependence.ts'
import type { Procedure } from './procedure.ts'
import {
  anyCase,
  anyOpener,
  anyOrganisation,
  anyText,
  type Draw,
  draws,
  procedureOrNone,
} from './random-case.ts'
import { staffOf } from './staff.ts'
import type { Organisation } from './standing.ts'

const casesCount = 1_500

/** A staff in which every office has many people, and which else is any. */
function largeOrganisation(draw: Draw): Organisation {
  const small = anyOrganisation(draw)
  const crowd = Array.from({ length: 3 + draw(20) }, (_, at) => `p${at}`)
  const crowded = ['red', 'blue', 'green'].filter(() => draw(4) > 0)
  const isOfCrowd = (id: string): boolean => crowd.includes(id)
  const holdersOf = (office: string): readonly string[] => [
    ...small.holdersOf(office),
    ...(crowded.includes(office) ? crowd : []),
  ]
  return {
    ...small,
    holdersOf,
    holdsOffice: (id, office) => holdersOf(office).includes(id),
    isOfficeFilled: (office) => crowded.includes(office) || small.isOfficeFilled(office),
    isTrained: (id, training) => isOfCrowd(id) || small.isTrained(id, training),
    keyOf: (id) => (isOfCrowd(id) ? `key of ${id}` : small.keyOf(id)),
    someone: (countMax) => [...small.someone(countMax), ...crowd].slice(0, countMax),
  }
}

function* cases(): Generator<{ procedure: Procedure; of: Case; organisation: Organisation; told: string }> {
  for (let seed = 1; ; seed++) {
    const text = anyText(draws(seed))
    const procedure = procedureOrNone(text)
    if (!procedure) continue
    const draw = draws(seed)
    const organisation = largeOrganisation(draw)
    const of = anyCase(procedure, anyOpener(draw), organisation, draw)
    const told = `seed ${seed}: ${text} ${JSON.stringify(of.steps)}`
    if (of.state === 'open') yield { procedure, of, organisation, told }
  }
}

test(`of ${casesCount} cases those with more than enough people can be finished`, () => {
  let ample = 0
  for (const { procedure, of, organisation, told } of cases().take(casesCount)) {
    const staff = staffOf(organisation)
    if (!isAmple(ampleFor(procedure, staff), of, staff)) continue
    ample += 1
    assert.equal(completability(procedure, of, staff).kind, 'yes', told)
  }
  assert.ok(ample > casesCount / 10, `${ample} had enough`)
})

test(`of ${casesCount} cases none is stranded by losses in steps that keep more than enough people`, () => {
  let kept = 0
  for (const { procedure, of, organisation, told } of cases().take(casesCount)) {
    const after = { ...organisation, holdersOf: (office: string) => organisation.holdersOf(office).slice(1) }
    const touched = procedure.steps.flatMap(({ by }, place) => (by.kind === 'office' ? [place] : []))
    const named = procedure.steps.every(({ by }) => by.kind !== 'any-of')
    const staff = staffOf(after)
    if (!named || completability(procedure, of, staffOf(organisation)).kind !== 'yes') continue
    if (!isAmple(ampleFor(procedure, staff), of, staff, touched)) continue
    kept += 1
    assert.equal(completability(procedure, of, staff).kind, 'yes', told)
  }
  assert.ok(kept > casesCount / 10, `${kept} kept enough`)
})

test(`of ${casesCount} cases those with people to spare hang on nobody`, () => {
  let spared = 0
  for (const { procedure, of, organisation, told } of cases().take(casesCount)) {
    const staff = staffOf(organisation)
    if (!hasSpares(ampleFor(procedure, staff), of)) continue
    spared += 1
    assert.deepEqual(dependenceOf(procedure, of, staff), { people: [], undecided: [] }, told)
    assert.equal(completability(procedure, of, staff).kind, 'yes', told)
  }
  assert.ok(spared > casesCount / 20, `${spared} had them`)
})
