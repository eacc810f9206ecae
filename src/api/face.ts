import { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import { type Result, refuse } from '#fault'
import type { Refusal, Speaker } from '#unit'
import type { Changes } from './changes.ts'
import type { Counters } from './counters.ts'
import type { DecisionFeed } from './decision-feed.ts'
import type { ApiFault } from './fault.ts'
import type { ApiLimits, Rate } from './limits.ts'
import type { ApiOptions } from './ports.ts'
import type { Challenges } from './session-challenges.ts'
import { tokenIn } from './session-cookie.ts'
import type { Session, Sessions } from './sessions.ts'
import { addressCaller, type TokenBuckets } from './token-buckets.ts'

/** Which of the rates a route counts against. */
export type RateName = { [K in keyof ApiLimits]: ApiLimits[K] extends Rate ? K : never }[keyof ApiLimits]

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The rate a route counts against; reads when not said. */
    rate?: RateName
    /** The media types a route takes, for the words of a refusal. */
    accepts?: readonly string[]
    /** Asked by pages without anybody at them, so that no session is kept alive by it. */
    unattended?: boolean
  }
}

/** What all routes of one listener share. */
export interface Face {
  readonly name: 'api' | 'public'
  readonly options: ApiOptions
  readonly limits: ApiLimits
  readonly buckets: Readonly<Record<RateName, TokenBuckets>>
  readonly counters: Counters
  readonly readers: Readers
  readonly sessions: Sessions
  readonly challenges: Challenges
  readonly changes: Changes
  readonly decisions: DecisionFeed
  /** The OpenAPI document (JSON text) and the page made from it; empty while it is being made. */
  readonly documents: { readonly json: string; readonly page: string }
  /** Whether the node is shutting down. */
  closing(): boolean
}

/** What a page sends with requests that nobody at it asked for, such as looking again after a change. */
const unattendedField = 'chancery-unattended'

/**
 * Who reads: by the handshake, or by a session that a certificate's key began. Keeps the leaf of each
 * connection, which cannot change (TLS 1.3 has no renegotiation and post-handshake authentication is not
 * offered), so that its bytes are one object; those of a session are one object as well.
 */
export class Readers {
  readonly #readerOf: ApiOptions['readerOf']
  readonly #sessions: Sessions
  readonly #leaves = new WeakMap<TLSSocket, Uint8Array>()
  readonly #readers = new WeakMap<FastifyRequest, Found>()

  constructor(readerOf: ApiOptions['readerOf'], sessions: Sessions) {
    this.#readerOf = readerOf
    this.#sessions = sessions
  }

  /** The reader of a request; asked anew for each request, so that a revoked certificate ends at once. */
  of(request: FastifyRequest): Result<Speaker, Refusal> {
    return this.#found(request).reader
  }

  /** The same, looked at once more: for what goes on after a request was answered. No session lives by it. */
  again(request: FastifyRequest): Result<Speaker, Refusal> {
    const found = this.#read(request, false)
    this.#readers.set(request, found)
    return found.reader
  }

  /**
   * The leaf whose key signed the handshake, or began the session that the request reads under; absent over
   * plain HTTP and where there is neither.
   */
  leafOf(request: FastifyRequest): Uint8Array | undefined {
    return this.sessionOf(request)?.leafDer ?? this.handshakeLeafOf(request)
  }

  /** The leaf whose key signed the handshake, whatever else the request shows. */
  handshakeLeafOf({ raw: { socket } }: FastifyRequest): Uint8Array | undefined {
    return socket instanceof TLSSocket ? this.#leafOf(socket) : undefined
  }

  /** The session that the request reads under, if it is by that. */
  sessionOf(request: FastifyRequest): Session | undefined {
    return this.#found(request).session
  }

  #found(request: FastifyRequest): Found {
    const known = this.#readers.get(request)
    if (known) return known
    const isUnattended =
      request.routeOptions.config.unattended === true || request.headers[unattendedField] !== undefined
    const found = this.#read(request, !isUnattended)
    this.#readers.set(request, found)
    return found
  }

  /**
   * A certificate that counts speaks for the connection; only where there is none does a session. So a
   * browser that showed some other authority's card can still sign in.
   */
  #read(request: FastifyRequest, isUse: boolean): Found {
    const { socket } = request.raw
    if (!(socket instanceof TLSSocket)) return { reader: refuse<ApiFault>({ kind: 'reading-needs-tls' }) }
    const leaf = this.#leafOf(socket)
    const shown = leaf ? this.#readerOf(leaf) : refuse<ApiFault>({ kind: 'certificate-missing' })
    const token = shown.ok ? undefined : tokenIn(request)
    if (token === undefined) return { reader: shown }
    const session = this.#sessions.of(token, isUse)
    if (!session.ok) return { reader: session }
    const reader = this.#readerOf(session.value.leafDer)
    return reader.ok ? { reader, session: session.value } : { reader }
  }

  #leafOf(socket: TLSSocket): Uint8Array | undefined {
    const known = this.#leaves.get(socket)
    if (known) return known
    const leaf = socket.getPeerX509Certificate()?.raw
    if (leaf) this.#leaves.set(socket, leaf)
    return leaf
  }
}

interface Found {
  readonly reader: Result<Speaker, Refusal>
  readonly session?: Session
}

/**
 * Who is counted as one caller: the key that proved itself in the handshake and is known to the unit, or else
 * the address. The key an envelope names proves nothing before its signature is checked.
 */
export function callerOf(face: Face, request: FastifyRequest): string {
  const reader = face.readers.of(request)
  return reader.ok ? `key ${reader.value.key}` : `address ${addressCaller(request.ip)}`
}
