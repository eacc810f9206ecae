import { equalBytes, hex } from '#bytes'
import { readSigningCertificate, type SignerIdentifier } from '#cms'
import {
  digestBytes,
  digestOfAlgorithm,
  type PublicKey,
  parsePublicKey,
  type Suite,
  suiteOfSignerInfo,
  verifySignature,
} from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Certificate, parseCertificate } from '#x509'
import type { TimestampFault } from './fault.ts'
import { type AlgorithmUse, digestUse, signatureUses } from './sunset.ts'
import type { ReadTimestamp } from './token.ts'

/** A token whose signature verifies; whether its signer may issue any is for a path to show. */
export interface SignedTimestamp extends ReadTimestamp {
  readonly certificate: Certificate
  readonly key: PublicKey
  readonly suite: Suite
  /** Every algorithm the token rests on, the imprint's first. */
  readonly uses: readonly AlgorithmUse[]
}

/**
 * Checks the signature of a token by the certificate it names: the one in the token or among `others` that
 * the signed reference fits (RFC 5816 §2.2.1, RFC 5035 §5.4), whichever the unsigned names lead to.
 */
export function signedTimestamp(
  read: ReadTimestamp,
  others: readonly Certificate[] = [],
): Result<SignedTimestamp, TimestampFault> {
  const found = namedCertificate(read, others)
  if (!found.ok) return found
  const certificate = found.value
  const key = parsePublicKey(certificate.spki)
  if (!key.ok) return refuse({ kind: 'token-key-refused', fault: key.fault })
  const { signer, signedBytes, info } = read
  const digest = digestOfAlgorithm(signer.digestAlgorithm)?.name
  const suite = suiteOfSignerInfo(signer.signatureAlgorithm, digest, key.value.type)
  if (!suite || !digest) {
    return refuse({ kind: 'token-algorithm-unknown', algorithm: hex(signer.signatureAlgorithm) })
  }
  if (!verifySignature(suite, key.value, signedBytes, signer.signature)) {
    return refuse({ kind: 'token-signature-wrong' })
  }
  const uses = [digestUse(info.imprint.algorithm), digestUse(digest), ...signatureUses(suite, key.value)]
  return accept({ ...read, certificate, key: key.value, suite, uses })
}

function namedCertificate(
  { signedAttributes, signer, message }: ReadTimestamp,
  others: readonly Certificate[],
): Result<Certificate, TimestampFault> {
  const reference = readSigningCertificate(signedAttributes)
  if (!reference.ok) return refuse({ kind: 'token-unreadable', fault: reference.fault })
  const named = reference.value
  if (!named) return refuse({ kind: 'token-attribute-missing', attribute: 'signing-certificate' })
  const isNamed = (der: Uint8Array): boolean => equalBytes(digestBytes(named.algorithm, der), named.digest)
  const der = message.certificates.find(isNamed)
  if (der) {
    const certificate = parseCertificate(der)
    if (!certificate.ok) return refuse({ kind: 'token-certificate-unreadable', fault: certificate.fault })
    return isIdentified(signer.identifier, certificate.value) ? certificate : missing
  }
  const known = others.find((other) => isIdentified(signer.identifier, other) && isNamed(other.der))
  return known ? accept(known) : missing
}

const missing = refuse({ kind: 'token-certificate-missing' } as const)

function isIdentified(identifier: SignerIdentifier, certificate: Certificate): boolean {
  if (identifier.kind === 'key-identifier') {
    const own = certificate.subjectKeyIdentifier
    return own !== undefined && equalBytes(own, identifier.identifier)
  }
  return identifier.serial === certificate.serial && equalBytes(identifier.issuer, certificate.issuer.der)
}
