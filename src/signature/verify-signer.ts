import { equalBytes } from '#bytes'
import { digestBytes, type PublicKey, parsePublicKey, type Suite, verifySignature } from '#crypto'
import { type Certificate, nameText } from '#x509'
import type { CertificateReference, SignatureObject } from './object.ts'
import { passed, type Verdict, verdictOf } from './verdict.ts'

/** Who signed, as far as the signature's own octets tell. */
export type Identified =
  | { readonly kind: 'identified'; readonly certificate: Certificate }
  | { readonly kind: 'refused'; readonly verdict: Verdict }

/**
 * Identification of the signing certificate (EN 319 102-1 §5.2.3): the one that the signed attributes name by
 * its digest, and that the signature names outside of them as well.
 */
export function identifySigner(object: SignatureObject, at: readonly Certificate[]): Identified {
  const named = at.filter((certificate) => object.namesSigner(certificate))
  const [first] = named
  if (!first) {
    return {
      kind: 'refused',
      verdict: verdictOf('NO_SIGNING_CERTIFICATE_FOUND', { kind: 'certificate-missing' }),
    }
  }
  const { signingCertificate: reference } = object
  // §5.2.8: without a reference under the signature another certificate of the same key could be put in.
  if (!reference) {
    return { kind: 'refused', verdict: verdictOf('SIG_CONSTRAINTS_FAILURE', { kind: 'certificate-unnamed' }) }
  }
  const certificate = named.find((one) => refersTo(reference, one))
  if (certificate) return { kind: 'identified', certificate }
  const subject = nameText(first.subject)
  return {
    kind: 'refused',
    verdict: verdictOf('NO_SIGNING_CERTIFICATE_FOUND', { kind: 'certificate-differs', subject }),
  }
}

function refersTo(
  { algorithm, digest, issuerSerial }: CertificateReference,
  certificate: Certificate,
): boolean {
  if (!equalBytes(digestBytes(algorithm, certificate.der), digest)) return false
  return issuerSerial === undefined || issuerSerial.serial === certificate.serial
}

/** What the cryptographic verification found, good or not. */
export interface Checked {
  readonly verdict: Verdict
  readonly key?: PublicKey
  readonly suite?: Suite
}

/**
 * Cryptographic verification (EN 319 102-1 §5.2.7): what was signed is what is at hand, and the key made the
 * value. A key too weak for anything is refused here, whatever the time (§5.2.8).
 */
export function checkValue(object: SignatureObject, certificate: Certificate): Checked {
  const differs = object.contents.find(({ state }) => state === 'differs')
  if (differs) {
    return { verdict: verdictOf('HASH_FAILURE', { kind: 'content-differs', name: differs.name }) }
  }
  const key = parsePublicKey(certificate.spki)
  if (!key.ok) {
    const subject = nameText(certificate.subject)
    return {
      verdict: verdictOf('CRYPTO_CONSTRAINTS_FAILURE', {
        kind: 'key-refused',
        subject,
        problem: key.fault.kind,
      }),
    }
  }
  const suite = object.suiteFor(key.value.type)
  if (!suite) {
    const { algorithm } = object
    return { verdict: verdictOf('CRYPTO_CONSTRAINTS_FAILURE', { kind: 'algorithm-unknown', algorithm }) }
  }
  if (!verifySignature(suite, key.value, object.signedBytes, object.value)) {
    return { verdict: verdictOf('SIG_CRYPTO_FAILURE', { kind: 'value-wrong' }) }
  }
  const absent = object.contents.find(({ state }) => state === 'absent')
  const verdict = absent
    ? verdictOf('SIGNED_DATA_NOT_FOUND', { kind: 'content-absent', name: absent.name })
    : passed
  return { verdict, key: key.value, suite }
}
