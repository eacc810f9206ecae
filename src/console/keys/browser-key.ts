import { base64url, sha256 } from '#bytes'
import { type KeySuite, keyAlgorithm, signature } from './suites.ts'

/** What a key is for: signing in and acts, or documents. */
export type KeyUse = 'acts' | 'documents'

/** What this browser knows of a key beside the key itself. */
export interface KeyFacts {
  /** Whose it is, as typed when it was made. */
  readonly name?: string
  /** The identifier its holder is known by, as the certificate says it. */
  readonly id?: string
  /** Digest of the request that was sent for it. */
  readonly request?: string
  /** Of its newest certificate. */
  readonly serial?: string
  /** PEM, leaf first. */
  readonly certificate?: string
}

/** A key as it lies in the browser: it can sign, and nobody can read it out. */
export interface StoredKey extends KeyFacts {
  /** Base64url SHA-256 of the SubjectPublicKeyInfo: as which the unit knows it. */
  readonly thumbprint: string
  readonly use: KeyUse
  readonly suite: KeySuite
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  /** Not extractable. */
  readonly key: CryptoKey
  /** RFC 3339. */
  readonly made: string
}

/** A key that pages sign with. */
export interface BrowserKey extends Omit<StoredKey, 'key'> {
  /** The signature over a message; ECDSA in DER. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** A new key. What browsers and certificates take everywhere: ECDSA on P-256. */
export async function newKey(use: KeyUse, name: string): Promise<StoredKey> {
  const suite = 'ecdsa-p256-sha256'
  const pair = (await crypto.subtle.generateKey(keyAlgorithm(suite), false, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  const made = new Date().toISOString()
  return { thumbprint: base64url(sha256(spki)), use, suite, spki, key: pair.privateKey, made, name }
}

/** The key as pages see it. */
export function browserKey(stored: StoredKey): BrowserKey {
  const { key, ...facts } = stored
  return { ...facts, sign: (message) => signature(facts.suite, key, message) }
}
