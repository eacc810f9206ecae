import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64, equalBytes, fromBase64 } from '#bytes'
import { sure } from '#fault'
import { checkActSignature, checkSigner } from './act-signature.ts'
import { lineageOf, proveReceipt, readActText, readEntryText } from './entry-proof.ts'
import { fakeRecord } from './fixture.ts'
import { openHead } from './head.ts'
import { sightingOf } from './watch.ts'

const now = '2026-01-05T08:00:00.000Z'

test('a receipt proves its entry, and the way to the root can be followed', async () => {
  const record = await fakeRecord()
  await record.grow(299)
  for (const index of [0, 1, 5, 255, 256, 299]) {
    const proven = sure(proveReceipt(await record.receipt(index), record.told), `entry ${index}`)
    assert.ok(equalBytes(proven.path.at(-1)?.hash ?? new Uint8Array(), record.log.root()))
    const covered = proven.path.flatMap(({ covers }) => [covers.from, covers.to])
    assert.equal(Math.min(index, ...covered), 0)
    assert.equal(Math.max(index + 1, ...covered), 300)
  }
})

test('a receipt with any octet changed proves nothing', async () => {
  const record = await fakeRecord()
  await record.grow(9)
  const receipt = await record.receipt(4)
  const entry = sure(fromBase64(receipt.entry), 'the entry')
  for (let at = 0; at < entry.length; at += 1) {
    const changed = base64(Uint8Array.from(entry).with(at, (entry[at] ?? 0) ^ 1))
    const proven = proveReceipt({ ...receipt, entry: changed }, record.told)
    assert.deepEqual(proven, { ok: false, fault: { kind: 'inclusion-refused', cause: 'root-differs' } })
  }
  const [first = '', ...rest] = receipt.proof
  const other = await (await fakeRecord()).receipt(0)
  const refused = [
    [{ index: 5 }, 'inclusion-refused'],
    [{ proof: rest }, 'inclusion-refused'],
    [{ proof: [first, first, ...rest] }, 'inclusion-refused'],
    [{ proof: ['?', ...rest] }, 'receipt-unreadable'],
    [{ entry: '?' }, 'receipt-unreadable'],
    [{ checkpoint: other.checkpoint }, 'checkpoint-refused'],
    [{ checkpoint: receipt.checkpoint.replace('10', '11') }, 'checkpoint-refused'],
  ] as const
  for (const [change, kind] of refused) {
    const proven = proveReceipt({ ...receipt, ...change }, record.told)
    assert.equal(!proven.ok && proven.fault.kind, kind)
  }
})

test('a receipt is for the envelope that was sent, and for no other', async () => {
  const record = await fakeRecord()
  await record.grow(2)
  const [one, two] = [await record.receipt(1), await record.receipt(2)]
  const sent = readEntryText(sure(fromBase64(one.entry), 'the entry'))?.envelope
  assert.ok(sent)
  assert.equal(readActText(sent)?.act, 'note.write')
  assert.ok(proveReceipt(one, record.told, sent).ok)
  assert.deepEqual(proveReceipt(two, record.told, sent), { ok: false, fault: { kind: 'envelope-differs' } })
})

test('a receipt of any time is of one history with what was seen, and of a fork it is not', async () => {
  const keys = await fakeRecord()
  const record = keys
  await record.grow(3)
  const early = sure(openHead(record.log.checkpoint(), record.told.recordKey), 'the head')
  await record.grow(300)
  const late = sure(openHead(record.log.checkpoint(), record.told.recordKey), 'the head')
  for (const [head, seen] of [
    [early, late],
    [late, early],
    [late, late],
  ] as const) {
    assert.equal((await lineageOf(head, sightingOf(seen, now), record.reader)).kind, 'one')
  }
  const other = await fakeRecord()
  await other.grow(3)
  const strange = sure(openHead(other.log.checkpoint(), other.told.recordKey), 'the head')
  assert.equal((await lineageOf(strange, sightingOf(late, now), record.reader)).kind, 'forked')
})

for (const suite of [
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'ed25519',
  'rsa-pkcs1-sha256',
  'ml-dsa-65',
] as const) {
  test(`a signature of ${suite} is verified by the browser, or told as unknown`, async () => {
    const record = await fakeRecord({}, suite)
    await record.grow(1)
    const entry = readEntryText(sure(fromBase64((await record.receipt(1)).entry), 'the entry'))
    assert.ok(entry)
    const spki = base64(record.actor.publicKey.spki)
    const expected = suite === 'ml-dsa-65' ? 'unsupported' : 'holds'
    const key = record.actor.publicKey.thumbprint
    assert.deepEqual(await checkActSignature(entry, { spki }), { kind: expected, key })
    const payload = base64(sure(fromBase64(entry.envelope.payload), 'the payload').with(0, 0x20))
    const changed = { envelope: { ...entry.envelope, payload } }
    assert.equal((await checkActSignature(changed, { spki })).kind, expected === 'holds' ? 'fails' : expected)
    const { certificate, authorities, told } = record
    const way = await checkSigner(key, told.unit, { spki, certificate }, authorities)
    assert.deepEqual(way, { kind: 'leads', length: 2 })
  })
}

test('a key or certificate that does not fit is told', async () => {
  const [record, other] = [await fakeRecord(), await fakeRecord()]
  await record.grow(1)
  const entry = readEntryText(sure(fromBase64((await record.receipt(1)).entry), 'the entry'))
  assert.ok(entry)
  const key = record.actor.publicKey.thumbprint
  const strange = base64(other.actor.publicKey.spki)
  assert.deepEqual(await checkActSignature(entry, { spki: strange }), { kind: 'key-differs', key })
  assert.deepEqual(await checkActSignature(entry, {}), { kind: 'key-missing', key })
  const { certificate, authorities, told } = record
  const ways = [
    [other.told.unit, certificate, authorities, 'leads-nowhere'],
    [told.unit, certificate, other.authorities, 'leads-nowhere'],
    [told.unit, certificate, '', 'leads-nowhere'],
    [told.unit, other.certificate, authorities, 'unreadable'],
    [told.unit, 'no PEM', authorities, 'unreadable'],
  ] as const
  for (const [unit, shown, own, kind] of ways) {
    assert.equal((await checkSigner(key, unit, { certificate: shown }, own)).kind, kind)
  }
  assert.equal((await checkSigner(told.unit, told.unit, {}, '')).kind, 'leads')
})
