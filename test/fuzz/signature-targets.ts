import assert from 'node:assert/strict'
import { equalBytes, hex, utf8 } from '#bytes'
import {
  inheritDsaParameters,
  insecureDsaForConformance,
  type PublicKey,
  parsePublicKey,
  type SuiteName,
  suiteNamed,
  verifySignature,
} from '#crypto'
import { bitString, integer, objectIdentifier, sequence, unsignedInteger } from '#der'
import { certain } from '#fault'
import { isSignedBy } from '#x509'
import { fixedKey } from './authority.ts'
import { mutateDer } from './der-mutation.ts'
import { publicKeySeeds } from './der-seeds.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'

const message = utf8('the office opens at nine')
const signer = fixedKey('signature')
const sound = signer.sign(message)

/** Suites of every type of key and form of signature; DSA's have no name by which one could ask for them. */
const names: readonly SuiteName[] = [
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'ecdsa-p521-sha512',
  'ed25519',
  'ed448',
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
  'rsa-pkcs1-sha256',
  'rsa-pss-sha256',
]
const suites = names.map((name) => certain(suiteNamed(name), name))

/** One key of each type, of most of which nobody has the private half. */
const keys = publicKeySeeds().flatMap((spki) => {
  const key = parsePublicKey(spki)
  return key.ok ? [key.value] : []
})

/** What checks signatures. */
export const signatureTargets: readonly Target[] = [
  { name: 'signature', seeds: signatureSeeds, mutate: mutateDer, run: runSignature },
  { name: 'dsa-key', seeds: dsaSeeds, mutate: mutateDer, run: runDsaKey },
]

function signatureSeeds(): readonly Uint8Array[] {
  const half = new Uint8Array(32).fill(0x7f)
  const lengths = [64, 114, 256, 2420, 3309, 4627]
  const forms = [sequence(unsignedInteger(half), unsignedInteger(half)), sequence(integer(0), integer(0))]
  return [sound, ...forms, ...lengths.map((length) => new Uint8Array(length).fill(1))]
}

/** Only what the key has made is taken, by whichever key and suite it is held against. */
function runSignature(input: Uint8Array): Outcome {
  const taken = [signer.publicKey, ...keys].filter((key) => isTaken(key, input))
  const right = equalBytes(input, sound)
  assert.deepEqual(
    taken.map(({ thumbprint }) => thumbprint),
    right ? [signer.publicKey.thumbprint] : [],
  )
  return { accepted: right, label: `${right} ${Math.min(input.length, 200)}` }
}

function isTaken(key: PublicKey, signature: Uint8Array): boolean {
  return suites.some((suite) => verifySignature(suite, key, message, signature))
}

/** Two keys, of which the second may leave out its parameters; the numbers are no primes. */
function dsaSeeds(): readonly Uint8Array[] {
  const odd = (bytes: number): Uint8Array =>
    Uint8Array.from({ length: bytes }, (_, at) => (at * 91 + 131) | 1)
  const key = bitString(unsignedInteger(odd(127)))
  const parameters = sequence(unsignedInteger(odd(128)), unsignedInteger(odd(20)), unsignedInteger(odd(126)))
  const dsa = objectIdentifier('1.2.840.10040.4.1')
  return [sequence(sequence(dsa, parameters), key), sequence(sequence(dsa), key)]
}

/** Keys that only the conformance run lets in: read, given to others below, asked for a signature. */
function runDsaKey(input: Uint8Array): Outcome {
  const [full = input, bare = input] = dsaSeeds()
  return outcomeOf(parsePublicKey(input, insecureDsaForConformance), (parsed) => {
    assert.equal(hex(parsed.spki), hex(input))
    const inherited = inheritDsaParameters(bare, parsed)
    outcomeOf(parsePublicKey(inherited, insecureDsaForConformance), () => undefined)
    const signed = { tbs: message, signatureAlgorithm: sha256Identifier, signature: forged }
    assert.equal(typeof isSignedBy(signed, parsed), 'boolean')
    return `${parsed.type} ${equalBytes(inherited, full)}`
  })
}

/** `id-dsa-with-sha256` (RFC 5758 §3.1), and a signature of two small numbers. */
const sha256Identifier = sequence(objectIdentifier('2.16.840.1.101.3.4.3.2'))
const forged = sequence(integer(1), integer(1))
