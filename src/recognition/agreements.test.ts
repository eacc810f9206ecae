import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour } from '#clock'
import { sure } from '#fault'
import { fakeKey } from '#identity'
import { agreementBounds, extensionType, fromPem, parseCertificate, pem } from '#x509'
import {
  crossCertificate,
  foundedPeer,
  outcomeOf,
  type Peer,
  passHours,
  proposalBy,
  proposalOf,
  recognise,
} from './fixture.ts'
import { agreementsOf } from './state.ts'

const [here, there, third] = (await Promise.all(
  ['here.example', 'there.example', 'third.example'].map((domain) => foundedPeer(domain)),
)) as [Peer, Peer, Peer]

/** A fresh unit for each test: `here` without a past. */
const fresh = (): Promise<Peer> => foundedPeer('here.example')

const propose = (by: Peer, instead: object = {}, of: Peer = there): string =>
  by.office.tried('agreement.propose', by.manager, proposalOf(of.unit, instead))

test('an agreement is what was proposed and signed with the authority key, and nothing more', async () => {
  const by = await fresh()
  const agreement = recognise(by, there, { hops: 1, domains: ['further.example'], grade: 'medium' })
  const der = Buffer.from(agreement.certificate, 'base64')
  const bounds = agreementBounds(sure(parseCertificate(der), 'the cross-certificate'))
  assert.deepEqual(bounds, {
    domains: ['there.example', 'further.example'],
    grade: 'medium',
    purposes: ['client'],
    hops: 1,
    statusAgeMaxSeconds: day / 1000,
    bundleUrl: 'https://there.example/.well-known/chancery-bundle',
    privateAddresses: false,
  })
  assert.deepEqual(
    agreementsOf(by.office.state).map(({ terms }) => terms.domain),
    ['there.example'],
  )
  assert.deepEqual(by.office.state, by.office.replayed())
})

const proposals: readonly (readonly [what: string, refused: string, instead: object])[] = [
  ['text that is no PEM', 'authority-unreadable', { authority: 'x' }],
  ['a certificate of nobody', 'authority-unreadable', { authority: pem('CERTIFICATE', new Uint8Array(9)) }],
  ['a leaf', 'authority-unfit', { authority: pem('CERTIFICATE', there.unit.founder.der) }],
  ['an issuing key', 'authority-unfit', { authority: pem('CERTIFICATE', there.unit.issuing.der) }],
  ['another unit’s domain', 'domain-not-theirs', { domain: 'third.example' }],
  ['plain HTTP', 'bundle-url-refused', { bundle: 'http://there.example/b' }],
  ['a name and password in the address', 'bundle-url-refused', { bundle: 'https://me:too@there.example/b' }],
  ['an empty fragment in the address', 'bundle-url-refused', { bundle: 'https://there.example/b#' }],
  ['a fragment in the address', 'bundle-url-refused', { bundle: 'https://there.example/b#x' }],
  ['no address', 'bundle-url-refused', { bundle: 'there.example' }],
  ['more hops than anybody can follow', 'act-malformed', { hops: 9 }],
  ['no purpose', 'act-malformed', { purposes: [] }],
  ['status that is never fresh enough', 'act-malformed', { statusAge: 1 }],
  ['a grade there is not', 'act-malformed', { grade: 'highest' }],
  [
    'this very unit',
    'agreement-with-oneself',
    { authority: pem('CERTIFICATE', here.unit.authority.der), domain: 'here.example' },
  ],
]

for (const [what, refused, instead] of proposals) {
  test(`a proposal with ${what} is refused: ${refused}`, () => assert.equal(propose(here, instead), refused))
}

test('a unit recognised already is not recognised again, by its key or by its domain', async () => {
  const by = await fresh()
  recognise(by, there)
  assert.equal(propose(by), 'recognised-already')
  const impostor = await foundedPeer('there.example')
  assert.equal(propose(by, {}, impostor), 'recognised-already')
})

const forgeries: readonly (readonly [what: string, refused: string, forged: (by: Peer) => string])[] = [
  ['no PEM', 'agreement-unreadable', () => 'x'],
  [
    'wider bounds',
    'agreement-differs',
    (by) => crossCertificate(by, proposalBy(by), { bounds: { ...proposalBy(by).terms, hops: 1 } }),
  ],
  [
    'a higher grade',
    'agreement-differs',
    (by) => crossCertificate(by, proposalBy(by), { bounds: { ...proposalBy(by).terms, grade: 'high' } }),
  ],
  [
    'another unit’s key',
    'agreement-differs',
    (by) => crossCertificate(by, proposalBy(by), { subject: third.unit.authority }),
  ],
  [
    'more days than proposed',
    'agreement-differs',
    (by) => crossCertificate(by, proposalBy(by), { notAfter: by.office.time + 366 * day }),
  ],
  [
    'a beginning to come',
    'agreement-differs',
    (by) => crossCertificate(by, proposalBy(by), { notBefore: by.office.time + hour }),
  ],
  [
    'a beginning long past',
    'agreement-differs',
    (by) => crossCertificate(by, proposalBy(by), { notBefore: by.office.time - 40 * day }),
  ],
  [
    'the signature of another key',
    'agreement-signature-wrong',
    (by) => crossCertificate(by, proposalBy(by), {}, fakeKey()),
  ],
  [
    'the signature of the issuing key',
    'agreement-signature-wrong',
    (by) => crossCertificate(by, proposalBy(by), {}, by.unit.keys.issuing),
  ],
]

for (const [what, refused, forged] of forgeries) {
  test(`an agreement with ${what} is not put into force: ${refused}`, async () => {
    const by = await fresh()
    assert.equal(propose(by), 'done')
    const input = { unit: 'there.example', certificate: forged(by) }
    assert.equal(by.office.tried('agreement.sign', by.chief, input), refused)
    assert.deepEqual(agreementsOf(by.office.state), [])
  })
}

test('what nobody proposed, or proposed of another unit, is not signed', async () => {
  const by = await fresh()
  assert.equal(propose(by), 'done')
  const certificate = crossCertificate(by, proposalBy(by))
  const sign = (unit: string): string => by.office.tried('agreement.sign', by.chief, { unit, certificate })
  assert.equal(sign('third.example'), 'proposal-missing')
  assert.equal(sign('there.example'), 'done')
  assert.equal(sign('there.example'), 'proposal-missing')
})

test('a renewal takes the place of the agreement before it', async () => {
  const by = await fresh()
  const first = recognise(by, there)
  passHours(24 * 300, by)
  const renewal = {
    unit: 'there.example',
    agreement: first.agreement,
    days: 365,
    evidence: 'the same key, read out again',
  }
  sure(by.office.act('agreement.propose-renewal', by.manager, renewal), 'a renewal')
  const certificate = crossCertificate(by, proposalBy(by))
  sure(by.office.act('agreement.sign', by.chief, { unit: 'there.example', certificate }), 'its signing')
  const [renewed, ...more] = agreementsOf(by.office.state)
  assert.deepEqual(more, [])
  assert.notEqual(renewed?.agreement, first.agreement)
  assert.ok((renewed?.notAfter ?? 0) > first.notAfter)
  assert.equal(by.office.tried('agreement.propose-renewal', by.manager, renewal), 'agreement-unknown')
})

const narrowings: readonly (readonly [what: string, outcome: string, bounds: object])[] = [
  ['fewer hops', 'done', { hops: 0 }],
  ['a lower grade', 'done', { grade: 'rudimentary' }],
  ['fewer domains', 'done', { domains: [] }],
  ['fewer purposes', 'done', { purposes: ['server'] }],
  ['fresher status', 'done', { statusAge: 3600 }],
  ['fewer days', 'done', { days: 10 }],
  ['a domain below one that was there', 'done', { domains: ['deep.further.example'] }],
  ['nothing narrower', 'agreement-unchanged', {}],
  ['more hops', 'agreement-widened', { hops: 3 }],
  ['a higher grade', 'agreement-widened', { grade: 'high' }],
  ['the test grade, which is no lower one', 'agreement-widened', { grade: 'test' }],
  ['another domain', 'agreement-widened', { domains: ['other.example'] }],
  ['older status', 'agreement-widened', { statusAge: 7 * 86_400 }],
  ['more days', 'agreement-widened', { days: 1000 }],
]

for (const [what, outcome, bounds] of narrowings) {
  test(`a narrowing to ${what}: ${outcome}`, async () => {
    const by = await fresh()
    const wide = { hops: 2, domains: ['further.example'], purposes: ['client', 'server'] }
    const { agreement } = recognise(by, there, wide)
    const input = { unit: 'there.example', agreement, evidence: 'a new risk', ...bounds }
    assert.equal(by.office.tried('agreement.propose-narrowing', by.manager, input), outcome)
    if (outcome !== 'done') return
    const certificate = crossCertificate(by, proposalBy(by))
    const signed = by.office.act('agreement.sign', by.chief, { unit: 'there.example', certificate })
    assert.equal(outcomeOf(signed), 'done')
    assert.equal(agreementsOf(by.office.state).length, 1)
  })
}

test('a withdrawn agreement is gone at once and stays on record with its reason', async () => {
  const by = await fresh()
  const { agreement } = recognise(by, there)
  const input = { unit: 'there.example', agreement, reason: 'they lost their key' }
  const elsewhere = { ...input, unit: 'third.example' }
  assert.equal(by.office.tried('agreement.withdraw', by.chief, elsewhere), 'agreement-unknown')
  assert.equal(by.office.tried('agreement.withdraw', by.chief, input), 'done')
  assert.equal(by.office.tried('agreement.withdraw', by.chief, input), 'agreement-unknown')
  const shown = sure(by.office.ask('agreement.list', undefined, {}), 'the list')
  assert.deepEqual(shown, {
    agreements: [],
    ended: [
      {
        agreement,
        domain: 'there.example',
        key: there.unit.keys.authority.publicKey.thumbprint,
        ended: '2026-01-05T08:00:00.000Z',
        why: 'withdrawn',
        reason: 'they lost their key',
      },
    ],
  })
})

test('bounds that not every verifier can read are marked as not critical, the others are', async () => {
  const by = await fresh()
  sure(by.office.act('agreement.propose', by.manager, proposalOf(there.unit)), 'a proposal')
  const der = sure(fromPem(crossCertificate(by, proposalBy(by)), 'CERTIFICATE'), 'PEM')
  const { extensions } = sure(parseCertificate(der), 'the cross-certificate')
  const critical = extensions.filter((extension) => extension.critical).map(({ oid }) => oid)
  assert.ok(critical.includes(extensionType.nameConstraints))
  assert.ok(!critical.includes(extensionType.agreementTerms))
})
