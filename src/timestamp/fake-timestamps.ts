import { day, type Instant } from '#clock'
import { timestampPolicy } from '#cms'
import { type DigestName, digestBytes, PrivateKey, type UnitSuiteName } from '#crypto'
import { certain, sure } from '#fault'
import {
  type Certificate,
  type Extension,
  extensionsOf,
  extensionType,
  type KnownExtensions,
  keyIdentifier,
  keyPurpose,
  nameOf,
  parseCertificate,
  writeCertificate,
} from '#x509'
import {
  considerRequest,
  issueToken,
  makeTimestampRequest,
  type TimestampIssue,
  type TimestampQuestion,
  tokenOfResponse,
} from './index.ts'

/*
 * For tests: an anchor, and authorities under it that give time-stamps.
 */

export const fakeNow: Instant = Date.UTC(2026, 10, 22, 12)

const anchorKey = PrivateKey.generate('ed25519')
export const fakeAnchor = fakeCertificate({
  known: {
    basicConstraints: { ca: true },
    keyUsage: new Set(['keyCertSign']),
    subjectKeyIdentifier: keyIdentifier(anchorKey.publicKey.spki),
  },
})

/** One that gives time-stamps. */
export interface FakeTsa {
  readonly key: PrivateKey
  readonly certificate: Certificate
}

/** What its certificate says beyond the usual. */
export interface FakeTsaTerms {
  readonly suite?: UnitSuiteName
  readonly key?: PrivateKey
  readonly notBefore?: Instant
  readonly notAfter?: Instant
  readonly purposes?: readonly string[]
  readonly critical?: boolean
}

export function fakeTsa(terms: FakeTsaTerms = {}): FakeTsa {
  const key = terms.key ?? PrivateKey.generate(terms.suite ?? 'ecdsa-p256-sha256')
  const { purposes = [keyPurpose.timeStamping], critical = true, ...validity } = terms
  const known: KnownExtensions = {
    keyUsage: new Set(['digitalSignature']),
    extendedKeyUsage: purposes,
    subjectKeyIdentifier: keyIdentifier(key.publicKey.spki),
    authorityKeyIdentifier: keyIdentifier(anchorKey.publicKey.spki),
  }
  const mark = (extension: Extension): Extension =>
    extension.oid === extensionType.extendedKeyUsage ? { ...extension, critical } : extension
  return { key, certificate: fakeCertificate({ key, known, mark, ...validity }) }
}

interface FakeCertificate {
  readonly key?: PrivateKey
  readonly known: KnownExtensions
  readonly mark?: (extension: Extension) => Extension
  readonly notBefore?: Instant
  readonly notAfter?: Instant
}

/** Issued by the anchor; to itself when no key is given. */
function fakeCertificate(wish: FakeCertificate): Certificate {
  const { key, known, mark = (extension) => extension } = wish
  const content = {
    serial: Uint8Array.of(key ? 7 : 1),
    issuer: nameOf({ commonName: 'Anchor' }),
    subject: nameOf({ commonName: key ? 'Clock' : 'Anchor' }),
    notBefore: wish.notBefore ?? fakeNow - 365 * day,
    notAfter: wish.notAfter ?? fakeNow + 36_500 * day,
    spki: (key ?? anchorKey).publicKey.spki,
    extensions: extensionsOf(known).map(mark),
  }
  return sure(parseCertificate(writeCertificate(content, anchorKey)), 'a certificate of the test')
}

/** What tokens of the fakes are verified with. */
export function fakeQuestion(more: Partial<TimestampQuestion> = {}): TimestampQuestion {
  return {
    anchors: [fakeAnchor],
    intermediates: [],
    at: fakeNow,
    statusOf: () => ({ status: 'good' }),
    ...more,
  }
}

/** A token of the fake over a digest, by way of request and answer. */
export function fakeToken(
  tsa: FakeTsa,
  over: { readonly algorithm: DigestName; readonly digest: Uint8Array },
  more: Partial<TimestampIssue> = {},
): Uint8Array {
  const made = makeTimestampRequest({ ...over, nonce: 42n })
  const request = sure(considerRequest(made.der, { policy: timestampPolicy, at: fakeNow }), 'a request')
  const response = issueToken({ ...usualIssue(tsa), request, ...more })
  return sure(tokenOfResponse(response, made), 'a token').token
}

/** Issuing terms of the tests, without a request. */
export function usualIssue({ key, certificate }: FakeTsa): Omit<TimestampIssue, 'request'> {
  return {
    signer: key,
    certificate,
    chain: [fakeAnchor],
    policy: timestampPolicy,
    serial: 1234n,
    time: fakeNow,
    microseconds: 0,
    accuracyMilliseconds: 1_000,
    ordering: true,
  }
}

/** The digest of a text, and its name. */
export function digested(text: string, algorithm: DigestName = 'sha256') {
  return { algorithm, digest: digestBytes(algorithm, certain(Buffer.from(text), 'a text')) }
}
