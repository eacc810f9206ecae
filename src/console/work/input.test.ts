import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AskedMember, ShownStep } from './case.ts'
import { dataIn, readInput } from './input.ts'

const site: AskedMember = { name: 'site', type: 'text', required: true, pattern: '[a-z]{1,4}' }
const floors: AskedMember = { name: 'floors', type: 'number', required: false }

const plain: ShownStep = {
  ...{ step: 'decide', titles: { en: 'Decide' }, by: { kind: 'anyone' }, state: 'valid' },
  ...{ since: '2026-11-20T08:00:00Z', mine: true, claimable: false, permits: [], objects: [] },
  ...{ uses: [], outcomes: [], asks: [] },
}

const read: readonly (readonly [typed: Record<string, string>, data: object, faults: object])[] = [
  [{}, {}, { site: 'missing' }],
  [{ 'data.site': '  ' }, {}, { site: 'missing' }],
  [{ 'data.site': ' quay ' }, { site: 'quay' }, {}],
  [{ 'data.site': 'quays' }, {}, { site: 'pattern' }],
  [{ 'data.site': 'a', 'data.floors': '3' }, { site: 'a', floors: 3 }, {}],
  [{ 'data.site': 'a', 'data.floors': 'three' }, { site: 'a' }, { floors: 'number' }],
  [{ 'data.site': 'a', reason: 'not data' }, { site: 'a' }, {}],
]

for (const [typed, data, faults] of read) {
  test(`typed ${JSON.stringify(typed)} is read as ${JSON.stringify(data)}`, () => {
    assert.deepEqual(dataIn([site, floors], typed), { data, faults })
  })
}

test('a pattern that the browser does not know is left to the unit', () => {
  const strange: AskedMember = { ...site, pattern: '(' }
  assert.deepEqual(dataIn([strange], { 'data.site': 'anything' }).faults, {})
})

const step = { outcomes: ['approved', 'rejected'], asks: [floors] } as const

test('a form of an act is read as its input, or says what is missing', () => {
  const asked = { ...plain, ...step }
  assert.deepEqual(readInput(['completion'], asked, {}).faults, { outcome: 'missing' })
  assert.deepEqual(readInput(['completion'], asked, { outcome: 'approved', 'data.floors': '2' }).input, {
    outcome: 'approved',
    data: { floors: 2 },
  })
  assert.deepEqual(readInput(['second', 'reason'], asked, { reason: ' ' }).faults, {
    second: 'missing',
    reason: 'missing',
  })
})

test('a part that is delegated names only what was chosen', () => {
  const typed = {
    person: 'ida',
    permissions: 'permit.read permit.seal',
    until: '2026-12-01T08:00',
    completes: 'yes',
  }
  const { input, faults } = readInput(['person', 'part'], plain, typed)
  assert.deepEqual(faults, {})
  assert.deepEqual(input, {
    ...{ person: 'ida', permissions: ['permit.read', 'permit.seal'], completes: true },
    until: new Date('2026-12-01T08:00').toISOString(),
  })
  assert.deepEqual(readInput(['person', 'part'], plain, { person: 'ida' }).input, { person: 'ida' })
  assert.deepEqual(readInput(['part'], plain, { until: 'soon' }).faults, { until: 'pattern' })
})
