import { concat } from '#bytes'
import { type DerLimits, type DerReader, tag } from '#der'
import { accept, type Result, refuse } from '#fault'
import { readTranscoded } from './ber.ts'
import {
  decryptWith,
  encryptedContentTag,
  isMacOf,
  iterationsReadMax,
  type MacData,
  type Password,
  type PasswordFault,
  passwordOf,
} from './pkcs12-password.ts'

/** What a PKCS #12 file holds. */
export interface Pkcs12 {
  /** PKCS #8 DER, unencrypted. */
  readonly keys: readonly Uint8Array[]
  /** DER, in the order of the file. */
  readonly certificates: readonly Uint8Array[]
}

/** Why a PKCS #12 file is not opened. */
export type Pkcs12Fault =
  | PasswordFault
  | { readonly kind: 'not-pkcs12' }
  | { readonly kind: 'passphrase-wrong' }
  /** No MAC: nothing tells whether the passphrase is right or the file was changed. */
  | { readonly kind: 'integrity-missing' }

/**
 * One key and ten certificates of authorities with ML-DSA-87 (some 8 KB each) take under 100 KiB; files with
 * several identities of a browser a few times that.
 */
const pkcs12Limits: DerLimits = { bytesMax: 512 * 1024, depthMax: 32, elementsMax: 16_384 }

/** Safes inside safes (RFC 7292 §4.2.6); nobody has been seen to nest them. */
const safeDepthMax = 4

/** RFC 7292 §5.1, §4.2; RFC 5652 §4, §8. */
const oid = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  safeContentsBag: '1.2.840.113549.1.12.10.1.6',
  x509Certificate: '1.2.840.113549.1.9.22.1',
}

/**
 * Reads a PKCS #12 file (RFC 7292) as OpenSSL, browsers and system stores export it, DER or BER. Its
 * integrity is checked before anything in it is decrypted. Never throws; what a file may ask of the machine
 * is bounded.
 */
export function readPkcs12(file: Uint8Array, passphrase: string): Result<Pkcs12, Pkcs12Fault> {
  const pfx = readStructure(file, readPfx)
  if (!pfx.ok || pfx.value.type !== oid.data) return refuse({ kind: 'not-pkcs12' })
  const { safe, mac } = pfx.value
  if (mac === undefined) return refuse({ kind: 'integrity-missing' })
  const password = passwordOf(passphrase)
  const authentic = isMacOf(password, mac, safe)
  if (!authentic.ok) return authentic
  if (!authentic.value) return refuse({ kind: 'passphrase-wrong' })
  const parts = readStructure(safe, (reader) => reader.sequence((inside) => inside.list(readSafePart)))
  if (!parts.ok) return parts
  const found: Found = { keys: [], certificates: [] }
  for (const part of parts.value) {
    const content = opened(part, password)
    if (!content.ok) return content
    const taken = takeSafe(content.value, password, found, 0)
    if (!taken.ok) return taken
  }
  return accept(found)
}

interface Found {
  readonly keys: Uint8Array[]
  readonly certificates: Uint8Array[]
}

/** Every layer of a file may be BER by itself: a MAC and a cipher work on octets as they stand. */
function readStructure<T>(
  bytes: Uint8Array,
  take: (reader: DerReader) => T,
): Result<T, { readonly kind: 'file-damaged' }> {
  const read = readTranscoded(bytes, take, pkcs12Limits)
  return read.ok ? accept(read.value.value) : refuse({ kind: 'file-damaged' })
}

interface Pfx {
  readonly type: string
  readonly safe: Uint8Array
  readonly mac?: MacData
}

/** PFX (RFC 7292 §4): version 3, and integrity by passphrase. */
function readPfx(reader: DerReader): Pfx {
  return reader.sequence((outer) => {
    outer.count(3, tag.integer, 3)
    const safe = outer.sequence((content) => {
      const type = content.objectIdentifier()
      return { type, octets: content.explicit(0, (inside) => inside.octetString()) }
    })
    const mac = outer.optional(tag.sequence, readMacData)
    return { type: safe.type, safe: safe.octets, ...(mac ? { mac } : {}) }
  })
}

function readMacData(reader: DerReader): MacData {
  return reader.sequence((outer) => {
    const { algorithm, digest } = outer.sequence((info) => ({
      algorithm: info.encoding(tag.sequence),
      digest: info.octetString(),
    }))
    const salt = outer.octetString()
    const iterations = outer.optional(tag.integer, (inside) =>
      inside.count(iterationsReadMax, tag.integer, 1),
    )
    return { algorithm, digest, salt, iterations: iterations ?? 1 }
  })
}

interface SafePart {
  readonly type: string
  readonly content: Uint8Array
  /** DER AlgorithmIdentifier of what is encrypted. */
  readonly algorithm?: Uint8Array
}

function readSafePart(reader: DerReader): SafePart {
  return reader.sequence((outer) => {
    const type = outer.objectIdentifier()
    return outer.explicit(0, (inside) => {
      if (type === oid.data) return { type, content: inside.octetString() }
      if (type !== oid.encryptedData) return { type, content: inside.encoding() }
      return inside.sequence((data) => {
        data.count(2)
        return data.sequence((info) => {
          info.objectIdentifier()
          const algorithm = info.encoding(tag.sequence)
          return { type, algorithm, content: readEncryptedContent(info) }
        })
      })
    })
  })
}

/**
 * An implicitly tagged OCTET STRING (RFC 5652 §6.1). NSS, and with it Firefox, writes it in parts (X.690
 * §8.7.3), which the tag does not tell from a structure; so they are joined where it is known to be a string.
 */
function readEncryptedContent(info: DerReader): Uint8Array {
  if (info.nextTag === encryptedContentTag) return info.octetString(encryptedContentTag)
  return info.explicit(0, (inside) => concat(...inside.list((part) => part.octetString())))
}

function opened(part: SafePart, password: Password): Result<Uint8Array, PasswordFault> {
  if (part.type === oid.data) return accept(part.content)
  if (part.algorithm === undefined) return refuse({ kind: 'algorithm-unknown', algorithm: part.type })
  return decryptWith(password, part.algorithm, part.content)
}

interface Bag {
  readonly type: string
  /** DER of the value. */
  readonly value: Uint8Array
}

function readBag(reader: DerReader): Bag {
  return reader.sequence((outer) => {
    const type = outer.objectIdentifier()
    const value = outer.explicit(0, (inside) => inside.encoding())
    outer.optional(tag.set, (inside) => inside.encoding(tag.set))
    return { type, value }
  })
}

/** SafeContents (RFC 7292 §4.2); bags with other things than keys and certificates are passed over. */
function takeSafe(
  content: Uint8Array,
  password: Password,
  found: Found,
  depth: number,
): Result<undefined, PasswordFault> {
  const bags = readStructure(content, (reader) => reader.sequence((inside) => inside.list(readBag)))
  if (!bags.ok) return bags
  for (const { type, value } of bags.value) {
    const taken = takeBag(type, value, password, found, depth)
    if (!taken.ok) return taken
  }
  return accept(undefined)
}

function takeBag(
  type: string,
  value: Uint8Array,
  password: Password,
  found: Found,
  depth: number,
): Result<undefined, PasswordFault> {
  switch (type) {
    case oid.keyBag:
      found.keys.push(value)
      return accept(undefined)
    case oid.shroudedKeyBag:
      return takeShroudedKey(value, password, found)
    case oid.certBag:
      return takeCertificate(value, found)
    case oid.safeContentsBag:
      if (depth >= safeDepthMax) return refuse({ kind: 'file-damaged' })
      return takeSafe(value, password, found, depth + 1)
    default:
      return accept(undefined)
  }
}

/** EncryptedPrivateKeyInfo (RFC 5958 §3). */
function takeShroudedKey(
  value: Uint8Array,
  password: Password,
  found: Found,
): Result<undefined, PasswordFault> {
  const shrouded = readStructure(value, (reader) =>
    reader.sequence((inside) => ({
      algorithm: inside.encoding(tag.sequence),
      ciphertext: inside.octetString(),
    })),
  )
  if (!shrouded.ok) return shrouded
  const key = decryptWith(password, shrouded.value.algorithm, shrouded.value.ciphertext)
  if (!key.ok) return key
  found.keys.push(key.value)
  return accept(undefined)
}

function takeCertificate(value: Uint8Array, found: Found): Result<undefined, PasswordFault> {
  const bag = readStructure(value, (reader) =>
    reader.sequence((inside) => ({
      type: inside.objectIdentifier(),
      certificate: inside.explicit(0, (content) => {
        return content.nextTag === tag.octetString ? content.octetString() : content.encoding()
      }),
    })),
  )
  if (!bag.ok) return bag
  if (bag.value.type === oid.x509Certificate) found.certificates.push(bag.value.certificate)
  return accept(undefined)
}
