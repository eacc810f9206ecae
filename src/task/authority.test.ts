import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sure } from '#fault'
import { mayClaim, mayOpen } from './authority.ts'
import type { Case, Executor } from './case.ts'
import { organisationWith, person, procedureIn } from './fixture.ts'
import type { Procedure } from './procedure.ts'
import { type Actor, type Organisation } from './standing.ts'
import { type Happening, openCase, transition } from './transition.ts'

const steps = `
steps:
  a: { by: { office: red } }
  b: { by: { office: blue } }
  c: { by: { office: blue } }
constraints:
  - different-people: [a, b]
  - same-person: [b, c]
`
const head = 'title: { en: T }\nopened-by: { office: red }\n'
const strict = procedureIn(`procedure: strict\n${head}${steps}`)
const founding = procedureIn(`procedure: young\nfounding: true\n${head}${steps}`)

function opened(procedure: Procedure): Case {
  const opener = { kind: 'person', id: 'ann' } as const
  return openCase(procedure, { id: '1', digest: 'd', opener, data: {} }, { index: 1, time: 0 })
}

function claimed(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  organisation: Organisation,
): Case {
  const grant = sure(mayClaim(procedure, of, step, actor, organisation), `claiming ${step}`)
  const executor: Executor = {
    kind: 'person',
    id: actor.id,
    key: actor.key,
    ...(grant.office !== undefined && { office: grant.office }),
    ...(grant.founding && { founding: true }),
  }
  return happened(procedure, of, step, { kind: 'claim', executor })
}

function happened(procedure: Procedure, of: Case, step: string, happening: Happening): Case {
  const place = procedure.steps.findIndex(({ id }) => id === step)
  return sure(transition(procedure, of, place, happening, { index: 2, time: 0 }), happening.kind)
}

function answer(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  organisation: Organisation,
): string {
  const may = mayClaim(procedure, of, step, actor, organisation)
  if (!may.ok) return may.fault.kind
  return may.value.founding ? 'may, founding' : 'may'
}

describe('separation and binding of duty', () => {
  const both = organisationWith({ red: ['ann', 'bob'], blue: ['ann', 'bob', 'cyd'] }, 'ann')

  test('who holds a step may not take the one separated from it, in either order', () => {
    const a = claimed(strict, opened(strict), 'a', person('ann'), both)
    assert.equal(answer(strict, a, 'b', person('ann'), both), 'separation-of-duty')
    assert.equal(answer(strict, a, 'b', person('bob'), both), 'may')
    const b = claimed(strict, opened(strict), 'b', person('ann'), both)
    assert.equal(answer(strict, b, 'a', person('ann'), both), 'separation-of-duty')
  })

  test('persons are compared, not keys', () => {
    const a = claimed(strict, opened(strict), 'a', person('ann'), both)
    assert.equal(answer(strict, a, 'b', person('ann', 'another key'), both), 'separation-of-duty')
  })

  test('who has completed or lost a step is still separated from the other', () => {
    const a = claimed(strict, opened(strict), 'a', person('ann'), both)
    const completed = happened(strict, a, 'a', { kind: 'complete' })
    assert.equal(answer(strict, completed, 'b', person('ann'), both), 'separation-of-duty')
    const lost = happened(strict, a, 'a', { kind: 'lose-executor' })
    assert.equal(answer(strict, lost, 'b', person('ann'), both), 'separation-of-duty')
    assert.equal(answer(strict, lost, 'a', person('ann'), both), 'may')
  })

  test('only who took a step may take the one bound to it, until he is lost', () => {
    const b = claimed(strict, opened(strict), 'b', person('cyd'), both)
    assert.equal(answer(strict, b, 'c', person('bob'), both), 'binding-of-duty')
    assert.equal(answer(strict, b, 'c', person('cyd'), both), 'may')
    const lost = happened(strict, b, 'b', { kind: 'lose-executor' })
    assert.equal(answer(strict, lost, 'c', person('bob'), both), 'may')
  })
})

describe('people of another unit', () => {
  const visiting = procedureIn(`procedure: visiting
title: { en: T }
opened-by: { unit: water.example }
steps:
  a: { by: { unit: water.example, office: inspector } }
  b: { by: { unit: water.example } }
  c: { by: anyone }
  d: { by: { office: red } }
  e: { by: { person: wei@water.example } }
  f: { by: opener }
constraints:
  - different-people: [a, b]
`)
  const organisation = organisationWith({
    red: ['ann', 'wei@water.example'],
    'inspector@water.example': ['wei@water.example'],
  })
  const visitor = (id: string): Actor => ({ kind: 'visitor', id, key: `key of ${id}` })
  const [wei, ada, fire] = [
    visitor('wei@water.example'),
    visitor('ada@water.example'),
    visitor('wei@fire.example'),
  ]
  const opener = { kind: 'visitor', id: 'wei@water.example' } as const
  const of = openCase(visiting, { id: '1', digest: 'd', opener, data: {} }, { index: 1, time: 0 })

  test('are those a procedure names by unit and office, and are never anyone of this one', () => {
    const table = [wei, ada, fire, person('ann'), person('wei@water.example')].map((actor) =>
      ['a', 'b', 'c', 'd', 'e', 'f'].map((step) =>
        Number(mayClaim(visiting, of, step, actor, organisation).ok),
      ),
    )
    assert.deepEqual(table, [
      [1, 1, 0, 0, 0, 1],
      [0, 1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 1, 1, 0, 0],
      [0, 0, 1, 1, 1, 0],
    ])
  })

  test('open what names their unit, which nobody else does', () => {
    const may = [wei, ada, fire, person('ann')].map((actor) => mayOpen(visiting, actor, organisation).ok)
    assert.deepEqual(may, [true, true, false, false])
  })

  test('hold a step under their office at home, and are separated as people are', () => {
    const grant = sure(mayClaim(visiting, of, 'a', wei, organisation), 'a claim')
    assert.equal(grant.office, 'inspector@water.example')
    const executor = { kind: 'visitor', id: wei.id, key: wei.key } as const
    const taken = happened(visiting, of, 'a', { kind: 'claim', executor })
    const another = { ...wei, key: 'another key' }
    assert.equal(answer(visiting, taken, 'b', another, organisation), 'separation-of-duty')
    assert.equal(answer(visiting, taken, 'b', ada, organisation), 'may')
  })
})

describe('founding', () => {
  const empty = organisationWith({}, 'fay')
  const blueFilled = organisationWith({ blue: ['bob'] }, 'fay')
  const allFilled = organisationWith({ red: ['ann'], blue: ['bob'] }, 'fay')

  test('the founder may open and take what nobody holds the office for, and nobody else may', () => {
    assert.equal(mayOpen(founding, person('fay'), empty).ok, true)
    assert.equal(mayOpen(founding, person('ann'), empty).ok, false)
    assert.equal(answer(founding, opened(founding), 'a', person('fay'), empty), 'may, founding')
    assert.equal(answer(founding, opened(founding), 'a', person('ann'), empty), 'not-trustee')
  })

  test('in a procedure that is not a founding one the founder is like everybody', () => {
    assert.equal(mayOpen(strict, person('fay'), empty).ok, false)
    assert.equal(answer(strict, opened(strict), 'a', person('fay'), empty), 'not-trustee')
  })

  test('each office that is filled takes its steps from the founder', () => {
    const of = opened(founding)
    const asked = [empty, blueFilled, allFilled].map((organisation) =>
      ['a', 'b'].map((step) => answer(founding, of, step, person('fay'), organisation)),
    )
    assert.deepEqual(asked, [
      ['may, founding', 'may, founding'],
      ['may, founding', 'not-trustee'],
      ['not-trustee', 'not-trustee'],
    ])
    assert.equal(mayOpen(founding, person('fay'), allFilled).ok, false)
  })

  test('separation does not bind a step the founder took that way, and binds again once nobody does', () => {
    const byFounder = claimed(founding, opened(founding), 'a', person('fay'), empty)
    assert.equal(answer(founding, byFounder, 'b', person('fay'), empty), 'may, founding')
    const holder = organisationWith({ red: ['bob'], blue: ['bob', 'cyd'] }, 'fay')
    const byHolder = claimed(founding, opened(founding), 'a', person('bob'), holder)
    assert.equal(answer(founding, byHolder, 'b', person('bob'), holder), 'separation-of-duty')
  })

  test('a founder who holds the office takes the step as its holder', () => {
    const appointed = organisationWith({ red: ['fay'], blue: ['fay'] }, 'fay')
    const a = claimed(founding, opened(founding), 'a', person('fay'), appointed)
    assert.equal(answer(founding, opened(founding), 'a', person('fay'), appointed), 'may')
    assert.equal(answer(founding, a, 'b', person('fay'), appointed), 'separation-of-duty')
  })
})

test('each form of naming somebody names exactly those', () => {
  const forms = procedureIn(`
procedure: forms
title: { en: Forms }
opened-by: anyone
steps:
  office: { by: { office: red } }
  person: { by: { person: bob } }
  opener: { by: opener }
  anyone: { by: anyone }
  node: { by: { node: true } }
`)
  const organisation = organisationWith({ red: ['rita'] })
  const of = opened(forms)
  const actors: readonly Actor[] = [
    person('rita'),
    person('bob'),
    person('ann'),
    { kind: 'node', id: 'n', key: 'k' },
    { kind: 'service', id: 'bob', key: 'k' },
    { kind: 'device', id: 'rita', key: 'k' },
    { kind: 'unit', id: 'ann', key: 'k' },
  ]
  const named = actors.map((actor) =>
    forms.steps.filter(({ id }) => mayClaim(forms, of, id, actor, organisation).ok).map(({ id }) => id),
  )
  assert.deepEqual(named, [
    ['office', 'anyone'],
    ['person', 'anyone'],
    ['opener', 'anyone'],
    ['node'],
    [],
    [],
    [],
  ])
})
