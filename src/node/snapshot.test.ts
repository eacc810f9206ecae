import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { utf8 } from '#bytes'
import { PrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import { type MemoryDisk, memoryStore, noteSigner, signNote, verifierOf } from '#record'
import { type State, stateHash } from '#unit'
import { constitution } from './constitution.ts'
import { caseOpened, type FakeNode, foundedNode, openedNode } from './fixture.ts'
import { recordOrigin } from './open.ts'
import { keepSnapshot, snapshotClaim } from './snapshot.ts'

const { slices } = constitution

async function kept(
  node: FakeNode,
  key = node.logKey,
  state = node.opened.unit.state,
  of = slices,
): Promise<void> {
  const signer = sure(noteSigner(recordOrigin(node.fake.domain), key), 'the signer')
  await keepSnapshot(memoryStore({ disk: node.disk }), node.opened.record, of, state, signer)
}

function reopened({ fake, logKey, clock }: FakeNode, disk: MemoryDisk): Promise<FakeNode> {
  return openedNode(fake, logKey, disk, clock)
}

function hashOf(state: State): string {
  return stateHash(slices, state)
}

function bytesOf(disk: MemoryDisk): Uint8Array {
  return certain(disk.snapshots.get('state'), 'the snapshot')
}

describe('a snapshot', () => {
  test('spares the replay of what it holds and no more', async () => {
    const node = await foundedNode()
    await caseOpened(node, 'establish-office', { office: 'archive' })
    await kept(node)
    const whole = await reopened(node, node.disk)
    assert.deepEqual([whole.opened.replayed, whole.opened.snapshotRefused], [0, undefined])
    assert.equal(hashOf(whole.opened.unit.state), hashOf(node.opened.unit.state))
    await caseOpened(node, 'establish-office', { office: 'library' })
    const later = await reopened(node, node.disk)
    assert.equal(later.opened.replayed, 1)
    assert.equal(hashOf(later.opened.unit.state), hashOf(node.opened.unit.state))
  })

  test('of an earlier state than the log’s head is bound to the record as it was then', async () => {
    const node = await foundedNode()
    const { state } = node.opened.unit
    for (const office of ['a', 'b', 'c']) await caseOpened(node, 'establish-office', { office })
    await kept(node, node.logKey, state)
    const again = await reopened(node, node.disk)
    assert.deepEqual([again.opened.replayed, again.opened.snapshotRefused], [3, undefined])
    assert.equal(hashOf(again.opened.unit.state), hashOf(node.opened.unit.state))
  })

  test('says what the record replays to, for whoever verifies it', async () => {
    const node = await foundedNode()
    const store = memoryStore({ disk: node.disk })
    const signer = sure(noteSigner(recordOrigin(node.fake.domain), node.logKey), 'the signer')
    assert.deepEqual(await snapshotClaim(store, slices, verifierOf(signer)), { ok: true, value: undefined })
    await kept(node)
    const claim = { size: node.opened.record.size, hash: hashOf(node.opened.unit.state) }
    assert.deepEqual(await snapshotClaim(store, slices, verifierOf(signer)), { ok: true, value: claim })
    const elsewhere = await snapshotClaim(store, slices.slice(1), verifierOf(signer))
    assert.deepEqual(elsewhere, { ok: true, value: undefined }, 'of a program with another form')
    bytesOf(node.disk).fill(0, -1)
    const changed = await snapshotClaim(store, slices, verifierOf(signer))
    assert.equal(!changed.ok && changed.fault.kind, 'snapshot-differs')
  })

  test('that was never kept is no fault', async () => {
    const node = await foundedNode()
    const again = await reopened(node, node.disk)
    const { replayed, snapshotRefused } = again.opened
    assert.deepEqual([replayed, snapshotRefused], [node.opened.record.size, undefined])
  })
})

describe('a snapshot is refused and the record replayed for', () => {
  const cases: readonly (readonly [string, (node: FakeNode) => Promise<void>, string])[] = [
    ['another signature', (node) => kept(node, PrivateKey.generate('ed25519')), 'snapshot-head'],
    [
      'a changed byte of its text',
      async (node) => {
        await kept(node)
        const bytes = bytesOf(node.disk)
        const at = bytes.length >> 1
        bytes[at] = (bytes[at] ?? 0) ^ 1
      },
      'snapshot-differs',
    ],
    [
      'an end cut off',
      async (node) => {
        await kept(node)
        node.disk.snapshots.set('state', bytesOf(node.disk).slice(0, -1))
      },
      'snapshot-differs',
    ],
    [
      'a changed byte of its head',
      async (node) => {
        await kept(node)
        const bytes = bytesOf(node.disk)
        bytes[30] = (bytes[30] ?? 0) ^ 1
      },
      'snapshot-head',
    ],
    [
      'nothing in it',
      async (node) => void node.disk.snapshots.set('state', new Uint8Array(3)),
      'snapshot-head',
    ],
    [
      'a head longer than itself',
      async (node) => void node.disk.snapshots.set('state', Uint8Array.of(255, 255, 255, 255, 1)),
      'snapshot-head',
    ],
    [
      'another version',
      async (node) => withHead(node, 'chancery-snapshot/v0\n1\nroot\nhash\n'),
      'snapshot-head',
    ],
    [
      'a size that is none',
      async (node) => withHead(node, 'chancery-snapshot/v1\n-1\nroot\nhash\n'),
      'snapshot-head',
    ],
    [
      'another root',
      async (node) => withHead(node, 'chancery-snapshot/v1\n1\nAAAA\nhash\n'),
      'snapshot-other-record',
    ],
    [
      'the form of another program',
      (node) => kept(node, node.logKey, node.opened.unit.state, slices.slice(1)),
      'snapshot-other-form',
    ],
    [
      'another unit’s record of the same length',
      async (node) => {
        const other = await foundedNode(node.logKey)
        await kept(other)
        node.disk.snapshots.set('state', bytesOf(other.disk))
      },
      'snapshot-other-record',
    ],
    [
      'a record longer than this one',
      async (node) => {
        const longer = await reopened(node, structuredClone(node.disk))
        await caseOpened(longer, 'establish-office', { office: 'archive' })
        await kept(longer)
        node.disk.snapshots.set('state', bytesOf(longer.disk))
      },
      'snapshot-ahead',
    ],
  ]
  function withHead(node: FakeNode, head: string): void {
    const signer = sure(noteSigner(recordOrigin(node.fake.domain), node.logKey), 'the signer')
    const note = utf8(signNote(head, signer))
    const length = new Uint8Array(4)
    new DataView(length.buffer).setUint32(0, note.length)
    node.disk.snapshots.set('state', Buffer.concat([length, note]))
  }
  for (const [what, spoil, kind] of cases) {
    test(what, async () => {
      const node = await foundedNode()
      await spoil(node)
      const again = await reopened(node, node.disk)
      assert.equal(again.opened.snapshotRefused?.kind, kind)
      assert.equal(again.opened.replayed, node.opened.record.size)
      assert.equal(hashOf(again.opened.unit.state), hashOf(node.opened.unit.state))
    })
  }
})

test('a store without room keeps the older snapshot, and a broken one is told', async () => {
  const node = await foundedNode()
  await kept(node)
  const before = bytesOf(node.disk)
  await caseOpened(node, 'establish-office', { office: 'archive' })
  const signer = sure(noteSigner(recordOrigin(node.fake.domain), node.logKey), 'the signer')
  const { record, unit } = node.opened
  const keep = (fault: 'full' | 'failed') =>
    keepSnapshot(memoryStore({ disk: node.disk, fault: () => fault }), record, slices, unit.state, signer)
  await keep('full')
  assert.equal(bytesOf(node.disk), before)
  await assert.rejects(keep('failed'), /the disk failed/)
})
