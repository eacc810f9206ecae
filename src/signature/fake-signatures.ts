import { concat, hex, sha256, utf8 } from '#bytes'
import { type Duration, day, type Instant, second } from '#clock'
import { timestampPolicy } from '#cms'
import { type DigestName, digestBytes, PrivateKey, type SuiteName, suiteNamed } from '#crypto'
import {
  bitString,
  enumerated,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  preciseTime,
  sequence,
  time as timeElement,
  unsignedInteger,
} from '#der'
import { certain, sure } from '#fault'
import {
  considerRequest,
  issueToken,
  makeTimestampRequest,
  type SunsetRow,
  tokenOfResponse,
} from '#timestamp'
import {
  type Certificate,
  type Extension,
  extensionsOf,
  extensionType,
  type GeneralName,
  keyIdentifier,
  keyPurpose,
  nameOf,
  parseCertificate,
  writeCertificate,
} from '#x509'
import { objectId } from './existence.ts'
import type { CarriedTimestamp, Evidence, SignatureObject } from './object.ts'

/*
 * For tests: authorities, signers, clocks and signatures of no form, at any time.
 */

/** A name, a key and its certificate. */
export interface FakeHolder {
  readonly name: string
  readonly key: PrivateKey
  readonly certificate: Certificate
}

export interface FakeTerms {
  readonly from: Instant
  readonly until: Instant
  readonly suite?: SuiteName
  readonly kind?: 'authority' | 'signer' | 'clock' | 'record'
  /** Of an authority: those it is recognised for. */
  readonly names?: readonly GeneralName[]
  /** Purposes of the key, dotted; those of the kind when not given. */
  readonly purposes?: readonly string[]
  readonly more?: readonly Extension[]
}

export const nothing: Evidence = { certificates: [], lists: [], ocsp: [] }

/** An authority that certifies itself. */
export function fakeRoot(name: string, terms: FakeTerms): FakeHolder {
  const key = keyOf(terms)
  return { name, key, certificate: issued({ name, key }, { name, key }, { kind: 'authority', ...terms }) }
}

/** Somebody whom an authority certifies. */
export function fakeHolder(issuer: FakeHolder, name: string, terms: FakeTerms): FakeHolder {
  const key = keyOf(terms)
  return { name, key, certificate: issued(issuer, { name, key }, terms) }
}

/** A further certificate of somebody's key. */
export function fakeCertificate(issuer: FakeHolder, holder: FakeHolder, terms: FakeTerms): Certificate {
  return issued(issuer, holder, terms)
}

function keyOf({ suite = 'ed25519' }: FakeTerms): PrivateKey {
  return PrivateKey.generate(suite as Parameters<typeof PrivateKey.generate>[0])
}

type Named = Pick<FakeHolder, 'name' | 'key'>

function issued(issuer: Named, subject: Named, terms: FakeTerms): Certificate {
  const { from, until, kind = 'signer', names, more = [] } = terms
  const purposes = terms.purposes ?? purposesOf[kind]
  const known = extensionsOf({
    ...(kind === 'authority'
      ? {
          basicConstraints: { ca: true },
          keyUsage: new Set(['keyCertSign', 'cRLSign']),
          ...(names ? { nameConstraints: { permitted: names } } : {}),
        }
      : { keyUsage: new Set(['digitalSignature']), ...(names ? { subjectAltName: names } : {}) }),
    ...(purposes ? { extendedKeyUsage: purposes } : {}),
    subjectKeyIdentifier: keyIdentifier(subject.key.publicKey.spki),
    authorityKeyIdentifier: keyIdentifier(issuer.key.publicKey.spki),
  })
  const extensions = known.map((one) => {
    return one.oid === extensionType.extendedKeyUsage ? { ...one, critical: true } : one
  })
  const content = {
    // No two keys have one, and no two certificates of one key here end at one time.
    serial: Uint8Array.of(1, ...sha256(concat(subject.key.publicKey.spki, utf8(`${until}`))).subarray(0, 8)),
    issuer: nameOf({ commonName: issuer.name }),
    subject: nameOf({ commonName: subject.name }),
    notBefore: from,
    notAfter: until - second,
    spki: subject.key.publicKey.spki,
    extensions: [...extensions, ...more],
  }
  return sure(parseCertificate(writeCertificate(content, issuer.key)), 'a certificate of the test')
}

const purposesOf: Readonly<Partial<Record<NonNullable<FakeTerms['kind']>, readonly string[]>>> = {
  clock: [keyPurpose.timeStamping],
  record: [keyPurpose.recordSigning],
}

export interface FakeRevocation {
  readonly holder: FakeHolder
  readonly since: Instant
  readonly reason?: 'keyCompromise' | 'superseded' | 'certificateHold'
  /** Since when the key is feared to be in other hands. */
  readonly invalid?: Instant
}

/** An authority's list, for a month when nothing else is said; by a writer that writes what ours does not. */
export function fakeList(
  issuer: FakeHolder,
  at: Instant,
  revoked: readonly FakeRevocation[] = [],
  until: Instant = at + 30 * day,
): Uint8Array {
  const identifier = sequence(implicit(0, octetString(keyIdentifier(issuer.key.publicKey.spki))))
  const tbs = sequence(
    integer(1),
    issuer.key.suite.algorithmIdentifier,
    issuer.certificate.subject.der,
    timeElement(at),
    timeElement(until),
    ...(revoked.length === 0 ? [] : [sequence(...revoked.map(entryOf))]),
    explicit(
      0,
      sequence(
        sequence(objectIdentifier(extensionType.authorityKeyIdentifier), octetString(identifier)),
        sequence(objectIdentifier(extensionType.crlNumber), octetString(integer(BigInt(at)))),
      ),
    ),
  )
  return sequence(tbs, issuer.key.suite.algorithmIdentifier, bitString(issuer.key.sign(tbs)))
}

/** RFC 5280 §5.3.1, §5.3.2. */
function entryOf({ holder, since, reason, invalid }: FakeRevocation): Uint8Array {
  const codes = { keyCompromise: 1, superseded: 4, certificateHold: 6 }
  const extensions = [
    ...(reason
      ? [sequence(objectIdentifier(extensionType.reasonCode), octetString(enumerated(codes[reason])))]
      : []),
    ...(invalid === undefined
      ? []
      : [sequence(objectIdentifier(extensionType.invalidityDate), octetString(preciseTime(invalid)))]),
  ]
  const serial = unsignedInteger(Buffer.from(holder.certificate.serial, 'hex'))
  return sequence(serial, timeElement(since), ...(extensions.length > 0 ? [sequence(...extensions)] : []))
}

/** A token by a clock over some bytes. */
export function fakeToken(
  clock: FakeHolder,
  time: Instant,
  over: Uint8Array,
  algorithm: DigestName = 'sha256',
  accuracyMilliseconds: Duration = second,
): Uint8Array {
  return fakeTokenFor(clock, time, algorithm, digestBytes(algorithm, over), accuracyMilliseconds)
}

/** A token by a clock over a digest. */
export function fakeTokenFor(
  clock: FakeHolder,
  time: Instant,
  algorithm: DigestName,
  digest: Uint8Array,
  accuracyMilliseconds: Duration = second,
): Uint8Array {
  const made = makeTimestampRequest({ algorithm, digest, nonce: 42n })
  const forever: readonly SunsetRow[] = [{ algorithm, source: 'the test' }]
  const terms = { policy: timestampPolicy, at: time, sunset: { table: forever } }
  const request = sure(considerRequest(made.der, terms), 'a request of the test')
  const response = issueToken({
    request,
    signer: clock.key,
    certificate: clock.certificate,
    chain: [],
    policy: timestampPolicy,
    serial: BigInt(time),
    time,
    microseconds: 0,
    accuracyMilliseconds,
    ordering: true,
  })
  return sure(tokenOfResponse(response, made), 'a token of the test').token
}

export interface FakeSignatureTerms extends Partial<SignatureObject> {
  readonly text?: string
  readonly suite?: SuiteName
  /** The algorithm of the content's digest. */
  readonly digest?: DigestName
}

/** A signature of no form over a text. */
export function fakeSignature(signer: FakeHolder, terms: FakeSignatureTerms = {}): SignatureObject {
  const { text = 'permit 17', suite: name, digest: algorithm = 'sha256', ...more } = terms
  const digest = digestBytes(algorithm, utf8(text))
  const signedBytes = utf8(`signed ${hex(digest)}`)
  const suite = name === undefined ? signer.key.suite : certain(suiteNamed(name), 'a suite of the test')
  const value = signer.key.sign(signedBytes)
  const { der } = signer.certificate
  return {
    id: hex(sha256(value)),
    form: 'CAdES',
    signedBytes,
    value,
    suiteFor: (keyType) => (keyType === suite.keyType ? suite : undefined),
    algorithm: suite.name,
    contents: [{ name: 'document', algorithm, digest, state: 'matches' }],
    signingCertificate: { algorithm: 'sha256', digest: sha256(der) },
    namesSigner: ({ fingerprint }) => fingerprint === signer.certificate.fingerprint,
    claims: { commitments: [], roles: [] },
    evidence: { ...nothing, certificates: [der] },
    timestamps: [],
    evidenceRecords: [],
    counterSignatures: [],
    formFaults: [],
    unprotected: [],
    ...more,
  }
}

/** A token as a signature carries it. */
export function carried(
  kind: CarriedTimestamp['kind'],
  token: Uint8Array,
  over: Uint8Array,
  covers: readonly string[],
  evidence: Evidence = nothing,
): CarriedTimestamp {
  return { kind, token, imprint: (algorithm) => digestBytes(algorithm, over), covers, evidence }
}

/** What an archive time-stamp of the tests is over: the signature, its tokens and its evidence. */
export function archived({ id, timestamps, evidence }: SignatureObject): {
  readonly over: Uint8Array
  readonly covers: readonly string[]
  readonly evidence: Evidence
} {
  const covers = [id, ...timestamps.map(({ token }) => objectId(token))]
  const all = [...evidence.certificates, ...evidence.lists, ...evidence.ocsp].map(objectId)
  return { over: utf8([...covers, ...all].join(' ')), covers, evidence }
}
