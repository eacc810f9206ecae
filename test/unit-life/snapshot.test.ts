import assert from 'node:assert/strict'
import { copyFile, cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '#clock'
import { openKey, type PrivateKey, systemRandom } from '#crypto'
import { sure } from '#fault'
import { constitution, openUnit } from '#node'
import { openSqliteStore } from '#store'
import { stateHash } from '#unit'
import { Actor, entriesOf, type SignedAct, take } from './actor.ts'
import { command, domain, found, passphraseOfAll, start, temporaryFolder } from './node-process.ts'

/** Name of the snapshot in the store. */
const snapshotName = 'state'

describe('a snapshot that does not replay', () => {
  const scratch = temporaryFolder()
  const acts: SignedAct[] = []
  let logKey: PrivateKey
  let issuingKey: PrivateKey
  /** The snapshot that the node kept when it stopped. */
  let good: Uint8Array
  let hash = ''

  const storeOf = (name: string): string => join(scratch.path, name)
  const keyOf = async (role: string): Promise<PrivateKey> => {
    const sealed = await readFile(join(scratch.path, 'unit', 'keys', `${role}.key.json`), 'utf8')
    return sure(await openKey(sealed, passphraseOfAll), `the ${role} key`)
  }

  before(async () => {
    await scratch.make()
    await found(scratch.path)
    logKey = await keyOf('log')
    issuingKey = await keyOf('issuing')
    const mei = await Actor.founderOf(scratch.path)
    await copyFile(join(scratch.path, 'unit', 'store.sqlite'), storeOf('founded'))
    const node = await start(scratch.path)
    for (let i = 0; i < 5; i++) {
      const act = mei.sign('case.open', { procedure: 'audit' })
      await take(node, act)
      acts.push(act)
    }
    await node.end('SIGTERM')
    const unit = await opened(await copyOf('good'), logKey, issuingKey)
    assert.deepEqual([unit.refused, unit.replayed], [undefined, 0])
    hash = unit.hash
    good = unit.snapshot
  })
  after(() => scratch.remove())

  const altered: readonly (readonly [what: string, cause: string, make: () => Uint8Array])[] = [
    ['with a changed byte in its state', 'snapshot-differs', () => changedAt(good, good.length - 40)],
    ['with a changed byte in its head', 'snapshot-head', () => changedAt(good, 30)],
    ['cut short', 'snapshot-differs', () => good.slice(0, -1)],
    ['without anything in it', 'snapshot-head', () => new Uint8Array(3)],
  ]
  for (const [what, cause, make] of altered) {
    test(`${what}: refused, and the record replayed from its start to the same state`, async () => {
      const unit = await opened(await copyOf('altered', make()), logKey, issuingKey)
      assert.deepEqual([unit.refused, unit.replayed, unit.hash], [cause, unit.entries, hash])
    })
  }

  test('of a record that went on otherwise: refused', async () => {
    // The same unit, restored from a copy of its first hour, that did other things since.
    const branch = await foundedWith(good)
    const mei = await Actor.founderOf(scratch.path)
    const other = Array.from({ length: 15 }, () => mei.sign('case.open', { procedure: 'audit' }))
    const before = await opened(branch, logKey, issuingKey, other)
    const unit = await opened(branch, logKey, issuingKey)
    assert.equal(unit.entries, before.entries + other.length)
    assert.deepEqual([unit.refused, unit.replayed], ['snapshot-other-record', unit.entries])
  })

  test('of more entries than there are: refused', async () => {
    const unit = await opened(await foundedWith(good), logKey, issuingKey)
    assert.deepEqual([unit.refused, unit.replayed], ['snapshot-ahead', unit.entries])
  })

  test('a node starts with a warning, and `record verify` tells of it', async () => {
    const folder = join(scratch.path, 'whole')
    for (const part of ['unit', 'people']) {
      await cp(join(scratch.path, part), join(folder, part), { recursive: true })
    }
    const path = join(folder, 'unit', 'store.sqlite')
    await put(path, changedAt(good, good.length - 40))
    const as = ['--as', join(folder, 'people', 'mei')]
    const verified = await command(['record', 'verify', '--store', path, ...as])
    assert.equal(verified.code, 4)
    assert.match(verified.err, /snapshot/)

    const node = await start(folder)
    assert.notEqual(await entriesOf(node), undefined)
    for (const act of acts) assert.equal((await take(node, act)).repeated, true)
    await node.end('SIGTERM')
    const log = await readFile(join(folder, 'unit', 'chancery.log'), 'utf8')
    assert.match(log, /"cause":"snapshot-differs".*"msg":"snapshot refused, record replayed"/)
    const mended = await command(['record', 'verify', '--store', path, ...as])
    assert.equal(mended.code, 0, mended.err)
  })

  /** A copy of the store as it was before the node first started, with a snapshot. */
  async function foundedWith(snapshot: Uint8Array): Promise<string> {
    const path = storeOf('branch')
    await copyFile(storeOf('founded'), path)
    // Restored on purpose: what says that the store was further goes too.
    await rm(`${path}-heads`, { force: true })
    await put(path, snapshot)
    return path
  }

  /** A copy of the store the node left behind, perhaps with another snapshot. */
  async function copyOf(name: string, snapshot?: Uint8Array): Promise<string> {
    const path = storeOf(name)
    await copyFile(join(scratch.path, 'unit', 'store.sqlite'), path)
    if (snapshot) await put(path, snapshot)
    return path
  }
})

/** Puts a snapshot into a store. */
async function put(path: string, snapshot: Uint8Array): Promise<void> {
  const store = sure(await openSqliteStore(path), 'the store')
  sure(await store.saveSnapshot(snapshotName, snapshot), 'the snapshot')
  await store.close()
}

/** Opens a unit on a store as a node does, does some acts, and says how it came to its state. */
async function opened(
  path: string,
  logKey: PrivateKey,
  issuingKey: PrivateKey,
  acts: readonly SignedAct[] = [],
) {
  const store = sure(await openSqliteStore(path), 'the store')
  // Nothing is sealed here.
  const keys = { logKey, issuingKey, sealKey: issuingKey }
  const parts = { store, domain, ...keys, clock: systemClock, random: systemRandom }
  const { unit, record, replayed, snapshotRefused } = sure(await openUnit(parts), 'the unit')
  const entries = record.size
  const hash = stateHash(constitution.slices, unit.state)
  for (const { bytes } of acts) sure(await unit.submit(bytes), 'the act')
  const snapshot = (await store.snapshot(snapshotName)) ?? new Uint8Array()
  await store.close()
  return { entries, hash, replayed, refused: snapshotRefused?.kind, snapshot }
}

function changedAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((octet, place) => (place === at ? octet ^ 1 : octet))
}
