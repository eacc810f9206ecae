import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, type Subject } from './attest-form.ts'

const whole: Subject = {
  kind: 'person',
  id: 'tang.ning',
  name: '唐宁 Tang Ning',
  evidence: 'identity card shown in person',
  grade: 'medium',
  dns: [],
}

const cases: readonly (readonly [what: string, changes: Partial<Subject>, faults: object])[] = [
  ['all that is needed', {}, {}],
  ['nothing at all', { id: '', name: ' ', evidence: '' }, allMissing()],
  ['an identifier in capitals', { id: 'Tang.Ning' }, { id: 'id' }],
  ['an identifier that ends in a dot', { id: 'tang.' }, { id: 'id' }],
  ['a name with a line break', { name: 'Tang\nNing' }, { name: 'name' }],
  ['a name of 65 characters outside of the first plane', { name: '𠀀'.repeat(65) }, { name: 'name' }],
  ['a name of 64 of them', { name: '𠀀'.repeat(64) }, {}],
  ['a story instead of evidence', { evidence: 'x'.repeat(501) }, { evidence: 'evidence' }],
]

for (const [what, changes, faults] of cases) {
  test(`${what} is told before it is signed`, () => {
    assert.deepEqual(faultsOf({ ...whole, ...changes }), faults)
  })
}

function allMissing(): object {
  return { id: 'missing', name: 'missing', evidence: 'missing' }
}
