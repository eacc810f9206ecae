import { base64url, fromBase64url, sha256 } from '#bytes'
import { type Clock, type Duration, hour, type Instant, minute } from '#clock'
import { type Random, randomToken } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { Speaker } from '#unit'
import type { SessionFault } from './session-fault.ts'

/** Somebody who answered a challenge with a certificate's key. */
export interface Session {
  /** The certificate, one object for the session's life, as that of a handshake is for its connection's. */
  readonly leafDer: Uint8Array
  /** As the certificate was judged when the session began. */
  readonly speaker: Speaker
  readonly startedAt: Instant
  /** When it is over whatever is done. */
  readonly endsAt: Instant
}

/** Longer than a telephone call, shorter than a meeting: what a screen left alone may be worth. */
const sessionIdleMilliseconds: Duration = 15 * minute

/** A working day: nobody stays signed in overnight. */
const sessionMilliseconds: Duration = 8 * hour

/** Browsers and windows without common cookies that one person may have open; the oldest gives way. */
const sessionsPerPersonMax = 16

/** Some 3 KB each, for certificate and books: 60 MB, more people than any unit has at work. */
const sessionsMax = 20_000

/** 256 bits, of which the node keeps the digest alone. */
const tokenBytes = 32

interface Kept extends Session {
  usedAt: Instant
}

/**
 * Who is signed in. In memory alone: after a restart nobody is. Owns its sessions, which it finds by the
 * digest of their token, so that what the memory holds opens none.
 */
export class Sessions {
  readonly #clock: Clock
  readonly #random: Random
  /** By the digest of the token, the oldest first. */
  readonly #sessions = new Map<string, Kept>()
  /** Those of each person, the oldest first. */
  readonly #persons = new Map<string, Set<string>>()

  constructor(clock: Clock, random: Random) {
    this.#clock = clock
    this.#random = random
  }

  /** How many are kept, those that ended by time until they are found or make room among them. */
  get size(): number {
    return this.#sessions.size
  }

  /** Begins a session; the token is told this once. */
  begin(leafDer: Uint8Array, speaker: Speaker): { readonly token: string; readonly session: Session } {
    this.#makeRoom(speaker)
    const now = this.#clock.now()
    const token = randomToken(this.#random, tokenBytes)
    const endsAt = now + sessionMilliseconds
    const session = { leafDer, speaker, startedAt: now, endsAt, usedAt: now }
    const key = keyOf(token)
    this.#sessions.set(key, session)
    this.#of(speaker).add(key)
    return { token, session }
  }

  /**
   * The session of a token, which counts at this moment as far as time goes; whether its certificate does is
   * for others to say.
   *
   * @param isUse whether somebody asks, and not a page by itself
   */
  of(token: string, isUse: boolean): Result<Session, SessionFault> {
    const session = this.#sessions.get(keyOf(token))
    if (!session) return refuse({ kind: 'session-unknown' })
    const now = this.#clock.now()
    const fault = timeFault(session, now)
    if (fault) return refuse(fault)
    if (isUse) session.usedAt = Math.max(session.usedAt, now)
    return accept(session)
  }

  /** In how many milliseconds it ends unless it is used. */
  idleLeft(session: Session): Duration {
    const { usedAt } = session as Kept
    return Math.max(0, usedAt + sessionIdleMilliseconds - this.#clock.now())
  }

  /** Ends a session, if there is one. */
  end(token: string): void {
    this.#forget(keyOf(token))
  }

  #of({ kind, id }: Speaker): Set<string> {
    const person = `${kind}/${id}`
    const own = this.#persons.get(person) ?? new Set()
    this.#persons.set(person, own)
    return own
  }

  #forget(key: string | undefined): void {
    const session = this.#sessions.get(key ?? '')
    if (key === undefined || !session) return
    this.#sessions.delete(key)
    const own = this.#of(session.speaker)
    own.delete(key)
    if (own.size === 0) this.#persons.delete(`${session.speaker.kind}/${session.speaker.id}`)
  }

  #makeRoom(speaker: Speaker): void {
    const own = this.#of(speaker)
    if (own.size >= sessionsPerPersonMax) this.#forget(own.values().next().value)
    if (this.#sessions.size < sessionsMax) return
    const now = this.#clock.now()
    for (const [key, session] of this.#sessions) if (timeFault(session, now)) this.#forget(key)
    if (this.#sessions.size >= sessionsMax) this.#forget(this.#sessions.keys().next().value)
  }
}

function timeFault({ endsAt, usedAt }: Kept, now: Instant): SessionFault | undefined {
  if (now >= endsAt) return { kind: 'session-over', milliseconds: sessionMilliseconds }
  if (now - usedAt >= sessionIdleMilliseconds) {
    return { kind: 'session-idle', milliseconds: sessionIdleMilliseconds }
  }
  return undefined
}

/** Whatever is no token has a digest of its own, which is none of a session. */
function keyOf(token: string): string {
  const bytes = fromBase64url(token)
  return base64url(sha256(bytes.ok && bytes.value.length === tokenBytes ? bytes.value : new Uint8Array()))
}
