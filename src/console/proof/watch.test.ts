import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PrivateKey } from '#crypto'
import { fakeMemory, fakeRecord } from './fixture.ts'
import { look } from './watch.ts'

const now = '2026-01-05T08:00:00.000Z'

test('the first look keeps the unit and its record, and the next ones see it grow', async () => {
  const record = await fakeRecord()
  const memory = fakeMemory()
  const first = await look(record.told, record.reader, memory, now)
  assert.ok(first.kind === 'sound' && first.before === undefined)
  assert.equal((await memory.pin())?.unit, record.told.unit)
  for (const more of [0, 1, 2, 300, 5]) {
    await record.grow(more)
    const next = await look(record.told, record.reader, memory, now)
    assert.equal(next.kind, 'sound', `after ${more} more`)
    assert.equal((await memory.sighting())?.size, record.log.size)
  }
  assert.deepEqual(await memory.conflicts(), [])
})

const sizes = [
  ['as large as', 7, 7],
  ['larger than', 7, 9],
  ['much larger than', 7, 600],
] as const

for (const [what, seen, shown] of sizes) {
  test(`a second history ${what} the one seen is told as a fork and kept as evidence`, async () => {
    const keys = { log: PrivateKey.generate('ed25519'), authority: PrivateKey.generate('ecdsa-p256-sha256') }
    const first = await fakeRecord(keys)
    const second = await fakeRecord({ ...keys, history: 'second' })
    const memory = fakeMemory()
    await first.grow(seen - 1)
    await second.grow(shown - 1)
    assert.equal((await look(first.told, first.reader, memory, now)).kind, 'sound')
    for (let again = 0; again < 2; again += 1) {
      const forked = await look(second.told, second.reader, memory, now)
      assert.ok(forked.kind === 'broken' && forked.conflict.kind === 'forked')
    }
    assert.equal((await memory.conflicts()).length, 1)
    assert.equal((await memory.sighting())?.size, seen)
  })
}

test('an older state of the record is told, and a fork once that grows differently', async () => {
  const keys = { log: PrivateKey.generate('ed25519'), authority: PrivateKey.generate('ecdsa-p256-sha256') }
  const first = await fakeRecord(keys)
  const copy = await fakeRecord({ ...keys, history: 'second' })
  const memory = fakeMemory()
  await first.grow(6)
  await look(first.told, first.reader, memory, now)
  const shorter = await look(copy.told, copy.reader, memory, now)
  assert.ok(shorter.kind === 'broken' && shorter.conflict.kind === 'rolled-back')
  await copy.grow(20)
  const longer = await look(copy.told, copy.reader, memory, now)
  assert.ok(longer.kind === 'broken' && longer.conflict.kind === 'forked')
  assert.deepEqual(
    (await memory.conflicts()).map(({ kind }) => kind),
    ['rolled-back', 'forked'],
  )
})

test('another key of the unit or of its record is told, and what was pinned stays', async () => {
  const [first, other] = [await fakeRecord(), await fakeRecord()]
  const memory = fakeMemory()
  await look(first.told, first.reader, memory, now)
  const changed = await look(other.told, other.reader, memory, now)
  assert.ok(changed.kind === 'broken' && changed.conflict.kind === 'key-changed')
  const mixed = { ...first.told, recordKey: other.told.recordKey }
  assert.equal((await look(mixed, other.reader, memory, now)).kind, 'broken')
  assert.equal((await look(first.told, first.reader, memory, now)).kind, 'sound')
  await memory.beginAnew()
  assert.equal((await look(other.told, other.reader, memory, now)).kind, 'sound')
  assert.equal((await memory.conflicts()).length, 2)
})

test('what shows nothing is told as nothing, and what was seen stays', async () => {
  const [record, other] = [await fakeRecord(), await fakeRecord()]
  const memory = fakeMemory()
  await look(record.told, record.reader, memory, now)
  await record.grow(400)
  const without = { ...record.reader, tile: async () => undefined }
  const wrong = { ...record.reader, tile: async () => new Uint8Array(32) }
  const changed = {
    ...record.reader,
    async tile(level: number, index: number, width: number) {
      const tile = await record.reader.tile(level, index, width)
      return tile?.with(0, (tile[0] ?? 0) ^ 1)
    },
  }
  for (const reader of [without, wrong, changed]) {
    assert.deepEqual(await look(record.told, reader, memory, now), { kind: 'untold', cause: 'tiles-missing' })
  }
  const none = { ...record.reader, checkpoint: async () => undefined }
  assert.deepEqual(await look(record.told, none, memory, now), {
    kind: 'untold',
    cause: 'checkpoint-missing',
  })
  const foreign = { ...record.reader, checkpoint: () => other.reader.checkpoint() }
  assert.equal((await look(record.told, foreign, memory, now)).kind, 'untold')
  assert.equal((await memory.sighting())?.size, 1)
  assert.deepEqual(await memory.conflicts(), [])
})
