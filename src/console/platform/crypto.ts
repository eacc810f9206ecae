import { ed25519 } from '@noble/curves/ed25519.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { sha3_256, sha3_384, sha3_512 } from '@noble/hashes/sha3.js'

/*
 * What stands in the browser for `node:crypto`, as far as the floors need it that the browser shares with the
 * node: digests, and Ed25519, which signs the record. WebCrypto, which has more, answers with promises only,
 * and those floors wait for nothing.
 */

const digests = {
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  'sha3-256': sha3_256,
  'sha3-384': sha3_384,
  'sha3-512': sha3_512,
}

type DigestName = keyof typeof digests

/** As `hash` of `node:crypto` with `buffer`. */
export function hash(name: DigestName, bytes: Uint8Array): Uint8Array {
  return digests[name](bytes)
}

interface RunningHash {
  update(part: Uint8Array): RunningHash
  digest(): Uint8Array
}

/** As `createHash` of `node:crypto`, for octets. */
export function createHash(name: DigestName): RunningHash {
  const running = digests[name].create()
  const self: RunningHash = {
    update: (part) => {
      running.update(part)
      return self
    },
    digest: () => running.digest(),
  }
  return self
}

/** Of RFC 8410 §4 up to the 32 octets of the key. */
const ed25519Spki = Uint8Array.of(0x30, 0x2a, 0x30, 5, 0x06, 3, 0x2b, 0x65, 0x70, 0x03, 0x21, 0)

/** An Ed25519 public key, as `createPublicKey` gives it. */
interface KeyHandle {
  readonly type: 'public'
  readonly asymmetricKeyType: 'ed25519'
  readonly asymmetricKeyDetails: Readonly<Record<string, never>>
  readonly raw: Uint8Array
}

/** Reads the SubjectPublicKeyInfo of an Ed25519 key; every other is refused as OpenSSL refuses. */
export function createPublicKey({ key }: { readonly key: Uint8Array }): KeyHandle {
  const raw = key.slice(ed25519Spki.length)
  const isEd25519 = raw.length === 32 && ed25519Spki.every((octet, at) => key[at] === octet)
  if (!isEd25519 || !ed25519.utils.isValidPublicKey(raw)) throw unsupported()
  return { type: 'public', asymmetricKeyType: 'ed25519', asymmetricKeyDetails: {}, raw }
}

/** The platform's own code for keys it does not read, which the floors take for a refusal. */
function unsupported(): Error {
  return Object.assign(new Error('only Ed25519 is read here'), { code: 'ERR_OSSL_UNSUPPORTED' })
}

/** Whether an Ed25519 signature fits (RFC 8032 §5.1.7); false for any other octets. */
export function verify(
  _digest: null,
  message: Uint8Array,
  { key }: { readonly key: KeyHandle },
  signature: Uint8Array,
): boolean {
  if (signature.length !== 64) return false
  try {
    return ed25519.verify(signature, message, key.raw, { zip215: false })
  } catch {
    // The library throws for octets that are no point or no scalar: no signature.
    return false
  }
}

/** The browser's own source of chance. */
export function randomBytes(length: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(length))
}

/** Of RSA, as OpenSSL numbers them. */
export const constants = { RSA_PKCS1_PADDING: 1, RSA_PKCS1_PSS_PADDING: 6 } as const

/*
 * What the floors do with private keys and ciphers they do in the node only; their names have to be there for
 * the bundle to be made.
 */
function nodeOnly(): never {
  throw new Error('bug: private keys and ciphers are not handled here; the browser has WebCrypto for them')
}

export {
  nodeOnly as argon2,
  nodeOnly as createCipheriv,
  nodeOnly as createDecipheriv,
  nodeOnly as createHmac,
  nodeOnly as createPrivateKey,
  nodeOnly as generateKeyPairSync,
  nodeOnly as pbkdf2Sync,
  nodeOnly as sign,
}
