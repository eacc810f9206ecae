import { concat, fromBase64, utf8 } from '#bytes'
import type { Envelope } from '#crypto'
import { certificatesIn, type Way, wayTo } from './certificate-way.ts'
import { type EntryText, keyNameOf } from './entry-proof.ts'
import { actSuiteOf, type SignatureVerdict, verdictOf } from './signatures.ts'

/** With what the signature of an act is checked, as the unit tells it. */
export interface ToldSigner {
  /** Base64 DER SubjectPublicKeyInfo. */
  readonly spki?: string
  /** PEM: the certificate of that key, then what it was issued by. */
  readonly certificate?: string
}

/** What became of looking at the signature of an act. */
export type ActSignature =
  | { readonly kind: SignatureVerdict; readonly key: string }
  /** The unit told no key, or one whose name is not the one in the envelope. */
  | { readonly kind: 'key-missing' | 'key-differs'; readonly key: string }

/** The octets a DSSE signature is over (the pre-authentication encoding). */
function signedOctets({ payloadType, payload }: Envelope): Uint8Array | undefined {
  const bytes = fromBase64(payload)
  if (!bytes.ok) return undefined
  const type = utf8(payloadType)
  return concat(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${bytes.value.length} `), bytes.value)
}

/** Whether the act in an entry was signed by the key its envelope names. */
export async function checkActSignature(
  { envelope }: Pick<EntryText, 'envelope'>,
  { spki: text }: ToldSigner,
): Promise<ActSignature> {
  const [signature] = envelope.signatures
  const key = signature?.keyid ?? ''
  const spki = text === undefined ? undefined : fromBase64(text)
  if (!spki?.ok) return { kind: 'key-missing', key }
  if (keyNameOf(spki.value) !== key) return { kind: 'key-differs', key }
  const suite = actSuiteOf(spki.value)
  if (!suite) return { kind: 'unsupported', key }
  const octets = signedOctets(envelope)
  const sig = fromBase64(signature?.sig ?? '')
  if (!octets || !sig.ok) return { kind: 'fails', key }
  return { kind: await verdictOf(suite, spki.value, octets, sig.value), key }
}

/**
 * Whether the certificate of the key hangs together with the one this browser holds the unit by. The key of
 * the unit itself needs none.
 *
 * @param authorities PEM of the unit's own certificates
 */
export async function checkSigner(
  key: string,
  unit: string,
  { certificate = '' }: ToldSigner,
  authorities: string,
): Promise<Way> {
  if (key === unit) return { kind: 'leads', length: 0 }
  const [leaf, ...chain] = certificatesIn(certificate)
  if (!leaf || keyNameOf(leaf.spki) !== key) return { kind: 'unreadable' }
  return wayTo(unit, leaf, [...chain, ...certificatesIn(authorities)])
}
