import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import type { Clock } from '#clock'
import { PrivateKey, systemRandom, unitSuiteNames, verifySignature } from '#crypto'
import { sure } from '#fault'
import { memoryStore } from '#record'
import type { Speaker } from './act.ts'
import { intentionsMax } from './foresee.ts'
import { passingMeans, standIns } from './means.ts'
import { read } from './state.ts'
import { noteBy, notesSlice, openToy, type ToyKeys, toyKeys } from './toy.ts'
import type { Unit } from './unit.ts'

const now = Date.parse('2026-03-01T09:00:00.000Z')
const clock: Clock = { now: () => now }

function reader(keys: ToyKeys, id: 'ann' | 'mallory'): Speaker {
  return { kind: 'person', id, key: keys.people[id].publicKey.thumbprint }
}

function note(text: string, override?: string): object {
  return { act: 'note.add', input: { text }, ...(override !== undefined && { override }) }
}

/** Kinds of events act by act, and what the next one would be refused with. */
function told(unit: Unit, by: Speaker, acts: readonly unknown[]): readonly unknown[] {
  const foresight = unit.foresee(acts, by)
  if (!foresight.ok) return [foresight.fault.kind]
  const { foreseen, refused } = foresight.value
  return [
    ...foreseen.map(({ events }) => events.map(({ kind }) => kind)),
    ...(refused ? [refused.refusal.kind] : []),
  ]
}

test('what acts would come to is told, and nothing is done', async () => {
  const keys = toyKeys()
  const { unit, log } = await openToy(memoryStore(), keys, clock)
  const ann = reader(keys, 'ann')
  const before = unit.state
  assert.deepEqual(told(unit, ann, [note('one')]), [['noted']])
  assert.deepEqual(told(unit, ann, [note('')]), ['note-empty'])
  assert.deepEqual(told(unit, ann, [note('one!')]), [['noted', 'echoed']])
  assert.deepEqual(
    told(unit, ann, [note('one'), note('two!')]),
    [['noted'], 'note-loud'],
    'on what comes first',
  )
  assert.deepEqual(told(unit, ann, [note('1'), note('2!', 'wake-everybody')]), [
    ['noted'],
    ['noted', 'echoed'],
  ])
  assert.equal(unit.state, before)
  assert.equal(log.size, 0)
  const receipt = sure(await unit.submit(noteBy(keys.people.ann, now, 'one')), 'the receipt')
  assert.deepEqual([receipt.index, read(unit.state, notesSlice).count], [0, 1])
})

test('an act is foreseen as it is decided: by whom, of what form', async (context) => {
  const keys = toyKeys()
  const { unit } = await openToy(memoryStore(), keys, clock)
  const ann = reader(keys, 'ann')
  const stranger = { ...ann, key: toyKeys().seal.publicKey.thumbprint }
  const four = Array.from({ length: intentionsMax }, () => note('x'))
  const cases: readonly (readonly [string, Speaker, readonly unknown[], string])[] = [
    ['an actor without authority', reader(keys, 'mallory'), [note('x')], 'not-mallory'],
    ['a key nobody knows', stranger, [note('x')], 'key-unknown'],
    ['an act nobody offers', ann, [{ act: 'note.burn', input: {} }], 'act-unknown'],
    ['input that does not fit', ann, [{ act: 'note.add', input: { text: 7 } }], 'act-malformed'],
    ['an act that is none', ann, ['note.add'], 'act-malformed'],
    ['a member that only signed acts have', ann, [{ ...note('x'), time: 'now' }], 'act-malformed'],
    ['an override of another form', ann, [note('x', 'Wake')], 'act-malformed'],
    ['no act at all', ann, [], 'act-malformed'],
    ['more acts than are looked at', ann, [...four, note('x')], 'act-malformed'],
  ]
  for (const [what, by, acts, kind] of cases) {
    await context.test(what, () => assert.deepEqual(told(unit, by, acts), [kind]))
  }
  assert.deepEqual(
    told(unit, ann, four),
    four.map(() => ['noted']),
  )
  unit.stop('store-full')
  assert.deepEqual(told(unit, ann, [note('x')]), ['unit-stopped'])
})

test('what is signed in foresight has the form of a signature, and is none of the unit', () => {
  const message = utf8('of no consequence')
  for (const name of unitSuiteNames) {
    const key = PrivateKey.generate(name)
    const half = { publicKey: key.publicKey, suite: key.suite }
    const means = passingMeans(systemRandom, new Map([['seal', half]]), standIns())
    const signer = means.signer('seal')
    const { publicKey, suite } = signer
    assert.equal(publicKey, key.publicKey)
    assert.equal(suite, key.suite)
    const signature = signer.sign(message)
    assert.equal(verifySignature(suite, publicKey, message, signature), false)
    assert.ok(Math.abs(signature.length - key.sign(message).length) <= 8, 'the lengths of ECDSA vary')
  }
})
