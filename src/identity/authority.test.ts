import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { day, minute } from '#clock'
import { type PrivateKey, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import {
  authorityContent,
  type Certificate,
  type CertificateContent,
  gradePolicy,
  issuingContent,
  linkContent,
  nameOf,
  parseCertificate,
  pem,
  writeCertificate,
} from '#x509'
import { ownCertificatesMax } from './authority.ts'
import { type RolloverCertificates, rolloverCertificates } from './authority-material.ts'
import { fakeKey, fakeSpeaker, fakeUnit } from './fake-unit.ts'
import { founded, type Registry } from './fixture.ts'
import { callerOf, ownCertificates, ownChain } from './path.ts'
import { unitProfile } from './state.ts'

const manager = fakeSpeaker('person', 'mara', fakeKey())
const chief = fakeSpeaker('person', 'cleo', fakeKey())

/** The keys an authority has had, the newest last. */
type Keys = readonly PrivateKey[]

/** What a rollover to a new key brings, of a unit whose newest authority key this is. */
function made({ office }: Registry, oldKey: PrivateKey, newKey: PrivateKey): RolloverCertificates {
  const { state, time } = office
  return rolloverCertificates({
    old: certain(ownCertificates(state, 'authorities').at(-1), 'an authority'),
    issuing: certain(ownCertificates(state, 'issuing').at(-1), 'an issuing certificate'),
    oldKey,
    newKey,
    time,
    random: systemRandom,
  })
}

function inputOf(certificates: RolloverCertificates, instead: object = {}): object {
  const texts = Object.entries(certificates).map(([part, { der }]) => [part, pem('CERTIFICATE', der)])
  return { ...Object.fromEntries(texts), evidence: 'made in the safe room by two', ...instead }
}

function rollOver(registry: Registry, keys: Keys): Keys {
  const next = fakeKey()
  const certificates = made(registry, certain(keys.at(-1), 'a key'), next)
  sure(registry.office.act('authority.propose-rollover', manager, inputOf(certificates)), 'a proposal')
  const key = next.publicKey.thumbprint
  sure(registry.office.act('authority.roll-over', chief, { key }), 'a rollover')
  return [...keys, next]
}

function admitted({ office, unit }: Registry): string {
  const found = callerOf(office.state, unit.founder.der, office.time)
  return found.ok ? found.value.speaker.id : found.fault.kind
}

test('a rollover adds an anchor, links and an issuing certificate, and keeps the identifier', () => {
  const registry = founded()
  const before = certain(unitProfile(registry.office.state), 'the unit')
  rollOver(registry, [registry.unit.keys.authority])
  const after = certain(unitProfile(registry.office.state), 'the unit')
  assert.equal(after.key, before.key)
  const counts = [after.authorities, after.links, after.issuing].map(({ length }) => length)
  assert.deepEqual(counts, [2, 2, 2])
  assert.deepEqual(after.authorities.slice(0, 1), before.authorities)
  const [first, second] = ownCertificates(registry.office.state, 'issuing')
  assert.deepEqual(first?.spki, second?.spki)
  assert.deepEqual(registry.office.state, registry.office.replayed())
})

test('the unit’s own people are admitted before, during and after, however often keys roll over', () => {
  const registry = founded()
  let keys: Keys = [registry.unit.keys.authority]
  for (let times = 0; times < ownCertificatesMax / 2; times++) {
    assert.equal(admitted(registry), 'fay')
    keys = rollOver(registry, keys)
    registry.office.time += day
  }
  assert.equal(admitted(registry), 'fay')
  assert.equal(ownChain(registry.office.state).length, keys.length)
  const next = made(registry, certain(keys.at(-1), 'a key'), fakeKey())
  const done = registry.office.tried('authority.propose-rollover', manager, inputOf(next))
  assert.equal(done, 'authorities-full')
})

test('links and issuing certificates that have ended make room at the next rollover', () => {
  const registry = founded(2)
  const keys = rollOver(registry, [registry.unit.keys.authority])
  registry.office.time += 3 * day
  assert.equal(admitted(registry), 'fay')
  rollOver(registry, keys)
  assert.equal(unitProfile(registry.office.state)?.issuing.length, 2)
  assert.equal(admitted(registry), 'fay')
})

interface Made {
  readonly registry: Registry
  readonly oldKey: PrivateKey
  readonly newKey: PrivateKey
  readonly good: RolloverCertificates
}

const serial = (): Uint8Array => systemRandom.bytes(16).fill(0x41, 0, 1)

function written(content: CertificateContent, key: PrivateKey): Certificate {
  return sure(parseCertificate(writeCertificate(content, key)), 'a certificate')
}

/** A content as the certificate has it, with what is given instead. */
function again(certificate: Certificate, instead: Partial<CertificateContent>): CertificateContent {
  const { issuer, subject, notBefore, notAfter, spki, extensions } = certificate
  return { issuer, subject, notBefore, notAfter, spki, extensions, serial: serial(), ...instead }
}

const short = new Uint8Array([0x41, 1, 2])
const later = ({ registry }: Made): number => registry.office.time + minute

/** What is proposed instead of one of the four, and with what that is refused. */
const differing: readonly (readonly [
  what: string,
  refused: string,
  instead: (from: Made) => Partial<Record<keyof RolloverCertificates, Certificate>>,
])[] = [
  [
    'an authority of another name',
    'authority name',
    (from) => {
      const { spki, notBefore, notAfter } = from.good.authority
      const name = nameOf({ commonName: 'another authority' })
      const domain = 'unit.example'
      const content = authorityContent({ name, domain, spki, serial: serial(), notBefore, notAfter })
      return { authority: written(content, from.newKey) }
    },
  ],
  [
    'an authority of another domain',
    'authority extensions',
    (from) => {
      const { subject: name, spki, notBefore, notAfter } = from.good.authority
      const domain = 'other.example'
      const content = authorityContent({ name, domain, spki, serial: serial(), notBefore, notAfter })
      return { authority: written(content, from.newKey) }
    },
  ],
  [
    'an authority that another key signed',
    'authority signature',
    (from) => ({ authority: written(again(from.good.authority, {}), from.oldKey) }),
  ],
  [
    'an authority that counts only later',
    'authority validity',
    (from) => ({ authority: written(again(from.good.authority, { notBefore: later(from) }), from.newKey) }),
  ],
  [
    'an authority with a serial that can be guessed',
    'authority serial',
    (from) => ({ authority: written(again(from.good.authority, { serial: short }), from.newKey) }),
  ],
  [
    'a link that the new key signed itself',
    'newWithOld signature',
    (from) => ({ newWithOld: written(again(from.good.newWithOld, {}), from.newKey) }),
  ],
  ['the links exchanged', 'newWithOld key', ({ good }) => ({ newWithOld: good.oldWithNew })],
  [
    'a link that ends sooner than its keys',
    'newWithOld validity',
    (from) => ({ newWithOld: written(again(from.good.newWithOld, { notAfter: later(from) }), from.oldKey) }),
  ],
  [
    'a link with a path length',
    'oldWithNew extensions',
    ({ good, newKey }) => ({
      oldWithNew: written(again(good.oldWithNew, { extensions: good.issuing.extensions }), newKey),
    }),
  ],
  [
    'a link for another key',
    'oldWithNew key',
    ({ good, newKey }) => {
      const other = fakeUnit(good.authority.notBefore).authority
      const { extensions } = linkContent({ subject: other, issuer: other, serial: serial() })
      const content = again(good.oldWithNew, { spki: other.spki, extensions })
      return { oldWithNew: written(content, newKey) }
    },
  ],
  [
    'another issuing key',
    'issuing key',
    (from) => ({
      issuing: written(again(from.good.issuing, { spki: fakeKey().publicKey.spki }), from.newKey),
    }),
  ],
  [
    'an issuing certificate by the old key',
    'issuing signature',
    (from) => ({ issuing: written(again(from.good.issuing, {}), from.oldKey) }),
  ],
  [
    'an issuing certificate that ends before the one it follows',
    'issuing validity',
    (from) => ({
      issuing: written(again(from.good.issuing, { notAfter: from.registry.office.time + day }), from.newKey),
    }),
  ],
  [
    'an issuing certificate that outlives its authority',
    'issuing validity',
    ({ good, newKey }) => ({
      issuing: written(again(good.issuing, { notAfter: good.authority.notAfter + day }), newKey),
    }),
  ],
  [
    'an issuing certificate with another list',
    'issuing extensions',
    ({ good, newKey }) => {
      const { subject: name, spki, notBefore, notAfter } = good.issuing
      const facts = { name, spki, notBefore, notAfter, domain: 'unit.example', issuer: good.authority }
      const content = issuingContent({ ...facts, serial: serial(), crlUrl: 'http://elsewhere.example/crl' })
      return { issuing: written(content, newKey) }
    },
  ],
]

describe('a proposal is refused for', () => {
  const registry = founded()
  const oldKey = registry.unit.keys.authority
  const newKey = fakeKey()
  const good = made(registry, oldKey, newKey)
  for (const [what, refused, instead] of differing) {
    test(what, () => {
      const input = inputOf({ ...good, ...instead({ registry, oldKey, newKey, good }) })
      const done = registry.office.act('authority.propose-rollover', manager, input)
      const fault = done.ok ? undefined : (done.fault as { part?: string; differs?: string; kind: string })
      assert.equal(fault?.kind, 'rollover-differs')
      assert.equal(`${fault?.part} ${fault?.differs}`, refused)
    })
  }

  const tried = (input: object): string => registry.office.tried('authority.propose-rollover', manager, input)

  test('what is no certificate', () => {
    assert.equal(tried(inputOf(good, { newWithOld: 'x' })), 'rollover-unreadable')
    const damaged = pem('CERTIFICATE', new Uint8Array(9))
    assert.equal(tried(inputOf(good, { issuing: damaged })), 'rollover-unreadable')
  })

  test('a key that the unit has or had: its authority’s, its issuing key, a person’s', () => {
    for (const key of [oldKey, registry.unit.keys.issuing, registry.unit.keys.founder]) {
      assert.equal(tried(inputOf(made(registry, oldKey, key))), 'authority-key-used')
    }
  })

  test('an old key whose time is over', () => {
    const late = founded()
    const certificates = made(late, oldKey, fakeKey())
    late.office.time += 21 * 365 * day
    const first = late.office.act('authority.propose-rollover', manager, inputOf(certificates))
    assert.equal(!first.ok && first.fault.kind, 'rollover-differs')
  })
})

describe('a decision is refused for', () => {
  test('a case that proposed nothing, and one in which it was decided already', () => {
    const registry = founded()
    const key = fakeKey().publicKey.thumbprint
    assert.equal(registry.office.tried('authority.roll-over', chief, { key }), 'rollover-missing')
    const [, next] = rollOver(registry, [registry.unit.keys.authority])
    const again = { key: certain(next, 'the new key').publicKey.thumbprint }
    assert.equal(registry.office.tried('authority.roll-over', chief, again), 'rollover-missing')
  })

  test('another key than the one proposed', () => {
    const registry = founded()
    const input = inputOf(made(registry, registry.unit.keys.authority, fakeKey()))
    sure(registry.office.act('authority.propose-rollover', manager, input), 'a proposal')
    const key = fakeKey().publicKey.thumbprint
    assert.equal(registry.office.tried('authority.roll-over', chief, { key }), 'rollover-other-key')
  })

  test('a proposal that another rollover has overtaken', () => {
    const registry = founded()
    const slow = fakeKey()
    const input = inputOf(made(registry, registry.unit.keys.authority, slow))
    const there = { case: '7', step: 'work' }
    sure(registry.office.act('authority.propose-rollover', manager, input, there), 'a proposal')
    rollOver(registry, [registry.unit.keys.authority])
    const key = slow.publicKey.thumbprint
    assert.equal(registry.office.tried('authority.roll-over', chief, { key }, there), 'rollover-differs')
  })
})

test('everybody sees the keys and links; whoever decides sees what is proposed', () => {
  const registry = founded()
  const next = fakeKey()
  const input = inputOf(made(registry, registry.unit.keys.authority, next))
  sure(registry.office.act('authority.propose-rollover', manager, input), 'a proposal')
  const { proposals } = sure(registry.office.ask('authority.proposal', chief, {}), 'an answer') as {
    proposals: readonly { case: string; by: string; key: string }[]
  }
  assert.deepEqual(
    proposals.map((one) => [one.case, one.by, one.key]),
    [['1', 'mara', next.publicKey.thumbprint]],
  )
  sure(registry.office.act('authority.roll-over', chief, { key: next.publicKey.thumbprint }), 'it')
  const { authorities, links } = sure(registry.office.ask('authority.list', undefined, {}), 'it') as {
    authorities: readonly { key: string; newest: boolean }[]
    links: readonly { key: string }[]
  }
  const keys = [registry.unit.keys.authority, next].map(({ publicKey }) => publicKey.thumbprint)
  assert.deepEqual(
    authorities.map(({ key, newest }) => [key, newest]),
    keys.map((key, place) => [key, place === 1]),
  )
  assert.deepEqual(
    links.map(({ key }) => key),
    keys.toReversed(),
  )
})

const openssl = hasOpenssl() ? false : 'there is no openssl on this machine'

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return false
  }
}

test('openssl verifies a leaf under every anchor with the one chain', { skip: openssl }, () => {
  const registry = founded()
  const keys = rollOver(registry, [registry.unit.keys.authority])
  rollOver(registry, keys)
  const folder = mkdtempSync(join(tmpdir(), 'chancery-rollover-'))
  const file = (name: string, certificates: readonly Certificate[]): string => {
    writeFileSync(join(folder, name), certificates.map(({ der }) => pem('CERTIFICATE', der)).join(''))
    return join(folder, name)
  }
  const { state, time } = registry.office
  const leaf = file('leaf.pem', [registry.unit.founder])
  const chain = file('chain.pem', ownChain(state))
  const policy = ['-policy', gradePolicy.basic, '-explicit_policy', '-policy_check']
  const at = ['-attime', String(time / 1000)]
  try {
    for (const anchor of ownCertificates(state, 'authorities')) {
      const root = file('root.pem', [anchor])
      const flags = ['-x509_strict', '-no-CApath', '-no-CAstore', '-CAfile', root, '-untrusted', chain]
      const said = execFileSync('openssl', ['verify', ...flags, ...policy, ...at, leaf])
      assert.match(said.toString(), /: OK/)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
