import { equalBytes } from '#bytes'
import { parsePublicKey, thumbprintOf } from '#crypto'
import { type Certificate, isSignedBy } from '#x509'
import type { Bundle, ForeignAgreement } from './bundle.ts'
import { parsePublished } from './published.ts'

/** An agreement with the certificate of the key that has signed it. */
export interface SignedAgreement extends ForeignAgreement {
  readonly issuer: Certificate
  /** Thumbprint of the key that it recognises. */
  readonly key: string
}

/** Which keys have signed what a bundle holds, each by fingerprint. */
export interface Signers {
  /** Fingerprint of the signing key's certificate, and thumbprint of the key that is certified. */
  readonly agreements: ReadonlyMap<string, { readonly issuer: string; readonly key: string }>
  /** Thumbprint of the key that signed. */
  readonly thumbprints: ReadonlyMap<string, string>
}

/** The agreements of a bundle whose signers `signersIn` has found. */
export function signedAgreements(
  { authorities, links, agreements }: Bundle,
  signers: Signers,
): readonly SignedAgreement[] {
  const issuers = new Map([...authorities, ...links].map((issuer) => [issuer.fingerprint, issuer]))
  return agreements.flatMap((agreement) => {
    const signer = signers.agreements.get(agreement.certificate.fingerprint)
    const issuer = signer && issuers.get(signer.issuer)
    return issuer ? [{ ...agreement, issuer, key: signer.key }] : []
  })
}

/**
 * Which of a unit's keys have signed the certificates of a published bundle: a parser, so that each bundle's
 * are checked once, and every search begins with the same signatures known.
 */
export function signersIn(bytes: Uint8Array): Signers {
  const published = parsePublished(bytes)
  if (!published.ok) return { agreements: new Map(), thumbprints: new Map() }
  const { authorities, links, issuing, agreements } = published.value.bundle
  const keys = [...authorities, ...links].map((certificate) => ({
    certificate,
    key: parsePublicKey(certificate.spki),
  }))
  const found = new Map<string, { readonly issuer: string; readonly key: string }>()
  const thumbprints = new Map<string, string>()
  const signed = [...links, ...issuing, ...agreements.map(({ certificate }) => certificate)]
  for (const certificate of signed) {
    const signer = keys.find(
      ({ certificate: issuer, key }) =>
        key.ok && namesKey(certificate, issuer) && isSignedBy(certificate, key.value),
    )
    if (!signer?.key.ok) continue
    const key = thumbprintOf(certificate)
    found.set(certificate.fingerprint, { issuer: signer.certificate.fingerprint, key })
    thumbprints.set(certificate.fingerprint, signer.key.value.thumbprint)
  }
  return { agreements: found, thumbprints }
}

/** Whether a certificate names a key as its issuer's. */
export function namesKey(
  { authorityKeyIdentifier }: Certificate,
  { subjectKeyIdentifier }: Certificate,
): boolean {
  if (!authorityKeyIdentifier || !subjectKeyIdentifier) return false
  return equalBytes(authorityKeyIdentifier, subjectKeyIdentifier)
}
