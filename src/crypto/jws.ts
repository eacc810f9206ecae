import { base64url, fromBase64url, fromUtf8, utf8 } from '#bytes'
import { accept, certain, type Result, refuse } from '#fault'
import { rawEcdsaSignature } from './ecdsa.ts'
import type { Signer } from './private-key.ts'
import { type PublicKey, verifyRawSignature } from './public-key.ts'
import { isAnyObject, type JsonObject, strictJson } from './strict-json.ts'
import { defaultSuite, type Suite, suiteOfJws } from './suite.ts'

/** Header members besides `alg` and `kid`, which the signer gives. */
export type JwsHeader = Readonly<Record<string, string | number | boolean>> & {
  readonly alg?: never
  readonly kid?: never
  readonly crit?: never
}

/** A public key as RFC 7517 writes it; which members stand depends on `kty`. */
export interface Jwk {
  readonly kty: string
  readonly kid: string
  readonly use: 'sig'
  readonly alg?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
  readonly n?: string
  readonly e?: string
  readonly pub?: string
}

/** What a verified JWS says: its header and the bytes of its payload. */
export interface VerifiedJws {
  readonly header: JsonObject
  readonly payload: Uint8Array
}

/** Why a JWS is refused. */
export type JwsFault =
  | { readonly kind: 'jws-unreadable' }
  | { readonly kind: 'jws-critical-unknown' }
  | { readonly kind: 'jws-algorithm-refused'; readonly algorithm: string }
  | { readonly kind: 'jws-signature-wrong' }

/** A token travels in a header field, and the platform's HTTP server reads heads of 16 KiB in all. */
const jwsBytesMax = 16 * 1024

/**
 * The public key as a JWK, its `kid` the thumbprint (RFC 7517; EC and RSA RFC 7518 §6, Edwards curves
 * RFC 8037 §2, ML-DSA RFC 9964). `alg` is that of the suite, where it has one.
 */
export function publicJwk(key: PublicKey, suite: Suite = defaultSuite(key)): Jwk {
  const { kty, crv, x, y, n, e, pub } = key.handle.export({ format: 'jwk' }) as JsonObject
  const members = Object.entries({ kty, crv, x, y, n, e, pub, alg: suite.jws })
  const present = Object.fromEntries(members.filter(([, value]) => value !== undefined))
  return { ...present, kid: key.thumbprint, use: 'sig' } as Jwk
}

/**
 * A compact JWS (RFC 7515 §7.1) over a JSON text. `alg` comes from the signer's suite and `kid` is its
 * thumbprint; a suite without a registered `alg` (ECDSA with an unusual digest) is a bug of the caller.
 */
export function signJws(header: JwsHeader, payloadJson: string, signer: Signer): string {
  const { jws, ecdsaHalf, name } = signer.suite
  if (jws === undefined) throw new TypeError(`bug: no JWS algorithm is registered for ${name}`)
  const head = base64url(utf8(JSON.stringify({ ...header, alg: jws, kid: signer.publicKey.thumbprint })))
  const input = `${head}.${base64url(utf8(payloadJson))}`
  const signature = signer.sign(utf8(input))
  const raw = ecdsaHalf === undefined ? signature : rawEcdsaSignature(signature, ecdsaHalf)
  return `${input}.${base64url(certain(raw, 'the ECDSA signature of the signer'))}`
}

/**
 * Reads and verifies a compact JWS. The header's `alg` must be one the table has for this type of key (and
 * the one of `suite`, when given): `none`, HMAC and another key type's are refused before any signature is
 * looked at (RFC 8725 §3.1). No critical extension is known (RFC 7515 §4.1.11). `kid` is not judged.
 */
export function verifyJws(text: string, key: PublicKey, suite?: Suite): Result<VerifiedJws, JwsFault> {
  const unreadable = refuse({ kind: 'jws-unreadable' } as const)
  if (text.length > jwsBytesMax) return unreadable
  const parts = text.split('.')
  const [head = '', body = '', tail = ''] = parts
  const header = jsonHeader(head)
  const payload = fromBase64url(body)
  const signature = fromBase64url(tail)
  if (parts.length !== 3 || !header || !payload.ok || !signature.ok) return unreadable
  const algorithm = header['alg']
  if (typeof algorithm !== 'string') return unreadable
  if (Object.hasOwn(header, 'crit')) return refuse({ kind: 'jws-critical-unknown' })
  const named = suiteOfJws(algorithm, key.type)
  if (!named || (suite && suite.name !== named.name))
    return refuse({ kind: 'jws-algorithm-refused', algorithm })
  if (!verifyRawSignature(named, key, utf8(`${head}.${body}`), signature.value)) {
    return refuse({ kind: 'jws-signature-wrong' })
  }
  return accept({ header, payload: payload.value })
}

function jsonHeader(head: string): JsonObject | undefined {
  const bytes = fromBase64url(head)
  const text = bytes.ok ? fromUtf8(bytes.value) : undefined
  const value = text?.ok ? strictJson(text.value, jwsBytesMax) : undefined
  return isAnyObject(value) ? value : undefined
}
