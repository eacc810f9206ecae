import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { PrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import { parseTilePath } from '#merkle'
import { Log } from './log.ts'
import { type MemoryDisk, type MemoryLog, memoryDisk, memoryStore } from './memory.ts'
import { noteSigner, parseVerifierKey, verifierOf } from './note.ts'
import { type LogReader, storeReader, tiledReader } from './reader.ts'
import { checkLog, type VerifyFault, verifyLog } from './verify.ts'

const tessera = join(import.meta.dirname, '../../../shared/data/tlog/tessera/testdata/log')
const skip = existsSync(tessera) ? false : 'no ../shared/data/tlog'

test('a public tiled log verifies at every size it has a checkpoint for', { skip }, async () => {
  const key = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
  const options = { origin: 'example.com/log/testdata', verifiers: [sure(parseVerifierKey(key), 'the key')] }
  for (let size = 0; size <= 15; size++) {
    const reader = tiledReader(async (path) => {
      const file = join(tessera, path === 'checkpoint' ? `checkpoint.${size}` : path)
      return existsSync(file) ? readFileSync(file) : undefined
    })
    assert.deepEqual(await checkLog(reader, options), { size, entries: size, faults: [] })
  }
})

const origin = 'unit.example/acts'
const signer = PrivateKey.generate('ed25519')
const options = { origin, verifiers: [verifierOf(sure(noteSigner(origin, signer), 'the signer'))] }

/** Four full tiles of level 0 and a bit. */
const entryCount = 1100

/** One full tile of level 1, and above it 256 more and a bit. */
const manyCount = 66_400

async function filledDisk(count: number): Promise<MemoryDisk> {
  const disk = memoryDisk()
  const log = sure(await Log.open({ store: memoryStore({ disk }), name: 'acts', origin, signer }), 'the log')
  while (log.size < count) {
    const length = Math.min(4000, count - log.size)
    const entries = Array.from({ length }, (_, i) => utf8(`e${log.size + i}`))
    sure(await log.appendMany(entries), 'the entries')
  }
  return disk
}

const few = await filledDisk(entryCount)
const many = await filledDisk(manyCount)

function copyOf(disk: MemoryDisk): MemoryDisk {
  const logs = [...disk.logs].map(([name, log]): [string, MemoryLog] => [
    name,
    {
      entries: [...log.entries],
      keys: new Map(log.keys),
      tiles: new Map(log.tiles),
      checkpoint: log.checkpoint,
    },
  ])
  return { logs: new Map(logs), blobs: new Map(), snapshots: new Map() }
}

function flipped(bytes: Uint8Array | undefined, at: number): Uint8Array {
  const changed = new Uint8Array(certain(bytes, 'what is to be changed'))
  changed[at] = certain(changed[at], 'a byte') ^ 1
  return changed
}

const damages: readonly {
  name: string
  /** The log that is changed, where it is not the one of `entryCount` entries. */
  disk?: MemoryDisk
  harm: (log: MemoryLog) => void
  faults: readonly VerifyFault[]
  proven: number
}[] = [
  { name: 'nothing', harm: () => {}, faults: [], proven: entryCount },
  {
    name: 'a byte of an entry',
    harm: (log) => void (log.entries[1000] = flipped(log.entries[1000], 1)),
    faults: [{ kind: 'entry-differs', index: 1000 }],
    proven: entryCount - 1,
  },
  {
    name: 'a byte of two entries',
    harm: (log) => {
      log.entries[700] = flipped(log.entries[700], 1)
      log.entries[701] = flipped(log.entries[701], 1)
    },
    faults: [
      { kind: 'entry-differs', index: 700 },
      { kind: 'entry-differs', index: 701 },
    ],
    proven: entryCount - 2,
  },
  {
    name: 'a byte of an entry of the last bundle',
    harm: (log) => void (log.entries[entryCount - 1] = flipped(log.entries[entryCount - 1], 0)),
    faults: [{ kind: 'root-differs', size: entryCount }],
    proven: 0,
  },
  {
    name: 'two entries in each other’s place',
    harm: (log) => {
      const [a, b] = [log.entries[7], log.entries[8]]
      log.entries[7] = certain(b, 'an entry')
      log.entries[8] = certain(a, 'an entry')
    },
    faults: [
      { kind: 'entry-differs', index: 7 },
      { kind: 'entry-differs', index: 8 },
    ],
    proven: entryCount - 2,
  },
  {
    name: 'a byte of a tile of level 0',
    disk: many,
    harm: (log) => void log.tiles.set('0/3', flipped(log.tiles.get('0/3'), 32 * 5 + 3)),
    faults: [{ kind: 'tile-differs', level: 0, index: 3, position: 5 }],
    proven: manyCount,
  },
  {
    name: 'a byte of a tile of level 0 under the edge of level 1',
    disk: many,
    harm: (log) => void log.tiles.set('0/257', flipped(log.tiles.get('0/257'), 32 * 9)),
    faults: [{ kind: 'tile-differs', level: 0, index: 257, position: 9 }],
    proven: manyCount,
  },
  {
    name: 'a byte of the tile of level 1',
    disk: many,
    harm: (log) => void log.tiles.set('1/0', flipped(log.tiles.get('1/0'), 32 * 200)),
    faults: [{ kind: 'tile-differs', level: 1, index: 0, position: 200 }],
    proven: manyCount,
  },
  {
    name: 'a tile of level 0 and an entry below it',
    disk: many,
    harm: (log) => {
      log.tiles.set('0/3', flipped(log.tiles.get('0/3'), 0))
      log.entries[800] = flipped(log.entries[800], 0)
    },
    faults: [
      { kind: 'tile-differs', level: 0, index: 3, position: undefined },
      { kind: 'entries-unproven', from: 768, to: 1024 },
    ],
    proven: manyCount - 256,
  },
  {
    name: 'a tile of level 0, which is gone',
    disk: many,
    harm: (log) => void log.tiles.delete('0/4'),
    faults: [{ kind: 'tile-missing', level: 0, index: 4 }],
    proven: manyCount,
  },
  {
    name: 'a tile of level 0, which is gone from under the edge',
    harm: (log) => void log.tiles.delete('0/2'),
    faults: [
      { kind: 'tile-missing', level: 0, index: 2 },
      { kind: 'tile-missing', level: 1, index: 0 },
    ],
    proven: entryCount,
  },
  {
    name: 'the last entries, which are gone',
    harm: (log) => void log.entries.splice(entryCount - 3),
    faults: [
      { kind: 'size-differs', signed: entryCount, length: entryCount - 3 },
      { kind: 'bundle-missing', index: 4 },
      { kind: 'root-differs', size: entryCount },
    ],
    proven: 0,
  },
  {
    name: 'an entry more than was signed',
    harm: (log) => void log.entries.push(utf8('more')),
    faults: [{ kind: 'size-differs', signed: entryCount, length: entryCount + 1 }],
    proven: entryCount,
  },
  {
    name: 'the checkpoint, which is gone',
    harm: (log) => void (log.checkpoint = undefined),
    faults: [{ kind: 'checkpoint-missing' }],
    proven: 0,
  },
  {
    name: 'the size in the checkpoint',
    harm: (log) => void (log.checkpoint = log.checkpoint?.replace(`\n${entryCount}\n`, '\n1099\n')),
    faults: [{ kind: 'note-signature-wrong', name: origin }],
    proven: 0,
  },
]

for (const { name, disk: given, harm, faults, proven } of damages) {
  test(`the verifier finds what was changed in a store: ${name}`, async () => {
    const disk = copyOf(given ?? few)
    harm(certain(disk.logs.get('acts'), 'the log'))
    const verdict = await checkLog(storeReader(memoryStore({ disk }), 'acts'), options)
    assert.deepEqual([verdict.faults, verdict.entries], [faults, proven])
  })
}

/** What a server answers at the paths of C2SP tlog-tiles, made from a reader. */
function served(reader: LogReader, change: (path: string, bytes: Uint8Array) => Uint8Array | undefined) {
  return tiledReader(async (path) => {
    const named = parseTilePath(path)
    const bytes =
      path === 'checkpoint'
        ? utf8((await reader.checkpoint()) ?? '')
        : named?.kind === 'tile'
          ? await reader.tile(named.level, named.index, named.width)
          : named && (await reader.bundle(named.index, named.width))
    return bytes && change(path, bytes)
  })
}

const lies: readonly {
  name: string
  change: (path: string, bytes: Uint8Array) => Uint8Array | undefined
  kinds: readonly VerifyFault['kind'][]
}[] = [
  { name: 'nothing', change: (_, bytes) => bytes, kinds: [] },
  {
    name: 'a bundle is missing',
    change: (path, bytes) => (path === 'tile/entries/002' ? undefined : bytes),
    kinds: ['bundle-missing'],
  },
  {
    name: 'a bundle is cut off',
    change: (path, bytes) => (path === 'tile/entries/002' ? bytes.subarray(0, -1) : bytes),
    kinds: ['bundle-malformed'],
  },
  {
    name: 'a bundle lacks its last entry',
    change: (path, bytes) => (path === 'tile/entries/000' ? bytes.subarray(0, -6) : bytes),
    kinds: ['bundle-length'],
  },
  {
    name: 'the partial tile of level 1 is wrong',
    change: (path, bytes) => (path === 'tile/1/000.p/4' ? flipped(bytes, 40) : bytes),
    kinds: ['tile-differs'],
  },
  {
    name: 'the partial tile of level 0 is wrong',
    change: (path, bytes) => (path === 'tile/0/004.p/76' ? flipped(bytes, 40) : bytes),
    kinds: ['tile-differs'],
  },
  {
    name: 'the partial tile of level 1 is missing',
    change: (path, bytes) => (path === 'tile/1/000.p/4' ? undefined : bytes),
    kinds: ['tile-missing'],
  },
]

for (const { name, change, kinds } of lies) {
  test(`the verifier finds what a server got wrong: ${name}`, async () => {
    const reader = served(storeReader(memoryStore({ disk: few }), 'acts'), change)
    const { faults } = await checkLog(reader, options)
    assert.deepEqual(
      faults.map((fault) => fault.kind),
      kinds,
    )
  })
}

test('a log of another origin, or signed by a key that is not known, is not verified', async () => {
  const reader = storeReader(memoryStore({ disk: few }), 'acts')
  const other = await checkLog(reader, { ...options, origin: 'other.example/acts' })
  assert.deepEqual(
    other.faults.map(({ kind }) => kind),
    ['origin-differs'],
  )
  const unknown = await checkLog(reader, { ...options, verifiers: [] })
  assert.deepEqual(unknown.faults, [{ kind: 'note-unsigned' }])
})

test('entries come in order with their bytes', async () => {
  let next = 0
  for await (const found of verifyLog(storeReader(memoryStore({ disk: few }), 'acts'), options)) {
    const entry = sure(found, 'an entry')
    assert.equal(entry.index, next)
    assert.equal(Buffer.from(entry.bytes).toString(), `e${next}`)
    next++
    if (next === 600) break
  }
})
