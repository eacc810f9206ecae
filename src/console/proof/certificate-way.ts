import { suiteOfAlgorithm, thumbprintOf } from '#crypto'
import { allFromPem, type Certificate, parseCertificate, sameName } from '#x509'
import { keyTypeOf, verdictOf } from './signatures.ts'

/** How a certificate hangs together with the key that this browser holds the unit by. */
export type Way =
  /** Each one signed by the next, the last by that key; subjects from the leaf up. */
  | { readonly kind: 'leads'; readonly length: number }
  | { readonly kind: 'leads-nowhere' }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'unreadable' }

/** A leaf, the issuing key, and a few links from rollovers of the authority key. */
const lengthMax = 8

/** What PEM holds; none where some of it is no certificate. */
export function certificatesIn(text: string): readonly Certificate[] {
  const ders = allFromPem(text, 'CERTIFICATE')
  const read = ders.ok ? ders.value.map((der) => parseCertificate(der)) : []
  return read.flatMap((one) => (one.ok ? [one.value] : []))
}

/**
 * Whether certificates lead from the first to a key: signatures and names only. Who the unit made it for,
 * when it counted and whether it was revoked, the record itself says; the node asked that before it took the
 * act.
 *
 * @param anchor thumbprint of the key
 */
export async function wayTo(
  anchor: string,
  leaf: Certificate | undefined,
  others: readonly Certificate[],
): Promise<Way> {
  if (!leaf) return { kind: 'unreadable' }
  let at = leaf
  let isUnsupported = false
  for (let length = 1; length <= lengthMax; length += 1) {
    if (thumbprintOf(at) === anchor) return { kind: 'leads', length }
    const issuers = others.filter((one) => sameName(one.subject, at.issuer) && one !== at)
    let next: Certificate | undefined
    for (const issuer of issuers) {
      const verdict = await signedBy(at, issuer)
      if (verdict === 'unsupported') isUnsupported = true
      // The anchor's own certificate before a link that goes on to another key.
      if (verdict === 'holds' && (next === undefined || thumbprintOf(issuer) === anchor)) next = issuer
    }
    if (!next) break
    at = next
  }
  return { kind: isUnsupported ? 'unsupported' : 'leads-nowhere' }
}

async function signedBy(certificate: Certificate, issuer: Certificate) {
  const suite = suiteOfAlgorithm(certificate.signatureAlgorithm, keyTypeOf(issuer.spki))
  if (!suite) return 'unsupported'
  return verdictOf(suite.name, issuer.spki, certificate.tbs, certificate.signature)
}
