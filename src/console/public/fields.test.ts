import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64, fromBase64 } from '#bytes'
import { parsePublicKey, verifyEnvelope } from '#crypto'
import { sure } from '#fault'
import { parseAct } from '#unit'
import { dataOf } from './fields.ts'
import { inGroups } from './identifier.ts'
import { signWish } from './lodge.ts'
import type { Member } from './procedures.ts'

const members: readonly Member[] = [
  { name: 'site', type: 'text', required: true, pattern: '[^x]+' },
  { name: 'floors', type: 'number', required: false },
]

const typed = [
  [{ site: ' 7 Mill Lane ', floors: '3' }, { site: '7 Mill Lane', floors: 3 }, {}],
  [{ site: 'a' }, { site: 'a' }, {}],
  [{}, {}, { site: 'missing' }],
  [{ site: '  ' }, {}, { site: 'missing' }],
  [{ site: 'ax' }, {}, { site: 'pattern' }],
  [{ site: 'a\u202eb' }, {}, { site: 'hidden' }],
  [{ site: 'a'.repeat(257) }, {}, { site: 'too-long' }],
  [{ site: 'a', floors: 'three' }, { site: 'a' }, { floors: 'number' }],
  [{ site: 'a', other: 'b' }, { site: 'a' }, {}],
] as const

for (const [given, data, faults] of typed) {
  test(`${JSON.stringify(given)} in a form is what it says, or told`, () => {
    assert.deepEqual(dataOf(members, given), { data, faults })
  })
}

test('a wish is an act that the unit reads, with a key of its own that it names', async () => {
  const now = Date.parse('2026-01-05T08:00:00.000Z')
  const heard = { time: '2026-01-05T10:00:00.000Z', askedAt: now, heardAt: now }
  const wish = { procedure: 'permit', data: { site: 'a' } }
  const [one, two] = [await signWish(wish, 'u', heard), await signWish(wish, 'u', heard)]
  assert.notEqual(one.lodging, two.lodging)
  const act = sure(parseAct(one.envelope), 'the act')
  assert.deepEqual([act.act, act.id, act.unit], ['case.open', one.lodging, 'u'])
  const named = String(act.input['key'])
  const key = sure(parsePublicKey(sure(fromBase64(named), 'base64')), 'the key')
  assert.equal(base64(key.spki), named)
  assert.ok(verifyEnvelope(one.envelope, key))
  assert.ok(!verifyEnvelope(two.envelope, key))
})

test('an identifier is written in groups', () => {
  assert.equal(inGroups('abcdefghijklmnopqrstuv'), 'abcdef ghijkl mnopqr stuv')
})
