import { constants } from 'node:crypto'
import { fromHex, hex } from '#bytes'
import { sure } from '#fault'
import type { KeyType } from './key-type.ts'

type Digest = 'sha256' | 'sha384' | 'sha512'
type DsaDigest = 'sha1' | 'sha224' | 'sha256'
type Curve = 'p256' | 'p384' | 'p521'

export type SuiteName =
  | `ecdsa-${Curve}-${Digest}`
  | 'ed25519'
  | 'ed448'
  | `rsa-${'pkcs1' | 'pss'}-${Digest}`
  | `ml-dsa-${44 | 65 | 87}`
  | `dsa-${DsaDigest}`

/** The suites a key of a unit, a person, a device or a service may be generated for. */
export type UnitSuiteName = Extract<
  SuiteName,
  'ecdsa-p256-sha256' | 'ecdsa-p384-sha384' | 'ed25519' | 'ml-dsa-65' | 'rsa-pkcs1-sha256'
>

/** One row of the suite table: a signature algorithm with its parameters. */
export interface Suite {
  readonly name: SuiteName
  readonly keyType: KeyType
  /** DER AlgorithmIdentifier as it stands in certificates. */
  readonly algorithmIdentifier: Uint8Array
  /** What the signature is made over; `null` where the algorithm takes the message itself. */
  readonly digest: Digest | DsaDigest | null
  readonly padding?: { readonly padding: number; readonly saltLength?: number }
  /** Bytes of one half of a raw ECDSA signature (RFC 7518 §3.4). */
  readonly ecdsaHalf?: number
  /** The `alg` of a JWS (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9964), where one is registered. */
  readonly jws?: string
}

const curves: Readonly<Record<Curve, { readonly half: number; readonly jws: readonly [Digest, string] }>> = {
  p256: { half: 32, jws: ['sha256', 'ES256'] },
  p384: { half: 48, jws: ['sha384', 'ES384'] },
  p521: { half: 66, jws: ['sha512', 'ES512'] },
}

const ecdsaIdentifiers: Readonly<Record<Digest, string>> = {
  sha256: '300a06082a8648ce3d040302',
  sha384: '300a06082a8648ce3d040303',
  sha512: '300a06082a8648ce3d040304',
}

const pkcs1Identifiers: Readonly<Record<Digest, string>> = {
  sha256: '300d06092a864886f70d01010b0500',
  sha384: '300d06092a864886f70d01010c0500',
  sha512: '300d06092a864886f70d01010d0500',
}

/**
 * Every suite. Of the rows for one key type the first is what such a key signs with when nothing else is
 * said; of the rows with one identifier the first is the usual pairing.
 *
 * Identifiers: ECDSA RFC 5758 §3.2 (parameters absent), Edwards curves RFC 8410 §3 (absent), RSA PKCS #1 v1.5
 * RFC 4055 §5 (NULL), PSS RFC 4055 §3.1, ML-DSA RFC 9881 §2 (absent; the pure form with an empty context).
 */
export const suites: readonly Suite[] = [
  ecdsa('p256', 'sha256'),
  ecdsa('p384', 'sha384'),
  ecdsa('p521', 'sha512'),
  ecdsa('p256', 'sha384'),
  ecdsa('p256', 'sha512'),
  ecdsa('p384', 'sha256'),
  ecdsa('p384', 'sha512'),
  ecdsa('p521', 'sha256'),
  ecdsa('p521', 'sha384'),
  whole('ed25519', '300506032b6570', 'EdDSA'),
  whole('ed448', '300506032b6571', 'EdDSA'),
  pkcs1('sha256', 'RS256'),
  pkcs1('sha384', 'RS384'),
  pkcs1('sha512', 'RS512'),
  pss('sha256', 32, 'PS256'),
  pss('sha384', 48, 'PS384'),
  pss('sha512', 64, 'PS512'),
  whole('ml-dsa-44', '300b0609608648016503040311', 'ML-DSA-44'),
  whole('ml-dsa-65', '300b0609608648016503040312', 'ML-DSA-65'),
  whole('ml-dsa-87', '300b0609608648016503040313', 'ML-DSA-87'),
]

/**
 * What keys verify with that only an `AlgorithmPolicy` lets in; nothing is signed with it, and it has no name
 * that a file or an envelope could give. RFC 3279 §2.2.2, RFC 5758 §3.1: parameters absent.
 */
const insecureSuites: readonly Suite[] = [
  dsa('sha1', '300906072a8648ce380403'),
  dsa('sha224', '300b0609608648016503040301'),
  dsa('sha256', '300b0609608648016503040302'),
]

/** The names a key may be generated for, the default first. */
export const unitSuiteNames: readonly UnitSuiteName[] = [
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'ed25519',
  'ml-dsa-65',
  'rsa-pkcs1-sha256',
]

const byName: ReadonlyMap<string, Suite> = new Map(suites.map((suite) => [suite.name, suite]))
const byIdentifier: ReadonlyMap<string, readonly Suite[]> = Map.groupBy(suites, (suite) => {
  return hex(suite.algorithmIdentifier)
})

/**
 * The suite of a DER AlgorithmIdentifier; `undefined` when no row has exactly these bytes.
 *
 * An ECDSA identifier names the digest and not the curve (RFC 5758 §3.2), so whoever verifies passes the type
 * of the signer's key: without it `ecdsa-with-SHA256` is taken for P-256 and a P-384 signature fails.
 */
export function suiteOfAlgorithm(algorithmIdentifierDer: Uint8Array, keyType?: KeyType): Suite | undefined {
  const identifier = hex(algorithmIdentifierDer)
  if (keyType === 'dsa') return insecureSuites.find((suite) => hex(suite.algorithmIdentifier) === identifier)
  const rows = byIdentifier.get(identifier)
  return keyType === undefined ? rows?.[0] : rows?.find((suite) => suite.keyType === keyType)
}

export function suiteNamed(name: string): Suite | undefined {
  return byName.get(name)
}

/** The suite a key signs with when nothing else is said. */
export function defaultSuite(key: { readonly type: KeyType }): Suite {
  const suite = suites.find((row) => row.keyType === key.type)
  if (!suite) throw new Error(`bug: the key type ${key.type} has no suite`)
  return suite
}

/**
 * The suite a key signs documents with: RSA by PSS (RFC 8017 §8.1), whatever the key signs certificates and
 * connections with; every other type by its default.
 */
export function documentSuite(key: { readonly type: KeyType }): Suite {
  const pss = suites.find((row) => row.keyType === key.type && row.name.startsWith('rsa-pss-'))
  return pss ?? defaultSuite(key)
}

/** Every `alg` of a JWS that a row has. */
export const jwsAlgorithms: ReadonlySet<string> = new Set(suites.flatMap(({ jws }) => jws ?? []))

/** The suite of a JWS `alg` for a key of this type; `undefined` when they do not go together. */
export function suiteOfJws(algorithm: string, keyType: KeyType): Suite | undefined {
  return suites.find((suite) => suite.jws === algorithm && suite.keyType === keyType)
}

function ecdsa(curve: Curve, digest: Digest): Suite {
  const { half, jws } = curves[curve]
  return {
    name: `ecdsa-${curve}-${digest}`,
    keyType: curve,
    algorithmIdentifier: identifierOf(ecdsaIdentifiers[digest]),
    digest,
    ecdsaHalf: half,
    ...(jws[0] === digest ? { jws: jws[1] } : {}),
  }
}

function whole(name: SuiteName & KeyType, identifier: string, jws: string): Suite {
  return { name, keyType: name, algorithmIdentifier: identifierOf(identifier), digest: null, jws }
}

function dsa(digest: DsaDigest, identifier: string): Suite {
  return {
    name: `dsa-${digest}`,
    keyType: 'dsa',
    algorithmIdentifier: identifierOf(identifier),
    digest,
  }
}

function pkcs1(digest: Digest, jws: string): Suite {
  return {
    name: `rsa-pkcs1-${digest}`,
    keyType: 'rsa',
    algorithmIdentifier: identifierOf(pkcs1Identifiers[digest]),
    digest,
    padding: { padding: constants.RSA_PKCS1_PADDING },
    jws,
  }
}

/** RSASSA-PSS with MGF1 over the same digest and a salt as long as it: the three sets in use. */
function pss(digest: Digest, saltLength: 32 | 48 | 64, jws: string): Suite {
  const digestIdentifier = { sha256: '01', sha384: '02', sha512: '03' }[digest]
  const hash = `300d06096086480165030402${digestIdentifier}0500`
  const salt = saltLength.toString(16)
  const parameters = `3034a00f${hash}a11c301a06092a864886f70d010108${hash}a2030201${salt}`
  return {
    name: `rsa-pss-${digest}`,
    keyType: 'rsa',
    algorithmIdentifier: identifierOf(`304106092a864886f70d01010a${parameters}`),
    digest,
    padding: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
    jws,
  }
}

function identifierOf(digits: string): Uint8Array {
  return sure(fromHex(digits), 'an identifier')
}
