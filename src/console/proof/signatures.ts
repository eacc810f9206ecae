import { hex } from '#bytes'
import { rawEcdsaSignature, type SuiteName } from '#crypto'

/** What became of looking at a signature. */
export type SignatureVerdict =
  | 'holds'
  | 'fails'
  /** Of an algorithm that this browser has not: nothing is known. */
  | 'unsupported'

interface Row {
  readonly key: EcKeyImportParams | RsaHashedImportParams | Algorithm
  readonly verify: EcdsaParams | RsaPssParams | Algorithm
  /** Octets of one half of r‖s, which WebCrypto takes in place of DER. */
  readonly half?: number
}

const curves = { p256: ['P-256', 32], p384: ['P-384', 48], p521: ['P-521', 66] } as const
const hashes = { sha256: ['SHA-256', 32], sha384: ['SHA-384', 48], sha512: ['SHA-512', 64] } as const

/** How WebCrypto is asked for a suite of the unit; `undefined` where no browser has it. */
function rowOf(suite: SuiteName): Row | undefined {
  if (suite === 'ed25519') return { key: { name: 'Ed25519' }, verify: { name: 'Ed25519' } }
  const [, curve, digest] = /^ecdsa-(p256|p384|p521)-(sha\d+)$/.exec(suite) ?? []
  if (curve !== undefined) {
    const [namedCurve, half] = curves[curve as keyof typeof curves]
    const [hash] = hashes[digest as keyof typeof hashes]
    return { key: { name: 'ECDSA', namedCurve }, verify: { name: 'ECDSA', hash }, half }
  }
  const [, padding, over] = /^rsa-(pkcs1|pss)-(sha\d+)$/.exec(suite) ?? []
  if (padding === undefined) return undefined
  const [hash, saltLength] = hashes[over as keyof typeof hashes]
  const name = padding === 'pss' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5'
  return { key: { name, hash }, verify: padding === 'pss' ? { name, saltLength } : { name } }
}

/** Whether a signature is this suite's by the key; the browser's own WebCrypto looks. */
export async function verdictOf(
  suite: SuiteName,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<SignatureVerdict> {
  const row = rowOf(suite)
  if (!row) return 'unsupported'
  const raw = row.half === undefined ? signature : rawEcdsaSignature(signature, row.half)
  if (!raw) return 'fails'
  let key: CryptoKey
  try {
    key = await crypto.subtle.importKey('spki', new Uint8Array(spki), row.key, false, ['verify'])
  } catch (error) {
    // A browser says which of its two reasons it has by the name alone.
    if (error instanceof DOMException && error.name === 'NotSupportedError') return 'unsupported'
    return 'fails'
  }
  const isGood = await crypto.subtle.verify(row.verify, key, new Uint8Array(raw), new Uint8Array(message))
  return isGood ? 'holds' : 'fails'
}

/** Beginnings of a SubjectPublicKeyInfo by which keys are told apart, and what each signs acts with. */
const actSuites: readonly (readonly [prefix: string, suite: SuiteName])[] = [
  ['3059301306072a8648ce3d020106082a8648ce3d030107', 'ecdsa-p256-sha256'],
  ['3076301006072a8648ce3d020106052b81040022', 'ecdsa-p384-sha384'],
  ['30819b301006072a8648ce3d020106052b81040023', 'ecdsa-p521-sha512'],
  ['302a300506032b6570', 'ed25519'],
  ['3043300506032b6571', 'ed448'],
  ['30820532300b0609608648016503040311', 'ml-dsa-44'],
  ['308207b2300b0609608648016503040312', 'ml-dsa-65'],
  ['30820a32300b0609608648016503040313', 'ml-dsa-87'],
]

/** rsaEncryption (RFC 8017 §A.1), wherever the lengths before it end. */
const rsaIdentifier = '300d06092a864886f70d0101010500'

/** What a key signs acts with: its type's default, as the unit takes it. */
export function actSuiteOf(spki: Uint8Array): SuiteName | undefined {
  const start = hex(spki.subarray(0, 32))
  const known = actSuites.find(([prefix]) => start.startsWith(prefix))
  if (known) return known[1]
  return start.includes(rsaIdentifier) ? 'rsa-pkcs1-sha256' : undefined
}

/** The type of a key, for algorithms of certificates that name the digest and not the curve. */
export function keyTypeOf(spki: Uint8Array): 'p256' | 'p384' | 'p521' | undefined {
  const [, curve] = /^ecdsa-(p256|p384|p521)-/.exec(actSuiteOf(spki) ?? '') ?? []
  return curve as 'p256' | 'p384' | 'p521' | undefined
}
