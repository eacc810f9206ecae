import { fromHex } from '#bytes'
import { sequence, unsignedInteger } from '#der'
import { sure } from '#fault'

/** What a key in a browser signs with; the names are those of the unit. */
export type KeySuite = 'ecdsa-p256-sha256' | 'ecdsa-p384-sha384' | 'ed25519'

interface Row {
  /** As WebCrypto makes and imports it. */
  readonly key: EcKeyGenParams | Algorithm
  /** As WebCrypto signs with it. */
  readonly signing: EcdsaParams | Algorithm
  /** DER AlgorithmIdentifier (RFC 5758 §3.2, RFC 8410 §3). */
  readonly identifier: string
  /** Whether WebCrypto gives r‖s, where certificates and envelopes have DER (RFC 3279 §2.2.3). */
  readonly isEcdsa: boolean
}

const suites: Readonly<Record<KeySuite, Row>> = {
  'ecdsa-p256-sha256': {
    key: { name: 'ECDSA', namedCurve: 'P-256' },
    signing: { name: 'ECDSA', hash: 'SHA-256' },
    identifier: '300a06082a8648ce3d040302',
    isEcdsa: true,
  },
  'ecdsa-p384-sha384': {
    key: { name: 'ECDSA', namedCurve: 'P-384' },
    signing: { name: 'ECDSA', hash: 'SHA-384' },
    identifier: '300a06082a8648ce3d040303',
    isEcdsa: true,
  },
  ed25519: {
    key: { name: 'Ed25519' },
    signing: { name: 'Ed25519' },
    identifier: '300506032b6570',
    isEcdsa: false,
  },
}

/** What WebCrypto makes and imports a key of a suite with. */
export function keyAlgorithm(suite: KeySuite): EcKeyGenParams | Algorithm {
  return suites[suite].key
}

/** DER AlgorithmIdentifier of a suite's signatures. */
export function algorithmIdentifier(suite: KeySuite): Uint8Array {
  return sure(fromHex(suites[suite].identifier), 'an identifier')
}

/** A signature as certificates, envelopes and documents have it. */
export async function signature(suite: KeySuite, key: CryptoKey, message: Uint8Array): Promise<Uint8Array> {
  const { signing, isEcdsa } = suites[suite]
  const raw = new Uint8Array(await crypto.subtle.sign(signing, key, new Uint8Array(message)))
  if (!isEcdsa) return raw
  const half = raw.length / 2
  return sequence(unsignedInteger(raw.subarray(0, half)), unsignedInteger(raw.subarray(half)))
}
