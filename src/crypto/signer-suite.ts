import { constants } from 'node:crypto'
import { type DerReader, readDer, tag } from '#der'
import { type DigestName, digestNamed, digestOfAlgorithm } from './digest.ts'
import type { KeyType } from './key-type.ts'
import { type Suite, suiteNamed, suiteOfAlgorithm, suites } from './suite.ts'

const rsaEncryption = '1.2.840.113549.1.1.1'
const rsaPss = '1.2.840.113549.1.1.10'
const maskGeneration1 = '1.2.840.113549.1.1.8'
const ecPublicKey = '1.2.840.10045.2.1'

/** RFC 4055 §3.1: what absent parameters of PSS stand for; shorter salts nobody writes. */
const pssSaltDefault = 20

/** No key in use leaves room for more: 16384 bits are 2048 octets. */
const pssSaltMax = 2048

/** RFC 9882 §3.3: no digest weaker than the signature; octets. */
const digestLengthMin: Partial<Record<KeyType, number>> = {
  'ml-dsa-44': 32,
  'ml-dsa-65': 48,
  'ml-dsa-87': 64,
}

/**
 * The suite by which a CMS signer (RFC 5652 §5.3) with a key of this type signed; `undefined` when no row of
 * the table fits. Besides what the rows write it takes what others write for the same: an
 * identifier of the key's kind with the digest named apart (RFC 3370 §3.2), parameters absent or NULL where a
 * row has the other (RFC 4055 §5), PSS with other spellings of its hash and with another salt length
 * (RFC 4055 §3.1). `digestAlgorithm` is the signer's; where a suite digests by itself the two must be one
 * (RFC 8933 §3), with Ed25519 it must be SHA-512 (RFC 8419 §3), with ML-DSA as strong (RFC 9882 §3.3).
 */
export function suiteOfSignerInfo(
  signatureAlgorithmDer: Uint8Array,
  digestAlgorithm: DigestName | undefined,
  keyType: KeyType,
): Suite | undefined {
  const suite =
    suiteOfAlgorithm(signatureAlgorithmDer, keyType) ??
    spelledOtherwise(signatureAlgorithmDer, digestAlgorithm, keyType)
  return suite && isPaired(suite, digestAlgorithm) ? suite : undefined
}

/**
 * The digest that CMS pairs with a suite: its own, or SHA-512 (RFC 8419 §3, RFC 9882 §3.3). For Ed448 the
 * former wants SHAKE256, which the table of digests does not have: SHA-512 there as well.
 */
export function digestForSuite(suite: Suite): DigestName {
  return suite.digest ?? 'sha512'
}

function isPaired(suite: Suite, digest: DigestName | undefined): boolean {
  if (suite.digest !== null) return digest === undefined || digest === suite.digest
  if (digest === undefined) return true
  if (suite.keyType === 'ed25519' || suite.keyType === 'ed448') return digest === 'sha512'
  return (digestNamed(digest)?.length ?? 0) >= (digestLengthMin[suite.keyType] ?? 0)
}

/** An AlgorithmIdentifier whose parameters are absent, NULL or those of PSS. */
interface Spelling {
  readonly oid: string
  readonly pss?: Pss
}

interface Pss {
  readonly digest: DigestName | undefined
  readonly mask: DigestName | undefined
  readonly saltLength: number
}

function spelledOtherwise(
  der: Uint8Array,
  digest: DigestName | undefined,
  keyType: KeyType,
): Suite | undefined {
  const read = readDer(der, readSpelling)
  if (!read.ok) return undefined
  const { oid, pss } = read.value
  if (pss) return keyType === 'rsa' ? pssSuite(pss) : undefined
  if (oid === rsaEncryption && keyType === 'rsa') return suiteNamed(`rsa-pkcs1-${digest}`)
  if (oid === ecPublicKey) {
    return suites.find((row) => row.ecdsaHalf && row.keyType === keyType && row.digest === digest)
  }
  return rowOf(oid, keyType)
}

function readSpelling(reader: DerReader): Spelling {
  return reader.sequence((inside) => {
    const oid = inside.objectIdentifier()
    if (oid === rsaPss) return { oid, pss: inside.sequence(readPss) }
    if (inside.nextTag === tag.null) inside.null()
    return { oid }
  })
}

/** RSASSA-PSS-params, RFC 4055 §3.1: every part has a default; the trailer can only be what it is. */
function readPss(reader: DerReader): Pss {
  const digest = reader.optional(0xa0, (at) => at.explicit(0, readDigest)) ?? { name: 'sha1' }
  const mask = reader.optional(0xa1, (at) => at.explicit(1, readMask)) ?? { name: 'sha1' }
  const saltLength = reader.optional(0xa2, (at) => {
    return at.explicit(2, (inside) => inside.count(pssSaltMax, tag.integer, pssSaltDefault))
  })
  reader.optional(0xa3, (at) => at.explicit(3, (inside) => inside.count(1, tag.integer, 1)))
  return { digest: digest.name, mask: mask.name, saltLength: saltLength ?? pssSaltDefault }
}

/** In an object, since what is not known is not what is absent. */
function readDigest(reader: DerReader): { readonly name: DigestName | undefined } {
  return { name: digestOfAlgorithm(reader.encoding(tag.sequence))?.name }
}

function readMask(reader: DerReader): { readonly name: DigestName | undefined } {
  return reader.sequence((inside) => {
    const oid = inside.objectIdentifier()
    const digest = readDigest(inside)
    return oid === maskGeneration1 ? digest : { name: undefined }
  })
}

/** The table's row, for another salt length with that one in it: all else is the row's. */
function pssSuite({ digest, mask, saltLength }: Pss): Suite | undefined {
  const row = mask === digest ? suiteNamed(`rsa-pss-${digest}`) : undefined
  if (!row || row.padding?.saltLength === saltLength) return row
  return { ...row, padding: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } }
}

/** The row whose identifier has this object identifier, whatever it has for parameters. */
function rowOf(oid: string, keyType: KeyType): Suite | undefined {
  return suites.find((row) => {
    if (row.keyType !== keyType || row.padding?.saltLength !== undefined) return false
    // An Edwards or ML-DSA identifier has no other spelling (RFC 8410 §3, RFC 9881 §2).
    if (row.digest === null) return false
    const own = readDer(row.algorithmIdentifier, readSpelling)
    return own.ok && own.value.oid === oid
  })
}
