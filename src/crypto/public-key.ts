import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { base64url, equalBytes, sha256 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { edwardsPoint } from './edwards.ts'
import {
  type AlgorithmPolicy,
  type KeyShape,
  type KeyType,
  keyShapeOf,
  secureAlgorithms,
} from './key-type.ts'
import { fromPlatform } from './platform.ts'
import type { Suite } from './suite.ts'

/** Not exported, so that only `parsePublicKey` makes a `PublicKey`. */
const checked: unique symbol = Symbol('checked')

/** A public key that `parsePublicKey` has accepted: of a known type, strong enough, in its one encoding. */
export interface PublicKey {
  readonly [checked]: true
  readonly type: KeyType
  /** DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
  readonly spki: Uint8Array
  /** base64url SHA-256 of `spki`. */
  readonly thumbprint: string
  readonly handle: KeyObject
}

/** Why a public key is refused; sizes in bits, the exponent in decimal. */
export type PublicKeyFault =
  | { readonly kind: 'key-unreadable' }
  | { readonly kind: 'key-type-unknown' }
  | { readonly kind: 'key-weak'; readonly type: KeyType; readonly bits: number; readonly bitsMin: number }
  | {
      readonly kind: 'key-excessive'
      readonly type: KeyType
      readonly bits: number
      readonly bitsMax: number
    }
  | { readonly kind: 'key-exponent-unsafe'; readonly type: KeyType; readonly exponent: string }

/** NIST SP 800-131A rev. 2 table 2: shorter keys are disallowed for signatures. */
const rsaBitsMin = 2048

/** Verifying costs the square of the length; 16384 is also where OpenSSL stops. */
const rsaBitsMax = 16384

/** FIPS 186-5 appendix A.1.1: 2^16 < e < 2^256, odd. The upper end bounds what one verification costs. */
const rsaExponentMin = 65537n
const rsaExponentEnd = 1n << 256n

/** What is left of DSA is 1024 bits; FIPS 186-4 §4.2 ended at 3072. */
const dsaBitsMin = 1024
const dsaBitsMax = 3072

/** The largest key accepted is ML-DSA-87 with 2614 bytes; more room lets a fault name what an RSA key is. */
const spkiBytesMax = 8192

/** The prime order of Ed25519 lies just above 2^252 (RFC 8032 §5.1), that of Ed448 far above. */
const edwardsOrderBitsMin = 252

/** By what a key is known everywhere: base64url SHA-256 of its DER SubjectPublicKeyInfo, checked or not. */
export function thumbprintOf({ spki }: { readonly spki: Uint8Array }): string {
  return base64url(sha256(spki))
}

/**
 * Reads a DER SubjectPublicKeyInfo; a second encoding of the same key is refused as unreadable. Key types
 * outside the table are unknown, unless the policy names them.
 */
export function parsePublicKey(
  spki: Uint8Array,
  algorithms: AlgorithmPolicy = secureAlgorithms,
): Result<PublicKey, PublicKeyFault> {
  if (spki.length > spkiBytesMax) return refuse({ kind: 'key-unreadable' })
  const own = Uint8Array.from(spki)
  const read = fromPlatform(() => createPublicKey({ key: own, format: 'der', type: 'spki' }))
  if (!read.ok) return refuse({ kind: 'key-unreadable' })
  return checkPublicKey(read.value, own, algorithms)
}

/** Checks what the platform has read from `spki`, which becomes the key's. */
function checkPublicKey(
  handle: KeyObject,
  spki: Uint8Array,
  algorithms: AlgorithmPolicy,
): Result<PublicKey, PublicKeyFault> {
  const form = keyShapeOf(handle, algorithms)
  if (!form) return refuse({ kind: 'key-type-unknown' })
  if (!isOneEncoding(form, handle, spki)) return refuse({ kind: 'key-unreadable' })
  const fault = strengthFault(form.type, handle, spki)
  if (fault) return refuse(fault)
  return accept({ type: form.type, spki, thumbprint: thumbprintOf({ spki }), handle, [checked]: true })
}

/**
 * Whether `signature` is this suite's signature by this key over this message. False for any other bytes and
 * for a key of another type than the suite's; never throws. ECDSA signatures are DER (RFC 3279 §2.2.3).
 */
export function verifySignature(
  suite: Suite,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  // The platform takes any EC key for any digest and any RSA key for any padding: the suite decides.
  if (suite.keyType !== key.type) return false
  return verify(suite.digest, message, { key: key.handle, ...suite.padding }, signature)
}

/** `verifySignature` for ECDSA in the raw form r‖s of JWS (RFC 7518 §3.4); other suites as they are. */
export function verifyRawSignature(
  suite: Suite,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (suite.keyType !== key.type) return false
  const how = { key: key.handle, ...suite.padding, dsaEncoding: 'ieee-p1363' } as const
  return verify(suite.digest, message, how, signature)
}

/**
 * Whether these bytes are the only ones the key is written in. Behind a fixed beginning stands the key
 * itself: of a point the platform reads coordinates below the prime only (SEC 1 §2.3.4), an Edwards point is
 * judged by itself, and every ML-DSA key is written in one way (FIPS 204 §7.2). Other keys are written anew
 * and compared, which takes the platform three times as long as reading one.
 */
function isOneEncoding(form: KeyShape, handle: KeyObject, spki: Uint8Array): boolean {
  if (!form.spki) {
    const written = fromPlatform(() => handle.export({ format: 'der', type: 'spki' }))
    return written.ok && equalBytes(written.value, spki)
  }
  const { prefix, length } = form.spki
  return spki.length === length && equalBytes(spki.subarray(0, prefix.length), prefix)
}

function strengthFault(type: KeyType, handle: KeyObject, spki: Uint8Array): PublicKeyFault | undefined {
  if (type === 'rsa') return rsaFault(handle)
  return type === 'dsa' ? dsaFault(handle) : pointFault(type, spki)
}

function dsaFault(handle: KeyObject): PublicKeyFault | undefined {
  const { modulusLength: bits = 0 } = handle.asymmetricKeyDetails ?? {}
  if (bits < dsaBitsMin) return { kind: 'key-weak', type: 'dsa', bits, bitsMin: dsaBitsMin }
  if (bits > dsaBitsMax) return { kind: 'key-excessive', type: 'dsa', bits, bitsMax: dsaBitsMax }
  return undefined
}

function rsaFault(handle: KeyObject): PublicKeyFault | undefined {
  const { modulusLength: bits = 0, publicExponent: exponent = 0n } = handle.asymmetricKeyDetails ?? {}
  if (bits < rsaBitsMin) return { kind: 'key-weak', type: 'rsa', bits, bitsMin: rsaBitsMin }
  if (bits > rsaBitsMax) return { kind: 'key-excessive', type: 'rsa', bits, bitsMax: rsaBitsMax }
  if (exponent < rsaExponentMin || exponent >= rsaExponentEnd || exponent % 2n === 0n) {
    return { kind: 'key-exponent-unsafe', type: 'rsa', exponent: exponent.toString() }
  }
  return undefined
}

function pointFault(type: KeyType, spki: Uint8Array): PublicKeyFault | undefined {
  if (type !== 'ed25519' && type !== 'ed448') return undefined
  switch (edwardsPoint(type, spki.subarray(12))) {
    case 'sound':
      return undefined
    case 'not-canonical':
      return { kind: 'key-unreadable' }
    case 'small-order':
      // At most 8 points, 3 bits, are in the subgroup such a key lies in.
      return { kind: 'key-weak', type, bits: 3, bitsMin: edwardsOrderBitsMin }
  }
}
