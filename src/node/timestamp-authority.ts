import { base64, fromUtf8, utf8 } from '#bytes'
import { type Clock, type Duration, type Instant, isoInstant, parseInstant } from '#clock'
import { timestampPolicy } from '#cms'
import type { Signer } from '#crypto'
import type { Log } from '#record'
import {
  type ConsideredRequest,
  considerRequest,
  issueToken,
  refusalResponse,
  type TimestampRequestFault,
} from '#timestamp'
import type { Certificate } from '#x509'

/**
 * What a machine holds whose clock is kept by NTP, with a margin for the hour after it lost its servers.
 * Nothing here measures it: whoever runs the node answers for its clock.
 */
const accuracyMilliseconds: Duration = 1_000

/**
 * As far as the clock may lie behind the last token: what is left of a millisecond full of tokens, and what a
 * clock is slewed back by in one go.
 */
const lagMillisecondsMax: Duration = 10

/** Journal entries looked through at opening for the last token: a second of reading. */
const searchedEntriesMax = 100_000

/** How many of them are read at once. */
const searchedAtOnce = 1_024

/** How the journal calls a token given. */
const outcome = 'time-stamped'

/** The certificate under which tokens are given, and those above it. */
export interface TimestampCertificate {
  readonly certificate: Certificate
  readonly chain: readonly Certificate[]
}

export interface TimestampAuthorityOptions {
  readonly journal: Log
  readonly signer: Signer
  readonly clock: Clock
  /** `undefined`: the key has none that counts. */
  certificate(): TimestampCertificate | undefined
  /** Whether the node serves at all. */
  serving(): boolean
}

/** How requests were answered: tokens, and refusals by kind. */
export type TimestampCounts = Readonly<Record<string, number>>

/**
 * The unit's time-stamp authority: one writer, whose tokens stand in the journal before they leave. A token's
 * serial number is the index of its journal entry, and its time is later than that of every token before it,
 * by a microsecond at least: order, time and number agree, whatever the clock does.
 */
export class TimestampAuthority {
  readonly #options: TimestampAuthorityOptions
  /** Of the last token, in microseconds since 1970. */
  #lastMicroseconds: number
  readonly #counts = new Map<string, number>()

  private constructor(options: TimestampAuthorityOptions, lastMicroseconds: number) {
    this.#options = options
    this.#lastMicroseconds = lastMicroseconds
  }

  /** Looks up when the last token was given, so that none is given earlier after a restart. */
  static async open(options: TimestampAuthorityOptions): Promise<TimestampAuthority> {
    return new TimestampAuthority(options, await lastTokenMicroseconds(options.journal))
  }

  get counts(): TimestampCounts {
    return Object.fromEntries(this.#counts)
  }

  /**
   * The answer to a request (RFC 3161 §2.4), DER of a TimeStampResp, granted or not. A token is signed when
   * its entry is durable; where that cannot be, none is given, then and after.
   */
  async answer(query: Uint8Array): Promise<Uint8Array> {
    const now = this.#options.clock.now()
    const request = considerRequest(query, { policy: timestampPolicy, at: now })
    if (!request.ok) return this.#refused(request.fault)
    if (!this.#mayGive(now)) return this.#refused({ kind: 'timestamps-unavailable' })
    const time = this.#nextMicroseconds(now)
    if (time === undefined) return this.#refused({ kind: 'clock-behind' })
    // The journal keeps the order of these calls, which is the order of the times.
    const kept = await this.#options.journal.appendMany([journalEntry(request.value, now, time)])
    const under = this.#options.certificate()
    if (!kept.ok || !under) return this.#refused({ kind: 'timestamps-unavailable' })
    this.#count('granted')
    return issueToken({
      ...under,
      request: request.value,
      signer: this.#options.signer,
      policy: timestampPolicy,
      serial: BigInt(kept.value.first),
      time: Math.floor(time / 1000),
      microseconds: time % 1000,
      accuracyMilliseconds,
      ordering: true,
    })
  }

  #mayGive(now: Instant): boolean {
    const options = this.#options
    if (!options.serving() || options.journal.broken) return false
    const under = options.certificate()?.certificate
    return under !== undefined && now >= under.notBefore && now <= under.notAfter
  }

  /** Later than every time before; `undefined` when the clock is too far behind them. */
  #nextMicroseconds(now: Instant): number | undefined {
    const next = Math.max(now * 1000, this.#lastMicroseconds + 1)
    if (next - now * 1000 > lagMillisecondsMax * 1000) return undefined
    this.#lastMicroseconds = next
    return next
  }

  #refused(fault: TimestampRequestFault): Uint8Array {
    this.#count(fault.kind)
    return refusalResponse(fault)
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }
}

function journalEntry({ imprint, nonce }: ConsideredRequest, now: Instant, time: number): Uint8Array {
  const entry = {
    v: 1,
    at: isoInstant(now),
    outcome,
    time: microsecondText(time),
    algorithm: imprint.algorithm,
    imprint: base64(imprint.digest),
    ...(nonce !== undefined && { nonce: nonce.toString(16) }),
  }
  return utf8(JSON.stringify(entry))
}

/** `2026-11-22T12:00:00.000007Z`. */
function microsecondText(microseconds: number): string {
  const milliseconds = isoInstant(Math.floor(microseconds / 1000)).slice(0, -1)
  return `${milliseconds}${String(microseconds % 1000).padStart(3, '0')}Z`
}

/**
 * When the last token of the journal was given, in microseconds; 0 when none is among the entries looked
 * through.
 */
async function lastTokenMicroseconds(journal: Log): Promise<number> {
  const oldest = Math.max(0, journal.size - searchedEntriesMax)
  for (let end = journal.size; end > oldest; end = Math.max(oldest, end - searchedAtOnce)) {
    const times: number[] = []
    for (let at = Math.max(oldest, end - searchedAtOnce); at < end; ) {
      const entries = await journal.read(at, end - at)
      times.push(...entries.map(tokenMicroseconds))
      at += entries.length
    }
    const last = Math.max(...times)
    if (last > 0) return last
  }
  return 0
}

/** When the token of a journal entry was given; 0 for entries about something else. */
function tokenMicroseconds(bytes: Uint8Array): number {
  const text = fromUtf8(bytes)
  if (!text.ok || !text.value.includes(outcome)) return 0
  const entry = JSON.parse(text.value) as { readonly outcome?: string; readonly time?: string }
  if (entry.outcome !== outcome || entry.time === undefined) return 0
  const instant = parseInstant(`${entry.time.slice(0, -4)}Z`)
  return instant === undefined ? 0 : instant * 1000 + Number(entry.time.slice(-4, -1))
}
