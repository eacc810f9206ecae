import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { utf8 } from '#bytes'
import { day, hour, minute, second } from '#clock'
import { PublicKeyCache } from '#crypto'
import { certain, sure } from '#fault'
import { type PublishedBundle, parsePublished, publicationOf } from '#recognition'
import { RecordVerifier } from '#unit'
import { FakeNet, type Neighbour, neighbour, onNet, recognise, revoke, withdraw } from './bundles-fixture.ts'
import { constitution, unitOf } from './constitution.ts'
import { caseOpened, type FakeNode, foundedNode, founderAppointed, openedNode } from './fixture.ts'

const net = new FakeNet()

function numberOf({ opened }: FakeNode): number {
  return publicationOf(opened.unit.state)?.number ?? 0
}

async function shown({ bundles }: Neighbour, since?: number): Promise<PublishedBundle> {
  const text = certain(await bundles.ports().bundle(since), 'a bundle that is published')
  return sure(parsePublished(utf8(text)), 'a bundle that is published')
}

describe('a unit publishes', () => {
  test('at the first look, and not again while nothing changes', async () => {
    const unit = await neighbour(net, 'unit.example')
    assert.equal(await unit.bundles.ports().bundle(undefined), undefined)
    await unit.bundles.look()
    await unit.bundles.look()
    assert.equal(numberOf(unit.node), 1)
    assert.deepEqual(
      unit.lines.map(({ msg, number, reason }) => [msg, number, reason]),
      [['bundle published', 1, 'first']],
    )
    const { bundle } = await shown(unit)
    assert.deepEqual(
      [bundle.domain, bundle.agreements, bundle.nextUpdate - bundle.thisUpdate],
      ['unit.example', [], day],
    )
    const [list] = bundle.lists
    assert.equal(certain(list, 'its list').nextUpdate, bundle.nextUpdate)
  })

  test('anew when something is signed, withdrawn or revoked, several at once', async () => {
    const [unit, other] = await Promise.all([
      neighbour(net, 'unit.example'),
      foundedNode(undefined, 'b.example'),
    ])
    await unit.bundles.look()
    const agreement = await recognise(unit.node, other.fake)
    await unit.bundles.look()
    assert.equal(numberOf(unit.node), 2)
    assert.deepEqual(
      (await shown(unit)).bundle.agreements.map(({ bounds }) => bounds.domains),
      [['b.example']],
    )
    await withdraw(unit.node, agreement)
    await revoke(unit.node, unit.node.fake.founder.serial)
    await unit.bundles.look()
    const { bundle } = await shown(unit)
    assert.equal(bundle.number, 3)
    assert.deepEqual(bundle.agreements, [])
    assert.deepEqual(
      bundle.lists.map(({ entries }) => entries.length),
      [1],
    )
  })

  test('anew after the period, and with other acts on the record not before', async () => {
    const unit = await neighbour(net, 'unit.example')
    await unit.bundles.look()
    unit.node.clock.time += hour - 1
    await caseOpened(unit.node, 'audit')
    await unit.bundles.look()
    assert.equal(numberOf(unit.node), 1)
    unit.node.clock.time += 1
    await unit.bundles.look()
    assert.equal(numberOf(unit.node), 2)
  })

  test('nothing while its duty is held, and leaves nothing in the store for that', async () => {
    const unit = await neighbour(net, 'unit.example')
    const { founder } = unit.node.fake.keys
    await founderAppointed(unit.node, 'operator')
    await unit.node.does(founder, 'case.cancel', { case: '1', reason: 'maintenance' })
    await unit.bundles.look()
    assert.deepEqual([numberOf(unit.node), unit.node.disk.blobs.size], [0, 0])
  })

  test('again, after a pause that grows, when the store is full or fails', async () => {
    const unit = await neighbour(net, 'unit.example')
    unit.node.blobs = 'full'
    await unit.bundles.look()
    await unit.bundles.look()
    unit.node.blobs = 'failed'
    unit.node.clock.time += second
    await unit.bundles.look()
    unit.node.blobs = undefined
    unit.node.clock.time += second
    await unit.bundles.look()
    assert.equal(numberOf(unit.node), 0)
    unit.node.clock.time += second
    await unit.bundles.look()
    assert.equal(numberOf(unit.node), 1)
    assert.deepEqual(
      unit.lines.map(({ msg }) => msg),
      ['the bundle could not be published', 'the bundle could not be kept', 'bundle published'],
    )
  })

  test('and knows its own after a restart, or publishes anew what is lost', async () => {
    const { node, bundles } = await neighbour(net, 'unit.example')
    await bundles.look()
    const { fake, logKey, disk, clock } = node
    const again = onNet(net, await openedNode(fake, logKey, disk, clock))
    await again.bundles.look()
    assert.equal((await shown(again)).bundle.number, 1)
    disk.blobs.clear()
    const bare = onNet(net, await openedNode(fake, logKey, disk, clock))
    assert.equal(bare.node.opened.documentsMissing.length, 1)
    await bare.bundles.look()
    assert.equal((await shown(bare)).bundle.number, 2)
  })

  test('at once when the clock was set back to before a failure', async () => {
    const { node, bundles } = await neighbour(net, 'unit.example')
    node.blobs = 'full'
    node.clock.time += hour
    await bundles.look()
    node.blobs = undefined
    node.clock.time -= hour
    await bundles.look()
    assert.equal(numberOf(node), 1)
  })

  test('with a clock that was set back no bundle that is older than the one before', async () => {
    const { node, bundles } = await neighbour(net, 'unit.example')
    node.clock.time += hour
    await bundles.look()
    const before = publicationOf(node.opened.unit.state)
    node.clock.time -= minute
    const other = await foundedNode(undefined, 'b.example')
    await recognise(node, other.fake)
    await bundles.look()
    const after = publicationOf(node.opened.unit.state)
    assert.equal(after?.number, 2)
    assert.ok(after.thisUpdate >= (before?.thisUpdate ?? 0))
  })
})

describe('what is handed out', () => {
  test('proves the publication under the newest head, and what was added since an older one', async () => {
    const unit = await neighbour(net, 'unit.example')
    await unit.bundles.look()
    const first = await shown(unit)
    const size = unit.node.opened.record.size
    for (let count = 0; count < 3; count += 1) await caseOpened(unit.node, 'audit')
    // Within a second the head before is shown.
    assert.equal((await shown(unit)).receipt.checkpoint, first.receipt.checkpoint)
    unit.node.clock.time += second
    const later = await shown(unit, size)
    assert.equal(later.receipt.checkpoint, unit.node.opened.record.checkpoint())
    assert.equal(later.receipt.index, first.receipt.index)
    assert.equal(later.consistency?.from, size)
    for (const since of [size + 3, size + 100])
      assert.equal((await shown(unit, since)).consistency, undefined)
  })

  test('is made once for all who ask at a time', async () => {
    const unit = await neighbour(net, 'unit.example')
    await unit.bundles.look()
    const { bundle } = unit.bundles.ports()
    const [a, b] = await Promise.all([bundle(1), bundle(1)])
    assert.equal(a, b)
    for (let since = 1; since < 40; since += 1) assert.ok(await bundle(since))
  })
})

test('every entry of a unit that publishes is decided again with its documents', async () => {
  const { node, bundles } = await neighbour(net, 'unit.example')
  await bundles.look()
  node.clock.time += hour
  await bundles.look()
  const verifier = new RecordVerifier(constitution, new PublicKeyCache(), unitOf)
  for (const bytes of await node.opened.record.read(0, 100)) {
    const documents = verifier.needs(bytes).map((digest) => certain(node.disk.blobs.get(digest), 'a blob'))
    verifier.keep(documents)
    sure(verifier.next(bytes), 'an entry')
  }
  assert.equal(publicationOf(verifier.state)?.number, 2)
})
