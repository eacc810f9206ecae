import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { PrivateKey, signEnvelope } from '#crypto'
import { type FakeRecord, fakeRecord } from '../proof/fixture.ts'
import type { Receipt } from '../wire/act.ts'
import { checkReceipt, type ReceiptChecked } from './check-receipt.ts'
import { signWish } from './lodge.ts'
import { type LodgingReceipt, readReceipt, receiptOf } from './lodging-receipt.ts'

const time = '2026-01-05T08:00:00.000Z'
const now = Date.parse(time)
const data = { site: '7 Mill Lane' }

interface Lodged {
  readonly receipt: LodgingReceipt
  readonly unit: Parameters<typeof receiptOf>[2]
}

/** A citizen's wish as entry of a record, brought by its actor in place of the node. */
async function lodged(record: FakeRecord, asked: object = data): Promise<Lodged> {
  const unit = { ...record.told, key: record.told.unit, founded: true, suite: '', journalKey: '' }
  const heard = { time, askedAt: now, heardAt: now }
  const wish = await signWish({ procedure: 'permit', data: { ...asked } }, unit.key, heard)
  const input = { wish: JSON.stringify(wish.envelope) }
  const act = { act: 'case.lodge', id: 'A'.repeat(22), unit: unit.key, time, input }
  const type = 'application/vnd.chancery.act+json'
  const envelope = signEnvelope(type, utf8(JSON.stringify(act)), record.actor)
  const events = [{ kind: 'case-opened', case: '27' }]
  const index = record.log.size
  await record.log.append(
    utf8(JSON.stringify({ v: 1, time, envelope, grant: { by: 'step' }, drawn: [], events })),
  )
  const answer: Receipt = { ...(await record.receipt(index)), events }
  return { receipt: receiptOf(wish, answer, unit, { en: 'Permit' }), unit }
}

function told({ receipt, unit }: Lodged, changed: object = {}) {
  return { unit, data, entry: receipt.receipt.index, ...changed }
}

function saidOf(checked: ReceiptChecked): string {
  return checked.kind === 'breaks' ? checked.why : checked.kind
}

test('a receipt holds on the day it is given and when the record has grown', async () => {
  const record = await fakeRecord()
  const one = await lodged(record)
  assert.deepEqual(await checkReceipt(one.receipt, told(one), record.reader), { kind: 'holds', size: 2 })
  await record.grow(300)
  assert.deepEqual(await checkReceipt(one.receipt, told(one), record.reader), { kind: 'holds', size: 302 })
})

test('a receipt comes back from its file as it was', async () => {
  const { receipt } = await lodged(await fakeRecord())
  assert.equal(receipt.case, '27')
  assert.deepEqual(readReceipt(JSON.stringify(receipt)), receipt)
})

test('a receipt breaks when its file, the unit or the record was changed', async () => {
  const record = await fakeRecord()
  const one = await lodged(record)
  const { receipt } = one
  const other = await lodged(await fakeRecord())
  const changed = { ...receipt, receipt: { ...receipt.receipt, index: 0 } }
  const swapped = { ...receipt, receipt: other.receipt.receipt }
  const { reader } = record
  const cases = [
    [changed, told(one), 'proof'],
    [swapped, told(one), 'proof'],
    [{ ...receipt, lodging: other.receipt.lodging }, told(one), 'wish'],
    [receipt, told(one, { data: { site: '8 Mill Lane' } }), 'wish'],
    [receipt, told(one, { data: {} }), 'wish'],
    [receipt, told(one, { entry: 0 }), 'wish'],
    [receipt, told(one, { unit: other.unit }), 'unit'],
  ] as const
  for (const [kept, shown, why] of cases) {
    assert.equal(saidOf(await checkReceipt(kept, shown, reader)), why)
  }
})

test('a record that lost entries, or tells another history, breaks the receipt', async () => {
  const keys = { log: PrivateKey.generate('ed25519'), authority: PrivateKey.generate('ecdsa-p256-sha256') }
  const record = await fakeRecord(keys)
  await record.grow(9)
  const one = await lodged(record)
  const second = await fakeRecord({ ...keys, history: 'second' })
  assert.equal(saidOf(await checkReceipt(one.receipt, told(one), second.reader)), 'rolled-back')
  await second.grow(20)
  assert.equal(saidOf(await checkReceipt(one.receipt, told(one), second.reader)), 'forked')
})

test('a record that cannot be looked at says nothing for or against', async () => {
  const record = await fakeRecord()
  const one = await lodged(record)
  await record.grow(300)
  const strange = (await fakeRecord()).reader
  const readers = [
    { ...record.reader, checkpoint: async () => undefined },
    { ...record.reader, checkpoint: () => strange.checkpoint() },
    { ...record.reader, tile: async () => undefined },
  ]
  for (const reader of readers) {
    assert.equal(saidOf(await checkReceipt(one.receipt, told(one), reader)), 'untold')
  }
})

const noReceipts = [
  ['nothing', ''],
  ['no JSON', '{'],
  ['a list', '[]'],
  ['a receipt of an act', JSON.stringify({ index: 1, entry: '', proof: [] })],
  ['one of a later version', JSON.stringify({ kind: 'chancery-lodging-receipt', v: 2 })],
  [
    'one without its parts',
    JSON.stringify({ kind: 'chancery-lodging-receipt', v: 1, unit: {}, receipt: {} }),
  ],
] as const

for (const [what, text] of noReceipts) {
  test(`${what} is no receipt`, () => assert.equal(readReceipt(text), undefined))
}

test('a receipt whose members are of another kind is none', async () => {
  const { receipt } = await lodged(await fakeRecord())
  const changes = [
    { lodging: '../../me' },
    { lodging: 7 },
    { title: { en: 7 } },
    { unit: { ...receipt.unit, recordKey: null } },
    { receipt: { ...receipt.receipt, index: '1' } },
    { receipt: { ...receipt.receipt, proof: [7] } },
  ]
  for (const change of changes) {
    assert.equal(readReceipt(JSON.stringify({ ...receipt, ...change })), undefined, JSON.stringify(change))
  }
})
