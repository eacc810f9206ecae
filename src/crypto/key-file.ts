import { argon2, createCipheriv, createDecipheriv, createPrivateKey, randomBytes } from 'node:crypto'
import { base64, canonicalJson, concat, fromBase64, utf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { fromPlatform } from './platform.ts'
import { PrivateKey, type PrivateKeyFault } from './private-key.ts'
import { isObject, strictJson } from './strict-json.ts'
import { type Suite, suiteNamed } from './suite.ts'

/** What one guess of a passphrase costs (RFC 9106 §3.1): memory in KiB, passes over it, lanes. */
export interface KdfStrength {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

/** Why a key file is not opened. */
export type KeyFileFault =
  | { readonly kind: 'file-unreadable' }
  | { readonly kind: 'kdf-excessive'; readonly strength: KdfStrength; readonly most: KdfStrength }
  | { readonly kind: 'passphrase-wrong' }
  | { readonly kind: 'key-mismatch'; readonly expected: string; readonly found: string }
  | PrivateKeyFault

/**
 * RFC 9106 §4, second recommended option (64 MiB, 3 passes), with one lane for its four: the platform
 * computes lanes one after the other, so that more of them cost the owner the same and spare time only to
 * an attacker with parallel hardware. About 150 ms.
 */
const defaultStrength: KdfStrength = { memoryKiB: 64 * 1024, passes: 3, lanes: 1 }

/** What a file may ask of the machine that opens it: four times the default memory, some seconds of time. */
const strengthMax: KdfStrength = { memoryKiB: 256 * 1024, passes: 16, lanes: 16 }

/** The largest private key is RSA 16384 with some 9.5 KB, 13 KB in base64; the header needs under 1 KB. */
const keyFileBytesMax = 32 * 1024

/** RFC 9106 §3.1: 16 bytes suffice for password hashing. */
const saltBytes = 16
/** AES-256-GCM (NIST SP 800-38D §5.2.1.1): the nonce is used once, the key being fresh with each salt. */
const nonceBytes = 12
const tagBytes = 16
const keyBytes = 32

interface Header {
  readonly 'chancery-key': 1
  readonly suite: string
  readonly thumbprint: string
  readonly kdf: KdfStrength & { readonly name: 'argon2id'; readonly salt: string }
  readonly cipher: { readonly name: 'aes-256-gcm'; readonly nonce: string }
}

interface KeyFile {
  readonly header: Header
  readonly suite: Suite
  readonly salt: Uint8Array
  readonly nonce: Uint8Array
  readonly sealed: Uint8Array
}

/**
 * Seals a key under a passphrase: JSON text with the PKCS #8 bytes under AES-256-GCM, its key from Argon2id,
 * every other member bound as associated data. The caller decides what passphrase is good enough.
 */
export async function sealKey(
  key: PrivateKey,
  passphrase: string,
  strength: KdfStrength = defaultStrength,
): Promise<string> {
  if (!withinLimits(strength)) throw new RangeError('bug: no key file may ask for this strength')
  const salt = randomBytes(saltBytes)
  const nonce = randomBytes(nonceBytes)
  const header: Header = {
    'chancery-key': 1,
    suite: key.suite.name,
    thumbprint: key.publicKey.thumbprint,
    kdf: { name: 'argon2id', ...strength, salt: base64(salt) },
    cipher: { name: 'aes-256-gcm', nonce: base64(nonce) },
  }
  const secret = await stretch(passphrase, salt, strength)
  const cipher = createCipheriv('aes-256-gcm', secret, nonce, { authTagLength: tagBytes })
  secret.fill(0)
  cipher.setAAD(utf8(canonicalJson(header)))
  const plain = key.pkcs8()
  const sealed = concat(cipher.update(plain), cipher.final(), cipher.getAuthTag())
  plain.fill(0)
  return `${JSON.stringify({ ...header, sealed: base64(sealed) }, undefined, 2)}\n`
}

/** Opens what `sealKey` made; costs what the file's header asks, within limits. */
export async function openKey(text: string, passphrase: string): Promise<Result<PrivateKey, KeyFileFault>> {
  const parsed = parseKeyFile(text)
  if (!parsed.ok) return parsed
  const { header, suite, salt, nonce, sealed } = parsed.value
  const secret = await stretch(passphrase, salt, header.kdf)
  const decipher = createDecipheriv('aes-256-gcm', secret, nonce, { authTagLength: tagBytes })
  secret.fill(0)
  decipher.setAAD(utf8(canonicalJson(header)))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const plain = decipher.update(sealed.subarray(0, -tagBytes))
  // Before `final` nothing is authentic: the bytes are not looked at unless it accepts.
  const authentic = fromPlatform(() => decipher.final())
  if (!authentic.ok) return refuse({ kind: 'passphrase-wrong' })
  const handle = fromPlatform(() => createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' }))
  plain.fill(0)
  if (!handle.ok) return refuse({ kind: 'file-unreadable' })
  const key = PrivateKey.of(handle.value, suite)
  if (!key.ok) return key
  // GCM does not commit to its key, so that two passphrases might open one file to two keys: the
  // thumbprint commits.
  const found = key.value.publicKey.thumbprint
  if (found !== header.thumbprint) return refuse({ kind: 'key-mismatch', expected: header.thumbprint, found })
  return key
}

function parseKeyFile(text: string): Result<KeyFile, KeyFileFault> {
  const unreadable = refuse({ kind: 'file-unreadable' } as const)
  const value = strictJson(text, keyFileBytesMax)
  if (!isObject(value, ['chancery-key', 'suite', 'thumbprint', 'kdf', 'cipher', 'sealed'])) return unreadable
  const { kdf, cipher, suite: suiteName, thumbprint, sealed } = value
  if (value['chancery-key'] !== 1 || typeof suiteName !== 'string' || typeof thumbprint !== 'string') {
    return unreadable
  }
  if (!isObject(kdf, ['name', 'memoryKiB', 'passes', 'lanes', 'salt']) || kdf['name'] !== 'argon2id') {
    return unreadable
  }
  if (!isObject(cipher, ['name', 'nonce']) || cipher['name'] !== 'aes-256-gcm') return unreadable
  const suite = suiteNamed(suiteName)
  const salt = bytesOf(kdf['salt'])
  const nonce = bytesOf(cipher['nonce'])
  const sealedBytes = bytesOf(sealed)
  const strength = strengthOf(kdf)
  if (!suite || salt?.length !== saltBytes || nonce?.length !== nonceBytes || !strength) return unreadable
  if (!sealedBytes || sealedBytes.length <= tagBytes) return unreadable
  if (!withinLimits(strength)) return refuse({ kind: 'kdf-excessive', strength, most: strengthMax })
  const header: Header = {
    'chancery-key': 1,
    suite: suite.name,
    thumbprint,
    kdf: { name: 'argon2id', ...strength, salt: base64(salt) },
    cipher: { name: 'aes-256-gcm', nonce: base64(nonce) },
  }
  return accept({ header, suite, salt, nonce, sealed: sealedBytes })
}

/** Whole numbers Argon2 can take (RFC 9106 §3.1: at least 8 KiB a lane); `undefined` for anything else. */
function strengthOf(kdf: Readonly<Record<string, unknown>>): KdfStrength | undefined {
  const { memoryKiB, passes, lanes } = kdf
  if (!isCount(memoryKiB) || !isCount(passes) || !isCount(lanes)) return undefined
  return memoryKiB >= 8 * lanes ? { memoryKiB, passes, lanes } : undefined
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

function withinLimits({ memoryKiB, passes, lanes }: KdfStrength): boolean {
  const { memoryKiB: memoryMax, passes: passesMax, lanes: lanesMax } = strengthMax
  return memoryKiB <= memoryMax && passes <= passesMax && lanes <= lanesMax
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined
  const bytes = fromBase64(value)
  return bytes.ok ? bytes.value : undefined
}

/** The passphrase is taken in NFC (RFC 8265 §4.2), so that the keyboard it was typed on does not matter. */
function stretch(passphrase: string, salt: Uint8Array, strength: KdfStrength): Promise<Buffer> {
  const parameters = {
    message: utf8(passphrase.normalize('NFC')),
    nonce: salt,
    parallelism: strength.lanes,
    tagLength: keyBytes,
    memory: strength.memoryKiB,
    passes: strength.passes,
  }
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, secret) => {
      if (error) reject(error)
      else resolve(secret)
    })
  })
}
