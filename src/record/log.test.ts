import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equalBytes, utf8 } from '#bytes'
import { PrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import { leafHash, rootOf, verifyConsistency, verifyInclusion } from '#merkle'
import { openCheckpoint } from './checkpoint.ts'
import { groupEntriesMax, Log, queueEntriesMax } from './log.ts'
import { type MemoryDisk, type MemoryFault, memoryDisk, memoryStore } from './memory.ts'
import { noteSigner, verifierOf } from './note.ts'
import { storeReader } from './reader.ts'
import { entryBytesMax } from './store.ts'
import { checkLog } from './verify.ts'

const origin = 'unit.example/acts'
const signer = PrivateKey.generate('ed25519')
const verifiers = [verifierOf(sure(noteSigner(origin, signer), 'the signer'))]

async function openLog(disk: MemoryDisk, faults: readonly (MemoryFault | undefined)[] = []): Promise<Log> {
  const store = memoryStore({ disk })
  const log = sure(await Log.open({ store, name: 'acts', origin, signer }), 'the log')
  if (faults.length === 0) return log
  const waiting = [...faults]
  const failing = memoryStore({ disk, fault: () => waiting.shift() })
  return sure(await Log.open({ store: failing, name: 'acts', origin, signer }), 'the log')
}

async function verdictOf(disk: MemoryDisk) {
  return checkLog(storeReader(memoryStore({ disk }), 'acts'), { origin, verifiers })
}

test('concurrent appends get indices in the order of the calls, and receipts that prove them', async () => {
  const disk = memoryDisk()
  const log = await openLog(disk)
  const sizes = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(sizes, async (counts) => {
      for (const count of counts) {
        const from = log.size
        const texts = Array.from({ length: count }, (_, i) => `entry ${from + i}`)
        const appended = await Promise.all(texts.map((text) => log.append(utf8(text))))
        const checked = [0, Math.floor(count / 2), count - 1]
        for (const [i, outcome] of appended.entries()) {
          const receipt = sure(outcome, 'an append')
          assert.equal(receipt.index, from + i)
          if (!checked.includes(i)) continue
          const opened = sure(openCheckpoint(receipt.checkpoint, origin, verifiers), 'the checkpoint')
          const { size, root } = opened.checkpoint
          assert.equal(size, receipt.size)
          const claim = { index: receipt.index, size, leafHash: receipt.leafHash, root }
          assert.ok(verifyInclusion(claim, receipt.proof).ok)
          assert.ok(equalBytes(receipt.leafHash, leafHash(utf8(certain(texts[i], 'a text')))))
        }
      }
    }),
    { numRuns: 10 },
  )
  assert.deepEqual((await verdictOf(disk)).faults, [])
})

test('many calls at once share few store appends and one signature each', async () => {
  let appends = 0
  const store = memoryStore({
    fault: () => {
      appends++
      return undefined
    },
  })
  const log = sure(await Log.open({ store, name: 'acts', origin, signer }), 'the log')
  await Promise.all(Array.from({ length: 1000 }, (_, i) => log.append(utf8(`${i}`))))
  assert.equal(appends, 2)
})

test('an opened log goes on where the last one stopped, at every size around a tile', async () => {
  for (const size of [1, 255, 256, 257, 511, 65_535, 65_536, 65_537]) {
    const disk = memoryDisk()
    const first = await openLog(disk)
    const entries = Array.from({ length: size }, (_, i) => utf8(`${i}`))
    for (let from = 0; from < size; from += groupEntriesMax) {
      sure(await first.appendMany(entries.slice(from, from + groupEntriesMax)), 'the entries')
    }
    const again = await openLog(disk)
    assert.deepEqual([again.size, again.checkpoint()], [size, first.checkpoint()])
    const receipt = sure(await again.append(utf8('next')), 'the append')
    const root = rootOf([...entries, utf8('next')].map(leafHash))
    assert.ok(equalBytes(again.root(), root), String(size))
    const { index, leafHash: hash, proof } = receipt
    assert.ok(verifyInclusion({ index, size: size + 1, leafHash: hash, root }, proof).ok)
  }
})

test('proofs of any entry and between any sizes are made from tiles', async () => {
  const log = await openLog(memoryDisk())
  const roots = [log.root()]
  for (let i = 0; i < 700; i++) {
    sure(await log.append(utf8(`${i}`)), 'the append')
    roots.push(log.root())
  }
  const size = fc.integer({ min: 0, max: 700 })
  await fc.assert(
    fc.asyncProperty(size, size, async (a, b) => {
      const [first, second] = a < b ? [a, b] : [b, a]
      const [firstRoot, secondRoot] = [certain(roots[first], 'a root'), certain(roots[second], 'a root')]
      const consistency = sure(await log.proveConsistency(first, second), 'the proof')
      assert.ok(verifyConsistency({ first, second, firstRoot, secondRoot }, consistency).ok)
      if (first === second) return
      const inclusion = sure(await log.prove(first, second), 'the proof')
      const claim = { index: first, size: second, leafHash: leafHash(utf8(`${first}`)), root: secondRoot }
      assert.ok(verifyInclusion(claim, inclusion).ok)
    }),
  )
  assert.deepEqual(await log.prove(700), {
    ok: false,
    fault: { kind: 'index-outside', index: 700, size: 700 },
  })
  assert.equal((await log.prove(0, 701)).ok, false)
  assert.equal((await log.proveConsistency(5, 4)).ok, false)
  assert.equal((await log.prove(-1)).ok, false)
})

test('tiles and bundles are served as wide as they are durable, and no wider', async () => {
  const log = await openLog(memoryDisk())
  const entries = Array.from({ length: 600 }, (_, i) => utf8(`${i}`))
  sure(await log.appendMany(entries), 'the entries')
  assert.equal((await log.tile(0, 0, 256))?.length, 8192)
  assert.equal((await log.tile(0, 0, 10))?.length, 320)
  assert.equal((await log.tile(0, 2, 88))?.length, 88 * 32)
  assert.equal((await log.tile(1, 0, 2))?.length, 64)
  for (const [level, index, width] of [
    [0, 2, 89],
    [0, 3, 1],
    [1, 0, 3],
    [2, 0, 1],
    [0, 0, 0],
    [0, 0, 257],
  ] as const) {
    assert.equal(await log.tile(level, index, width), undefined)
  }
  assert.equal((await log.entryBundle(2, 88))?.length, 88 * 5)
  assert.equal(await log.entryBundle(2, 89), undefined)
})

test('a key that the log has is refused, and the entries beside it are not', async () => {
  const disk = memoryDisk()
  const log = await openLog(disk)
  sure(await log.append(utf8('first'), 'k'), 'the append')
  const outcomes = await Promise.all([
    log.append(utf8('a')),
    log.append(utf8('b'), 'k'),
    log.append(utf8('c'), 'm'),
    log.append(utf8('d'), 'm'),
    log.append(utf8('e'), 'k'),
    log.append(utf8('f')),
  ])
  const told = outcomes.map((outcome) => (outcome.ok ? outcome.value.index : outcome.fault))
  const taken = (key: string) => ({ kind: 'key-taken', key })
  assert.deepEqual(told, [1, taken('k'), 2, taken('m'), taken('k'), 3])
  assert.equal(await log.find('m'), 2)
  assert.equal(log.broken, undefined)
  assert.deepEqual(await verdictOf(disk), { size: 4, entries: 4, faults: [] })
})

const failures: readonly {
  fault: MemoryFault
  first: string
  broken: string
  kept: number
}[] = [
  { fault: 'failed', first: 'outcome-unknown', broken: 'append-failed', kept: 0 },
  { fault: 'failed but persisted', first: 'outcome-unknown', broken: 'append-failed', kept: 1 },
  { fault: 'full', first: 'log-broken', broken: 'store-full', kept: 0 },
]

for (const { fault, first, broken, kept } of failures) {
  test(`after the fault ${JSON.stringify(fault)} the log takes nothing more`, async () => {
    const disk = memoryDisk()
    const log = await openLog(disk, [fault])
    const inFlight = log.append(utf8('a'))
    await Promise.resolve()
    const queued = log.append(utf8('b'))
    const later = inFlight.then(() => log.append(utf8('c')))
    const kinds = (await Promise.all([inFlight, queued, later])).map((outcome) =>
      outcome.ok ? 'appended' : outcome.fault.kind,
    )
    assert.deepEqual(kinds, [first, 'log-broken', 'log-broken'])
    assert.equal(log.broken?.kind, broken)
    assert.equal(log.size, 0)
    await log.drain()
    const verdict = await verdictOf(disk)
    assert.deepEqual([verdict.entries, verdict.faults], [kept, []])
    const again = await openLog(disk)
    assert.equal(sure(await again.append(utf8('d')), 'the append').index, kept)
  })
}

test('of two writers on one log the second is stopped, and the log stays whole', async () => {
  const disk = memoryDisk()
  const [one, two] = [await openLog(disk), await openLog(disk)]
  sure(await one.append(utf8('one')), 'the append')
  const outcome = await two.append(utf8('two'))
  const broken = { kind: 'length-differs', expected: 0, length: 1 }
  assert.deepEqual(outcome, { ok: false, fault: { kind: 'log-broken', broken } })
  assert.deepEqual((await verdictOf(disk)).faults, [])
})

test('while an append is slow nothing of it is told, and what waits goes with the next', async () => {
  const slow = Promise.withResolvers<void>()
  const log = await openLog(memoryDisk(), [{ slow: slow.promise }])
  const before = log.checkpoint()
  let told = 0
  const appends = ['a', 'b', 'c'].map((text) => log.append(utf8(text)).then(() => told++))
  await new Promise((resolve) => setImmediate(resolve))
  const more = log.append(utf8('d'))
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual([log.size, log.checkpoint(), told], [0, before, 0])
  assert.equal(await log.tile(0, 0, 1), undefined)
  slow.resolve()
  await Promise.all(appends)
  assert.equal(sure(await more, 'the append').index, 3)
})

test('what is too large or too much is refused, and the log goes on', async () => {
  const slow = Promise.withResolvers<void>()
  const log = await openLog(memoryDisk(), [{ slow: slow.promise }])
  const large = await log.append(new Uint8Array(entryBytesMax + 1))
  const bytesMax = entryBytesMax
  assert.deepEqual(large, { ok: false, fault: { kind: 'entry-too-large', bytes: bytesMax + 1, bytesMax } })
  const many = await log.appendMany(Array.from({ length: groupEntriesMax + 1 }, () => utf8('')))
  assert.equal(many.ok ? 'appended' : many.fault.kind, 'entries-too-many')
  const group = Array.from({ length: groupEntriesMax }, () => utf8('x'))
  const groups = Array.from({ length: Math.floor(queueEntriesMax / groupEntriesMax) + 2 }, () =>
    log.appendMany(group),
  )
  assert.equal((await certain(groups.at(-1), 'the last group')).ok, false)
  slow.resolve()
  assert.equal((await certain(groups[0], 'the first group')).ok, true)
  await log.drain()
  assert.ok((await log.append(new Uint8Array(entryBytesMax))).ok)
})

const damages: readonly { name: string; harm: (disk: MemoryDisk) => void; kind: string }[] = [
  {
    name: 'an entry of the last bundle changed',
    harm: (disk) => void (disk.logs.get('acts') ?? noLog()).entries.splice(590, 1, utf8('changed')),
    kind: 'root-differs',
  },
  {
    name: 'a tile changed',
    harm: (disk) => void (disk.logs.get('acts') ?? noLog()).tiles.set('0/1', new Uint8Array(8192)),
    kind: 'root-differs',
  },
  {
    name: 'a tile missing',
    harm: (disk) => void (disk.logs.get('acts') ?? noLog()).tiles.delete('0/1'),
    kind: 'tile-missing',
  },
  {
    name: 'an entry missing at the end',
    harm: (disk) => void (disk.logs.get('acts') ?? noLog()).entries.pop(),
    kind: 'size-differs',
  },
  {
    name: 'the checkpoint missing',
    harm: (disk) => void ((disk.logs.get('acts') ?? noLog()).checkpoint = undefined),
    kind: 'checkpoint-missing',
  },
]

for (const { name, harm, kind } of damages) {
  test(`a log is not opened with ${name}`, async () => {
    const disk = memoryDisk()
    const entries = Array.from({ length: 600 }, (_, i) => utf8(`${i}`))
    sure(await (await openLog(disk)).appendMany(entries), 'the entries')
    harm(disk)
    const opened = await Log.open({ store: memoryStore({ disk }), name: 'acts', origin, signer })
    assert.equal(opened.ok ? 'opened' : opened.fault.kind, kind)
  })
}

test('a log is not opened with another key, or under another origin', async () => {
  const disk = memoryDisk()
  await openLog(disk)
  const store = memoryStore({ disk })
  const key = PrivateKey.generate('ed25519')
  const otherKey = await Log.open({ store, name: 'acts', origin, signer: key })
  assert.deepEqual(otherKey, { ok: false, fault: { kind: 'note-unsigned' } })
  const otherOrigin = await Log.open({ store, name: 'acts', origin: 'other.example/acts', signer })
  assert.deepEqual(otherOrigin, { ok: false, fault: { kind: 'note-unsigned' } })
  const p256 = PrivateKey.generate('ecdsa-p256-sha256')
  const otherType = await Log.open({ store, name: 'new', origin, signer: p256 })
  assert.equal(otherType.ok ? 'opened' : otherType.fault.kind, 'note-key-unsuitable')
})

test('an entry may be changed by its caller as soon as it was handed in', async () => {
  const disk = memoryDisk()
  const log = await openLog(disk)
  const entry = utf8('before')
  const appending = log.append(entry)
  entry.fill(0)
  sure(await appending, 'the append')
  assert.deepEqual(await verdictOf(disk), { size: 1, entries: 1, faults: [] })
  assert.equal(Buffer.from(certain((await log.read(0, 1))[0], 'the entry')).toString(), 'before')
})

function noLog(): never {
  throw new Error('bug: there is no log')
}
