import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64, fromBase64, fromUtf8, utf8 } from '#bytes'
import type { Clock } from '#clock'
import { PublicKeyCache } from '#crypto'
import { certain, sure } from '#fault'
import { leafHash, verifyInclusion } from '#merkle'
import { type MemoryFault, memoryDisk, memoryStore, noteSigner, openCheckpoint, verifierOf } from '#record'
import type { Refusal } from './act.ts'
import { actTimeToleranceMilliseconds } from './consider.ts'
import { parseEntry } from './entry.ts'
import { readSnapshot, stateHash, stateLines } from './snapshot.ts'
import { read } from './state.ts'
import { noteBy, notesSlice, openToy, type ToyKeys, toyConstitution, toyKeys, toyUnit } from './toy.ts'
import type { Unit } from './unit.ts'
import { RecordVerifier } from './verify.ts'

const now = Date.parse('2026-03-01T09:00:00.000Z')
const clock: Clock = { now: () => now }

async function refusalOf(unit: Unit, envelope: Uint8Array): Promise<Refusal> {
  const receipt = await unit.submit(envelope)
  assert.ok(!receipt.ok)
  return receipt.fault
}

test('an act becomes durable and its receipt proves it', async () => {
  const keys = toyKeys()
  const { unit, log } = await openToy(memoryStore(), keys, clock)
  for (let number = 1; number <= 5; number++)
    await unit.submit(noteBy(keys.people.ann, now, `note ${number}`))
  const receipt = sure(await unit.submit(noteBy(keys.people.ann, now, 'the sixth')), 'the receipt')
  assert.equal(receipt.index, 5)
  assert.equal(read(unit.state, notesSlice).count, 6)

  const verifier = verifierOf(sure(noteSigner('toy.example/acts', keys.log), 'the signer'))
  const checkpoint = sure(
    openCheckpoint(receipt.checkpoint, 'toy.example/acts', [verifier]),
    'the checkpoint',
  )
  const bytes = certain((await log.read(5, 1))[0], 'the entry')
  assert.equal(receipt.entry, base64(bytes))
  const proof = receipt.proof.map((text) => sure(fromBase64(text), 'a hash'))
  const { size, root } = checkpoint.checkpoint
  assert.ok(verifyInclusion({ index: 5, size, leafHash: leafHash(bytes), root }, proof).ok)
})

test('a repeat returns the first receipt, in memory and after a restart', async () => {
  const keys = toyKeys()
  const disk = memoryDisk()
  const first = await openToy(memoryStore({ disk }), keys, clock)
  const envelope = noteBy(keys.people.ann, now, 'once')
  const [one, two] = await Promise.all([first.unit.submit(envelope), first.unit.submit(envelope)])
  assert.ok(one?.ok && two?.ok)
  assert.equal(one.value.index, two.value.index)
  assert.equal(two.value.repeated, true)
  const durable = sure(await first.unit.submit(envelope), 'the repeat of a durable act')
  assert.deepEqual([durable.repeated, durable.index], [true, 0])
  assert.deepEqual([durable.entry, durable.events], [one.value.entry, one.value.events])
  const second = await openToy(memoryStore({ disk }), keys, clock)
  const again = sure(await second.unit.submit(envelope), 'the repeat')
  assert.equal(again.repeated, true)
  assert.equal(again.index, 0)
  assert.deepEqual(again.events, one.value.events)
  assert.equal(second.log.size, 1)
})

test('a repeat is answered long after its time', async () => {
  const keys = toyKeys()
  const disk = memoryDisk()
  const first = await openToy(memoryStore({ disk }), keys, clock)
  const envelope = noteBy(keys.people.ann, now, 'once')
  await first.unit.submit(envelope)
  const later: Clock = { now: () => now + 3_600_000 }
  const second = await openToy(memoryStore({ disk }), keys, later)
  assert.equal(sure(await second.unit.submit(envelope), 'the repeat').repeated, true)
})

test('acts are refused with the reason and leave nothing behind', async (context) => {
  const keys = toyKeys()
  const { ann, mallory } = keys.people
  const { unit, log } = await openToy(memoryStore(), keys, clock)
  const id = 'AAAAAAAAAAAAAAAAAAAAAA'
  await unit.submit(noteBy(ann, now, 'taken', { id }))
  const tampered = (): Uint8Array => {
    const text = sure(fromUtf8(noteBy(ann, now, 'mine')), 'the envelope')
    const envelope = JSON.parse(text)
    const payload = Buffer.from(envelope.payload, 'base64').toString('utf8').replace('mine', 'ours')
    return utf8(JSON.stringify({ ...envelope, payload: base64(utf8(payload)) }))
  }
  const cases: readonly (readonly [string, () => Uint8Array, string])[] = [
    ['bytes that are no envelope', () => utf8('{'), 'envelope-unreadable'],
    ['another unit', () => noteBy(ann, now, 'x', { unit: 'other' }), 'unit-differs'],
    ['an unknown act', () => noteBy(ann, now, 'x', { act: 'note.burn' }), 'act-unknown'],
    ['input that does not fit', () => noteBy(ann, now, 'x', { input: { text: 7 } }), 'act-malformed'],
    ['an unknown member', () => noteBy(ann, now, 'x', { input: { text: 'x', more: 1 } }), 'act-malformed'],
    ['an unknown key', () => noteBy(toyKeys().people.ann, now, 'x'), 'key-unknown'],
    ['a changed payload', tampered, 'signature-wrong'],
    ['an actor without authority', () => noteBy(mallory, now, 'x'), 'not-mallory'],
    ['what the room refuses', () => noteBy(ann, now, ''), 'note-empty'],
    ['a time too early', () => noteBy(ann, now - actTimeToleranceMilliseconds - 1, 'x'), 'act-time-off'],
    ['a time too late', () => noteBy(ann, now + actTimeToleranceMilliseconds + 1, 'x'), 'act-time-off'],
    ['an identifier used for another act', () => noteBy(ann, now, 'y', { id }), 'act-id-taken'],
    ['an entry beyond its bound', () => noteBy(ann, now, 'x'.repeat(30_000)), 'entry-too-large'],
  ]
  for (const [what, envelope, kind] of cases) {
    await context.test(what, async () => {
      assert.equal((await refusalOf(unit, envelope())).kind, kind)
      assert.equal(log.size, 1)
      assert.equal(read(unit.state, notesSlice).count, 1)
    })
  }
})

test('what else follows from an act stands in its entry, or refuses it without an override', async () => {
  const keys = toyKeys()
  const { ann } = keys.people
  const { unit, log } = await openToy(memoryStore(), keys, clock)
  const kinds = async (text: string, override?: string): Promise<readonly string[]> => {
    const receipt = await unit.submit(noteBy(ann, now, text, override === undefined ? {} : { override }))
    return receipt.ok ? receipt.value.events.map(({ kind }) => kind) : [receipt.fault.kind]
  }
  assert.deepEqual(await kinds('first!'), ['noted', 'echoed'])
  assert.deepEqual(await kinds('second!'), ['note-loud'])
  assert.deepEqual(await kinds('second!', 'be-quiet'), ['note-loud'])
  assert.deepEqual(await kinds('second', 'wake-everybody'), ['noted'], 'an override that nothing needs')
  assert.deepEqual(await kinds('third!', 'wake-everybody'), ['noted', 'echoed'])
  assert.equal(log.size, 3)

  const verifier = new RecordVerifier(toyConstitution(keys), new PublicKeyCache(), () => toyUnit)
  const [first, second, third] = await log.read(0, 10)
  assert.ok(verifier.next(certain(first, 'an entry')).ok)
  assert.ok(verifier.next(certain(second, 'an entry')).ok)
  const entry = JSON.parse(sure(fromUtf8(certain(third, 'an entry')), 'its text'))
  assert.deepEqual(entry.events[1], { kind: 'echoed', notes: 3 }, 'it is asked with the state after')
  for (const events of [entry.events.slice(0, 1), [...entry.events, { kind: 'echoed', notes: 3 }]]) {
    const found = verifier.next(utf8(JSON.stringify({ ...entry, events })))
    assert.equal(found.ok ? 'accepted' : found.fault.kind, 'entry-events-differ')
  }
  assert.ok(verifier.next(certain(third, 'an entry')).ok)
})

test('a time at the very edge of the tolerance is taken', async () => {
  const keys = toyKeys()
  const { unit } = await openToy(memoryStore(), keys, clock)
  assert.ok((await unit.submit(noteBy(keys.people.ann, now - actTimeToleranceMilliseconds, 'x'))).ok)
  assert.ok((await unit.submit(noteBy(keys.people.ann, now + actTimeToleranceMilliseconds, 'y'))).ok)
})

for (const fault of ['failed', 'failed but persisted', 'full'] as const satisfies readonly MemoryFault[]) {
  test(`a write that is ${fault} stops the unit and shows nobody what was not acknowledged`, async () => {
    const keys = toyKeys()
    const disk = memoryDisk()
    let armed = false
    const store = memoryStore({ disk, fault: () => (armed ? fault : undefined) })
    const { unit } = await openToy(store, keys, clock)
    await unit.submit(noteBy(keys.people.ann, now, 'first'))
    armed = true
    const envelope = noteBy(keys.people.ann, now, 'second')
    assert.equal((await refusalOf(unit, envelope)).kind, 'unit-stopped')
    assert.equal(read(unit.state, notesSlice).count, 1)
    armed = false
    assert.equal((await refusalOf(unit, noteBy(keys.people.ann, now, 'third'))).kind, 'unit-stopped')
    const restarted = await openToy(memoryStore({ disk }), keys, clock)
    const again = sure(await restarted.unit.submit(envelope), 'the repeat after the restart')
    assert.equal(again.repeated, fault === 'failed but persisted' ? true : undefined)
    assert.equal(read(restarted.unit.state, notesSlice).count, 2)
  })
}

test('a snapshot reads back to the same state and a changed one is refused', async () => {
  const keys = toyKeys()
  const { unit } = await openToy(memoryStore(), keys, clock)
  for (const text of ['one', 'zwei', '三']) await unit.submit(noteBy(keys.people.ann, now, text))
  const slices = toyConstitution(keys).slices
  const text = utf8([...stateLines(slices, unit.state)].join(''))
  const hash = stateHash(slices, unit.state)
  const back = sure(readSnapshot(slices, text, hash), 'the snapshot')
  assert.equal(stateHash(slices, back), hash)
  assert.equal(read(back, notesSlice).count, 3)
  const changed = Uint8Array.from(text)
  changed[40] = (changed[40] ?? 0) ^ 1
  const refused = readSnapshot(slices, changed, hash)
  assert.equal(refused.ok ? 'accepted' : refused.fault.kind, 'snapshot-differs')
})

async function recorded(keys: ToyKeys): Promise<readonly Uint8Array[]> {
  const { unit, log } = await openToy(memoryStore(), keys, clock)
  for (const text of ['one', 'two', 'three']) await unit.submit(noteBy(keys.people.ann, now, text))
  return log.read(0, 10)
}

test('a verifier comes to the same state from the entries alone', async () => {
  const keys = toyKeys()
  const constitution = toyConstitution(keys)
  const verifier = new RecordVerifier(constitution, new PublicKeyCache(), () => toyUnit)
  for (const bytes of await recorded(keys)) assert.ok(verifier.next(bytes).ok)
  assert.equal(read(verifier.state, notesSlice).count, 3)
})

test('a verifier finds every part of an entry that somebody changed', async (context) => {
  const keys = toyKeys()
  const entries = await recorded(keys)
  type Json = {
    readonly drawn: readonly string[]
    readonly envelope: { readonly signatures: readonly object[] }
  }
  const cases: readonly (readonly [string, (entry: Json) => object, string])[] = [
    [
      'the text of an event',
      (e) => ({ ...e, events: [{ kind: 'noted', number: 2, text: 'x', seal: '' }] }),
      'entry-events-differ',
    ],
    ['an event left out', (e) => ({ ...e, events: [] }), 'entry-events-differ'],
    ['the grant', (e) => ({ ...e, grant: { by: 'founding', more: 1 } }), 'entry-grant-differs'],
    ['a draw', (e) => ({ ...e, drawn: ['AAAAAAAAAAA', ...e.drawn.slice(1)] }), 'entry-draws-differ'],
    ['a draw left out', (e) => ({ ...e, drawn: [] }), 'entry-draws-differ'],
    ['a draw added', (e) => ({ ...e, drawn: [...e.drawn, 'AAAA'] }), 'entry-draws-differ'],
    [
      'the time, before the entry before',
      (e) => ({ ...e, time: '2026-03-01T08:59:59.000Z' }),
      'entry-time-back',
    ],
    ['the time, far after the act', (e) => ({ ...e, time: '2026-03-01T10:00:00.000Z' }), 'entry-refused'],
    ['a member added', (e) => ({ ...e, more: 1 }), 'entry-refused'],
    [
      'the signature',
      (e) => ({
        ...e,
        envelope: { ...e.envelope, signatures: [{ ...e.envelope.signatures[0], sig: 'AAAA' }] },
      }),
      'entry-refused',
    ],
  ]
  for (const [what, change, kind] of cases) {
    await context.test(what, () => {
      const verifier = new RecordVerifier(toyConstitution(keys), new PublicKeyCache(), () => toyUnit)
      assert.ok(verifier.next(certain(entries[0], 'an entry')).ok)
      const entry = JSON.parse(sure(fromUtf8(certain(entries[1], 'an entry')), 'its text'))
      const found = verifier.next(utf8(JSON.stringify(change(entry))))
      assert.equal(found.ok ? 'accepted' : found.fault.kind, kind)
    })
  }
  await context.test('an act that stands twice', () => {
    const verifier = new RecordVerifier(toyConstitution(keys), new PublicKeyCache(), () => toyUnit)
    assert.ok(verifier.next(certain(entries[0], 'an entry')).ok)
    const found = verifier.next(certain(entries[0], 'an entry'))
    assert.equal(found.ok ? 'accepted' : found.fault.kind, 'entry-act-repeated')
  })
  assert.ok(parseEntry(certain(entries[0], 'an entry')).ok)
})
