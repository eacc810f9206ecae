import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { Certificate as PkijsCertificate } from 'pkijs'
import { equalBytes, hex } from '#bytes'
import { PrivateKey, type Signer, unitSuiteNames } from '#crypto'
import {
  bitString,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  time,
  unsignedInteger,
} from '#der'
import { certain } from '#fault'
import { fakeLeaf, fakeNow, fakeUnit, read } from './fake-unit.ts'
import {
  type Certificate,
  type CertificateContent,
  certificateSubject,
  extensionsOf,
  isSignedBy,
  nameOf,
  nameText,
  parseCertificate,
  writeCertificate,
} from './index.ts'

const key = PrivateKey.generate('ed25519')
const unit = fakeUnit()
const leafDer = fakeLeaf(unit, key, { dnsNames: ['ada.office.example'] })

for (const suite of unitSuiteNames) {
  test(`a unit's certificates by ${suite} are read, and verified by OpenSSL inside Node`, () => {
    const own = fakeUnit(suite)
    const leaf = fakeLeaf(own, PrivateKey.generate(suite))
    const chain = [leaf, own.issuing.der, own.authority.der].map((der) => new X509Certificate(der))
    const [platformLeaf, platformIssuing, platformAuthority] = chain
    assert.ok(platformLeaf && platformIssuing && platformAuthority)
    assert.ok(platformLeaf.checkIssued(platformIssuing) && platformLeaf.verify(platformIssuing.publicKey))
    assert.ok(platformIssuing.checkIssued(platformAuthority))
    assert.ok(platformIssuing.verify(platformAuthority.publicKey))
    assert.ok(platformAuthority.verify(platformAuthority.publicKey))
    assert.equal(platformLeaf.ca, false)
    assert.equal(platformIssuing.ca, true)
    assert.ok(isSignedBy(read(leaf), own.issuingKey.publicKey))
    assert.ok(!isSignedBy(read(leaf), own.authorityKey.publicKey))
  })
}

test('a certificate is read, and its signature verified, as pkijs does it', async () => {
  const [ours, theirs] = [read(leafDer), PkijsCertificate.fromBER(leafDer)]
  assert.equal(ours.serial, hex(theirs.serialNumber.valueBlock.valueHexView))
  assert.equal(ours.notBefore, theirs.notBefore.value.getTime())
  assert.equal(ours.notAfter, theirs.notAfter.value.getTime())
  assert.ok(equalBytes(ours.spki, new Uint8Array(theirs.subjectPublicKeyInfo.toSchema().toBER())))
  assert.deepEqual(
    ours.extensions.map(({ oid, critical }) => [oid, critical]),
    theirs.extensions?.map(({ extnID, critical }) => [extnID, critical]),
  )
  assert.ok(await theirs.verify(PkijsCertificate.fromBER(unit.issuing.der)))
})

test('a leaf says whom it names and for what, as an X.509-SVID does', () => {
  const leaf = read(leafDer)
  assert.deepEqual(certificateSubject(leaf), {
    ok: true,
    value: { domain: 'office.example', kind: 'person', id: 'ada' },
  })
  assert.equal(nameText(leaf.subject), 'CN=Ada\\, \\"the\\" \\<Countess\\>,O=Bürgeramt')
  assert.deepEqual(leaf.basicConstraints, { ca: false })
  assert.deepEqual(leaf.keyUsage, new Set(['digitalSignature']))
  assert.deepEqual(leaf.extendedKeyUsage, ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.36'])
  assert.deepEqual(leaf.subjectAltName, [
    { kind: 'uri', value: 'spiffe://office.example/person/ada' },
    { kind: 'dns', value: 'ada.office.example' },
  ])
  assert.deepEqual(leaf.crlDistributionPoints, [
    { fullName: [{ kind: 'uri', value: 'http://office.example/issuing.crl' }] },
  ])
  assert.ok(
    equalBytes(
      certain(leaf.authorityKeyIdentifier, 'aki'),
      certain(unit.issuing.subjectKeyIdentifier, 'ski'),
    ),
  )
  const service = read(fakeLeaf(unit, key, { kind: 'service', id: 'permits' }))
  assert.deepEqual(service.extendedKeyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
})

test('an authority, and an issuing key under it, name nobody', () => {
  assert.deepEqual(unit.authority.basicConstraints, { ca: true })
  assert.deepEqual(unit.issuing.basicConstraints, { ca: true, pathLength: 0 })
  for (const certificate of [unit.authority, unit.issuing]) {
    assert.deepEqual(certificate.keyUsage, new Set(['keyCertSign', 'cRLSign']))
    const subject = certificateSubject(certificate)
    assert.deepEqual(subject, { ok: false, fault: { kind: 'not-a-leaf', extension: 'basic-constraints' } })
  }
})

test('a serial number of 20 octets with its top bit set stays positive and within 20 octets', () => {
  assert.equal(unit.authority.serial, `7f${'ff'.repeat(19)}`)
})

/** A certificate of parts that need not fit together. */
function assembled(
  parts: Partial<Record<keyof typeof sound, Uint8Array | readonly Uint8Array[]>>,
): Uint8Array {
  const of = (part: keyof typeof sound): readonly Uint8Array[] => [parts[part] ?? sound[part]].flat()
  const fields = [
    'version',
    'serial',
    'algorithm',
    'issuer',
    'validity',
    'subject',
    'spki',
    'extensions',
  ] as const
  const tbs = sequence(...fields.flatMap(of))
  return sequence(tbs, ...of('outer'), bitString(key.sign(tbs)))
}

const name = nameOf({ commonName: 'x' }).der
const basic = sequence(objectIdentifier('2.5.29.19'), octetString(sequence()))
const sound = {
  version: explicit(0, integer(2)),
  serial: integer(1),
  algorithm: key.suite.algorithmIdentifier,
  issuer: name,
  validity: sequence(time(fakeNow), time(fakeNow)),
  subject: name,
  spki: key.publicKey.spki,
  extensions: explicit(3, sequence(basic)),
  outer: key.suite.algorithmIdentifier,
}

test('the parts of the table below make a sound certificate', () =>
  assert.ok(parseCertificate(assembled({})).ok))

const refused: readonly (readonly [what: string, der: Uint8Array, fault: object])[] = [
  ['version 1', assembled({ version: [] }), { kind: 'version-unsupported', version: 1 }],
  ['version 2', assembled({ version: explicit(0, integer(1)) }), { kind: 'version-unsupported', version: 2 }],
  ['version 4', assembled({ version: explicit(0, integer(3)) }), { kind: 'version-unsupported', version: 4 }],
  ['serial number 0', assembled({ serial: integer(0) }), { kind: 'serial-not-positive' }],
  ['a negative serial number', assembled({ serial: integer(-1) }), { kind: 'serial-not-positive' }],
  [
    'a serial number of 21 octets',
    assembled({ serial: unsignedInteger(new Uint8Array(20).fill(0x80)) }),
    { kind: 'serial-too-long', bytes: 21, bytesMax: 20 },
  ],
  [
    'two algorithms',
    assembled({ outer: PrivateKey.generate('ecdsa-p256-sha256').suite.algorithmIdentifier }),
    { kind: 'algorithm-mismatch' },
  ],
  ['an empty issuer', assembled({ issuer: sequence() }), { kind: 'issuer-empty' }],
  [
    'an end before the beginning',
    assembled({ validity: sequence(time(fakeNow), time(fakeNow - 1000)) }),
    { kind: 'validity-reversed', notBefore: fakeNow, notAfter: fakeNow - 1000 },
  ],
  [
    'an extension twice',
    assembled({ extensions: explicit(3, sequence(basic, basic)) }),
    { kind: 'extension-duplicate', oid: '2.5.29.19' },
  ],
]

for (const [what, der, fault] of refused) {
  test(`a certificate with ${what} is refused`, () => {
    assert.deepEqual(parseCertificate(der), { ok: false, fault })
  })
}

test('an empty list of extensions, and a known extension that cannot be read, are refused', () => {
  const empty = parseCertificate(assembled({ extensions: explicit(3, sequence()) }))
  assert.ok(!empty.ok && empty.fault.kind === 'not-der' && empty.fault.fault.kind === 'list-empty')
  for (const oid of [
    '2.5.29.14',
    '2.5.29.15',
    '2.5.29.17',
    '2.5.29.19',
    '2.5.29.30',
    '2.5.29.31',
    '2.5.29.32',
  ]) {
    const strange = sequence(objectIdentifier(oid), octetString(Uint8Array.of(1, 1, 0xff)))
    const read = parseCertificate(assembled({ extensions: explicit(3, sequence(strange)) }))
    assert.ok(!read.ok && read.fault.kind === 'extension-malformed' && read.fault.oid === oid, oid)
  }
})

test('an unknown extension is kept with its criticality', () => {
  const value = octetString(Uint8Array.of(9))
  const strange = sequence(
    objectIdentifier('1.3.6.1.4.1.99999.1'),
    Uint8Array.of(1, 1, 0xff),
    octetString(value),
  )
  const certificate = read(assembled({ extensions: explicit(3, sequence(basic, strange)) }))
  assert.equal(certificate.extensions.length, 2)
  const last = certain(certificate.extensions.at(-1), 'the strange extension')
  assert.equal(last.oid, '1.3.6.1.4.1.99999.1')
  assert.equal(last.critical, true)
  assert.equal(hex(last.value), hex(value))
})

test('content that would be refused when read is a bug of the writer and throws', () => {
  const content = { ...contentOf(read(leafDer)), serial: new Uint8Array(16) }
  assert.throws(() => writeCertificate(content, unit.issuingKey), /serial-not-positive/)
})

test('writing what was read gives the same bytes', () => {
  for (const certificate of [read(leafDer), unit.authority, unit.issuing]) {
    assert.deepEqual(
      Buffer.from(writeCertificate(contentOf(certificate), replay(certificate))),
      certificate.der,
    )
  }
})

test('no change of bytes makes reading throw, and what is still read is written the same', () => {
  const change = fc.record({ at: fc.nat({ max: leafDer.length - 1 }), to: fc.nat({ max: 255 }) })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const der = Uint8Array.from(leafDer)
      for (const { at, to } of changes) der[at] = to
      const changed = parseCertificate(der)
      if (!changed.ok) return
      assert.ok(equalBytes(writeCertificate(contentOf(changed.value), replay(changed.value)), der))
    }),
    { numRuns: 3000 },
  )
  for (let length = 0; length < leafDer.length; length += 1) {
    assert.ok(!parseCertificate(leafDer.subarray(0, length)).ok)
  }
})

/** What was read, as content to write; known extensions come back from their views. */
function contentOf(certificate: Certificate): CertificateContent {
  const written = new Map(extensionsOf(certificate).map((extension) => [extension.oid, extension.value]))
  const { issuer, subject, notBefore, notAfter, spki } = certificate
  return {
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    serial: Buffer.from(certificate.serial, 'hex'),
    extensions: certificate.extensions.map((extension) => {
      // The issuer's name and serial number in an authority key identifier are read over, not kept.
      const value = extension.oid === '2.5.29.35' ? undefined : written.get(extension.oid)
      return value ? { ...extension, value } : extension
    }),
  }
}

/** A signer that has signed already. */
function replay(certificate: Certificate): Signer {
  const suite = { ...key.suite, algorithmIdentifier: certificate.signatureAlgorithm }
  return { publicKey: key.publicKey, suite, sign: () => certificate.signature }
}
