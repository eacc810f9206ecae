import { base64url, concat, equalBytes, sha256, utf8 } from '#bytes'
import { type DerReader, readDer } from '#der'
import { accept, type Result, refuse } from '#fault'
import type { StoredKey } from './browser-key.ts'
import { type CertificateFacts, certificateFacts } from './certificate.ts'
import { type KeySuite, keyAlgorithm } from './suites.ts'

/** Why a PKCS #12 file is not taken. */
export type Pkcs12Fault =
  /** No PKCS #12 in DER of this size. */
  | { readonly kind: 'pkcs12-unreadable' }
  /** Other algorithms than PBES2 with AES-256 and HMAC-SHA-256, which all programs of today write. */
  | { readonly kind: 'pkcs12-old' }
  | { readonly kind: 'pkcs12-passphrase' }
  /** RSA keys sign otherwise in certificates than in documents, and a browser's key does one of both. */
  | { readonly kind: 'pkcs12-key' }
  | { readonly kind: 'pkcs12-certificate' }

/** A key with a chain of five takes some 10 KB. */
export const pkcs12BytesMax = 64 * 1024

/** Seconds of a slow machine; what this program writes has 600,000. */
const iterationsMax = 2_000_000

/** RFC 7292 §5.1, §4.2; RFC 8018 appendix A, B. */
const oid = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509: '1.2.840.113549.1.9.22.1',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha256: '1.2.840.113549.2.9',
  aes256: '2.16.840.1.101.3.4.1.42',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const

interface Sealed {
  readonly algorithms: readonly string[]
  readonly salt: Uint8Array
  readonly iterations: number
  readonly vector: Uint8Array
  readonly content: Uint8Array
}

interface Safe {
  /** The octets that the MAC is over. */
  readonly safe: Uint8Array
  readonly macDigest: string
  readonly mac: Uint8Array
  readonly macSalt: Uint8Array
  readonly macIterations: number
}

interface Bags {
  readonly keys: readonly Sealed[]
  readonly certificates: readonly Uint8Array[]
}

/**
 * Key and certificate of a PKCS #12 file (RFC 7292), the key as one that cannot be read out. Strict DER only:
 * what differs is for `openssl pkcs12` to write anew.
 */
export async function importPkcs12(
  file: Uint8Array,
  passphrase: string,
): Promise<Result<StoredKey, Pkcs12Fault>> {
  const read = file.length > pkcs12BytesMax ? undefined : readDer(file, readFile)
  if (!read?.ok) return refuse({ kind: 'pkcs12-unreadable' })
  const { safe, macDigest, mac, macSalt, macIterations } = read.value
  if (macDigest !== oid.sha256 || macIterations > iterationsMax) return refuse({ kind: 'pkcs12-old' })
  if (!equalBytes(await macOf(safe, passphrase, macSalt, macIterations), mac)) {
    return refuse({ kind: 'pkcs12-passphrase' })
  }
  const bags = await bagsOf(safe, passphrase)
  if (!bags.ok) return bags
  const [sealed] = bags.value.keys
  if (!sealed) return refuse({ kind: 'pkcs12-key' })
  const pkcs8 = await opened(sealed, passphrase)
  return pkcs8.ok ? matched(pkcs8.value, bags.value.certificates) : pkcs8
}

/** PFX, RFC 7292 §4; offsets and lengths are checked by the reader. */
function readFile(reader: DerReader): Safe {
  return reader.sequence((pfx) => {
    if (pfx.count(3) !== 3) pfx.fail('integer-out-of-range')
    const safe = pfx.sequence((info) => {
      if (info.objectIdentifier() !== oid.data) info.fail('integer-out-of-range')
      return info.explicit(0, (content) => content.octetString())
    })
    return pfx.sequence((data) => {
      const { macDigest, mac } = data.sequence((digest) => ({
        macDigest: digest.sequence(readAlgorithm),
        mac: digest.octetString(),
      }))
      const macSalt = data.octetString()
      const macIterations = data.more ? data.count(0xffff_ffff) : 1
      return { safe, macDigest, mac, macSalt, macIterations }
    })
  })
}

/** An identifier whose parameters are NULL or absent. */
function readAlgorithm(reader: DerReader): string {
  const identifier = reader.objectIdentifier()
  if (reader.more) reader.encoding()
  return identifier
}

/** All that the safes hold, those under the passphrase opened. */
async function bagsOf(safe: Uint8Array, passphrase: string): Promise<Result<Bags, Pkcs12Fault>> {
  const contents = readDer(safe, (reader) =>
    reader.sequence((list) => list.list((one) => one.sequence(readContent))),
  )
  if (!contents.ok) return refuse({ kind: 'pkcs12-unreadable' })
  const keys: Sealed[] = []
  const certificates: Uint8Array[] = []
  for (const content of contents.value) {
    const plain = content.sealed ? await opened(content.sealed, passphrase) : accept(content.plain)
    if (!plain.ok) return plain
    const bags = readDer(plain.value, (reader) =>
      reader.sequence((list) => list.list((bag) => bag.sequence((one) => readBag(one)))),
    )
    if (!bags.ok) return refuse({ kind: 'pkcs12-unreadable' })
    for (const bag of bags.value) {
      if (bag.key) keys.push(bag.key)
      if (bag.certificate) certificates.push(bag.certificate)
    }
  }
  return accept({ keys, certificates })
}

interface Content {
  readonly plain: Uint8Array
  readonly sealed?: Sealed
}

/** ContentInfo: octets as they are, or under the passphrase (RFC 5652 §8). */
function readContent(reader: DerReader): Content {
  const nothing = new Uint8Array()
  const type = reader.objectIdentifier()
  if (type === oid.data) return { plain: reader.explicit(0, (content) => content.octetString()) }
  if (type !== oid.encryptedData) {
    reader.fail('integer-out-of-range')
    return { plain: nothing }
  }
  const sealed = reader.explicit(0, (content) =>
    content.sequence((data) => {
      data.count(2)
      return data.sequence((info) => {
        info.objectIdentifier()
        const scheme = info.sequence(readScheme)
        return { ...scheme, content: info.octetString(0x80) }
      })
    }),
  )
  return { plain: nothing, sealed }
}

/** PBES2 (RFC 8018 appendix A.4); another scheme gives algorithms that are refused. */
function readScheme(reader: DerReader): Omit<Sealed, 'content'> {
  const none = new Uint8Array()
  const scheme = reader.objectIdentifier()
  if (scheme !== oid.pbes2) {
    if (reader.more) reader.encoding()
    return { algorithms: [scheme], salt: none, iterations: 0, vector: none }
  }
  return reader.sequence((parameters) => {
    const derivation = parameters.sequence((function_) => {
      const name = function_.objectIdentifier()
      return function_.sequence((inner) => {
        const salt = inner.octetString()
        const iterations = inner.count(0xffff_ffff)
        if (inner.nextTag === 0x02) inner.count(64)
        const prf = inner.more ? inner.sequence(readAlgorithm) : ''
        return { name, salt, iterations, prf }
      })
    })
    const cipher = parameters.sequence((inner) => ({
      name: inner.objectIdentifier(),
      vector: inner.octetString(),
    }))
    const algorithms = [scheme, derivation.name, derivation.prf, cipher.name]
    return { algorithms, salt: derivation.salt, iterations: derivation.iterations, vector: cipher.vector }
  })
}

function readBag(reader: DerReader): { readonly key?: Sealed; readonly certificate?: Uint8Array } {
  const type = reader.objectIdentifier()
  const bag = reader.explicit(0, (value) => {
    if (type === oid.keyBag) {
      const key = value.sequence((info) => {
        return { ...info.sequence(readScheme), content: info.octetString() }
      })
      return { key }
    }
    if (type === oid.certBag) {
      return value.sequence((certificate) => {
        const isX509 = certificate.objectIdentifier() === oid.x509
        const der = certificate.explicit(0, (content) => content.octetString())
        return isX509 ? { certificate: der } : {}
      })
    }
    value.encoding()
    return {}
  })
  if (reader.more) reader.encoding()
  return bag
}

const scheme: readonly string[] = [oid.pbes2, oid.pbkdf2, oid.hmacSha256, oid.aes256]

async function opened(sealed: Sealed, passphrase: string): Promise<Result<Uint8Array, Pkcs12Fault>> {
  const { algorithms, salt, iterations, vector, content } = sealed
  if (algorithms.join() !== scheme.join() || iterations > iterationsMax || vector.length !== 16) {
    return refuse({ kind: 'pkcs12-old' })
  }
  const secret = await crypto.subtle.importKey('raw', octets(utf8(passphrase)), 'PBKDF2', false, [
    'deriveKey',
  ])
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt: octets(salt), iterations }
  const aes = { name: 'AES-CBC', length: 256 }
  const key = await crypto.subtle.deriveKey(derivation, secret, aes, false, ['decrypt'])
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-CBC', iv: octets(vector) }, key, octets(content))
    return accept(new Uint8Array(plain))
  } catch {
    // The padding is wrong: the MAC held, so another passphrase sealed this part.
    return refuse({ kind: 'pkcs12-passphrase' })
  }
}

/** HMAC-SHA-256 under the key that RFC 7292 appendix B.2 derives from the passphrase. */
async function macOf(
  safe: Uint8Array,
  passphrase: string,
  salt: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const raw = octets(pkcs12Key(passphrase, salt, iterations))
  const key = await crypto.subtle.importKey('raw', raw, hmac, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, octets(safe)))
}

/** Purpose 3, of as many octets as one digest gives (appendix B.3). */
function pkcs12Key(passphrase: string, salt: Uint8Array, iterations: number): Uint8Array {
  const blockBytes = 64
  const password = new Uint8Array((passphrase.length + 1) * 2)
  for (let at = 0; at < passphrase.length; at += 1) {
    const unit = passphrase.charCodeAt(at)
    password.set([unit >> 8, unit & 0xff], at * 2)
  }
  const diversifier = new Uint8Array(blockBytes).fill(3)
  let digest = sha256(concat(diversifier, filled(salt, blockBytes), filled(password, blockBytes)))
  for (let round = 1; round < iterations; round += 1) digest = sha256(digest)
  return digest
}

/** Copies of the octets, end to end, up to the next multiple of a block. */
function filled(source: Uint8Array, blockBytes: number): Uint8Array {
  const length = Math.ceil(source.length / blockBytes) * blockBytes
  return Uint8Array.from({ length }, (_, at) => source[at % source.length] ?? 0)
}

/** A key with the certificate that is for it: the one whose key verifies what the private key signs. */
async function matched(
  pkcs8: Uint8Array,
  certificates: readonly Uint8Array[],
): Promise<Result<StoredKey, Pkcs12Fault>> {
  const facts = certificates.flatMap((der) => certificateFacts(der) ?? [])
  for (const suite of ['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'ed25519'] as const) {
    const key = await imported(pkcs8, suite)
    if (!key) continue
    for (const one of facts) if (await belong(key, one, suite)) return accept(stored(key, suite, one, facts))
    return refuse({ kind: 'pkcs12-certificate' })
  }
  return refuse({ kind: 'pkcs12-key' })
}

async function imported(pkcs8: Uint8Array, suite: KeySuite): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('pkcs8', octets(pkcs8), keyAlgorithm(suite), false, ['sign'])
  } catch {
    // The browser's only answer to a key of another kind.
    return undefined
  }
}

async function belong(key: CryptoKey, { spki }: CertificateFacts, suite: KeySuite): Promise<boolean> {
  const algorithm = keyAlgorithm(suite)
  const signing = { ...algorithm, hash: suite === 'ecdsa-p384-sha384' ? 'SHA-384' : 'SHA-256' }
  const message = crypto.getRandomValues(new Uint8Array(32))
  try {
    const other = await crypto.subtle.importKey('spki', octets(spki), algorithm, false, ['verify'])
    return await crypto.subtle.verify(
      signing,
      other,
      await crypto.subtle.sign(signing, key, message),
      message,
    )
  } catch {
    // A certificate of a key of another kind.
    return false
  }
}

function stored(
  key: CryptoKey,
  suite: KeySuite,
  leaf: CertificateFacts,
  all: readonly CertificateFacts[],
): StoredKey {
  const { spki, serial, id, name } = leaf
  const chain = [leaf, ...all.filter((one) => one !== leaf)]
  return {
    ...{ thumbprint: base64url(sha256(spki)), use: 'acts', suite, spki, key, serial },
    certificate: chain.map(({ pem }) => pem).join(''),
    made: new Date().toISOString(),
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
  }
}

/** Octets in a buffer of their own, as WebCrypto's types want them. */
function octets(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
