import { createCipheriv, createHmac, hash, pbkdf2Sync } from 'node:crypto'
import { concat, sha256, utf8 } from '#bytes'
import type { Random } from '#crypto'
import {
  bmpString,
  contextPrimitive,
  element,
  explicit,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from '#der'

/** What goes into a PKCS #12 file: one key with its certificate, for a browser or a system's key store. */
export interface Pkcs12Content {
  /** PKCS #8 DER, unencrypted. */
  readonly key: Uint8Array
  /** The certificate of the key, DER. */
  readonly certificate: Uint8Array
  /** Certificates of authorities, DER, the issuer first. */
  readonly chain: readonly Uint8Array[]
  /** What the store shows for it. */
  readonly friendlyName: string
  /** May be any text; characters beyond U+FFFF are not taken by every reader. */
  readonly passphrase: string
  /** Three salts and two initialisation vectors are drawn from it. */
  readonly random: Random
}

/**
 * Rounds of both key derivations. The file leaves the machine, so guessing is all that protects the key:
 * 600,000 is OWASP's figure for PBKDF2-HMAC-SHA-256. The MAC's derivation gets as many: the cheaper one is
 * the one guessed at.
 */
const pkcs12Iterations = 600_000

const saltBytes = 16
const aesBlockBytes = 16
const aesKeyBytes = 32

/** RFC 7292 §5.1, §4.2; RFC 5652 §4, §8; RFC 8018 appendix A, B; RFC 2985 §5.5. */
const oid = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha256: '1.2.840.113549.2.9',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  sha256: '2.16.840.1.101.3.4.2.1',
}

/** The PKCS #12 file (RFC 7292) as DER: PBES2 with AES-256-CBC, integrity by HMAC-SHA-256. */
export function exportPkcs12(content: Pkcs12Content): Uint8Array {
  const { key, certificate, chain, passphrase, random } = content
  const attributes = setOf(
    attribute(oid.friendlyName, bmpString(content.friendlyName)),
    attribute(oid.localKeyId, octetString(sha256(certificate))),
  )
  const certificates = sequence(
    certificateBag(certificate, attributes),
    ...chain.map((authority) => certificateBag(authority)),
  )
  const sealedKey = encrypted(key, passphrase, random)
  const shrouded = sequence(sealedKey.algorithm, octetString(sealedKey.ciphertext))
  const keys = sequence(bag(oid.shroudedKeyBag, shrouded, attributes))
  const safe = sequence(encryptedContent(certificates, passphrase, random), dataContent(keys))
  return sequence(integer(3), dataContent(safe), macData(safe, passphrase, random.bytes(saltBytes)))
}

/**
 * The key derivation of RFC 7292 appendix B.2 with SHA-256, for as many octets as one digest gives.
 * `purpose` is 1 for a key, 2 for an initialisation vector, 3 for a MAC (appendix B.3).
 */
function pkcs12Key(passphrase: string, salt: Uint8Array, iterations: number, purpose: number): Uint8Array {
  const blockBytes = 64
  const diversifier = new Uint8Array(blockBytes).fill(purpose)
  const password = Buffer.from(`${passphrase}\0`, 'utf16le').swap16()
  let digest = sha256(concat(diversifier, filled(salt, blockBytes), filled(password, blockBytes)))
  for (let round = 1; round < iterations; round += 1) digest = hash('sha256', digest, 'buffer')
  return digest
}

/** Copies of the octets, end to end, up to the next multiple of a block; nothing for nothing. */
function filled(octets: Uint8Array, blockBytes: number): Uint8Array {
  const length = Math.ceil(octets.length / blockBytes) * blockBytes
  return Uint8Array.from({ length }, (_, at) => octets[at % octets.length] ?? 0)
}

function macData(safe: Uint8Array, passphrase: string, salt: Uint8Array): Uint8Array {
  const key = pkcs12Key(passphrase, salt, pkcs12Iterations, 3)
  const digest = createHmac('sha256', key).update(safe).digest()
  const algorithm = sequence(objectIdentifier(oid.sha256), nullValue())
  return sequence(sequence(algorithm, octetString(digest)), octetString(salt), integer(pkcs12Iterations))
}

interface Encrypted {
  readonly algorithm: Uint8Array
  readonly ciphertext: Uint8Array
}

/** PBES2 (RFC 8018 §6.2); the passphrase is taken as UTF-8, as OpenSSL and NSS do. */
function encrypted(plaintext: Uint8Array, passphrase: string, random: Random): Encrypted {
  const salt = random.bytes(saltBytes)
  const vector = random.bytes(aesBlockBytes)
  const key = pbkdf2Sync(utf8(passphrase), salt, pkcs12Iterations, aesKeyBytes, 'sha256')
  const cipher = createCipheriv('aes-256-cbc', key, vector)
  const ciphertext = concat(cipher.update(plaintext), cipher.final())
  const prf = sequence(objectIdentifier(oid.hmacSha256), nullValue())
  const derivation = sequence(octetString(salt), integer(pkcs12Iterations), prf)
  const parameters = sequence(
    sequence(objectIdentifier(oid.pbkdf2), derivation),
    sequence(objectIdentifier(oid.aes256Cbc), octetString(vector)),
  )
  return { algorithm: sequence(objectIdentifier(oid.pbes2), parameters), ciphertext }
}

function dataContent(content: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(oid.data), explicit(0, octetString(content)))
}

function encryptedContent(content: Uint8Array, passphrase: string, random: Random): Uint8Array {
  const { algorithm, ciphertext } = encrypted(content, passphrase, random)
  const info = sequence(objectIdentifier(oid.data), algorithm, element(contextPrimitive(0), ciphertext))
  return sequence(objectIdentifier(oid.encryptedData), explicit(0, sequence(integer(0), info)))
}

function certificateBag(certificate: Uint8Array, attributes?: Uint8Array): Uint8Array {
  const value = sequence(objectIdentifier(oid.x509Certificate), explicit(0, octetString(certificate)))
  return bag(oid.certBag, value, attributes)
}

function bag(type: string, value: Uint8Array, attributes?: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(type), explicit(0, value), ...(attributes ? [attributes] : []))
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(type), setOf(value))
}
