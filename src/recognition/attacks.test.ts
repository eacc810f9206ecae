import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64 } from '#bytes'
import { minute } from '#clock'
import { systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { fakeIssued, fakeKey } from '#identity'
import { Documents } from '#unit'
import { agreementContent, issuingContent, parseCertificate, serialBytesMin, writeCertificate } from '#x509'
import { fitsBehind } from './bundle-acts.ts'
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
import { followed } from './followed.ts'
import { horizonOf } from './horizon.ts'
import { knownByNew, type Rolled, rollOver } from './rollover-fixture.ts'
import { agreementsOf, peerOf } from './state.ts'
import { termsForm, termsOf, validityOf } from './terms.ts'
import { enrolled, follow, neighbours, received, shown, stated, visit } from './visit-fixture.ts'
import { visitorCaller, visitorOf, visitorSpeaker } from './visitors.ts'

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

test('an agreement is in force as its unit’s newest bundle says, by whichever key that came', async () => {
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

/** Signs an agreement that no proposal of this program would bring about. */
function signedAnyhow(by: Peer, of: Peer, instead: object): void {
  const { evidence: _, ...proposed } = proposalOf(of.unit) as { readonly evidence: string }
  const terms = { ...sure(termsOf(termsForm.parse(proposed)), 'terms'), ...instead }
  const { authority, keys } = by.unit
  const validity = validityOf(terms, authority, by.office.time)
  const content = agreementContent({
    ...{ issuer: authority, subject: of.unit.authority, bounds: terms, ...validity },
    serial: systemRandom.bytes(serialBytesMin).fill(0x40, 0, 1),
  })
  const der = writeCertificate(content, keys.authority)
  const { serial } = sure(parseCertificate(der), 'a certificate')
  const row = { agreement: serial, terms, certificate: base64(der), ...validity, case: '1' }
  by.office.happen({ kind: 'agreement-signed', ...row })
}

test('nobody hides a unit by naming its key under another domain or address', async () => {
  const [here, false1, false2, honest, there] = (await Promise.all(
    ['here', 'false1', 'false2', 'honest', 'there'].map((name) => foundedPeer(`${name}.example`)),
  )) as [Peer, Peer, Peer, Peer, Peer]
  for (const middle of [false1, honest, false2])
    recognise(here, middle, { hops: 1, domains: ['there.example'] })
  for (const middle of [false1, false2]) {
    const domain = `x.${middle.unit.domain}`
    signedAnyhow(middle, there, { domain, domains: [domain] })
    signedAnyhow(middle, there, { bundleUrl: `https://${domain}/nothing` })
  }
  recognise(honest, there)
  for (const middle of [false1, honest, false2]) sure(await follow(here, middle), 'a bundle')
  const { state, documents, time } = here.office
  const ways = followed(horizonOf(state, documents), time).filter(
    ({ key }) => key === there.unit.keys.authority.publicKey.thumbprint,
  )
  const urls = ways.map(({ domain, bounds }) => `${domain} ${bounds.bundleUrl}`)
  assert.ok(urls.includes('there.example https://there.example/.well-known/chancery-bundle'), urls.join())
  assert.equal(outcomeOf(await follow(here, there)), 'done')
  assert.equal(pathOf(here, there), 'accepted')
})

test('a unit that names hundreds does not crowd out those behind another', async () => {
  const [here, crowd, honest, there] = (await Promise.all(
    ['here', 'crowd', 'honest', 'there'].map((name) => foundedPeer(`${name}.example`)),
  )) as [Peer, Peer, Peer, Peer]
  for (const middle of [crowd, honest]) recognise(here, middle, { hops: 1, domains: ['there.example'] })
  for (let count = 0; count < 510; count += 1) {
    signedAnyhow(crowd, there, { bundleUrl: `https://crowd.example/${count}` })
  }
  recognise(honest, there)
  for (const middle of [crowd, honest]) sure(await follow(here, middle), 'a bundle')
  const { state, documents, time } = here.office
  const ways = followed(horizonOf(state, documents), time)
  assert.equal(ways.filter(({ bounds }) => bounds.bundleUrl.includes('crowd.example/')).length, 501)
  assert.ok(ways.some(({ bounds }) => bounds.bundleUrl.includes('there.example')))
})

test('an agreement that its unit has not signed counts for nothing', async () => {
  const [here, there, third] = (await Promise.all(
    ['here', 'there', 'third'].map((name) => foundedPeer(`${name}.example`)),
  )) as [Peer, Peer, Peer]
  recognise(here, there, { hops: 1, domains: ['third.example'] })
  const { unit } = there
  const forging = { ...there, unit: { ...unit, keys: { ...unit.keys, authority: fakeKey() } } }
  signedAnyhow(forging, third, {})
  sure(await follow(here, there), 'a bundle')
  const { state, documents, time } = here.office
  assert.equal(followed(horizonOf(state, documents), time).length, 1)
  assert.equal(outcomeOf(await follow(here, third)), 'bundle-unfollowed')
})

test('a horizon is made once for what it is made of', async () => {
  const [here, there] = await neighbours()
  const { documents } = here.office
  const horizon = horizonOf(here.office.state, documents)
  const wei = enrolled(there, 'wei')
  sure(visit(wei, here), 'a visit')
  assert.equal(horizonOf(here.office.state, documents), horizon)
  passHours(1, here, there)
  sure(await follow(here, there, 2), 'a bundle')
  assert.notEqual(horizonOf(here.office.state, documents), horizon)
  const short = horizonOf(here.office.state, new Documents())
  assert.deepEqual(short.peers, [])
})

test('a bundle is let go once nobody names its unit, and what was seen of it is remembered', async () => {
  const [here, there, third] = (await Promise.all(
    ['here', 'there', 'third'].map((name) => foundedPeer(`${name}.example`)),
  )) as [Peer, Peer, Peer]
  recognise(here, there, { hops: 1, domains: ['third.example'] })
  const { agreement } = recognise(there, third)
  for (const unit of [there, third]) sure(await follow(here, unit), 'a bundle')
  const reason = 'it is over'
  const withdrawn = { unit: 'third.example', agreement, reason }
  sure(there.office.act('agreement.withdraw', there.chief, withdrawn), 'a withdrawal')
  for (const hours of [1, 1]) {
    passHours(hours, here, there)
    sure(takeIn(here, there.unit, await publish(there)), 'a bundle')
  }
  const row = peerOf(here.office.state, third.unit.keys.authority.publicKey.thumbprint)
  assert.deepEqual([row?.number, row?.lost], [1, true])
  assert.equal(peerOf(here.office.state, there.unit.keys.authority.publicKey.thumbprint)?.lost, undefined)
  assert.deepEqual(here.office.replayed(), here.office.state)
  recognise(there, third)
  passHours(1, here, there)
  for (const unit of [there, third]) sure(await follow(here, unit), 'a bundle')
  assert.equal(pathOf(here, third), 'accepted')
})

test('units behind others fill the memory so far and no further, others do not count', async () => {
  const [here, there] = (await Promise.all(
    ['here', 'there'].map((name) => foundedPeer(`${name}.example`)),
  )) as [Peer, Peer]
  recognise(here, there)
  sure(await follow(here, there), 'a bundle')
  const horizon = horizonOf(here.office.state, here.office.documents)
  const [known] = horizon.peers
  const { row } = certain(known, 'a unit')
  const behind = { ...certain(known, 'a unit'), row: { ...row, key: 'behind', digest: 'behind' } }
  const fits = (peers: typeof horizon.peers, bytes: number): boolean => {
    const read = <T>(digest: string, parse: (bytes: Uint8Array) => T): T | undefined =>
      parse({ length: digest === 'new' ? 1 : bytes } as Uint8Array)
    return fitsBehind({ read }, { ...horizon, peers }, { key: 'new', digest: 'new' })
  }
  const bytesMax = 512 * 1024 * 1024
  assert.ok(fits(horizon.peers, 2 * bytesMax))
  assert.ok(fits([...horizon.peers, behind], bytesMax - 1))
  assert.ok(!fits([...horizon.peers, behind], bytesMax))
})

test('a unit on the way that certifies another’s issuing key is still one on the way', async () => {
  const names = ['u0.example', 'u1.example', 'u2.example', 'u3.example']
  const [here, honest, middle, home] = (await Promise.all(names.map((name) => foundedPeer(name)))) as [
    Peer,
    Peer,
    Peer,
    Peer,
  ]
  const wide = { domains: names.slice(1), hops: 3 }
  recognise(here, honest, wide)
  recognise(here, middle, wide)
  recognise(honest, middle, wide)
  recognise(middle, home)
  const { unit } = middle
  const { subject: name, spki, notBefore, notAfter } = home.unit.issuing
  const serial = systemRandom.bytes(serialBytesMin).fill(0x40, 0, 1)
  const { domain, authority: issuer } = unit
  const own = issuingContent({ name, spki, notBefore, notAfter, serial, domain, issuer })
  for (const issuing of [writeCertificate(own, unit.keys.authority), unit.issuing.der]) {
    const parts = { authority: base64(unit.authority.der), links: [], issuing: base64(issuing), lapsed: [] }
    middle.office.happen({ kind: 'authority-rolled-over', case: '1', key: '', ...parts })
  }
  for (const peer of [honest, middle, home]) sure(await follow(here, peer), 'a bundle')
  const wei = enrolled(home, 'wei')
  sure(visit(wei, here), 'a visit')
  assert.deepEqual(received(wei, here).paths, { rudimentary: 1, basic: 1 })
})
