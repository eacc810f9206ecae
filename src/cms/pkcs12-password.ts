import { createDecipheriv, createHmac, hash, pbkdf2Sync } from 'node:crypto'
import { concat, equalBytes, utf8 } from '#bytes'
import { type DigestName, digestOfAlgorithm } from '#crypto'
import { contextPrimitive, type DerReader, readDer, tag } from '#der'
import { accept, type Result, refuse } from '#fault'

/** What a passphrase is asked to do by a file, and why that is not done. */
export type PasswordFault =
  /** An algorithm that guards nothing any more; `algorithm` is its name or dotted identifier. */
  | { readonly kind: 'algorithm-old'; readonly algorithm: string }
  | { readonly kind: 'algorithm-unknown'; readonly algorithm: string }
  | { readonly kind: 'iterations-excessive'; readonly iterations: number; readonly iterationsMax: number }
  | { readonly kind: 'file-damaged' }

/**
 * Rounds of all derivations of one file together. A file says itself what opening it costs: 600,000 for each
 * of three derivations are what this program writes, and 5,000,000 take some five seconds.
 */
const iterationsMax = 5_000_000

/** RFC 8018 §5.2 and RFC 9579 ask for keys of the algorithm's length: at most those of HMAC-SHA-512. */
const keyBytesMax = 64

/** RFC 8018 §A.2 sets no bound; beyond this a number is no count of rounds but an attack. */
export const iterationsReadMax = 0xffff_ffff

const aesBlockBytes = 16

/** RFC 8018 appendix A, B; RFC 9579 §3. */
const oid = {
  pbes2: '1.2.840.113549.1.5.13',
  pbmac1: '1.2.840.113549.1.5.14',
  pbkdf2: '1.2.840.113549.1.5.12',
}

/** RFC 8018 §B.1.1: SHA-1 stands for what names no function; under HMAC it has not been broken. */
const pseudoRandomFunctions: ReadonlyMap<string, DigestName> = new Map([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.8', 'sha224'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
])

/** RFC 3565 §4.1, by octets of the key. */
const ciphers: ReadonlyMap<string, { readonly name: string; readonly keyBytes: number }> = new Map([
  ['2.16.840.1.101.3.4.1.2', { name: 'aes-128-cbc', keyBytes: 16 }],
  ['2.16.840.1.101.3.4.1.22', { name: 'aes-192-cbc', keyBytes: 24 }],
  ['2.16.840.1.101.3.4.1.42', { name: 'aes-256-cbc', keyBytes: 32 }],
])

/** RFC 7292 appendix C, RFC 8018 §6.1 and §B.2: RC2, RC4, DES and triple DES, keys by MD5 or SHA-1. */
const oldAlgorithms: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.12.1.1', '128-bit RC4 with SHA-1'],
  ['1.2.840.113549.1.12.1.2', '40-bit RC4 with SHA-1'],
  ['1.2.840.113549.1.12.1.3', 'triple DES with SHA-1'],
  ['1.2.840.113549.1.12.1.4', 'triple DES with SHA-1'],
  ['1.2.840.113549.1.12.1.5', '128-bit RC2 with SHA-1'],
  ['1.2.840.113549.1.12.1.6', '40-bit RC2 with SHA-1'],
  ['1.2.840.113549.1.5.3', 'DES with MD5'],
  ['1.2.840.113549.1.5.10', 'DES with SHA-1'],
  ['1.2.840.113549.3.7', 'triple DES'],
  ['1.3.14.3.2.7', 'DES'],
])

/** A passphrase, and what it may still cost to use it on one file. */
export interface Password {
  readonly text: string
  iterationsLeft: number
}

export function passwordOf(text: string): Password {
  return { text, iterationsLeft: iterationsMax }
}

/** Decrypts by PBES2 (RFC 8018 §6.2) with PBKDF2 and AES-CBC; `algorithm` is a DER AlgorithmIdentifier. */
export function decryptWith(
  password: Password,
  algorithm: Uint8Array,
  ciphertext: Uint8Array,
): Result<Uint8Array, PasswordFault> {
  const named = namedAlgorithm(algorithm, oid.pbes2)
  if (!named.ok) return named
  const read = readDer(algorithm, (reader) =>
    reader.sequence((outer) => {
      outer.objectIdentifier()
      return outer.sequence((parameters) => ({
        derivation: readDerivation(parameters),
        cipher: parameters.sequence((inside) => ({
          oid: inside.objectIdentifier(),
          vector: inside.nextTag === tag.octetString ? inside.octetString() : rest(inside),
        })),
      }))
    }),
  )
  if (!read.ok) return refuse({ kind: 'file-damaged' })
  const { derivation, cipher } = read.value
  const known = ciphers.get(cipher.oid)
  if (!known) return refuse(unusable(cipher.oid))
  if (cipher.vector.length !== aesBlockBytes || !isWholeBlocks(ciphertext)) {
    return refuse({ kind: 'file-damaged' })
  }
  const key = derivedKey(password, derivation, known.keyBytes)
  if (!key.ok) return key
  const decipher = createDecipheriv(known.name, key.value, cipher.vector).setAutoPadding(false)
  return unpadded(concat(decipher.update(ciphertext), decipher.final()))
}

/** Takes what follows, whatever it is, and gives nothing for it. */
function rest(reader: DerReader): Uint8Array {
  reader.list((each) => each.encoding())
  return new Uint8Array(0)
}

function isWholeBlocks(ciphertext: Uint8Array): boolean {
  return ciphertext.length > 0 && ciphertext.length % aesBlockBytes === 0
}

/** RFC 5652 §6.3. The octets were authenticated before: what is said of the padding tells nothing. */
function unpadded(plain: Uint8Array): Result<Uint8Array, PasswordFault> {
  const padding = plain.at(-1) ?? 0
  const isPadding = padding >= 1 && padding <= aesBlockBytes
  const padded = plain.subarray(-padding)
  if (!isPadding || padded.some((octet) => octet !== padding)) return refuse({ kind: 'file-damaged' })
  return accept(plain.subarray(0, plain.length - padding))
}

/** What `MacData` says (RFC 7292 §4), read. */
export interface MacData {
  /** DER AlgorithmIdentifier: a digest, or PBMAC1 (RFC 9579). */
  readonly algorithm: Uint8Array
  readonly digest: Uint8Array
  readonly salt: Uint8Array
  readonly iterations: number
}

/** Whether the MAC over the content is the passphrase's. */
export function isMacOf(
  password: Password,
  mac: MacData,
  content: Uint8Array,
): Result<boolean, PasswordFault> {
  const digest = digestOfAlgorithm(mac.algorithm)
  if (!digest) return isPbmac1Of(password, mac, content)
  if (digest.name === 'sha1') return refuse({ kind: 'algorithm-old', algorithm: 'a MAC with SHA-1' })
  const key = pkcs12Key(password, digest.name, mac)
  if (!key.ok) return key
  return accept(equalBytes(createHmac(digest.name, key.value).update(content).digest(), mac.digest))
}

/** PBMAC1 (RFC 8018 §7.1, RFC 9579 §4). */
function isPbmac1Of(password: Password, mac: MacData, content: Uint8Array): Result<boolean, PasswordFault> {
  const named = namedAlgorithm(mac.algorithm, oid.pbmac1)
  if (!named.ok) return named
  const read = readDer(mac.algorithm, (reader) =>
    reader.sequence((outer) => {
      outer.objectIdentifier()
      return outer.sequence((parameters) => ({
        derivation: readDerivation(parameters),
        scheme: parameters.sequence((inside) => readFunction(inside)),
      }))
    }),
  )
  if (!read.ok) return refuse({ kind: 'file-damaged' })
  const { derivation, scheme } = read.value
  const digest = pseudoRandomFunctions.get(scheme)
  if (digest === undefined) return refuse(unusable(scheme))
  // RFC 9579 §5: the length must be stated.
  const key = derivedKey(password, derivation, derivation.keyBytes ?? 0)
  if (!key.ok) return key
  return accept(equalBytes(createHmac(digest, key.value).update(content).digest(), mac.digest))
}

interface Derivation {
  readonly oid: string
  readonly salt: Uint8Array
  readonly iterations: number
  readonly keyBytes?: number
  readonly function: string
}

/** PBKDF2-params (RFC 8018 §A.2); only the named salt is of use. */
function readDerivation(reader: DerReader): Derivation {
  return reader.sequence((outer) => {
    const name = outer.objectIdentifier()
    if (name !== oid.pbkdf2) {
      rest(outer)
      return { oid: name, salt: new Uint8Array(0), iterations: 0, function: '' }
    }
    return outer.sequence((parameters) => {
      const salt = parameters.octetString()
      const iterations = parameters.count(iterationsReadMax, tag.integer, 1)
      const keyBytes = parameters.optional(tag.integer, (inside) => inside.count(keyBytesMax, tag.integer, 1))
      const prf = parameters.optional(tag.sequence, (inside) => inside.sequence(readFunction))
      return {
        oid: name,
        salt,
        iterations,
        ...(keyBytes === undefined ? {} : { keyBytes }),
        function: prf ?? '1.2.840.113549.2.7',
      }
    })
  })
}

function readFunction(reader: DerReader): string {
  const name = reader.objectIdentifier()
  reader.optional(tag.null, (inside) => inside.null())
  return name
}

function derivedKey(
  password: Password,
  derivation: Derivation,
  keyBytes: number,
): Result<Uint8Array, PasswordFault> {
  if (derivation.oid !== oid.pbkdf2) return refuse(unusable(derivation.oid))
  const digest = pseudoRandomFunctions.get(derivation.function)
  if (digest === undefined) return refuse(unusable(derivation.function))
  const stated = derivation.keyBytes ?? keyBytes
  if (keyBytes === 0 || stated !== keyBytes) return refuse({ kind: 'file-damaged' })
  const paid = spend(password, derivation.iterations)
  if (!paid.ok) return paid
  return accept(pbkdf2Sync(utf8(password.text), derivation.salt, derivation.iterations, keyBytes, digest))
}

function spend(password: Password, iterations: number): Result<undefined, PasswordFault> {
  if (iterations > password.iterationsLeft) {
    return refuse({ kind: 'iterations-excessive', iterations, iterationsMax })
  }
  password.iterationsLeft -= iterations
  return accept(undefined)
}

/** Octets of the blocks a digest works on, the `v` of RFC 7292 appendix B. */
function blockBytesOf(digest: DigestName): number {
  return digest === 'sha384' || digest === 'sha512' ? 128 : 64
}

/** The MAC key of RFC 7292 appendix B.2 and B.3: one digest long. */
function pkcs12Key(
  password: Password,
  digest: DigestName,
  { salt, iterations }: MacData,
): Result<Uint8Array, PasswordFault> {
  const paid = spend(password, iterations)
  if (!paid.ok) return paid
  const blockBytes = blockBytesOf(digest)
  const diversifier = new Uint8Array(blockBytes).fill(3)
  const text = Buffer.from(`${password.text}\0`, 'utf16le').swap16()
  let key: Uint8Array = concat(diversifier, filled(salt, blockBytes), filled(text, blockBytes))
  for (let round = 0; round < iterations; round += 1) key = hash(digest, key, 'buffer')
  return accept(key)
}

/** Copies of the octets, end to end, up to the next multiple of a block; nothing for nothing. */
function filled(octets: Uint8Array, blockBytes: number): Uint8Array {
  const length = Math.ceil(octets.length / blockBytes) * blockBytes
  return Uint8Array.from({ length }, (_, at) => octets[at % octets.length] ?? 0)
}

/** Whether the AlgorithmIdentifier is of the one algorithm that is wanted. */
function namedAlgorithm(algorithm: Uint8Array, wanted: string): Result<undefined, PasswordFault> {
  const name = readDer(algorithm, (reader) =>
    reader.sequence((outer) => {
      const found = outer.objectIdentifier()
      rest(outer)
      return found
    }),
  )
  if (!name.ok) return refuse({ kind: 'file-damaged' })
  return name.value === wanted ? accept(undefined) : refuse(unusable(name.value))
}

function unusable(algorithm: string): PasswordFault {
  const old = oldAlgorithms.get(algorithm)
  return old === undefined
    ? { kind: 'algorithm-unknown', algorithm }
    : { kind: 'algorithm-old', algorithm: old }
}

/** `[0] IMPLICIT OCTET STRING`, as EncryptedContentInfo has it (RFC 5652 §6.1). */
export const encryptedContentTag = contextPrimitive(0)
