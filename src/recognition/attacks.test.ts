import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute } from '#clock'
import { certain, sure } from '#fault'
import { fakeIssued } from '#identity'
import {
  crossCertificate,
  foundedPeer,
  outcomeOf,
  type Peer,
  passHours,
  proposalBy,
  proposalOf,
  publish,
  recognise,
  takeIn,
} from './fixture.ts'
import { horizonOf, pathTo } from './horizon.ts'
import { knownByNew, type Rolled, rollOver } from './rollover-fixture.ts'
import { agreementsOf, peerOf } from './state.ts'
import { enrolled, follow, neighbours, received, shown, stated, visit } from './visit-fixture.ts'
import { visitorCaller, visitorOf, visitorSpeaker } from './visitors.ts'

const demand = { purpose: 'client', grade: 'basic' } as const

function pathOf(by: Peer, of: Peer): string {
  const horizon = horizonOf(by.office.state, by.office.documents)
  const found = pathTo(horizon, of.unit.founder, demand, by.office.time)
  return found.answer === 'refused' ? found.fault.kind : found.answer
}

/** A unit that is followed by its old key, and then recognised anew by its new one. */
async function knownTwice(): Promise<readonly [here: Peer, there: Peer, rolled: Rolled]> {
  const [here, there] = await neighbours({ statusAge: 7 * 24 * 3600 })
  const rolled = rollOver(there)
  const [agreement] = agreementsOf(here.office.state)
  const withdrawn = {
    unit: 'there.example',
    agreement: certain(agreement, 'it').agreement,
    reason: 'anew by its new key',
  }
  sure(here.office.act('agreement.withdraw', here.chief, withdrawn), 'a withdrawal')
  recognise(here, { ...there, unit: knownByNew(there, rolled) }, { statusAge: 7 * 24 * 3600 })
  passHours(1, here, there)
  return [here, there, rolled]
}

test('who is revoked is no visitor, whatever an older bundle of the unit by another key says', async () => {
  const [here, there, rolled] = await knownTwice()
  const wei = enrolled(there, 'wei')
  const statement = stated(wei, here)
  const { serial } = wei.speaker
  sure(
    there.office.act('certificate.revoke', there.manager, { serial, reason: 'key-compromise' }),
    'a revocation',
  )
  sure(takeIn(here, knownByNew(there, rolled), await publish(there)), 'a bundle')
  assert.equal(
    here.office.tried('visitor.receive', here.node, shown(wei, statement, here)),
    'visitor-unreached',
  )
})

test('a visit ends by what a unit publishes under whichever of its keys it is followed', async () => {
  const [here, middle, there] = await Promise.all(
    ['here.example', 'middle.example', 'there.example'].map((domain) => foundedPeer(domain)),
  ).then((peers) => peers as [Peer, Peer, Peer])
  recognise(here, there)
  recognise(here, middle, { hops: 1, domains: ['there.example'] })
  const rolled = rollOver(there)
  const renewed = knownByNew(there, rolled)
  recognise(middle, { ...there, unit: renewed })
  sure(await follow(here, middle), 'a bundle')
  const published = await publish(there)
  sure(takeIn(here, there.unit, published), 'a bundle')
  sure(takeIn(here, renewed, published), 'a bundle')
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  const { serial } = wei.speaker
  sure(
    there.office.act('certificate.revoke', there.manager, { serial, reason: 'key-compromise' }),
    'a revocation',
  )
  passHours(1, here, there)
  sure(takeIn(here, renewed, await publish(there, 2)), 'a bundle')
  assert.equal(visitorOf(here.office.state, wei.key.publicKey.thumbprint), undefined)
})

test('an agreement is in force as the newest bundle of its unit says, by whichever key that is known', async () => {
  const [here, there, third] = (await Promise.all(
    ['here.example', 'there.example', 'third.example'].map((domain) => foundedPeer(domain)),
  )) as [Peer, Peer, Peer]
  const wide = { hops: 1, domains: ['third.example'] }
  recognise(here, there, wide)
  const withdrawn = recognise(there, third)
  sure(await follow(here, there), 'a bundle')
  sure(await follow(here, third), 'a bundle')
  assert.equal(pathOf(here, third), 'accepted')
  const rolled = rollOver(there)
  const renewed = knownByNew(there, rolled)
  const middle = await foundedPeer('middle.example')
  recognise(here, middle, { hops: 2, domains: ['there.example', 'third.example'] })
  recognise(middle, { ...there, unit: renewed }, wide)
  sure(await follow(here, middle), 'a bundle')
  const reason = 'it is over'
  sure(
    there.office.act('agreement.withdraw', there.chief, {
      unit: 'third.example',
      agreement: withdrawn.agreement,
      reason,
    }),
    'a withdrawal',
  )
  passHours(1, here, there)
  sure(takeIn(here, renewed, await publish(there)), 'a bundle')
  assert.equal(pathOf(here, third), 'status-unknown')
})

test('a bundle that was lost is taken in again', async () => {
  const [here, there] = await neighbours()
  const { digest } = certain(
    peerOf(here.office.state, there.unit.keys.authority.publicKey.thumbprint),
    'a bundle',
  )
  const bytes = certain(here.office.documents.bytes(digest), 'its bytes')
  sure(here.office.act('bundle.lose', here.node, { digest }), 'it')
  assert.equal(pathOf(here, there), 'issuer-unknown')
  assert.equal(outcomeOf(takeIn(here, there.unit, bytes)), 'done')
  assert.equal(pathOf(here, there), 'accepted')
  assert.equal(outcomeOf(takeIn(here, there.unit, bytes)), 'bundle-known')
})

test('a statement counts no more once a newer one was shown', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei', ['inspector'])
  const before = stated(wei, here)
  there.office.happen({ kind: 'person-dismissed', person: 'wei', office: 'inspector' })
  for (const { office } of [here, there]) office.time += minute
  sure(visit(wei, here), 'a visit')
  here.office.time += minute
  const again = here.office.tried('visitor.receive', here.node, shown(wei, before, here))
  assert.equal(again, 'statement-older')
  assert.deepEqual(received(wei, here).offices, [])
})

test('whoever is registered here by the key of a visit speaks as himself, and visits no more', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  const own = here.unit.leaf(wei.key, { id: 'wei' })
  here.office.happen({ ...fakeIssued(own, 'person', 'wei', 'WEI') })
  const { state, time } = here.office
  assert.equal(outcomeOf(visitorCaller(state, wei.der, time)), 'visitor-unknown')
  assert.equal(outcomeOf(visitorSpeaker(state, wei.key.publicKey.thumbprint, time)), 'visitor-unknown')
})

test('nobody else is recognised under the domain of this unit', async () => {
  const [here, there] = await neighbours()
  const other = await foundedPeer('here.example')
  const tried = here.office.tried('agreement.propose', here.manager, proposalOf(other.unit))
  assert.equal(tried, 'agreement-own-domain')
  assert.equal(there.office.tried('agreement.propose', there.manager, proposalOf(other.unit)), 'done')
})

test('a visit outlives no agreement that ends sooner than the one it came by', async () => {
  const [here, there] = await neighbours()
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  const [agreement] = agreementsOf(here.office.state)
  const unit = 'there.example'
  const input = { unit, agreement: certain(agreement, 'it').agreement, evidence: 'agreed', days: 1 }
  sure(here.office.act('agreement.propose-renewal', here.manager, input), 'a proposal')
  const notAfter = here.office.time + 10 * minute
  const certificate = crossCertificate(here, proposalBy(here), { notAfter })
  sure(here.office.act('agreement.sign', here.chief, { unit, certificate }), 'an agreement')
  assert.equal(visitorOf(here.office.state, wei.key.publicKey.thumbprint), undefined)
})
