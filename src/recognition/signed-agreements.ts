import { equalBytes } from '#bytes'
import { parsePublicKey } from '#crypto'
import { type Certificate, isSignedBy } from '#x509'
import type { ForeignAgreement } from './bundle.ts'
import { parsePublished } from './published.ts'

/** An agreement with the certificate of the key that has signed it. */
export interface SignedAgreement extends ForeignAgreement {
  readonly issuer: Certificate
}

/**
 * The agreements of a published bundle that keys of its unit have signed: a parser, so that each bundle's are
 * checked once.
 */
export function signedAgreements(bytes: Uint8Array): readonly SignedAgreement[] {
  const published = parsePublished(bytes)
  if (!published.ok) return []
  const { authorities, links, agreements } = published.value.bundle
  const keys = [...authorities, ...links].map((certificate) => ({
    certificate,
    key: parsePublicKey(certificate.spki),
  }))
  return agreements.flatMap((agreement) => {
    const { certificate } = agreement
    const issuer = keys.find(
      (one) => one.key.ok && namesKey(certificate, one.certificate) && isSignedBy(certificate, one.key.value),
    )
    return issuer ? [{ ...agreement, issuer: issuer.certificate }] : []
  })
}

/** Whether a certificate names a key as its issuer's. */
export function namesKey(
  { authorityKeyIdentifier }: Certificate,
  { subjectKeyIdentifier }: Certificate,
): boolean {
  if (!authorityKeyIdentifier || !subjectKeyIdentifier) return false
  return equalBytes(authorityKeyIdentifier, subjectKeyIdentifier)
}
