import { isoInstant } from '#clock'
import type { PublicKeyFault } from '#crypto'
import type { PathFault } from '#trust'
import type { CertificateFault, RequestFault, RevocationListFault } from '#x509'
import { type Sentences, say } from './words.ts'

/** What is wrong with a public key. */
const keySentences: Sentences<PublicKeyFault> = {
  'key-unreadable': () => 'the public key is malformed',
  'key-type-unknown': () =>
    'the type of the key is not accepted: take P-256, P-384, P-521, Ed25519, Ed448, RSA or ML-DSA',
  'key-weak': ({ type, bits, bitsMin }) => `the ${type} key has ${bits} bits, at least ${bitsMin} are needed`,
  'key-excessive': ({ type, bits, bitsMax }) =>
    `the ${type} key has ${bits} bits, at most ${bitsMax} are taken`,
  'key-exponent-unsafe': ({ exponent }) =>
    `the exponent \`${exponent}\` of the RSA key is not safe: take 65537`,
}

type FormFault = CertificateFault | RequestFault | RevocationListFault

/** What is wrong with a certificate or a request by itself. */
const formSentences: Sentences<FormFault> = {
  'not-der': ({ fault }) => `it is not strict DER (\`${fault.kind}\` at octet ${fault.offset})`,
  'version-unsupported': ({ version }) => `its version ${version} is not one that is taken`,
  'serial-not-positive': () => 'its serial number is not positive',
  'serial-too-long': ({ bytes, bytesMax }) =>
    `its serial number has ${bytes} octets, at most ${bytesMax} are allowed`,
  'algorithm-mismatch': () => 'its two fields for the signature algorithm differ',
  'issuer-empty': () => 'it names no issuer',
  'validity-reversed': () => 'it ends before it begins',
  'extension-duplicate': ({ oid }) => `the extension ${oid} is there twice`,
  'extension-malformed': ({ oid }) => `the extension ${oid} is malformed`,
  'attribute-duplicate': ({ type }) => `the attribute ${type} is there twice`,
  'attribute-malformed': ({ type }) => `the attribute ${type} is malformed`,
  'entry-issuer-unclear': () => 'an entry of it does not say clearly whose certificate it is about',
  'key-refused': ({ fault }) => say(keySentences, fault),
  'signature-wrong': () => 'the key it names did not make its signature, or by no algorithm that is accepted',
}

/** What is wrong with a certificate or a request by itself, as half a sentence. */
export function formProblem(fault: FormFault): string {
  return say<FormFault>(formSentences, fault)
}

/** What is wrong with a public key, as half a sentence. */
export function keyProblem(fault: PublicKeyFault): string {
  return say(keySentences, fault)
}

/** Why no path leads to a certificate; the names are those in certificates. */
export const pathSentences: Sentences<PathFault> = {
  'issuer-unknown': ({ issuer }) => `no authority of this unit is named \`${issuer}\``,
  'signature-wrong': ({ subject, issuer }) => `\`${issuer}\` did not sign the certificate of \`${subject}\``,
  'not-an-authority': ({ subject }) => `\`${subject}\` is no authority`,
  'extension-unknown': ({ subject, oid }) =>
    `\`${subject}\` has the critical extension ${oid}, which is unknown here`,
  'extension-unfit': ({ subject, oid, rule }) => `the extension ${oid} of \`${subject}\` is ${rule}`,
  'key-refused': ({ subject, fault }) => `\`${subject}\`: ${say(keySentences, fault)}`,
  'path-too-long': ({ subject }) => `too many authorities stand above \`${subject}\``,
  'purpose-refused': ({ subject, purpose }) =>
    `the certificate of \`${subject}\` is not one for a ${purpose}`,
  'name-unreadable': ({ subject, name }) => `the name \`${name}\` of \`${subject}\` cannot be read`,
  'policy-refused': ({ subject }) => `no grade that is asked for is vouched for down to \`${subject}\``,
  'hops-exceeded': ({ subject, by }) => `\`${by}\` allows no further agreement as that for \`${subject}\``,
  'status-stale': ({ subject, asOf, by }) =>
    `what is known of \`${subject}\` is of ${isoInstant(asOf)}, older than \`${by}\` allows`,
  'name-refused': ({ name, by }) => `\`${by}\` may not certify the name \`${name}\``,
  'status-unknown': ({ serial }) => `nothing is known of the status of the certificate \`${serial}\``,
  'not-yet-valid': ({ subject, notBefore }) =>
    `the certificate of \`${subject}\` counts from ${isoInstant(notBefore)} on`,
  expired: ({ subject, notAfter }) => `the certificate of \`${subject}\` ended at ${isoInstant(notAfter)}`,
  revoked: ({ subject }) => `the certificate of \`${subject}\` is revoked`,
}
