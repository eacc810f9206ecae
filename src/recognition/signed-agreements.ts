import { equalBytes } from '#bytes'
import { parsePublicKey } from '#crypto'
import { type Certificate, isSignedBy } from '#x509'
import type { Bundle, ForeignAgreement } from './bundle.ts'
import { parsePublished } from './published.ts'

/** An agreement with the certificate of the key that has signed it. */
export interface SignedAgreement extends ForeignAgreement {
  readonly issuer: Certificate
}

/** The agreements of a bundle whose signers `signersIn` has found. */
export function signedAgreements(
  { authorities, links, agreements }: Bundle,
  signers: ReadonlyMap<string, string>,
): readonly SignedAgreement[] {
  const issuers = new Map([...authorities, ...links].map((issuer) => [issuer.fingerprint, issuer]))
  return agreements.flatMap((agreement) => {
    const issuer = issuers.get(signers.get(agreement.certificate.fingerprint) ?? '')
    return issuer ? [{ ...agreement, issuer }] : []
  })
}

/**
 * By the fingerprint of each agreement of a published bundle that a key of its unit has signed that of the
 * key's certificate: a parser, so that each bundle's are checked once.
 */
export function signersIn(bytes: Uint8Array): ReadonlyMap<string, string> {
  const published = parsePublished(bytes)
  if (!published.ok) return new Map()
  const { authorities, links, agreements } = published.value.bundle
  const keys = [...authorities, ...links].map((certificate) => ({
    certificate,
    key: parsePublicKey(certificate.spki),
  }))
  return new Map(
    agreements.flatMap(({ certificate }) => {
      const issuer = keys.find(
        (one) =>
          one.key.ok && namesKey(certificate, one.certificate) && isSignedBy(certificate, one.key.value),
      )
      return issuer ? [[certificate.fingerprint, issuer.certificate.fingerprint] as const] : []
    }),
  )
}

/** Whether a certificate names a key as its issuer's. */
export function namesKey(
  { authorityKeyIdentifier }: Certificate,
  { subjectKeyIdentifier }: Certificate,
): boolean {
  if (!authorityKeyIdentifier || !subjectKeyIdentifier) return false
  return equalBytes(authorityKeyIdentifier, subjectKeyIdentifier)
}
