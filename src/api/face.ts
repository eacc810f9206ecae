import { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import { type Result, refuse } from '#fault'
import type { Refusal, Speaker } from '#unit'
import type { Counters } from './counters.ts'
import type { ApiFault } from './fault.ts'
import type { ApiLimits, Rate } from './limits.ts'
import type { ApiOptions } from './ports.ts'
import { addressCaller, type TokenBuckets } from './token-buckets.ts'

/** Which of the rates a route counts against. */
export type RateName = { [K in keyof ApiLimits]: ApiLimits[K] extends Rate ? K : never }[keyof ApiLimits]

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The rate a route counts against; reads when not said. */
    rate?: RateName
    /** The media types a route takes, for the words of a refusal. */
    accepts?: readonly string[]
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
  /** The OpenAPI document (JSON text) and the page made from it; empty while it is being made. */
  readonly documents: { readonly json: string; readonly page: string }
  /** Whether the node is shutting down. */
  closing(): boolean
}

/**
 * Who reads, from the handshake alone. Keeps the leaf of each connection, which cannot change (TLS 1.3 has no
 * renegotiation and post-handshake authentication is not offered), so that its bytes are one object.
 */
export class Readers {
  readonly #readerOf: ApiOptions['readerOf']
  readonly #leaves = new WeakMap<TLSSocket, Uint8Array>()
  readonly #readers = new WeakMap<FastifyRequest, Result<Speaker, Refusal>>()

  constructor(readerOf: ApiOptions['readerOf']) {
    this.#readerOf = readerOf
  }

  /** The reader of a request; asked anew for each request, so that a revoked certificate ends at once. */
  of(request: FastifyRequest): Result<Speaker, Refusal> {
    const known = this.#readers.get(request)
    if (known) return known
    const reader = this.#read(request)
    this.#readers.set(request, reader)
    return reader
  }

  /** The same, looked at once more: for what goes on after a request was answered. */
  again(request: FastifyRequest): Result<Speaker, Refusal> {
    this.#readers.delete(request)
    return this.of(request)
  }

  /** The leaf whose key signed the handshake; absent over plain HTTP and where none was shown. */
  leafOf({ raw: { socket } }: FastifyRequest): Uint8Array | undefined {
    return socket instanceof TLSSocket ? this.#leafOf(socket) : undefined
  }

  #read(request: FastifyRequest): Result<Speaker, Refusal> {
    const { socket } = request.raw
    if (!(socket instanceof TLSSocket)) return refuse<ApiFault>({ kind: 'reading-needs-tls' })
    const leaf = this.#leafOf(socket)
    return leaf ? this.#readerOf(leaf) : refuse<ApiFault>({ kind: 'certificate-missing' })
  }

  #leafOf(socket: TLSSocket): Uint8Array | undefined {
    const known = this.#leaves.get(socket)
    if (known) return known
    const leaf = socket.getPeerX509Certificate()?.raw
    if (leaf) this.#leaves.set(socket, leaf)
    return leaf
  }
}

/**
 * Who is counted as one caller: the key that proved itself in the handshake and is known to the unit, or else
 * the address. The key an envelope names proves nothing before its signature is checked.
 */
export function callerOf(face: Face, request: FastifyRequest): string {
  const reader = face.readers.of(request)
  return reader.ok ? `key ${reader.value.key}` : `address ${addressCaller(request.ip)}`
}
