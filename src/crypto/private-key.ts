import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { utf8 } from '#bytes'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { keyFormNamed } from './key-type.ts'
import { type PublicKey, type PublicKeyFault, parsePublicKey, verifySignature } from './public-key.ts'
import { defaultSuite, type Suite, suiteNamed, type UnitSuiteName } from './suite.ts'

/** A private key in custody, as far as it can be used. */
export interface Signer {
  readonly publicKey: PublicKey
  readonly suite: Suite
  /** The suite's signature over the message; ECDSA as DER. */
  sign(message: Uint8Array): Uint8Array
}

/** Why a private key that could be read is not taken into custody. */
export type PrivateKeyFault =
  | PublicKeyFault
  | { readonly kind: 'key-not-private' }
  | { readonly kind: 'key-inconsistent' }
  | { readonly kind: 'suite-unfit'; readonly suite: string }

/** What a key signs to show that its two halves belong together; it can be mistaken for nothing else. */
const consistencyMessage = utf8('chancery: consistency of a key pair')

/** A private key held by this process. Whatever prints it shows the public key's thumbprint. */
export class PrivateKey implements Signer {
  readonly publicKey: PublicKey
  readonly suite: Suite
  readonly #handle: KeyObject

  private constructor(handle: KeyObject, publicKey: PublicKey, suite: Suite) {
    this.#handle = handle
    this.publicKey = publicKey
    this.suite = suite
  }

  /** A new key from the platform's random source; RSA keys have 3072 bits. */
  static generate(name: UnitSuiteName): PrivateKey {
    const suite = certain(suiteNamed(name), `the suite ${name}`)
    return sure(PrivateKey.of(keyFormNamed(suite.keyType).generate(), suite), 'a generated key')
  }

  /** Takes a key the platform holds into custody; without a suite it signs with its type's default. */
  static of(handle: KeyObject, suite?: Suite): Result<PrivateKey, PrivateKeyFault> {
    if (handle.type !== 'private') return refuse({ kind: 'key-not-private' })
    const spki = createPublicKey(handle).export({ format: 'der', type: 'spki' })
    const publicKey = parsePublicKey(spki)
    if (!publicKey.ok) return publicKey
    const chosen = suite ?? defaultSuite(publicKey.value)
    if (chosen.keyType !== publicKey.value.type) return refuse({ kind: 'suite-unfit', suite: chosen.name })
    const key = new PrivateKey(handle, publicKey.value, chosen)
    // A file may pair a private key with someone else's public key: the platform does not look.
    const proof = key.sign(consistencyMessage)
    if (!verifySignature(chosen, key.publicKey, consistencyMessage, proof)) {
      return refuse({ kind: 'key-inconsistent' })
    }
    return accept(key)
  }

  /** The same key under another suite of its type. */
  under(suite: Suite): Result<PrivateKey, PrivateKeyFault> {
    return PrivateKey.of(this.#handle, suite)
  }

  sign(message: Uint8Array): Uint8Array {
    return sign(this.suite.digest, message, { key: this.#handle, ...this.suite.padding })
  }

  /** PKCS #8 PEM for a TLS context, which cannot take a key in custody. */
  tlsPem(): string {
    return this.#handle.export({ format: 'pem', type: 'pkcs8' })
  }

  /** PKCS #8 DER (RFC 5958), for sealing and PKCS #12 export only. */
  pkcs8(): Uint8Array {
    return this.#handle.export({ format: 'der', type: 'pkcs8' })
  }

  toString(): string {
    return `PrivateKey ${this.publicKey.thumbprint}`
  }

  toJSON(): { readonly thumbprint: string } {
    return { thumbprint: this.publicKey.thumbprint }
  }

  /** What `util.inspect` of Node calls (its documentation, `util.inspect.custom`). */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
