import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { utf8 } from '#bytes'
import { hour, minute, second } from '#clock'
import { systemRandom } from '#crypto'
import { certain, refuse, sure } from '#fault'
import { agreementsOf, followed, horizonOf, pathTo, peerOf } from '#recognition'
import {
  FakeNet,
  type Neighbour,
  type NetFault,
  neighbour,
  onNet,
  recognise,
  revoke,
  withdraw,
} from './bundles-fixture.ts'
import { openedNode } from './fixture.ts'
import { Follower } from './follower.ts'

/** Two units on a net, the first of which recognises the second. */
async function pair(instead: object = {}): Promise<{ net: FakeNet; here: Neighbour; there: Neighbour }> {
  const net = new FakeNet()
  const [here, there] = await Promise.all([neighbour(net, 'here.example'), neighbour(net, 'there.example')])
  await there.bundles.look()
  await recognise(here.node, there.node.fake, instead)
  return { net, here, there }
}

/** The clocks of all go on, and everybody looks, the first one last. */
async function pass(milliseconds: number, ...units: readonly Neighbour[]): Promise<void> {
  for (const { node } of units) node.clock.time += milliseconds
  for (const { bundles } of units.toReversed()) await bundles.look()
}

function rowOf({ node }: Neighbour, { node: other }: Neighbour) {
  return peerOf(node.opened.unit.state, other.fake.keys.authority.publicKey.thumbprint)
}

/** What the search for a path to the other unit's founder comes to. */
function pathOf({ node }: Neighbour, { node: other }: Neighbour): string {
  const { unit, documents } = node.opened
  const demand = { purpose: 'client', grade: 'basic' } as const
  const found = pathTo(horizonOf(unit.state, documents), other.fake.founder, demand, node.clock.time)
  return found.answer === 'refused' ? found.fault.kind : found.answer
}

function told({ lines }: Neighbour): readonly unknown[] {
  return lines.filter(({ msg }) => msg !== 'bundle published').map(({ msg }) => msg)
}

describe('a recognised unit', () => {
  test('is asked at once, and its bundle is on the record', async () => {
    const { net, here, there } = await pair()
    await here.bundles.look()
    assert.equal(rowOf(here, there)?.number, 1)
    assert.equal(pathOf(here, there), 'accepted')
    assert.deepEqual(
      net.requests.map(({ url, privateAddresses }) => [url, privateAddresses]),
      [['https://there.example/.well-known/chancery-bundle', false]],
    )
    const [line] = here.lines.filter(({ msg }) => msg === 'bundle accepted')
    assert.deepEqual(
      [line?.['unit'], line?.['number'], line?.['revoked'], line?.['authoritiesAdded']],
      ['there.example', 1, 0, [there.node.fake.authority.fingerprint.slice(0, 16)]],
    )
  })

  test('is asked again within an hour, with the size of its record seen before', async () => {
    const { net, here, there } = await pair()
    await here.bundles.look()
    const { size } = certain(rowOf(here, there), 'its row')
    await pass(45 * minute - second, here, there)
    assert.equal(net.requests.length, 1)
    await pass(15 * minute + second, here, there)
    assert.equal(net.requests.length, 2)
    assert.equal(net.requests[1]?.url, `https://there.example/.well-known/chancery-bundle?since=${size}`)
    const row = certain(rowOf(here, there), 'its row')
    assert.deepEqual([row.number, row.consistent], [2, true])
  })

  test('that has nothing new makes no entry', async () => {
    const { net, here } = await pair({ statusAge: 5 * 60 })
    await here.bundles.look()
    const { size } = here.node.opened.record
    const blobs = here.node.disk.blobs.size
    for (let count = 0; count < 10; count += 1) await pass(75 * second, here)
    assert.equal(net.requests.length, 11)
    assert.deepEqual([here.node.opened.record.size, here.node.disk.blobs.size], [size, blobs])
  })

  test('is asked no more once the agreement is withdrawn, another one from the next look on', async () => {
    const { net, here, there } = await pair()
    await here.bundles.look()
    const third = await neighbour(net, 'third.example')
    await third.bundles.look()
    const agreement = await recognise(here.node, third.node.fake)
    await here.bundles.look()
    assert.equal(pathOf(here, third), 'accepted')
    await withdraw(here.node, agreement)
    await pass(hour, here, there, third)
    assert.deepEqual(
      net.requests.map(({ url }) => new URL(url).host),
      ['there.example', 'third.example', 'there.example'],
    )
    assert.equal(pathOf(here, third), 'issuer-unknown')
    assert.equal(here.bundles.ports().peerFetches().length, 1)
  })

  test('whose agreement is withdrawn while it is asked is not taken in', async () => {
    const { net, here, there } = await pair()
    net.faults.set('there.example', 'hanging')
    const looking = here.bundles.look()
    const [agreement] = agreementsOf(here.node.opened.unit.state)
    await withdraw(here.node, certain(agreement, 'the agreement'))
    await here.bundles.look()
    await looking
    assert.equal(rowOf(here, there), undefined)
    assert.deepEqual(told(here), [])
  })

  test('that revokes a certificate is believed', async () => {
    const { here, there } = await pair()
    await here.bundles.look()
    await revoke(there.node, there.node.fake.founder.serial)
    await pass(hour, here, there)
    assert.equal(pathOf(here, there), 'revoked')
  })

  test('that recognises another leads to that one, where the agreement allows it', async () => {
    const { net, here, there } = await pair({ hops: 1, domains: ['third.example'] })
    const third = await neighbour(net, 'third.example')
    await third.bundles.look()
    await recognise(there.node, third.node.fake, { privateAddresses: true })
    await there.bundles.look()
    await here.bundles.look()
    await here.bundles.look()
    assert.equal(pathOf(here, third), 'accepted')
    // One of the two agreements does not open what is private.
    assert.equal(net.requests.at(-1)?.privateAddresses, false)
    assert.deepEqual(
      net.requests
        .at(-1)
        ?.authorities.map(({ agreementTerms, nameConstraints }) => [agreementTerms, nameConstraints]),
      [[undefined, undefined]],
    )
  })
})

const failures: readonly (readonly [NetFault, string])[] = [
  ['unreachable', 'unreachable'],
  ['garbled', 'bundle-malformed'],
  ['replayed', 'bundle-rolled-back'],
]

describe('a fetch that fails', () => {
  for (const [fault, kind] of failures) {
    test(`because of what is ${fault} leaves the last good bundle, is told once and counted`, async () => {
      const { net, here, there } = await pair()
      await here.bundles.look()
      await pass(hour, here, there)
      assert.equal(rowOf(here, there)?.number, 2)
      const blobs = here.node.disk.blobs.size
      net.faults.set('there.example', fault)
      await pass(hour, here, there)
      await pass(minute, here, there)
      assert.deepEqual([rowOf(here, there)?.number, pathOf(here, there)], [2, 'accepted'])
      const [fetch] = here.bundles.ports().peerFetches() as readonly Record<string, unknown>[]
      assert.deepEqual([fetch?.['problem'], fetch?.['failures']], [kind, 2])
      assert.equal(typeof fetch?.['detail'], 'string')
      const counted = here.bundles.metrics().find(({ name }) => name === 'chancery_bundle_fetches_total')
      const value = counted?.values.find(({ labels }) => labels?.['outcome'] === kind)?.value
      assert.equal(value, 2)
      assert.equal(told(here).filter((msg) => msg === 'no new bundle of a followed unit').length, 1)
      // Nothing of what was refused was kept but the unit's own bundles.
      assert.equal(here.node.disk.blobs.size - blobs, 1)
      net.faults.clear()
      await pass(hour, here, there)
      assert.equal(rowOf(here, there)?.number, 4)
      assert.deepEqual(told(here).slice(-2), ['bundle accepted', 'a followed unit is heard of'])
    })
  }

  test('is tried again soon, then later and later, and as often as usual at the least', async () => {
    const { net, here } = await pair()
    net.faults.set('there.example', 'unreachable')
    const at: number[] = []
    for (let elapsed = 0; elapsed < 3 * 3_600; elapsed += 1) {
      const { length } = net.requests
      await here.bundles.look()
      if (net.requests.length > length) at.push(elapsed)
      here.node.clock.time += second
    }
    const waits = at.slice(1).map((time, place) => time - (at[place] ?? 0))
    for (const [place, wait] of waits.entries()) {
      const due = Math.min(3_600, 5 * 2 ** place)
      assert.ok(wait >= 0.75 * due && wait <= due + 1, `${place}: ${wait}`)
    }
  })

  test('leaves what is known until its time is over', async () => {
    const { net, here, there } = await pair()
    await here.bundles.look()
    net.faults.set('there.example', 'unreachable')
    await pass(24 * hour - second, here, there)
    assert.equal(pathOf(here, there), 'accepted')
    await pass(second, here, there)
    assert.equal(pathOf(here, there), 'status-unknown')
    net.faults.clear()
    await pass(minute, here, there)
    assert.equal(pathOf(here, there), 'accepted')
  })

  test('because the store is full keeps the unit due', async () => {
    const { here, there } = await pair()
    here.node.blobs = 'full'
    await here.bundles.look()
    assert.equal(rowOf(here, there), undefined)
    here.node.blobs = 'failed'
    await pass(5 * second, here)
    assert.ok(told(here).includes('a bundle could not be taken in'))
    here.node.blobs = undefined
    await pass(10 * second, here)
    assert.equal(rowOf(here, there)?.number, 1)
  })

  test('because the duty is held leaves nothing in the store', async () => {
    const { here, there } = await pair()
    const { founder } = here.node.fake.keys
    await here.node.does(founder, 'case.open', { procedure: 'audit', data: {} })
    const { blobs } = here.node.disk
    const refusing = onNet(new FakeNet(), here.node, {
      duties: { act: (act, input) => here.duties.act(act, input), permits: () => false },
      fetch: async () => ({
        ok: true,
        value: utf8(certain(await there.bundles.ports().bundle(undefined), 'it')),
      }),
    })
    await refusing.bundles.look()
    assert.equal(blobs.size, 0)
    const [fetch] = refusing.bundles.ports().peerFetches() as readonly Record<string, unknown>[]
    assert.equal(fetch?.['problem'], 'bundle-duty-held')
  })
})

test('no more than eight are asked at once, and a stop ends those under way', async () => {
  const net = new FakeNet()
  const here = await neighbour(net, 'here.example')
  for (let count = 0; count < 12; count += 1) {
    const domain = `u${count}.example`
    const other = await neighbour(net, domain)
    await other.bundles.look()
    await recognise(here.node, other.node.fake)
    net.faults.set(domain, 'hanging')
  }
  const looking = here.bundles.look()
  while (net.underWay < 8) await new Promise((resolve) => setImmediate(resolve))
  await here.bundles.stop()
  await looking
  assert.deepEqual([net.underWay, net.underWayMax, net.requests.length], [0, 8, 8])
})

test('whom the unit recognises itself is asked before those behind others', async () => {
  const { here, there } = await pair()
  await here.bundles.look()
  const { unit, documents } = here.node.opened
  const horizon = horizonOf(unit.state, documents)
  const [own] = followed(horizon, here.node.clock.time)
  const known = certain(own, 'a unit that is followed')
  const behind = { ...known, key: there.node.fake.keys.issuing.publicKey.thumbprint, isOwn: false }
  const asked: string[] = []
  const follower = new Follower({
    unit,
    followed: { now: () => ({ horizon, units: [behind, known] }) },
    clock: here.node.clock,
    random: systemRandom,
    fetch: async ({ url }) => {
      asked.push(url.includes('since') ? 'itself' : 'behind')
      return refuse({ kind: 'unreachable' })
    },
    take: async () => refuse({ kind: 'unreachable' }),
    changed: () => {},
    failed: () => {},
  })
  follower.look()
  await follower.settled()
  assert.deepEqual(asked, ['itself', 'behind'])
})

test('a clock that was set back holds up nobody', async () => {
  const { net, here, there } = await pair()
  here.node.clock.time += 100 * 24 * hour
  await here.bundles.look()
  here.node.clock.time -= 100 * 24 * hour
  await pass(second, here, there)
  assert.equal(net.requests.length, 2)
})

test('a record that is not shown to have grown is not believed over the network', async () => {
  const { net, here, there } = await pair()
  await here.bundles.look()
  net.faults.set('there.example', 'unproven')
  await pass(hour, here, there)
  assert.equal(rowOf(here, there)?.number, 1)
  const [fetch] = here.bundles.ports().peerFetches() as readonly Record<string, unknown>[]
  assert.equal(fetch?.['problem'], 'record-growth-unproven')
  assert.match(String(fetch?.['detail']), /does not prove/)
  net.faults.clear()
  await pass(hour, here, there)
  assert.equal(rowOf(here, there)?.number, 3)
})

test('after a restart what was known is known, and a bundle that is lost is told', async () => {
  const { net, here, there } = await pair()
  await here.bundles.look()
  const { fake, logKey, disk, clock } = here.node
  const again = onNet(net, await openedNode(fake, logKey, disk, clock))
  assert.deepEqual(again.node.opened.documentsMissing, [])
  assert.equal(pathOf(again, there), 'accepted')
  const row = certain(rowOf(here, there), 'its row')
  disk.blobs.delete(row.digest)
  const bare = onNet(net, await openedNode(fake, logKey, disk, clock))
  assert.deepEqual(bare.node.opened.documentsMissing, [row.digest])
  assert.equal(pathOf(bare, there), 'issuer-unknown')
  net.faults.set('there.example', 'unreachable')
  await bare.bundles.look()
  assert.deepEqual([rowOf(bare, there)?.lost, rowOf(bare, there)?.number], [true, 1])
  net.faults.clear()
  await pass(minute, bare)
  assert.deepEqual([rowOf(bare, there)?.lost, rowOf(bare, there)?.number], [undefined, 1])
  assert.equal(pathOf(bare, there), 'accepted')
})

describe('a bundle that is brought as a file', () => {
  async function file({ bundles }: Neighbour, since?: number): Promise<Uint8Array> {
    return utf8(certain(await bundles.ports().bundle(since), 'a bundle'))
  }

  test('does what a fetch does', async () => {
    const { net, here, there } = await pair()
    net.faults.set('there.example', 'unreachable')
    const { takeBundle } = here.bundles.ports()
    const taken = sure(await takeBundle(await file(there)), 'the taking')
    assert.deepEqual([taken.domain, taken.number, taken.outcome], ['there.example', 1, 'accepted'])
    assert.equal(sure(await takeBundle(await file(there)), 'again').outcome, 'known')
    await pass(hour, here, there)
    const { size } = certain(rowOf(here, there), 'its row')
    sure(await takeBundle(await file(there, size)), 'the second')
    const row = certain(rowOf(here, there), 'its row')
    assert.deepEqual([row.number, row.consistent, pathOf(here, there)], [2, true, 'accepted'])
  })

  test('is refused as a fetched one is, and of a unit that is not followed', async () => {
    const { net, here, there } = await pair()
    const third = await neighbour(net, 'third.example')
    await third.bundles.look()
    const { takeBundle } = here.bundles.ports()
    const first = await file(there)
    await pass(hour, there)
    here.node.clock.time += hour
    sure(await takeBundle(await file(there)), 'the newer')
    for (const [bytes, kind] of [
      [first, 'bundle-rolled-back'],
      [utf8('{}'), 'bundle-malformed'],
      [await file(third), 'bundle-unit-unfollowed'],
    ] as const) {
      const taken = await takeBundle(bytes)
      assert.equal(!taken.ok && taken.fault.kind, kind)
    }
    const counted = here.bundles.metrics().find(({ name }) => name === 'chancery_bundles_brought_total')
    assert.equal(counted?.values.length, 4)
  })
})

test('no more documents are in memory than the state names', async () => {
  const { here, there } = await pair()
  await here.bundles.look()
  for (let count = 0; count < 5; count += 1) await pass(hour, here, there)
  assert.equal(here.node.opened.documents.size, 2)
  const held = here.bundles.metrics().find(({ name }) => name === 'chancery_documents_bytes')?.values[0]
  assert.ok((held?.value ?? 0) > 2_000)
})

test('the figures tell how long what is known counts, of units that are followed and no others', async () => {
  const { here, there } = await pair({ statusAge: 3_600 })
  await here.bundles.look()
  here.node.clock.time += minute
  const figure = (name: string) => here.bundles.metrics().find((metric) => metric.name === name)?.values
  const labels = { unit: 'there.example', key: there.node.fake.keys.authority.publicKey.thumbprint }
  assert.deepEqual(figure('chancery_peer_bundle_age_seconds'), [{ labels, value: 60 }])
  assert.deepEqual(figure('chancery_peer_bundle_left_seconds'), [{ labels, value: 3_540 }])
  here.node.clock.time += hour
  assert.deepEqual(figure('chancery_peer_bundle_left_seconds'), [{ labels, value: 0 }])
  const [agreement] = agreementsOf(here.node.opened.unit.state)
  await withdraw(here.node, certain(agreement, 'the agreement'))
  assert.deepEqual(figure('chancery_peer_bundle_age_seconds'), [])
  assert.deepEqual(figure('chancery_units_followed'), [{ value: 0 }])
})
