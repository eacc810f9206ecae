import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { PrivateKey } from '#crypto'
import type { LogReader } from '#record'
import { fakeRecord, type Keys } from './fixture.ts'
import { type Progress, verifyWhole } from './whole.ts'

async function verified(
  reader: LogReader,
  pin: { readonly unit: string; readonly recordKey: string },
): Promise<Progress> {
  let last: Progress | undefined
  let before = -1
  for await (const progress of verifyWhole(reader, pin)) {
    assert.ok(progress.entries >= before)
    before = progress.entries
    last = progress
  }
  return last ?? assert.fail('it told nothing')
}

test('a whole record verifies, hash by hash and signature by signature', async () => {
  const record = await fakeRecord()
  await record.grow(699)
  const { faults, ...counts } = await verified(record.reader, record.told)
  assert.deepEqual(faults, [])
  assert.deepEqual(counts, { size: 700, entries: 700, signed: 700, unsigned: 0, unknown: 0 })
})

test('signatures that this browser cannot check are counted apart', async () => {
  const record = await fakeRecord({}, 'ml-dsa-65')
  await record.grow(9)
  const { faults, ...counts } = await verified(record.reader, record.told)
  assert.deepEqual(faults, [])
  assert.deepEqual(counts, { size: 10, entries: 10, signed: 1, unsigned: 0, unknown: 9 })
})

test('one octet of an entry that was changed is told, by its place', async () => {
  const record = await fakeRecord()
  await record.grow(599)
  const reader: LogReader = {
    ...record.reader,
    async bundle(index, width) {
      const bundle = await record.reader.bundle(index, width)
      return index === 0 ? bundle?.with(bundle.length - 5, 0x21) : bundle
    },
  }
  const { faults } = await verified(reader, record.told)
  assert.deepEqual(faults, [{ kind: 'entry-differs', index: 255 }])
})

test('an entry signed by a key that nobody certified is told, and so is another unit', async () => {
  const record = await fakeRecord()
  await record.grow(3)
  const stranger: Partial<Keys> = { actor: PrivateKey.generate('ecdsa-p256-sha256') }
  const other = await fakeRecord(stranger)
  const unit = await verified(record.reader, { ...record.told, unit: other.told.unit })
  assert.deepEqual(unit.faults, [{ kind: 'other-unit', unit: record.told.unit }])
  await record.log.append(utf8('no entry'))
  const unread = await verified(record.reader, record.told)
  assert.deepEqual(unread.faults, [{ kind: 'entry-unreadable', index: 4 }])
})

test('a record under another key is not looked at', async () => {
  const [record, other] = [await fakeRecord(), await fakeRecord()]
  const strange = await verified(record.reader, other.told)
  assert.equal(strange.entries, 0)
  assert.equal(strange.faults.length, 1)
  const unreadable = await verified(record.reader, { ...record.told, recordKey: 'no key' })
  assert.deepEqual(unreadable.faults, [{ kind: 'record-key-unreadable' }])
})
