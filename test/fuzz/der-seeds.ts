import { createPrivateKey, createPublicKey } from 'node:crypto'
import { sha256, utf8 } from '#bytes'
import { day } from '#clock'
import {
  bitString,
  bmpString,
  booleanValue,
  contextConstructed,
  contextPrimitive,
  element,
  enumerated,
  explicit,
  flag,
  ia5String,
  implicit,
  integer,
  namedBits,
  nullValue,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  setOf,
  tag,
  time,
  unsignedInteger,
  utf8String,
} from '#der'
import { certain, sure } from '#fault'
import {
  attributeType,
  type DistributionPoint,
  type Extension,
  extensionsOf,
  extensionType,
  type GeneralName,
  type KnownExtensions,
  keyPurpose,
  type Name,
  nameOf,
  parseName,
  revocationReasons,
  writeCertificate,
  writeRequest,
  writeRevocationList,
} from '#x509'
import { fixedAuthority, fixedKey, fuzzNow, validity } from './authority.ts'

const name = nameOf({ commonName: 'Ada, "the" <Countess>', organization: 'Bürgeramt', country: 'DE' })

const frameKey = fixedKey('framed')

/** A name with attributes of every string type, two in one RDN, and one that is no text. */
const oddName = sequence(
  setOf(attribute(attributeType.country, printableString('DE'))),
  setOf(
    attribute(attributeType.organization, bmpString('役所')),
    attribute(attributeType.organizationalUnit, element(tag.teletexString, utf8('office'))),
  ),
  setOf(attribute(attributeType.domainComponent, ia5String('example'))),
  setOf(attribute(attributeType.serialNumber, element(tag.numericString, utf8('1 2')))),
  setOf(attribute('2.25.59702183151221329218532031926776875072', integer(-129))),
  setOf(attribute(attributeType.commonName, element(tag.universalString, Uint8Array.of(0, 1, 0xd1, 0x1e)))),
)

const names: readonly GeneralName[] = [
  { kind: 'email', value: 'ada@office.example' },
  { kind: 'dns', value: '*.office.example' },
  { kind: 'directory', name },
  { kind: 'uri', value: 'spiffe://office.example/person/ada' },
  { kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 1) },
  { kind: 'other', number: 8, der: implicit(8, objectIdentifier('1.2.3')) },
  { kind: 'other', number: 0, der: otherName() },
]

/** Every extension that is read as data, with every member it can have. */
const everything: KnownExtensions = {
  basicConstraints: { ca: true, pathLength: 3 },
  keyUsage: new Set(['digitalSignature', 'keyCertSign', 'cRLSign', 'decipherOnly']),
  extendedKeyUsage: [keyPurpose.any, keyPurpose.serverAuth],
  subjectKeyIdentifier: new Uint8Array(20).fill(7),
  authorityKeyIdentifier: new Uint8Array(20).fill(8),
  subjectAltName: names,
  nameConstraints: {
    permitted: [
      { kind: 'dns', value: '.office.example' },
      { kind: 'directory', name },
    ],
    excluded: [
      { kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0) },
      { kind: 'email', value: 'a.example' },
    ],
  },
  certificatePolicies: [
    { policy: '2.5.29.32.0' },
    {
      policy: '1.2.3.4',
      qualifiers: sequence(sequence(objectIdentifier('1.3.6.1.5.5.7.2.1'), ia5String('a:b'))),
    },
  ],
  crlDistributionPoints: [
    { fullName: [{ kind: 'uri', value: 'http://office.example/a.crl' }] },
    { reasons: [1, 6], crlIssuer: [{ kind: 'directory', name }] },
    ...relativePoints(),
  ],
  issuerAltName: names,
  policyMappings: [
    { issuerDomain: '1.2.3.4', subjectDomain: '1.2.3.5' },
    { issuerDomain: '1.2.3.4', subjectDomain: '1.2.3.6' },
  ],
  policyConstraints: { requireExplicitPolicy: 0, inhibitPolicyMapping: 2 ** 31 - 1 },
  inhibitAnyPolicy: 1,
  freshestCrl: [{ fullName: [{ kind: 'uri', value: 'http://office.example/delta.crl' }] }],
  authorityInfoAccess: [
    { method: '1.3.6.1.5.5.7.48.2', location: { kind: 'uri', value: 'http://a.example/a' } },
  ],
  subjectInfoAccess: [{ method: '1.3.6.1.5.5.7.48.5', location: { kind: 'directory', name } }],
  agreementTerms: { hops: 255, statusAgeMaxSeconds: 2 ** 31 - 1, privateAddresses: true },
}

/** Points by a name relative to the issuer's, of one attribute and of two. */
function relativePoints(): readonly DistributionPoint[] {
  const last = sure(parseName(oddName), 'a name with two attributes in one RDN').rdns
  return [0, 1].map((at) => ({ relativeName: certain(last[at], 'an RDN') }))
}

/** One element of every type, alone and together. */
export function elementSeeds(): readonly Uint8Array[] {
  const each = [
    booleanValue(true),
    integer(0),
    integer(-(2n ** 63n)),
    unsignedInteger(new Uint8Array(20).fill(0xff)),
    enumerated(10),
    bitString(utf8('bits')),
    namedBits([0, 5, 8]),
    octetString(sequence(integer(1))),
    nullValue(),
    objectIdentifier('2.25.59702183151221329218532031926776875072.2.1'),
    utf8String('役所'),
    printableString('office & co'),
    ia5String('a@b.example'),
    bmpString('役所'),
    time(fuzzNow),
    time(Date.UTC(2050, 0, 1)),
    element(contextPrimitive(30), utf8('x')),
    element(contextConstructed(0), integer(5), nullValue()),
  ]
  return [...each, sequence(...each), setOf(...each), sequence(sequence(setOf(sequence())))]
}

export function nameSeeds(): readonly Uint8Array[] {
  return [name.der, oddName, sequence()]
}

/** `Extensions` with each of those read as data alone, all of them, and one unknown. */
export function extensionSeeds(): readonly Uint8Array[] {
  const all = extensionsOf(everything)
  const issuerAndSerial = sequence(
    implicit(0, octetString(utf8('key'))),
    element(contextConstructed(1), explicit(4, name.der)),
    implicit(2, integer(7)),
  )
  const others: readonly Extension[] = [
    { oid: extensionType.authorityKeyIdentifier, critical: false, value: issuerAndSerial },
    { oid: '1.3.6.1.4.1.99999.1', critical: true, value: utf8('anything') },
    { oid: extensionType.keyUsage, critical: true, value: namedBits([1, 9, 30]) },
  ]
  return [...[...all, ...others].map((one) => writtenExtensions([one])), writtenExtensions(all)]
}

/** A certificate whose `Extensions` are these bytes, with a signature that is none. */
export function framed(extensions: Uint8Array): Uint8Array {
  const { publicKey, suite } = frameKey
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(1),
    suite.algorithmIdentifier,
    name.der,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    name.der,
    publicKey.spki,
    explicit(3, extensions),
  )
  return sequence(tbs, suite.algorithmIdentifier, bitString(new Uint8Array(64)))
}

export function certificateSeeds(): readonly Uint8Array[] {
  const { authority, issuing, issuingKey } = fixedAuthority()
  const leaf = {
    ...validity,
    serial: sha256(utf8('leaf')).subarray(0, 16),
    issuer: issuing.subject,
    subject: name,
    spki: fixedKey('leaf').publicKey.spki,
    extensions: extensionsOf({
      keyUsage: new Set(['digitalSignature']),
      subjectAltName: [{ kind: 'uri', value: 'spiffe://office.example/person/ada' }],
    }),
  }
  const full = { ...leaf, notAfter: Date.UTC(2060, 0, 1), extensions: extensionsOf(everything) }
  return [
    authority.der,
    issuing.der,
    writeCertificate(leaf, issuingKey),
    writeCertificate(full, issuingKey),
    writeCertificate({ ...leaf, extensions: extensionsOf({ basicConstraints: { ca: false } }) }, issuingKey),
  ]
}

export function listSeeds(): readonly Uint8Array[] {
  const { issuing, issuingKey } = fixedAuthority()
  const content = {
    issuer: issuing.subject,
    thisUpdate: fuzzNow,
    nextUpdate: fuzzNow + day,
    number: 2n ** 70n,
    authorityKeyIdentifier: new Uint8Array(20).fill(7),
    entries: [],
  }
  const entries = revocationReasons.map((reason, index) => {
    return { serial: `7f0${index.toString(16)}`, at: fuzzNow - index * day, reason }
  })
  const lists = [
    content,
    { ...content, number: 2n ** 70n + 1n, entries: [...entries, { serial: '05', at: fuzzNow }] },
    { ...content, entries: [{ serial: 'ff', at: 0 }] },
  ]
  return [...lists.map((list) => writeRevocationList(list, issuingKey)), ...partialLists(issuing.subject)]
}

/** Lists as this program reads them and does not write them: by distribution point, indirect, delta. */
function partialLists(issuer: Name): readonly Uint8Array[] {
  const point = explicit(0, element(contextConstructed(0), implicit(6, ia5String('http://a.example/a'))))
  const relative = explicit(0, implicit(1, setOf(attribute(attributeType.commonName, utf8String('1')))))
  const on = Uint8Array.of(0xff)
  const scopes = [
    sequence(point, element(contextPrimitive(1), on)),
    sequence(relative, element(contextPrimitive(2), on), implicit(3, namedBits([1, 6]))),
    sequence(point, element(contextPrimitive(4), on)),
    sequence(element(contextPrimitive(5), on)),
  ]
  const other = sequence(explicit(4, oddName))
  const freshest = extensionsOf({ freshestCrl: relativePoints() })
  const entries = [
    sequence(integer(5), time(fuzzNow)),
    sequence(
      integer(-5),
      time(fuzzNow),
      writtenExtensions([extension(extensionType.certificateIssuer, other)]),
    ),
    sequence(
      integer(5),
      time(fuzzNow),
      writtenExtensions([extension(extensionType.reasonCode, enumerated(6))]),
    ),
    sequence(
      integer(6),
      time(fuzzNow),
      writtenExtensions([extension(extensionType.invalidityDate, octetString(on))]),
    ),
  ]
  const delta = extension(extensionType.deltaCrlIndicator, integer(7))
  const complete = scopes.map((scope) => [
    extension(extensionType.issuingDistributionPoint, scope),
    { ...extension(extensionType.crlNumber, integer(9)), critical: false },
  ])
  return [
    ...complete.map((says) => framedList(issuer, entries, [...says, ...freshest])),
    ...complete.map((says) => framedList(issuer, entries, [...says, delta])),
  ]
}

function extension(oid: string, value: Uint8Array): Extension {
  return { oid, critical: true, value }
}

/** A list of these entries and extensions, with a signature that is none. */
function framedList(
  issuer: Name,
  entries: readonly Uint8Array[],
  extensions: readonly Extension[],
): Uint8Array {
  const { suite } = frameKey
  const tbs = sequence(
    integer(1),
    suite.algorithmIdentifier,
    issuer.der,
    time(fuzzNow),
    time(fuzzNow + day),
    sequence(...entries),
    explicit(0, writtenExtensions(extensions)),
  )
  return sequence(tbs, suite.algorithmIdentifier, bitString(new Uint8Array(64)))
}

export function requestSeeds(): readonly Uint8Array[] {
  const signer = fixedKey('request')
  const wish = extensionsOf({ subjectAltName: names, keyUsage: new Set(['digitalSignature']) })
  return [
    writeRequest({ subject: name }, signer),
    writeRequest({ subject: name, extensions: wish }, signer),
    writeRequest({ subject: name, extensions: extensionsOf(everything) }, signer),
  ]
}

/** A SubjectPublicKeyInfo of every type there is a row for, and of some there is none for. */
export function publicKeySeeds(): readonly Uint8Array[] {
  const rsa = (bits: number, exponent: number): Uint8Array => {
    const modulus = Uint8Array.from({ length: bits / 8 }, (_, at) => (at * 37 + 129) | 1)
    const encoded = sequence(unsignedInteger(modulus), integer(exponent))
    return sequence(sequence(objectIdentifier('1.2.840.113549.1.1.1'), nullValue()), bitString(encoded))
  }
  const curve = (secret: Uint8Array, ...algorithm: readonly string[]): Uint8Array => {
    const sec1 = sequence(integer(1), octetString(secret))
    return publicHalf(sequence(integer(0), sequence(...algorithm.map(objectIdentifier)), octetString(sec1)))
  }
  const ec = '1.2.840.10045.2.1'
  const secret = new Uint8Array(32).fill(5)
  const seedOnly = (oid: string, inner: Uint8Array): Uint8Array => {
    return publicHalf(sequence(integer(0), sequence(objectIdentifier(oid)), octetString(inner)))
  }
  return [
    fixedKey('spki').publicKey.spki,
    curve(secret, ec, '1.2.840.10045.3.1.7'),
    curve(new Uint8Array(48).fill(5), ec, '1.3.132.0.34'),
    curve(new Uint8Array(66).fill(1), ec, '1.3.132.0.35'),
    curve(secret, ec, '1.3.132.0.10'),
    seedOnly('1.3.101.113', octetString(new Uint8Array(57).fill(3))),
    seedOnly('1.3.101.110', octetString(secret)),
    ...[17, 18, 19].map((last) => seedOnly(`2.16.840.1.101.3.4.3.${last}`, implicit(0, octetString(secret)))),
    rsa(2048, 65_537),
    rsa(1024, 65_537),
    rsa(3072, 3),
  ]
}

function publicHalf(pkcs8: Uint8Array): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  return createPublicKey(key).export({ format: 'der', type: 'spki' })
}

export function writtenExtensions(extensions: readonly Extension[]): Uint8Array {
  const all = extensions.map(({ oid, critical, value }) => {
    return sequence(objectIdentifier(oid), ...flag(critical), octetString(value))
  })
  return sequence(...all)
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(type), value)
}

function otherName(): Uint8Array {
  const inner = explicit(0, utf8String('ada@office.example'))
  return implicit(0, sequence(objectIdentifier('1.3.6.1.4.1.311.20.2.3'), inner))
}
