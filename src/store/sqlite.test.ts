import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { utf8 } from '#bytes'
import { PrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import { checkLog, Log, noteSigner, storeContract, storeReader, verifierOf } from '#record'
import { headsPath, readHeads } from './heads.ts'
import { openSqliteCopy, openSqliteStore } from './sqlite.ts'

for (const claim of storeContract) {
  test(`the SQLite store: ${claim.claim}`, async (context) => {
    const path = await newPath(context)
    await claim.check(async () => sure(await openSqliteStore(path), 'the store'))
  })
}

test('a store that is open is refused to a second opening, here and in another process', async (context) => {
  const path = await newPath(context)
  const store = sure(await openSqliteStore(path), 'the store')
  const inUse = { ok: false, fault: { kind: 'store-in-use', path } }
  assert.deepEqual(await openSqliteStore(path), inUse)
  assert.deepEqual(await openElsewhere(path), inUse)
  // The refused openings have not loosened the hold on the file.
  assert.deepEqual(await openElsewhere(path), inUse)
  assert.ok((await store.append('acts', 0, [{ bytes: utf8('a') }], [], 'note\n')).ok)
  await store.close()
  assert.deepEqual(await openElsewhere(path), { ok: true })
})

/** Opens the store in another process; what that process was told. */
async function openElsewhere(path: string): Promise<unknown> {
  const program = `
    import { openSqliteStore } from '#store'
    const opened = await openSqliteStore(process.argv[1])
    console.log(JSON.stringify(opened.ok ? { ok: true } : opened))
    if (opened.ok) await opened.value.close()
  `
  const root = join(import.meta.dirname, '../..')
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program, path], { cwd: root })
  assert.equal(ran.status, 0, ran.stderr.toString())
  return JSON.parse(ran.stdout.toString())
}

test('only the account of the node may read the file', async (context) => {
  const path = await newPath(context)
  const store = sure(await openSqliteStore(path), 'the store')
  for (const file of readdirSync(join(path, '..'))) {
    assert.equal(statSync(join(path, '..', file)).mode & 0o077, 0, file)
  }
  await store.close()
})

test('a file that is not a store is refused and not changed', async (context) => {
  const path = await newPath(context)
  const foreign = { ok: false, fault: { kind: 'store-foreign', path } }
  writeFileSync(path, 'a letter to the editor\n'.repeat(100))
  const before = readFileSync(path)
  assert.deepEqual(await openSqliteStore(path), foreign)
  assert.deepEqual(await openSqliteCopy(path), foreign)
  assert.deepEqual(readFileSync(path), before)
})

test('a database of another program, or of another version, is refused and not changed', async (context) => {
  const path = await newPath(context)
  await sure(await openSqliteStore(path), 'the store').close()
  // The file header: user version at 60, application id at 68 (sqlite.org/fileformat2.html §1.3).
  const version = { kind: 'store-version', path, version: 2, supported: 1 }
  for (const [at, fault] of [
    [68, { kind: 'store-foreign', path }],
    [60, version],
  ] as const) {
    const original = readFileSync(path)
    const changed = Buffer.from(original)
    changed.writeUInt32BE(2, at)
    writeFileSync(path, changed)
    assert.deepEqual(await openSqliteStore(path), { ok: false, fault })
    assert.deepEqual(await openSqliteCopy(path), { ok: false, fault })
    assert.deepEqual(readFileSync(path), changed)
    writeFileSync(path, original)
  }
  await sure(await openSqliteStore(path), 'the store').close()
})

test('a path that cannot be is refused with the reason', async (context) => {
  const path = join(await newPath(context), 'below', 'unit.db')
  const opened = await openSqliteStore(path)
  assert.equal(opened.ok ? 'opened' : opened.fault.kind, 'store-unreadable')
  assert.deepEqual(await openSqliteCopy(path), { ok: false, fault: { kind: 'store-missing', path } })
})

test('a full store refuses, keeps all it has, and is read as before', async (context) => {
  const path = await newPath(context)
  const store = sure(await openSqliteStore(path, { bytesMax: 1024 * 1024 }), 'the store')
  const { log, options } = await openLog(store)
  const entry = (i: number) => Buffer.alloc(20_000, i)
  let acknowledged = 0
  for (;;) {
    const appended = await log.append(entry(acknowledged))
    if (!appended.ok) {
      assert.deepEqual(appended.fault, { kind: 'log-broken', broken: { kind: 'store-full' } })
      break
    }
    acknowledged++
  }
  assert.ok(acknowledged > 20)
  assert.deepEqual(await store.putBlob(Buffer.alloc(500_000)), { ok: false, fault: { kind: 'store-full' } })
  const snapshot = await store.saveSnapshot('state', Buffer.alloc(3_000_000))
  assert.deepEqual(snapshot, { ok: false, fault: { kind: 'store-full' } })
  assert.equal(await store.snapshot('state'), undefined)
  const verdict = { size: acknowledged, entries: acknowledged, faults: [] }
  assert.deepEqual(await checkLog(storeReader(store, 'acts'), options), verdict)
  await store.close()
  const again = sure(await openSqliteStore(path), 'the store with room')
  const reopened = await openLog(again)
  assert.equal(sure(await reopened.log.append(entry(0)), 'the append').index, acknowledged)
  await again.close()
})

test('a large append that finds no room does not take a small one with it', async (context) => {
  const store = sure(await openSqliteStore(await newPath(context), { bytesMax: 1024 * 1024 }), 'the store')
  const large = Array.from({ length: 60 }, () => ({ bytes: new Uint8Array(60_000) }))
  const outcomes = await Promise.all([
    store.append('acts', 0, [{ bytes: utf8('a') }], [], 'note\n'),
    store.append('journal', 0, large, [], 'note\n'),
    store.append('acts', 1, [{ bytes: utf8('b') }], [], 'note\n'),
  ])
  assert.deepEqual(
    outcomes.map((outcome) => outcome.ok),
    [true, false, true],
  )
  assert.deepEqual([await store.length('acts'), await store.length('journal')], [2, 0])
  await store.close()
})

test('the room of a snapshot that was replaced, or found no room, is free again', async (context) => {
  const store = sure(await openSqliteStore(await newPath(context), { bytesMax: 8_000_000 }), 'the store')
  for (let i = 0; i < 3; i++) {
    assert.ok((await store.saveSnapshot('state', new Uint8Array(5_000_000))).ok)
    assert.equal((await store.saveSnapshot('other', new Uint8Array(5_000_000))).ok, false)
    assert.ok((await store.saveSnapshot('state', utf8('small'))).ok)
  }
  await store.close()
})

test('a copy is read without changing it or what lies beside it', async (context) => {
  const path = await newPath(context)
  const store = sure(await openSqliteStore(path), 'the store')
  const { log, options } = await openLog(store)
  for (let i = 0; i < 300; i++) sure(await log.append(utf8(`${i}`)), 'the append')
  await store.saveSnapshot('state', utf8('state'))
  await store.close()
  const folder = await mkdtemp(join(tmpdir(), 'chancery-copy-'))
  context.after(() => rm(folder, { recursive: true }))
  const copy = join(folder, 'copy.db')
  copyFileSync(path, copy)
  chmodSync(copy, 0o400)
  chmodSync(folder, 0o500)
  const before = readFileSync(copy)
  const opened = sure(await openSqliteCopy(copy), 'the copy')
  assert.deepEqual(await checkLog(storeReader(opened, 'acts'), options), {
    size: 300,
    entries: 300,
    faults: [],
  })
  assert.equal((await opened.snapshot('state'))?.length, 5)
  await opened.close()
  chmodSync(folder, 0o700)
  assert.deepEqual(readdirSync(folder), ['copy.db'])
  assert.deepEqual(readFileSync(copy), before)
})

test('a byte changed in a copy of the file is found, or was not part of the log', async (context) => {
  const path = await newPath(context)
  const store = sure(await openSqliteStore(path), 'the store')
  const { log, options } = await openLog(store)
  const entries = Array.from({ length: 600 }, (_, i) => utf8(`the entry of number ${i} in this log`))
  sure(await log.appendMany(entries), 'the entries')
  await store.close()
  const file = readFileSync(path)
  for (const text of ['the entry of number 123 in', 'the entry of number 599 in', options.origin]) {
    const changed = Buffer.from(file)
    const at = file.indexOf(text)
    changed[at] = certain(changed[at], 'a byte') ^ 1
    writeFileSync(path, changed)
    // Without its heads beside it, which would find the changed checkpoint before the log is looked at.
    rmSync(headsPath(path), { force: true })
    const copy = sure(await openSqliteCopy(path), 'the copy')
    const { faults } = await checkLog(storeReader(copy, 'acts'), options)
    assert.notEqual(faults.length, 0, text)
    await copy.close()
  }
})

/**
 * A store of ten entries in a folder of its own, each append in a frame of the write-ahead log, not closed.
 */
async function killedStore(context: TestContext): Promise<string> {
  const path = await newPath(context)
  const store = sure(await openSqliteStore(path), 'the store')
  const { log } = await openLog(store)
  for (let i = 0; i < 10; i++) sure(await log.append(utf8(`entry ${i}`)), 'an entry')
  const left = `${path}.left`
  for (const part of ['', '-wal', '-heads']) copyFileSync(`${path}${part}`, `${left}${part}`)
  await store.close()
  return left
}

test('a store whose write-ahead log lost its end to a damaged byte is refused', async (context) => {
  const path = await killedStore(context)
  const wal = readFileSync(`${path}-wal`)
  const at = Math.floor(wal.length * 0.7)
  wal[at] = certain(wal[at], 'a byte') ^ 1
  writeFileSync(`${path}-wal`, wal)
  for (const open of [openSqliteCopy, openSqliteStore]) {
    const opened = await open(path)
    assert.ok(!opened.ok && opened.fault.kind === 'store-behind', open.name)
    assert.equal(opened.fault.signed, 10)
    assert.ok(opened.fault.length < 10)
  }
})

test('a store goes on from heads that are older, torn or gone', async (context) => {
  const path = await killedStore(context)
  const whole = readFileSync(headsPath(path))
  const torn = Buffer.from(whole)
  torn.fill(1, 0, 300)
  for (const heads of [torn, Buffer.alloc(0), whole.subarray(0, 100)]) {
    writeFileSync(headsPath(path), heads)
    const store = sure(await openSqliteStore(path), 'the store')
    assert.equal(await store.length('acts'), 10)
    await store.close()
  }
  rmSync(headsPath(path))
  const store = sure(await openSqliteStore(path), 'the store')
  const { log } = await openLog(store)
  sure(await log.append(utf8('one more')), 'an entry')
  await store.close()
  assert.equal(readHeads(path).get('acts')?.length, 11)
})

async function openLog(store: Parameters<typeof Log.open>[0]['store']) {
  const origin = 'unit.example/acts'
  const options = { origin, verifiers: [verifierOf(sure(noteSigner(origin, signer), 'the signer'))] }
  return { log: sure(await Log.open({ store, name: 'acts', origin, signer }), 'the log'), options }
}

const signer = PrivateKey.generate('ed25519')

async function newPath(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-store-'))
  context.after(() => rm(folder, { recursive: true }))
  return join(folder, 'unit.db')
}
