import { isIPv6 } from 'node:net'
import { type Clock, type Instant, second } from '#clock'
import { callersMax, type Rate } from './limits.ts'

interface Bucket {
  tokens: number
  filledAt: Instant
}

/**
 * How often each caller may come: a bucket of tokens per caller, each request takes one, they come back with
 * time. Owns its buckets; nothing of it outlives the process.
 */
export class TokenBuckets {
  readonly #rate: Rate
  readonly #clock: Clock
  /** In the order of the last request, so that the first is the one longest unheard of. */
  readonly #buckets = new Map<string, Bucket>()

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate
    this.#clock = clock
  }

  /** Takes a token; otherwise says in how many seconds (whole, at least 1) there will be one. */
  take(caller: string): { readonly ok: true } | { readonly ok: false; readonly retrySeconds: number } {
    const now = this.#clock.now()
    const bucket = this.#refilled(caller, now)
    this.#buckets.delete(caller)
    this.#buckets.set(caller, bucket)
    this.#forget(now)
    if (bucket.tokens < 1) {
      return { ok: false, retrySeconds: Math.max(1, Math.ceil((1 - bucket.tokens) / this.#rate.perSecond)) }
    }
    bucket.tokens -= 1
    return { ok: true }
  }

  /** Takes what a request turned out to cost beyond its token, on credit: who is in debt waits. */
  charge(caller: string, tokens: number): void {
    const bucket = this.#buckets.get(caller)
    if (bucket) bucket.tokens -= tokens
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.#buckets.size
  }

  #refilled(caller: string, now: Instant): Bucket {
    const known = this.#buckets.get(caller)
    if (!known) return { tokens: this.#rate.burst, filledAt: now }
    // A clock that is set back gives nothing and takes nothing.
    const seconds = Math.max(0, now - known.filledAt) / second
    return {
      tokens: Math.min(this.#rate.burst, known.tokens + seconds * this.#rate.perSecond),
      filledAt: now,
    }
  }

  /** The oldest go as soon as they would be full, and at once when there are too many. */
  #forget(now: Instant): void {
    const fullAfter = (this.#rate.burst / this.#rate.perSecond) * second
    for (const [caller, bucket] of this.#buckets) {
      if (this.#buckets.size <= callersMax && now - bucket.filledAt < fullAfter) return
      this.#buckets.delete(caller)
    }
  }
}

/**
 * Who is counted as one caller when no certificate tells: an IPv4 address, or the first 64 bits of an IPv6
 * address, since one subscriber is given all that lie behind them (RFC 6177 §2).
 */
export function addressCaller(address: string): string {
  const text = address.replace(/%.*$/, '').toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(text)) return text
  const [head = '', tail] = text.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  // Dotted quads at the end take two groups; they never reach the first four.
  const groups = back.length + (back.at(-1)?.includes('.') ? 1 : 0)
  const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - groups)
  const whole = [...front, ...Array.from({ length: gap }, () => '0'), ...back]
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
