import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { accept, refuse } from '#fault'
import { runCommandLine } from './command-line.ts'
import { FakeRecord } from './fake-record.ts'
import { FakeUnit } from './fake-unit.ts'
import type { CommandLinePorts } from './ports.ts'

const unit = new FakeUnit()

before(() => unit.open())
after(() => unit.close())
beforeEach(() => unit.reset())

/** Any file that stands: what is read is the fake's. */
const store = fileURLToPath(import.meta.url)

async function recordOf(notes: number): Promise<FakeRecord> {
  const record = new FakeRecord()
  await record.write(notes)
  return record
}

function run(
  record: FakeRecord,
  argv: readonly string[],
  more: Partial<CommandLinePorts> = {},
): Promise<number> {
  const ports = unit.ports({ environment: {}, ...record.ports(), ...more })
  return runCommandLine(['record', ...argv, '--store', store], ports)
}

test('a record that is as it was signed verifies, and says under whose keys', async () => {
  const record = await recordOf(600)
  assert.equal(await run(record, ['verify']), 0, unit.err)
  const lines = unit.out.split('\n')
  assert.equal(lines[0], 'the record verifies: hashes, signatures, authority and replay of 601 entries')
  assert.equal(lines[1], `unit     许可局 (${record.profile.key})`)
  assert.match(unit.out, /^under the keys of its own entry 0: compare the unit with what you know/m)
  unit.out = ''
  assert.equal(await run(record, ['verify', '--json']), 0)
  assert.partialDeepStrictEqual(JSON.parse(unit.out), { verified: true, entries: 601, pinned: false })
})

test('a journal verifies under the key in the record', async () => {
  assert.equal(await run(await recordOf(3), ['verify', '--journal']), 0, unit.err)
  assert.match(unit.out, /^the journal verifies: hashes and signature of 3 entries\n/)
})

const tampered: readonly (readonly [
  name: string,
  notes: number,
  work: (record: FakeRecord) => void,
  err: RegExp,
])[] = [
  [
    'a changed byte among many entries is found by its hash',
    600,
    (record) => record.tamper(17, 'note-written'),
    /^chancery: the record does not verify: entry 17: it is not as it was signed; keep what you were given/,
  ],
  [
    'a changed byte at the head is found by the replay too',
    5,
    (record) => record.tamper(3, 'note-written'),
    /the 6 entries; entry 3: what it says came of the act is not what comes of it; keep/,
  ],
  [
    'a changed byte of an envelope is found by its signature too',
    5,
    (record) => record.tamper(2, '"sig":"') /* the name of the member */,
    /the 6 entries; entry 2: it should have been refused: refused: entry-unreadable; keep/,
  ],
  [
    'an entry that is gone is missed',
    5,
    (record) => void record.disk.logs.get('record')?.entries.pop(),
    /^chancery: the record does not verify: checkpoint: it is for 6 entries, and there are 5/,
  ],
  [
    'a log without a checkpoint is none',
    0,
    (record) => record.disk.logs.clear(),
    /^chancery: the record does not verify: entry 0: it is missing/,
  ],
]

test('a kept snapshot is held against what the record replays to', async () => {
  const record = await recordOf(3)
  assert.equal(await run(record, ['verify', '--json']), 0, unit.err)
  const { stateHash: hash } = JSON.parse(unit.out) as { readonly stateHash: string }
  record.snapshot = accept({ size: 4, hash })
  assert.equal(await run(record, ['verify']), 0, unit.err)
  assert.match(unit.out, /snapshot +of 4 entries: they replay to it/)
  record.snapshot = accept({ size: 3, hash })
  assert.equal(await run(record, ['verify']), 4)
  assert.match(unit.err, /the kept snapshot: 3 entries do not replay to the state it holds/)
  record.snapshot = refuse({ kind: 'snapshot-differs' })
  assert.equal(await run(record, ['verify']), 4)
  assert.match(unit.err, /the kept snapshot does not verify/)
})

for (const [name, notes, work, err] of tampered) {
  test(name, async () => {
    const record = await recordOf(notes)
    work(record)
    assert.equal(await run(record, ['verify']), 4, unit.out)
    assert.match(unit.err, err)
    assert.equal(unit.out, '')
  })
}

test('a record of another unit than the folder’s does not verify', async () => {
  const record = await recordOf(1)
  const argv = ['record', 'verify', '--store', store]
  assert.equal(await runCommandLine(argv, unit.ports(record.ports())), 4)
  assert.match(unit.err, /entry 0: it founds the unit [\w-]{43}, not [\w-]{43}; keep/)
})

test('entries are shown in lines, or one of them whole', async () => {
  const record = await recordOf(2)
  assert.equal(await run(record, ['show', '--count', '2']), 0)
  assert.equal(
    unit.out,
    [
      'index  time                      act         what        under     events',
      '1      2026-11-22T12:00:00.001Z  note.write  note.write  founding  note-written',
      '2      2026-11-22T12:00:00.002Z  note.write  note.write  founding  note-written',
      '',
    ].join('\n'),
  )
  unit.out = ''
  assert.equal(await run(record, ['show', '1']), 0)
  const entry = JSON.parse(unit.out) as Record<string, unknown>
  assert.partialDeepStrictEqual(entry, { index: 1, act: { act: 'note.write', input: { text: 'note 1' } } })
})

test('an override that an act named is shown with it', async () => {
  const record = new FakeRecord()
  await record.write(1, 'strand-running-cases')
  assert.equal(await run(record, ['show']), 0)
  const [heads = '', founding = '', note = ''] = unit.out.split('\n')
  assert.match(heads, / under +events +override$/)
  assert.match(founding, / founding +unit-founded$/)
  assert.match(note, / founding +note-written +strand-running-cases$/)
})

test('entries across bundles are shown in their order', async () => {
  assert.equal(await run(await recordOf(600), ['show', '--from', '250', '--count', '20', '--json']), 0)
  const entries = JSON.parse(unit.out) as readonly Record<string, unknown>[]
  assert.deepEqual(
    entries.map((entry) => entry['index']),
    Array.from({ length: 20 }, (_, at) => 250 + at),
  )
  assert.partialDeepStrictEqual(entries[7], { act: { input: { text: 'note 257' } } })
})

test('an entry is proven from the tiles alone', async () => {
  assert.equal(await run(await recordOf(600), ['prove', '300']), 0, unit.err)
  assert.match(unit.out, /^entry 300 is included in the record of 601 entries\n/)
  assert.match(unit.out, /\n— unit\.example\/record /)
})

const unusable: readonly (readonly [name: string, argv: readonly string[], err: RegExp])[] = [
  ['an entry behind the end is usage', ['prove', '9'], /there is no entry 9: the log has 3 of them, from 0/],
  ['a word is no entry', ['show', 'first'], /`first` is no number of an entry/],
  ['a count beyond the limit is usage', ['show', '--count', '5000'], /`--count` wants 1 to 1024/],
]

for (const [name, argv, err] of unusable) {
  test(name, async () => {
    assert.equal(await run(await recordOf(2), argv), 2)
    assert.match(unit.err, err)
  })
}

test('a missing store is usage, one in use is refused, a broken one does not verify', async () => {
  const record = await recordOf(1)
  const missing = ['record', 'verify', '--store', `${store}.none`]
  assert.equal(await runCommandLine(missing, unit.ports(record.ports())), 2)
  const used = { openStore: () => Promise.resolve(refuse({ kind: 'store-in-use' })) }
  assert.equal(await run(record, ['verify'], used), 1)
  const broken = () => Promise.reject(new Error('the disk image is malformed'))
  const reader = { checkpoint: broken, tile: broken, bundle: broken, document: broken }
  const openStore = () =>
    Promise.resolve(
      accept({ record: reader, journal: reader, snapshot: broken, close: () => Promise.resolve() }),
    )
  assert.equal(await run(record, ['verify'], { openStore }), 4)
  assert.match(unit.err, /the store does not verify: the disk image is malformed; keep/)
})
