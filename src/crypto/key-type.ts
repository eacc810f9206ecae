import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { fromHex } from '#bytes'
import { sure } from '#fault'

/** The kind of key a suite works with. */
export type KeyType =
  | 'p256'
  | 'p384'
  | 'p521'
  | 'ed25519'
  | 'ed448'
  | 'rsa'
  | 'ml-dsa-44'
  | 'ml-dsa-65'
  | 'ml-dsa-87'
  | InsecureKeyType

/** The kinds of key that nothing is believed from, except where an `AlgorithmPolicy` names them. */
type InsecureKeyType = 'dsa'

/** Which kinds of key are taken besides those of the table. */
export interface AlgorithmPolicy {
  readonly insecureKeyTypes: readonly InsecureKeyType[]
}

/** The kinds of key of the table and no others. */
export const secureAlgorithms: AlgorithmPolicy = { insecureKeyTypes: [] }

/**
 * Takes DSA as well, with the 1024 bits and SHA-1 of its time. FIPS 186-5 has withdrawn it; published test
 * suites for paths still hold it, and they are what this is for.
 */
export const insecureDsaForConformance: AlgorithmPolicy = { insecureKeyTypes: ['dsa'] }

/** How a key of one type looks. */
export interface KeyShape {
  readonly type: KeyType
  /** What the platform calls it. */
  readonly platformType: string
  readonly platformCurve?: string
  /** The only beginning and length its SubjectPublicKeyInfo may have; RSA has no fixed length. */
  readonly spki?: { readonly prefix: Uint8Array; readonly length: number }
}

/** One row of the table of key types: how a key of it looks and how one is made. */
export interface KeyForm extends KeyShape {
  generate(): KeyObject
}

/** NIST SP 800-57 part 1 rev. 5 §5.6.1.1: 128 bits of strength, good beyond 2030. */
const generatedRsaBits = 3072

/**
 * SM2 (`1.2.156.10197.1.301`) has no row on purpose: the platform's SM2 is wrong. A generated key signs
 * plain ECDSA and an imported one signs with an empty identifier, so standard signatures fail, silently.
 * Curves other than the three of FIPS 186-5 have none either, nor have DH, X25519, X448 and RSA keys
 * that are bound to PSS by their identifier (RFC 4055 §3.1).
 *
 * EC prefixes end in 04, the uncompressed form: RFC 5480 §2.2 allows a compressed one as well, which would
 * be a second encoding of the same key with another thumbprint.
 */
export const keyForms: readonly KeyForm[] = [
  curve('p256', 'prime256v1', '3059301306072a8648ce3d020106082a8648ce3d03010703420004', 91),
  curve('p384', 'secp384r1', '3076301006072a8648ce3d020106052b8104002203620004', 120),
  curve('p521', 'secp521r1', '30819b301006072a8648ce3d020106052b810400230381860004', 158),
  fixed('ed25519', '302a300506032b6570032100', 44, () => generateKeyPairSync('ed25519').privateKey),
  fixed('ed448', '3043300506032b6571033a00', 69, () => generateKeyPairSync('ed448').privateKey),
  {
    type: 'rsa',
    platformType: 'rsa',
    generate: () => generateKeyPairSync('rsa', { modulusLength: generatedRsaBits }).privateKey,
  },
  fixed('ml-dsa-44', '30820532300b06096086480165030403110382052100', 1334, () => {
    return generateKeyPairSync('ml-dsa-44').privateKey
  }),
  fixed('ml-dsa-65', '308207b2300b0609608648016503040312038207a100', 1974, () => {
    return generateKeyPairSync('ml-dsa-65').privateKey
  }),
  fixed('ml-dsa-87', '30820a32300b060960864801650304031303820a2100', 2614, () => {
    return generateKeyPairSync('ml-dsa-87').privateKey
  }),
]

/** What is read and verified with where a policy admits it, and never generated. */
const insecureShapes: Readonly<Record<InsecureKeyType, KeyShape>> = {
  dsa: { type: 'dsa', platformType: 'dsa' },
}

/** The shape of a key the platform has read; `undefined` for a kind of key that is not taken. */
export function keyShapeOf(handle: KeyObject, algorithms: AlgorithmPolicy): KeyShape | undefined {
  const curve = handle.asymmetricKeyDetails?.namedCurve
  const taken = [...keyForms, ...algorithms.insecureKeyTypes.map((type) => insecureShapes[type])]
  return taken.find((form) => form.platformType === handle.asymmetricKeyType && form.platformCurve === curve)
}

/** The row of a key type. */
export function keyFormNamed(type: KeyType): KeyForm {
  const form = keyForms.find((row) => row.type === type)
  if (!form) throw new Error(`bug: the key type ${type} has no row`)
  return form
}

function curve(type: KeyType, platformCurve: string, prefix: string, length: number): KeyForm {
  return {
    type,
    platformType: 'ec',
    platformCurve,
    spki: { prefix: sure(fromHex(prefix), 'a prefix'), length },
    generate: () => generateKeyPairSync('ec', { namedCurve: platformCurve }).privateKey,
  }
}

function fixed(type: KeyType, prefix: string, length: number, generate: () => KeyObject): KeyForm {
  return { type, platformType: type, spki: { prefix: sure(fromHex(prefix), 'a prefix'), length }, generate }
}
