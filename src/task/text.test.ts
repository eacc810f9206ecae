import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { sure } from '#fault'
import { textBytesMax } from './form.ts'
import { parseProcedure } from './text.ts'
import type { ProcedureTextFault } from './text-fault.ts'

const good = `procedure: building-permit
title: { en: Building permit, zh: 建筑许可 }
opened-by: anyone
data:
  site: { type: text, pattern: '[a-z0-9-]{1,20}' }
  floors: { type: number, required: false }
objects: [ 'permit/{case}', 'site/{site}' ]
steps:
  accept:  { by: { office: intake }, permits: [ permit.read ], within: P3D }
  decide:
    after: accept
    by: { office: head }
    permits: [ permit.read, permit.approve ]
    uses: { permit.approve: 1 }
    outcomes: [ approved, rejected ]
  publish: { after: [ decide ], when: decide.outcome == approved, by: { office: intake } }
constraints:
  - different-people: [ accept, decide ]
`

function shown(fault: ProcedureTextFault): string {
  const { kind, line, column, key } = fault
  return `${line}:${column} ${key} ${kind}`
}

function faultsOf(text: string): readonly string[] {
  const parsed = parseProcedure(text)
  return parsed.ok ? [] : parsed.fault.map(shown)
}

/** What is changed in the sound text, and what is found: line, column, key, kind. */
const refused: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['an unknown key', 'opened-by: anyone', 'opened-by: anyone\ncolour: red', ['4:1 colour unknown-key']],
  [
    'an unknown key of a step',
    'within: P3D }',
    'within: P3D, urgent: true }',
    ['9:77 steps.accept.urgent unknown-key'],
  ],
  [
    'an unknown key of a trustee',
    '{ office: head }',
    '{ office: head, rank: 1 }',
    ['12:25 steps.decide.by.rank unknown-key'],
  ],
  ['a missing key', 'opened-by: anyone\n', '', ['1:1 opened-by missing-key']],
  ['a step without trustees', 'by: { office: head }\n', '\n', ['11:5 steps.decide.by missing-key']],
  ['a wrong type', 'title: { en: Building permit, zh: 建筑许可 }', 'title: 7', ['2:8 title wrong-form']],
  ['a trustee that is none', '{ office: head }', 'head', ['12:9 steps.decide.by wrong-form']],
  [
    'a unit that is no domain',
    '{ office: head }',
    '{ unit: water }',
    ['12:17 steps.decide.by.unit wrong-form'],
  ],
  [
    'no path at all',
    '{ office: head }',
    '{ unit: a.example, paths: 0 }',
    ['12:35 steps.decide.by.paths wrong-form'],
  ],
  [
    'a grade that is none',
    '{ office: head }',
    '{ unit: a.example, grade: best }',
    ['12:9 steps.decide.by wrong-form'],
  ],
  [
    'a person of a unit',
    '{ office: head }',
    '{ unit: a.example, person: ann }',
    ['12:9 steps.decide.by wrong-form'],
  ],
  ['a step for the public', '{ office: head }', 'public', ['12:9 steps.decide.by wrong-form']],
  ['an opening by the opener', 'opened-by: anyone', 'opened-by: opener', ['3:12 opened-by wrong-form']],
  [
    'a permission without a verb',
    'permit.read ], within',
    'permit ], within',
    ['9:49 steps.accept.permits.0 wrong-form'],
  ],
  [
    'a permission named by a number',
    'permit.read ], within',
    '12 ], within',
    ['9:49 steps.accept.permits.0 wrong-form'],
  ],
  [
    'a count of nought',
    'permit.approve: 1',
    'permit.approve: 0',
    ['14:29 steps.decide.uses.permit.approve wrong-form'],
  ],
  ['only one outcome', '[ approved, rejected ]', '[ approved ]', ['15:15 steps.decide.outcomes wrong-form']],
  ['a member called case', 'floors:', 'case:', ['6:3 data.case wrong-form']],
  ['a step named in capitals', 'accept:', 'Accept:', ['9:3 steps.Accept wrong-form']],
  ['an unknown step in after', 'after: accept', 'after: acept', ['11:12 steps.decide.after unknown-step']],
  [
    'an unknown step in a list',
    'after: [ decide ]',
    'after: [ accept, deside ]',
    ['16:31 steps.publish.after.1 unknown-step'],
  ],
  [
    'an unknown step in when',
    'decide.outcome ==',
    'deside.outcome ==',
    ['16:39 steps.publish.when unknown-step'],
  ],
  [
    'an unknown step in a constraint',
    '[ accept, decide ]',
    '[ accept, deside ]',
    ['18:33 constraints.0.different-people.1 unknown-step'],
  ],
  ['a cycle', 'accept:  {', 'accept:  { after: publish,', ['9:21 steps.accept.after cycle']],
  ['a step after itself', 'after: accept', 'after: decide', ['11:12 steps.decide.after cycle']],
  [
    'a contradiction',
    'constraints:\n',
    'constraints:\n  - same-person: [ accept, publish ]\n  - same-person: [ publish, decide ]\n',
    ['20:5 constraints.2 contradiction'],
  ],
  [
    'a constraint on one step twice',
    '[ accept, decide ]',
    '[ accept, accept ]',
    ['18:33 constraints.0.different-people.1 repeated'],
  ],
  [
    'a count of what is not permitted',
    'uses: { permit.approve',
    'uses: { permit.burn',
    ['14:13 steps.decide.uses.permit.burn use-not-permitted'],
  ],
  [
    'outcomes of a step that ends itself',
    'permits: [ permit.read, permit.approve ]',
    'permits: [ permit.approve ]',
    ['15:15 steps.decide.outcomes outcome-never-named'],
  ],
  ['a duration of months', 'P3D', 'P3M', ['9:72 steps.accept.within bad-duration']],
  ['a duration in words', 'P3D', 'three days', ['9:72 steps.accept.within bad-duration']],
  ['a placeholder nobody declares', 'site/{site}', 'site/{sight}', ['7:29 objects.1 unknown-member']],
  ['a placeholder that may be missing', 'site/{site}', 'site/{floors}', ['7:29 objects.1 unknown-member']],
  ['an object with a star inside', 'site/{site}', 'site/*/{site}', ['7:29 objects.1 bad-object']],
  ['an object that is all objects', 'site/{site}', '*', ['7:29 objects.1 bad-object']],
  ['an object with an empty segment', 'site/{site}', 'site//{site}', ['7:29 objects.1 bad-object']],
  ['an object with a stray brace', 'site/{site}', 'site/{site', ['7:29 objects.1 bad-object']],
  ['a pattern with a group', '[a-z0-9-]{1,20}', '(a+)+', ['5:32 data.site.pattern bad-pattern']],
  [
    'a pattern of a number',
    'type: number',
    'type: number, pattern: "1"',
    ['6:36 data.floors.pattern bad-pattern'],
  ],
  [
    'a condition with one equals sign',
    'outcome == approved',
    'outcome = approved',
    ['16:54 steps.publish.when bad-condition'],
  ],
  [
    'a condition on what is not before',
    'after: [ decide ]',
    'after: [ accept ]',
    ['16:39 steps.publish.when condition-not-before'],
  ],
  [
    'a condition on an outcome nobody declares',
    '== approved',
    '== aproved',
    ['16:39 steps.publish.when unknown-outcome'],
  ],
  [
    'a permission listed twice',
    '[ permit.read, permit.approve ]',
    '[ permit.read, permit.approve, permit.read ]',
    ['13:45 steps.decide.permits.2 repeated'],
  ],
  ['a step named twice', '  publish:', '  accept:', ['16:3  duplicate-key']],
  ['an anchor', '[ permit.read ]', '&read [ permit.read ]', ['9:53  yaml-feature']],
  ['an alias', '[ permit.read ]', '*read', ['9:47  yaml-feature']],
  ['a tag', 'P3D', '!!str P3D', ['9:78  yaml-feature']],
  ['a key that is not a name', 'accept:', '__proto__:', ['9:3  bad-key']],
  ['a key that is a list', 'accept:', '? [ accept ]\n  :', ['9:5  bad-key']],
  ['a second document', 'constraints:', '---\nconstraints:', ['17:1  not-yaml']],
  ['no YAML', 'steps:', 'steps: ][', ['8:8  not-yaml']],
  ['a control character in a comment', 'steps:', '# \u001b[8m\nsteps:', ['8:3  hidden-character']],
  ['a control character by an escape', 'P3D', '"P3D\\e[8m"', ['9:72  hidden-character']],
  ['a carriage return by itself', 'steps:', '# a\rb\nsteps:', ['8:4  hidden-character']],
  ['writing that is turned around', 'steps:', '# \u202e\nsteps:', ['8:3  hidden-character']],
  ['a directive', 'procedure:', '%YAML 1.1\n---\nprocedure:', ['1:1  yaml-feature']],
]

describe('a text that is refused, with line, column and key', () => {
  for (const [name, from, to, expected] of refused) {
    test(name, () => {
      assert.ok(good.includes(from), `\`${from}\` stands in the text`)
      const found = faultsOf(good.replace(from, () => to))
      for (const fault of expected)
        assert.ok(found.includes(fault), `${fault} is among:\n${found.join('\n')}`)
      assert.equal(found.length, expected.length, found.join('\n'))
    })
  }

  test('a text that is too long, nested too deep, empty or has too many steps', () => {
    const steps = Array.from({ length: 65 }, (_, at) => `  s${at}: { by: anyone }`).join('\n')
    const head = 'procedure: x\ntitle: { en: X }\nopened-by: anyone\nsteps:\n'
    assert.deepEqual(faultsOf(`${good}#${'x'.repeat(textBytesMax)}`), ['1:1  text-too-long'])
    assert.ok(faultsOf('['.repeat(textBytesMax)).length > 0)
    assert.ok(faultsOf('? '.repeat(textBytesMax / 2)).length > 0)
    assert.deepEqual(faultsOf(''), ['1:1  wrong-form'])
    assert.deepEqual(faultsOf(`${head}${steps}`), ['5:3 steps too-many'])
    assert.deepEqual(faultsOf(`${head}  {}`), ['5:3 steps wrong-form'])
  })

  test('names that every object has are names like others', () => {
    const parsed = parseProcedure(
      'procedure: x\ntitle: { en: X }\nopened-by: anyone\nsteps: { constructor: { by: anyone } }',
    )
    assert.deepEqual(parsed.ok && parsed.value.procedure.steps.map(({ id }) => id), ['constructor'])
    const after =
      'procedure: x\ntitle: { en: X }\nopened-by: anyone\nsteps: { a: { by: anyone, after: constructor } }'
    assert.deepEqual(faultsOf(after), ['4:34 steps.a.after unknown-step'])
  })
})

test('the names of a cycle are told in the order in which they wait for one another', () => {
  const parsed = parseProcedure(good.replace('accept:  {', 'accept:  { after: publish,'))
  const [fault] = parsed.ok ? [] : parsed.fault
  assert.deepEqual(fault?.kind === 'cycle' && fault.steps, ['accept', 'publish', 'decide'])
})

test('offices are told with where the text names them', () => {
  const parsed = parseProcedure(good)
  assert.deepEqual(
    parsed.ok && parsed.value.offices.map(({ office, line, column }) => `${line}:${column} ${office}`),
    ['9:28 intake', '12:19 head', '16:81 intake'],
  )
})

test('a sound text says what it says', () => {
  const parsed = parseProcedure(good)
  assert.ok(parsed.ok)
  const { steps, data, founding } = parsed.value.procedure
  assert.equal(founding, false)
  assert.deepEqual(data, [
    { name: 'site', type: 'text', required: true, pattern: '[a-z0-9-]{1,20}' },
    { name: 'floors', type: 'number', required: false },
  ])
  assert.deepEqual(steps[1], {
    id: 'decide',
    by: { kind: 'office', office: 'head' },
    after: ['accept'],
    permits: ['permit.read', 'permit.approve'],
    objects: ['permit/{case}', 'site/{site}'],
    uses: [{ permission: 'permit.approve', uses: 1 }],
    outcomes: ['approved', 'rejected'],
    data: [],
    requires: [],
    excludes: [],
    together: [],
    triggers: [],
    triggeredBy: [],
    before: [],
    awaits: [],
    training: [],
    reviews: [],
    overrides: [],
  })
  assert.deepEqual(parsed.value.procedure.runs, [
    { steps: [0, 1], outcomes: { decide: 'rejected' } },
    { steps: [0, 1, 2], outcomes: { decide: 'approved' } },
  ])
})

test('whatever the text, the answer is a procedure or faults with places', () => {
  const lines = good.split('\n')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: lines.length - 1 }), fc.nat({ max: 60 }), fc.string({ maxLength: 6 }))),
      (changes) => {
        const text = [...lines]
        for (const [line, column, inserted] of changes) {
          text[line] = `${text[line]?.slice(0, column)}${inserted}${text[line]?.slice(column)}`
        }
        const parsed = parseProcedure(text.join('\n'))
        if (!parsed.ok)
          assert.ok(
            parsed.fault.length > 0 && parsed.fault.every(({ line, column }) => line > 0 && column > 0),
          )
      },
    ),
    { numRuns: 300 },
  )
})

describe('the procedures that come with the house are sound', () => {
  for (const folder of ['procedures', 'examples/permit-registry']) {
    const place = new URL(`../../${folder}/`, import.meta.url)
    for (const name of readdirSync(place).filter((file) => file.endsWith('.yaml'))) {
      test(name, () => {
        const parsed = parseProcedure(readFileSync(new URL(name, place), 'utf8'))
        assert.deepEqual(parsed.ok ? [] : parsed.fault, [])
        assert.equal(parsed.ok && `${parsed.value.procedure.name}.yaml`, name)
      })
    }
  }
})

test('the example that tells how to write a procedure is one', () => {
  const page = readFileSync(new URL('../../docs/procedures.md', import.meta.url), 'utf8')
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  assert.deepEqual(faultsOf(example), [])
  assert.match(example, /^procedure: building-permit/)
})

test('people of another unit are named with grade and paths, which have the usual ones', () => {
  const text = (by: string): string =>
    `procedure: x\ntitle: { en: X }\nopened-by: anyone\nsteps: { a: { by: ${by} } }`
  const trustee = (by: string): unknown => {
    return sure(parseProcedure(text(by)), 'a procedure').procedure.steps[0]?.by
  }
  const usual = { kind: 'unit', unit: 'water.example', grade: 'basic', paths: 1 }
  assert.deepEqual(trustee('{ unit: water.example }'), usual)
  assert.deepEqual(trustee('{ unit: water.example, office: inspector, grade: high, paths: 4 }'), {
    ...usual,
    ...{ office: 'inspector', grade: 'high', paths: 4 },
  })
  assert.deepEqual(sure(parseProcedure(text('{ unit: water.example, office: head }')), 'it').offices, [])
})

test('a step for the opener alone is refused where citizens open the case', () => {
  const text = (openedBy: string, by: string): string =>
    `procedure: p\ntitle: { en: P }\nopened-by: ${openedBy}\nsteps:\n  a: { by: ${by} }\n`
  assert.deepEqual(faultsOf(text('public', 'opener')), ['5:12 steps.a.by opener-public'])
  assert.deepEqual(faultsOf(text('[anyone, public]', 'opener')), ['5:12 steps.a.by opener-public'])
  assert.deepEqual(faultsOf(text('public', '[opener, { office: red }]')), [])
  assert.deepEqual(faultsOf(text('public', 'anyone')), [])
})
