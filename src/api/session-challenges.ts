import { createHmac, timingSafeEqual } from 'node:crypto'
import { base64url, concat, fromBase64url, utf8 } from '#bytes'
import { type Clock, type Duration, type Instant, minute } from '#clock'
import type { Random } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { SessionFault } from './session-fault.ts'

/** For whom and where a challenge is good. */
export interface ChallengeFor {
  /** Digest of the certificate that is to answer. */
  readonly fingerprint: string
  /** The host that the request named. */
  readonly host: string
}

/** A person reads nothing in between; two minutes bear a slow line and a card that asks for its number. */
export const challengeMilliseconds: Duration = 2 * minute

const secretBytes = 32
const nonceBytes = 16
const timeBytes = 8
const macBytes = 32

/**
 * Challenges that the node knows again without keeping them: whoever asks for a million fills no memory.
 * What is kept is which ones were answered by the right key, until they are too old anyway. The secret lives
 * as long as the process, so no challenge outlives it.
 */
export class Challenges {
  readonly #clock: Clock
  readonly #random: Random
  readonly #secret: Uint8Array
  /** When each answered challenge is too old, the oldest first. */
  readonly #used = new Map<string, Instant>()

  constructor(clock: Clock, random: Random) {
    this.#clock = clock
    this.#random = random
    this.#secret = random.bytes(secretBytes)
  }

  /** How many are kept. */
  get size(): number {
    return this.#used.size
  }

  /** Base64url: random octets, the time, and a MAC over both, certificate and host. */
  make(wanted: ChallengeFor): string {
    const body = concat(this.#random.bytes(nonceBytes), eightBytes(this.#clock.now()))
    return base64url(concat(body, this.#mac(body, wanted)))
  }

  /** Why a challenge cannot be answered, if so. */
  refusal(challenge: string, wanted: ChallengeFor): SessionFault | undefined {
    const bytes = fromBase64url(challenge)
    if (!bytes.ok || bytes.value.length !== nonceBytes + timeBytes + macBytes) {
      return { kind: 'challenge-unknown' }
    }
    const body = bytes.value.subarray(0, nonceBytes + timeBytes)
    if (!timingSafeEqual(this.#mac(body, wanted), bytes.value.subarray(body.length))) {
      return { kind: 'challenge-unknown' }
    }
    const age = this.#clock.now() - timeIn(body)
    if (Math.abs(age) > challengeMilliseconds) {
      return { kind: 'challenge-over', milliseconds: challengeMilliseconds }
    }
    return this.#used.has(challenge) ? { kind: 'challenge-used' } : undefined
  }

  /** Takes an answered challenge out of use; the signature has been verified. */
  use(challenge: string, wanted: ChallengeFor): Result<void, SessionFault> {
    const fault = this.refusal(challenge, wanted)
    if (fault) return refuse(fault)
    const now = this.#clock.now()
    for (const [old, until] of this.#used) {
      if (until >= now) break
      this.#used.delete(old)
    }
    // Twice, so that a clock that is set back a little brings none back.
    this.#used.set(challenge, now + 2 * challengeMilliseconds)
    return accept(undefined)
  }

  #mac(body: Uint8Array, { fingerprint, host }: ChallengeFor): Uint8Array {
    // Neither holds a line end, so that no two pairs give one text.
    return createHmac('sha256', this.#secret)
      .update(body)
      .update(utf8(`${fingerprint}\n${host}`))
      .digest()
  }
}

function eightBytes(instant: Instant): Uint8Array {
  const bytes = new Uint8Array(timeBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(instant))
  return bytes
}

function timeIn(body: Uint8Array): Instant {
  return Number(new DataView(body.buffer, body.byteOffset + nonceBytes, timeBytes).getBigUint64(0))
}
