import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalJson, utf8 } from '#bytes'
import { day, hour } from '#clock'
import { signEnvelope } from '#crypto'
import { sure } from '#fault'
import { fakeKey, revocationList } from '#identity'
import { bundleBytesMax } from './bundle.ts'
import { nextBundle } from './bundle-acts.ts'
import {
  beganRecord,
  foundedPeer,
  handOut,
  numberOf,
  outcomeOf,
  type Peer,
  passHours,
  pathOf,
  publish,
  recognise,
  takeIn,
} from './fixture.ts'
import { followed } from './followed.ts'
import { horizonOf } from './horizon.ts'
import { agreementsOf, peerOf } from './state.ts'

/** Two units, the first of which recognises the second. */
async function pair(instead: object = {}): Promise<readonly [Peer, Peer]> {
  const [here, there] = await Promise.all([foundedPeer('here.example'), foundedPeer('there.example')])
  recognise(here, there, instead)
  return [here, there]
}

test('a person of a recognised unit is reached once its bundle is there, and not before', async () => {
  const [here, there] = await pair()
  assert.equal(pathOf(here, there), 'issuer-unknown')
  assert.equal(outcomeOf(takeIn(here, there.unit, await publish(there))), 'done')
  assert.equal(pathOf(here, there), 'accepted')
  assert.equal(pathOf(there, here), 'issuer-unknown', 'an agreement is one-way')
  assert.deepEqual(here.office.state, here.office.replayed())
})

test('what a bundle says of who is revoked counts from its acceptance on', async () => {
  const [here, there] = await pair()
  takeIn(here, there.unit, await publish(there))
  const { serial } = there.unit.founder
  const revocation = { serial, reason: 'key-compromise' }
  sure(there.office.act('certificate.revoke', there.manager, revocation), 'a revocation')
  passHours(1, here, there)
  assert.equal(pathOf(here, there), 'accepted')
  assert.equal(outcomeOf(takeIn(here, there.unit, await publish(there, 2))), 'done')
  assert.equal(pathOf(here, there), 'revoked')
})

test('freshness runs out at the age the agreement allows, and comes back with the next bundle', async () => {
  const [here, there] = await pair({ statusAge: (6 * hour) / 1000 })
  takeIn(here, there.unit, await publish(there))
  passHours(6, here, there)
  assert.equal(pathOf(here, there), 'accepted')
  here.office.time += 2000
  assert.equal(pathOf(here, there), 'status-stale')
  assert.equal(outcomeOf(takeIn(here, there.unit, await publish(there, 2))), 'done')
  assert.equal(pathOf(here, there), 'accepted')
  assert.equal(pathOf(here, there, here.office.time + 2 * day), 'status-unknown')
})

test('a third unit is reached over the second only where both agreements allow it', async () => {
  const outcomes: string[] = []
  for (const [hops, domains] of [
    [0, ['third.example']],
    [1, []],
    [1, ['third.example']],
  ] as const) {
    const [here, there] = await pair({ hops, domains: [...domains] })
    const third = await foundedPeer('third.example')
    recognise(there, third)
    takeIn(here, there.unit, await publish(there))
    outcomes.push(outcomeOf(takeIn(here, third.unit, await publish(third))))
    outcomes.push(pathOf(here, third))
  }
  assert.deepEqual(outcomes, [
    ...['bundle-unfollowed', 'issuer-unknown'],
    ...['bundle-unfollowed', 'issuer-unknown'],
    ...['done', 'accepted'],
  ])
})

test('loops of agreements do no harm', async () => {
  const units = await Promise.all(['a.example', 'b.example', 'c.example'].map((name) => foundedPeer(name)))
  const [a, b, c] = units as [Peer, Peer, Peer]
  const all = { hops: 3, domains: units.map(({ unit }) => unit.domain) }
  for (const [by, of] of [
    [a, b],
    [b, c],
    [c, a],
  ] as const) {
    const domains = all.domains.filter((domain) => domain !== of.unit.domain)
    recognise(by, of, { ...all, domains })
  }
  for (const each of [b, c, a]) takeIn(a, each.unit, await publish(each))
  const horizon = horizonOf(a.office.state, a.office.documents)
  assert.deepEqual(
    followed(horizon, a.office.time).map(({ domain }) => domain),
    ['b.example', 'c.example'],
  )
  assert.equal(pathOf(a, c), 'accepted')
})

test('a unit recognised without further hops is followed onwards where another way allows them', async () => {
  const units = await Promise.all(
    ['a.example', 'b.example', 'c.example', 'd.example'].map((name) => foundedPeer(name)),
  )
  const [a, b, c, d] = units as [Peer, Peer, Peer, Peer]
  recognise(a, b)
  recognise(a, c, { hops: 2, domains: ['b.example', 'd.example'], statusAge: (6 * hour) / 1000 })
  recognise(c, b, { hops: 1, domains: ['d.example'] })
  recognise(b, d)
  for (const each of [b, c, d]) assert.equal(outcomeOf(takeIn(a, each.unit, await publish(each))), 'done')
  assert.equal(pathOf(a, d), 'accepted')
  const horizon = horizonOf(a.office.state, a.office.documents)
  const found = followed(horizon, a.office.time).find(({ domain }) => domain === 'd.example')
  const over = agreementsOf(a.office.state).find(({ terms }) => terms.domain === 'c.example')
  assert.deepEqual([found?.agreement, found?.statusAgeMaxSeconds], [over?.agreement, (6 * hour) / 1000])
})

test('a bundle of yesterday is refused today, and so is another of the same number', async () => {
  const [here, there] = await pair()
  const first = await publish(there)
  passHours(1, here, there)
  const second = await publish(there, 2)
  const third = await publish(there, 2)
  assert.equal(outcomeOf(takeIn(here, there.unit, second)), 'done')
  assert.equal(outcomeOf(takeIn(here, there.unit, second)), 'bundle-known')
  assert.equal(outcomeOf(takeIn(here, there.unit, first)), 'bundle-rolled-back')
  assert.equal(outcomeOf(takeIn(here, there.unit, third)), 'done')
  assert.equal(peerOf(here.office.state, keyOf(there))?.number, 3)
  assert.equal(pathOf(here, there), 'accepted')
})

function keyOf({ unit }: Peer): string {
  return unit.keys.authority.publicKey.thumbprint
}

test('two bundles of one number, and a record that was written anew, are forks', async () => {
  const [here, there] = await pair()
  const first = await publish(there)
  assert.equal(outcomeOf(takeIn(here, there.unit, first)), 'done')
  const shown = { ...JSON.parse(Buffer.from(first).toString()) } as { readonly bundle: { payload: string } }
  const content = JSON.parse(Buffer.from(shown.bundle.payload, 'base64').toString())
  const other = utf8(canonicalJson({ ...content, name: 'two faces' }))
  const forged = signEnvelope('application/vnd.chancery.bundle+json', other, there.unit.keys.issuing)
  const fork = utf8(canonicalJson({ ...shown, bundle: forged }))
  assert.equal(outcomeOf(takeIn(here, there.unit, fork)), 'bundle-forked')
  const changed = utf8(canonicalJson({ ...shown, bundle: { ...shown.bundle, payload: forged.payload } }))
  assert.equal(
    outcomeOf(takeIn(here, there.unit, changed)),
    'bundle-signature-wrong',
    'by whoever carried it',
  )
  // The same unit with a second record, as if the first had never been.
  const rewritten: Peer = { ...there, log: await beganRecord('there.example', there.logKey) }
  const short = await publish(rewritten)
  assert.equal(outcomeOf(takeIn(here, there.unit, short)), 'record-forked')
  assert.equal(outcomeOf(takeIn(here, there.unit, await publish(rewritten, 2))), 'record-forked')
  assert.equal(pathOf(here, there), 'accepted')
})

const refusals: readonly (readonly [
  what: string,
  refused: string,
  make: (here: Peer, there: Peer) => Promise<Uint8Array>,
])[] = [
  ['no JSON', 'bundle-malformed', async () => utf8('{')],
  ['more bytes than are taken', 'bundle-too-large', async () => new Uint8Array(bundleBytesMax * 2)],
  [
    'a member too many',
    'bundle-malformed',
    async (_, there) => altered(await publish(there), (shown) => ({ ...shown, more: 1 })),
  ],
  [
    'the future',
    'bundle-from-future',
    async (_, there) => {
      passHours(1, there)
      return publish(there)
    },
  ],
  [
    'long ago',
    'bundle-expired',
    async (here, there) => {
      const bundle = await publish(there)
      passHours(25, here)
      return bundle
    },
  ],
  ['another unit', 'bundle-domain-differs', async () => publish(await foundedPeer('third.example'))],
  ['another unit’s key', 'bundle-unit-differs', async () => publish(await foundedPeer('there.example'))],
  [
    'a signature that is not its signer’s',
    'bundle-signature-wrong',
    async (_, there) =>
      altered(await publish(there), (shown) => {
        const bundle = shown['bundle'] as { readonly signatures: readonly object[] }
        const signatures = [
          { ...bundle.signatures[0], sig: Buffer.from(new Uint8Array(70)).toString('base64') },
        ]
        return { ...shown, bundle: { ...bundle, signatures } }
      }),
  ],
  [
    'a signer that is not among its issuing keys',
    'bundle-signer-unknown',
    async (_, there) =>
      altered(await publish(there), (shown) => {
        const { payload } = shown['bundle'] as { readonly payload: string }
        const bytes = Buffer.from(payload, 'base64')
        return { ...shown, bundle: signEnvelope('application/vnd.chancery.bundle+json', bytes, fakeKey()) }
      }),
  ],
  [
    'an entry that does not speak of it',
    'bundle-unproven',
    async (_, there) => {
      const edition = {
        time: there.office.time,
        lifetimeMilliseconds: day,
        checkpoint: there.log.checkpoint(),
        list: revocationList(there.office.state, there.unit.keys.issuing, there.office.time),
      }
      return handOut(there, nextBundle(there.office.state, edition, there.unit.keys.issuing), [])
    },
  ],
  [
    'a proof that does not lead to its checkpoint',
    'bundle-unproven',
    async (_, there) =>
      altered(await publish(there), (shown) => {
        const receipt = shown['receipt'] as { readonly index: number }
        return { ...shown, receipt: { ...receipt, index: 0 } }
      }),
  ],
]

for (const [what, refused, make] of refusals) {
  test(`a bundle with ${what} is refused, and the one before stays: ${refused}`, async () => {
    const [here, there] = await pair()
    takeIn(here, there.unit, await publish(there))
    const before = peerOf(here.office.state, keyOf(there))
    const bundle = await make(here, there)
    assert.equal(outcomeOf(takeIn(here, there.unit, bundle)), refused)
    assert.deepEqual(peerOf(here.office.state, keyOf(there)), before)
  })
}

function altered(
  bundle: Uint8Array,
  change: (shown: Readonly<Record<string, unknown>>) => object,
): Uint8Array {
  return utf8(canonicalJson(change(JSON.parse(Buffer.from(bundle).toString()))))
}

test('a key that the recognised one has not certified signs no bundle', async () => {
  const [here] = await pair()
  const impostor = await foundedPeer('there.example')
  const digest = here.office.documents.keep(await publish(impostor))
  const key = agreementsOf(here.office.state)[0]?.terms.key
  assert.equal(here.office.tried('bundle.accept', here.node, { key, digest }), 'bundle-path')
})

test('nobody is followed whom no agreement in force names', async () => {
  const [here, there] = await pair()
  const published = await publish(there)
  const [agreement] = agreementsOf(here.office.state)
  const input = { unit: 'there.example', agreement: agreement?.agreement, reason: 'over' }
  takeIn(here, there.unit, published)
  assert.equal(pathOf(here, there), 'accepted')
  sure(here.office.act('agreement.withdraw', here.chief, input), 'a withdrawal')
  assert.equal(pathOf(here, there), 'issuer-unknown')
  assert.equal(outcomeOf(takeIn(here, there.unit, await publish(there, 2))), 'bundle-unfollowed')
})

test('a unit publishes only what its state says', async () => {
  const [, there] = await pair()
  const edition = {
    time: there.office.time,
    lifetimeMilliseconds: day,
    checkpoint: there.log.checkpoint(),
    list: revocationList(there.office.state, there.unit.keys.issuing, there.office.time),
  }
  const tried = (bytes: Uint8Array): string =>
    there.office.tried('bundle.publish', there.node, { digest: there.office.documents.keep(bytes) })
  const { keys } = there.unit
  const state = there.office.state
  assert.equal(
    tried(nextBundle(state, { ...edition, time: edition.time + hour }, keys.issuing)),
    'bundle-differs',
  )
  assert.equal(tried(nextBundle(state, { ...edition, list: edition.list }, fakeKey())), 'bundle-differs')
  assert.equal(
    tried(nextBundle(state, { ...edition, lifetimeMilliseconds: 100 * day }, keys.issuing)),
    'bundle-differs',
  )
  assert.equal(
    there.office.tried('bundle.publish', there.node, { digest: 'A'.repeat(43) }),
    'document-missing',
  )
  assert.equal(tried(nextBundle(state, edition, keys.issuing)), 'done')
  assert.equal(numberOf(there), 1)
})

test('a bundle that the store lost counts no more, what was seen of its unit still does', async () => {
  const [here, there] = await pair()
  const [first, second, third] = [await publish(there), await publish(there, 2), await publish(there, 3)]
  takeIn(here, there.unit, second)
  const digest = peerOf(here.office.state, keyOf(there))?.digest
  const lose = (): string => here.office.tried('bundle.lose', here.node, { digest })
  assert.equal(here.office.tried('bundle.lose', here.manager, { digest }), 'actor-differs')
  here.office.documents.retain(new Set())
  assert.deepEqual(
    [outcomeOf(takeIn(here, there.unit, third)), lose(), lose()],
    ['document-missing', 'done', 'bundle-not-kept'],
  )
  assert.equal(pathOf(here, there), 'issuer-unknown')
  assert.equal(outcomeOf(takeIn(here, there.unit, first)), 'bundle-rolled-back')
  assert.equal(outcomeOf(takeIn(here, there.unit, third)), 'done')
  assert.equal(pathOf(here, there), 'accepted')
})
