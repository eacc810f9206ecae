import { day, type Instant } from '#clock'
import { timestampPolicy } from '#cms'
import { type DigestName, PrivateKey } from '#crypto'
import { sure } from '#fault'
import { considerRequest, issueToken, makeTimestampRequest, tokenOfResponse } from '#timestamp'
import {
  type Certificate,
  extensionsOf,
  extensionType,
  type KnownExtensions,
  keyIdentifier,
  nameOf,
  parseCertificate,
  writeCertificate,
} from '#x509'

/** Whom the measured signatures are by, who stamps the time, and whom the verifier trusts. */
export interface Parties {
  readonly anchor: Certificate
  /** Of the anchor. */
  readonly authority: PrivateKey
  readonly signer: Holder
  readonly clock: Holder
}

export interface Holder {
  readonly key: PrivateKey
  readonly certificate: Certificate
}

/** When everything happens. */
export const measuredAt = Date.UTC(2026, 10, 22, 12)

/** P-256 and SHA-256 throughout: what the rival can do as well. */
const suite = 'ecdsa-p256-sha256'

/** Parties whose certificates are good at a time and a year on. */
export function measuredParties(at: Instant = measuredAt): Parties {
  const authority = PrivateKey.generate(suite)
  const anchor = certificateOf(at, authority, 'Measured unit', authority, {
    basicConstraints: { ca: true },
    keyUsage: new Set(['keyCertSign', 'cRLSign']),
  })
  const holder = (name: string, purpose: string): Holder => {
    const key = PrivateKey.generate(suite)
    const known: KnownExtensions = {
      basicConstraints: { ca: false },
      keyUsage: new Set(['digitalSignature', 'nonRepudiation']),
      extendedKeyUsage: [purpose],
    }
    return { key, certificate: certificateOf(at, key, name, authority, known) }
  }
  return {
    anchor,
    authority,
    // Document signing (RFC 9336) and time-stamping (RFC 3161 §2.3).
    signer: holder('Measured official', '1.3.6.1.5.5.7.3.36'),
    clock: holder('Measured clock', '1.3.6.1.5.5.7.3.8'),
  }
}

/** A time-stamp token as the unit's own authority gives it, by way of request and answer. */
export function stampToken(
  { clock, anchor }: Parties,
  digest: Uint8Array,
  algorithm: DigestName = 'sha256',
): Uint8Array {
  const made = makeTimestampRequest({ algorithm, digest, nonce: 42n })
  const terms = { policy: timestampPolicy, at: measuredAt }
  const request = sure(considerRequest(made.der, terms), 'the request')
  const response = issueToken({
    request,
    signer: clock.key,
    certificate: clock.certificate,
    chain: [anchor],
    policy: timestampPolicy,
    serial: 1n,
    time: measuredAt,
    microseconds: 0,
    accuracyMilliseconds: 1000,
    ordering: true,
  })
  return sure(tokenOfResponse(response, made), 'the token').token
}

function certificateOf(
  at: Instant,
  key: PrivateKey,
  name: string,
  authority: PrivateKey,
  known: KnownExtensions,
): Certificate {
  const extensions = extensionsOf({
    ...known,
    subjectKeyIdentifier: keyIdentifier(key.publicKey.spki),
    authorityKeyIdentifier: keyIdentifier(authority.publicKey.spki),
  }).map((extension) =>
    // A certificate for time-stamps must say so critically; to others it does no harm.
    extension.oid === extensionType.extendedKeyUsage ? { ...extension, critical: true } : extension,
  )
  const content = {
    serial: Uint8Array.of(7),
    issuer: nameOf({ commonName: 'Measured unit' }),
    subject: nameOf({ commonName: name }),
    notBefore: at - 30 * day,
    notAfter: at + 365 * day,
    spki: key.publicKey.spki,
    extensions,
  }
  return sure(parseCertificate(writeCertificate(content, authority)), 'a certificate of the bench')
}
