import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { unify } from './template.ts'

const unified: readonly (readonly [template: string, object: string, filling: object])[] = [
  ['certificate/{serial}', 'certificate/4f21', { serial: '4f21' }],
  ['office/{office}', 'office/head-of-permits', { office: 'head-of-permits' }],
  ['permit/{case}/part-{part}', 'permit/17/part-3', { case: '17', part: '3' }],
  ['unit', 'unit', {}],
  ['case/*', 'case/17', {}],
  ['case/*', 'case/17/steps/3', {}],
  ['a/{x}/b/{x}', 'a/1/b/1', { x: '1' }],
  ['file/{name}.pdf', 'file/a.pdf', { name: 'a' }],
]

test('a template unifies with the objects it can be filled to name', () => {
  for (const [template, object, filling] of unified) {
    const found = unify(template, object)
    assert.deepEqual(found && Object.fromEntries(found), filling, `${template} and ${object}`)
  }
})

const apart: readonly (readonly [template: string, object: string])[] = [
  ['certificate/{serial}', 'certificate/'],
  ['certificate/{serial}', 'certificate'],
  ['certificate/{serial}', 'certificate/4f/21'],
  ['certificate/{serial}', 'request/4f21'],
  ['permit/part-{part}', 'permit/part-'],
  ['a/{x}/b/{x}', 'a/1/b/2'],
  ['case/*', 'case'],
  ['case/*', 'case/'],
  ['case/*', 'cases/17'],
  ['file/{name}.pdf', 'file/.pdf'],
  ['ab{x}bc', 'abc'],
  ['', 'x'],
]

test('a template unifies with no object it cannot name', () => {
  for (const [template, object] of apart) {
    assert.equal(unify(template, object), undefined, `${template} and ${object}`)
  }
})

test('what a template is filled with comes back from the object it makes', () => {
  const value = fc.stringMatching(/^[a-z0-9._-]{1,12}$/)
  fc.assert(
    fc.property(value, value, (first, second) => {
      const found = unify('a/{x}/b-{y}/c', `a/${first}/b-${second}/c`)
      assert.deepEqual(found && Object.fromEntries(found), { x: first, y: second })
    }),
  )
})
