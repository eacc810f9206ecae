import { base64, concat, fromBase64, fromUtf8, utf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import type { Signer } from './private-key.ts'
import { type PublicKey, verifySignature } from './public-key.ts'
import { isObject, strictJson } from './strict-json.ts'
import { defaultSuite, type Suite } from './suite.ts'

/** A signature of an envelope; `keyid` is the signer's thumbprint, `sig` standard base64. */
export interface EnvelopeSignature {
  readonly keyid: string
  readonly sig: string
}

/** A DSSE v1 envelope as it stands in JSON; `payload` is standard base64. */
export interface Envelope {
  readonly payloadType: string
  readonly payload: string
  readonly signatures: readonly EnvelopeSignature[]
}

/** Why a text is not an envelope; sizes in bytes. */
export type EnvelopeFault =
  | { readonly kind: 'envelope-too-large'; readonly bytesMax: number }
  | { readonly kind: 'envelope-unreadable' }
  | { readonly kind: 'envelope-signatures'; readonly count: number; readonly countMax: number }

/** An envelope stands whole in one entry of the record, and an entry holds 60 KiB. */
const envelopeBytesMax = 60 * 1024

/** An act has one actor. */
const signaturesMax = 1

/** The bytes a signature is made over: the type and the payload, each with its length before it. */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType)
  return concat(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload)
}

/** Signs a payload; `payloadType` is a media type or URI that says how to read it. */
export function signEnvelope(payloadType: string, payload: Uint8Array, signer: Signer): Envelope {
  const sig = base64(signer.sign(pae(payloadType, payload)))
  return {
    payloadType,
    payload: base64(payload),
    signatures: [{ keyid: signer.publicKey.thumbprint, sig }],
  }
}

/**
 * Reads an envelope from JSON text or its UTF-8 bytes. Unknown or doubled members, a second spelling of
 * base64 and signatures by the same key twice are refused; of the two alphabets DSSE allows only the
 * standard one is read, so that the payload has one form on the record.
 */
export function parseEnvelope(
  source: string | Uint8Array,
  limits: { readonly signaturesMax?: number; readonly bytesMax?: number } = {},
): Result<Envelope, EnvelopeFault> {
  const { bytesMax = envelopeBytesMax } = limits
  const countMax = limits.signaturesMax ?? signaturesMax
  const bytes = typeof source === 'string' ? utf8(source) : source
  if (bytes.length > bytesMax) return refuse({ kind: 'envelope-too-large', bytesMax })
  const text = fromUtf8(bytes)
  const value = text.ok ? strictJson(text.value, bytesMax) : undefined
  if (!isObject(value, ['payloadType', 'payload', 'signatures']))
    return refuse({ kind: 'envelope-unreadable' })
  const { payloadType, payload, signatures } = value
  if (!isText(payloadType) || !isBase64(payload)) {
    return refuse({ kind: 'envelope-unreadable' })
  }
  if (!Array.isArray(signatures) || !signatures.every(isSignature)) {
    return refuse({ kind: 'envelope-unreadable' })
  }
  const count = new Set(signatures.map(({ keyid }) => keyid)).size
  if (count !== signatures.length) return refuse({ kind: 'envelope-unreadable' })
  if (count < 1 || count > countMax) {
    return refuse({ kind: 'envelope-signatures', count, countMax })
  }
  return accept({ payloadType, payload, signatures })
}

/**
 * The payload's bytes, none where `parseEnvelope` would have refused it. Nothing is known about them until
 * `verifyEnvelope` says so.
 */
export function envelopePayload(envelope: Envelope): Uint8Array {
  const payload = fromBase64(envelope.payload)
  return payload.ok ? payload.value : new Uint8Array()
}

/**
 * Whether the envelope carries this key's signature over its type and payload. The signature is made with
 * `suite`, the key's default when not given: an envelope does not say, and is not asked.
 */
export function verifyEnvelope(
  envelope: Envelope,
  key: PublicKey,
  suite: Suite = defaultSuite(key),
): boolean {
  const own = envelope.signatures.find(({ keyid }) => keyid === key.thumbprint)
  const signature = own && fromBase64(own.sig)
  if (!signature?.ok) return false
  return verifySignature(suite, key, pae(envelope.payloadType, envelopePayload(envelope)), signature.value)
}

function isSignature(value: unknown): value is EnvelopeSignature {
  if (!isObject(value, ['keyid', 'sig'])) return false
  return isText(value['keyid']) && isBase64(value['sig'])
}

/** A text that has bytes of its own: half a surrogate pair has only those of U+FFFD. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.isWellFormed()
}

function isBase64(value: unknown): value is string {
  return typeof value === 'string' && fromBase64(value).ok
}
