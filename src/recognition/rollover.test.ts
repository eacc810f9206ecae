import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import { fakeKey, ownCertificates } from '#identity'
import { pem } from '#x509'
import {
  crossCertificate,
  foundedPeer,
  outcomeOf,
  type Peer,
  passHours,
  pathOf,
  proposalBy,
  proposalOf,
  publish,
  recognise,
  takeIn,
} from './fixture.ts'
import { type Rolled, rollOver } from './rollover-fixture.ts'
import { agreementsOf, peerOf } from './state.ts'

const retire = (of: Peer, key: PrivateKey): string =>
  of.office.tried('authority.retire', of.chief, { key: key.publicKey.thumbprint, reason: 'it is old' })

async function pair(): Promise<readonly [Peer, Peer]> {
  const [here, there] = await Promise.all([foundedPeer('here.example'), foundedPeer('there.example')])
  recognise(here, there)
  assert.equal(outcomeOf(takeIn(here, there.unit, await publish(there))), 'done')
  return [here, there]
}

/** Renews the agreement with the other unit, naming its new authority key or, signing with our own. */
function renew(by: Peer, of: Peer, named?: Rolled, own?: Rolled): string {
  const [agreement] = agreementsOf(by.office.state)
  const unit = of.unit.domain
  const input = {
    ...{ unit, agreement: certain(agreement, 'the agreement').agreement, evidence: 'read out again' },
    ...(named && { authority: pem('CERTIFICATE', named.authority.der) }),
  }
  sure(by.office.act('agreement.propose-renewal', by.manager, input), 'a proposal')
  const certificate = crossCertificate(by, proposalBy(by), own && { issuer: own.authority }, own?.key)
  return by.office.tried('agreement.sign', by.chief, { unit, certificate })
}

test('whoever recognises the old key reaches people over the link, and nobody does anything', async () => {
  const [here, there] = await pair()
  const rolled = rollOver(there)
  passHours(1, here, there)
  assert.equal(pathOf(here, there), 'accepted')
  assert.equal(outcomeOf(takeIn(here, there.unit, await publish(there, 2))), 'done')
  assert.equal(pathOf(here, there), 'accepted')
  assert.equal(retire(there, there.unit.keys.authority), 'done')
  passHours(1, here, there)
  assert.equal(outcomeOf(takeIn(here, there.unit, await publish(there, 3))), 'done')
  assert.equal(pathOf(here, there), 'accepted')
  assert.deepEqual(
    ownCertificates(there.office.state, 'authorities').map(({ der }) => der),
    [rolled.authority.der],
  )
  assert.deepEqual(there.office.state, there.office.replayed())
})

test('an agreement renewed for the new key is followed by it, also once the old one is retired', async () => {
  const [here, there] = await pair()
  const rolled = rollOver(there)
  const unit = { ...there.unit, keys: { ...there.unit.keys, authority: rolled.key } }
  assert.equal(renew(here, there, rolled), 'done')
  assert.equal(retire(there, there.unit.keys.authority), 'done')
  passHours(1, here, there)
  assert.equal(outcomeOf(takeIn(here, unit, await publish(there))), 'done')
  assert.equal(peerOf(here.office.state, rolled.key.publicKey.thumbprint)?.domain, 'there.example')
  assert.equal(pathOf(here, there), 'accepted')
})

test('what was seen of a unit under its old key counts when the agreement names the new one', async () => {
  const [here, there] = await pair()
  const rolled = rollOver(there)
  const unit = { ...there.unit, keys: { ...there.unit.keys, authority: rolled.key } }
  passHours(1, here, there)
  const [second, third] = [await publish(there), await publish(there, 2)]
  assert.equal(outcomeOf(takeIn(here, there.unit, third)), 'done')
  assert.equal(renew(here, there, rolled), 'done')
  assert.equal(pathOf(here, there), 'accepted')
  assert.equal(outcomeOf(takeIn(here, unit, second)), 'bundle-rolled-back')
})

test('agreements by the old key hold until it is retired, which waits for their renewal', async () => {
  const [here, there] = await pair()
  const old = here.unit.keys.authority
  const rolled = rollOver(here)
  assert.equal(pathOf(here, there), 'accepted')
  assert.equal(retire(here, old), 'authority-in-use')
  assert.equal(renew(here, there), 'agreement-differs', 'the old key signs nothing any more')
  assert.equal(renew(here, there, undefined, rolled), 'done')
  assert.equal(retire(here, old), 'done')
  assert.equal(pathOf(here, there), 'accepted')
  assert.equal(retire(here, old), 'authority-unknown')
  assert.deepEqual(here.office.state, here.office.replayed())
})

test('an agreement that has ended keeps no key in use', async () => {
  const [here] = await pair()
  rollOver(here)
  passHours(24 * 366, here)
  assert.equal(retire(here, here.unit.keys.authority), 'done')
})

test('the newest key cannot be retired, nor one that never was', async () => {
  const here = await foundedPeer('here.example')
  assert.equal(retire(here, here.unit.keys.authority), 'authority-newest')
  const rolled = rollOver(here)
  assert.equal(retire(here, rolled.key), 'authority-newest')
  assert.equal(retire(here, fakeKey()), 'authority-unknown')
  assert.equal(retire(here, here.unit.keys.issuing), 'authority-unknown')
})

test('a unit’s own keys are nobody to recognise, neither the new one nor one that was retired', async () => {
  const here = await foundedPeer('here.example')
  const { authority } = rollOver(here)
  assert.equal(retire(here, here.unit.keys.authority), 'done')
  for (const unit of [here.unit, { ...here.unit, authority }]) {
    const tried = here.office.tried('agreement.propose', here.manager, proposalOf(unit))
    assert.equal(tried, 'agreement-with-oneself')
  }
})
