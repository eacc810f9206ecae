import { base64url, fromBase64url } from '#bytes'
import { PrivateKey, type Random, type Signer, type Suite, unitSuiteNames, verifySignature } from '#crypto'
import { certain } from '#fault'

/**
 * What a `decide` may draw: random octets, and signatures by the unit's keys. Everything drawn is written
 * down in the entry, so that whoever verifies the record can decide again and must come to the same events.
 */
export interface Means {
  random(length: number): Uint8Array
  /** A signer of the unit, by role. Throws when the node holds no key for the role: that is a bug. */
  signer(role: string): Signer
}

/** Means that write down what was drawn. */
export interface RecordingMeans {
  readonly means: Means
  readonly drawn: readonly string[]
}

/** Draws for real: `keys` by role, as `issuing`. */
export function recordingMeans(random: Random, keys: ReadonlyMap<string, Signer>): RecordingMeans {
  const drawn: string[] = []
  const keep = (bytes: Uint8Array): Uint8Array => {
    drawn.push(base64url(bytes))
    return bytes
  }
  const means: Means = {
    random: (length) => keep(random.bytes(length)),
    signer: (role) => {
      const key = certain(keys.get(role), `the key for ${role}`)
      return { publicKey: key.publicKey, suite: key.suite, sign: (message) => keep(key.sign(message)) }
    },
  }
  return { means, drawn }
}

/** Makes the keys that sign in place of the unit's where nothing is to be kept. */
export type StandIns = (suite: Suite) => Signer

/** Keys that nobody keeps, one for each suite, made when first needed (RSA: a quarter of a second). */
export function standIns(): StandIns {
  const made = new Map<string, Signer>()
  return (suite) => {
    const known = made.get(suite.name)
    if (known) return known
    const name = unitSuiteNames.find((one) => one === suite.name)
    const key = PrivateKey.generate(certain(name, 'the suite of a key of the unit'))
    made.set(suite.name, key)
    return key
  }
}

/**
 * Draws for a decision that is not kept: octets like any, and signatures of the right form by a key that is
 * not the unit's, so that nothing of it could ever count.
 */
export function passingMeans(random: Random, keys: ReadonlyMap<string, RoleKey>, standIn: StandIns): Means {
  return {
    random: (length) => random.bytes(length),
    signer: (role) => {
      const { publicKey, suite } = certain(keys.get(role), `the key for ${role}`)
      return { publicKey, suite, sign: (message) => standIn(suite).sign(message) }
    },
  }
}

/** A role's public half: enough to check what was signed under it. */
export type RoleKey = Pick<Signer, 'publicKey' | 'suite'>

/** Means that give again what an entry wrote down, and remember the first thing that did not fit. */
export interface ReplayedMeans {
  readonly means: Means
  /** What did not fit, once the decision has been made again. */
  mismatch(): string | undefined
  /** Whether the entry wrote down more than the decision drew. */
  leftOver(): boolean
}

/**
 * Draws again what an entry wrote down. A signature among it must verify under the public key of its role,
 * so that a forged one is found. After a mismatch every further draw is empty.
 */
export function replayedMeans(drawn: readonly string[], keys: ReadonlyMap<string, RoleKey>): ReplayedMeans {
  let place = 0
  let wrong: string | undefined
  const nothing = (why: string, length: number): Uint8Array => {
    wrong ??= why
    return new Uint8Array(length)
  }
  const next = (length: number): Uint8Array => {
    const bytes = fromBase64url(drawn[place++] ?? '')
    if (place > drawn.length)
      return nothing('the entry wrote down fewer draws than the decision needs', length)
    return bytes.ok ? bytes.value : nothing('a draw is not base64url', length)
  }
  const random = (length: number): Uint8Array => {
    const bytes = next(length)
    return bytes.length === length ? bytes : nothing('a draw has another length than was asked for', length)
  }
  const signer = (role: string): Signer => {
    const key = keys.get(role)
    if (!key) {
      wrong ??= `no public key is known for ${role}`
      return { ...stranger(keys), sign: () => next(0) }
    }
    const sign = (message: Uint8Array): Uint8Array => {
      const signature = next(0)
      const holds = verifySignature(key.suite, key.publicKey, message, signature)
      return holds ? signature : nothing('a signature that was drawn does not verify', 0)
    }
    return { ...key, sign }
  }
  return { means: { random, signer }, mismatch: () => wrong, leftOver: () => place < drawn.length }
}

/** Any key at all, so that a decision with an unknown role can run on to its mismatch. */
function stranger(keys: ReadonlyMap<string, RoleKey>): RoleKey {
  return certain(keys.values().next().value, 'a key of the unit')
}
