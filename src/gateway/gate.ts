import type { AddressInfo, Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { AccessJournal } from './access-journal.ts'
import { Certificates, tlsRules } from './certificates.ts'
import { CallerConnection } from './connection.ts'
import type { GateContext } from './context.ts'
import { emptyTally, type GateCounts, type Tally } from './counts.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { type GateLimits, gateLimits } from './limits.ts'
import { type ProxiedAnswer, type ProxiedRequest, ProxiedRequests } from './proxied-requests.ts'
import type { Session } from './session.ts'
import { Tickets } from './tickets.ts'
import { UpstreamPool } from './upstream.ts'
import type { UpstreamAddress } from './upstream-address.ts'

export interface GateOptions {
  readonly keeper: Gatekeeper
  /** Address to listen on; all interfaces when left out. */
  readonly host?: string
  /** 0 for any free port. */
  readonly port: number
  /** Bounds that differ from `gateLimits`. */
  readonly limits?: Partial<GateLimits>
}

export type GateFault = { readonly kind: 'address-unavailable'; readonly code: string }

/** Opens the gate; resolves once it accepts connections. */
export async function openGate(options: GateOptions): Promise<Result<Gate, GateFault>> {
  const gate = new Gate(options)
  const code = await gate.listen(options.port, options.host)
  return code === undefined ? accept(gate) : refuse({ kind: 'address-unavailable', code })
}

/** The TLS listener in front of all services of the unit, with everything that is open through it. */
export class Gate {
  readonly #context: GateContext
  readonly #tally: Tally = emptyTally()
  readonly #server: Server
  readonly #certificates: Certificates
  readonly #connections = new Set<CallerConnection>()
  readonly #sockets = new Set<Socket>()
  readonly #addresses = new Tickets()
  readonly #serials = new Tickets()
  readonly #proxied: ProxiedRequests
  readonly #pools = new Map<string, UpstreamPool>()
  #ticking: NodeJS.Timeout | undefined
  #rechecking: NodeJS.Timeout | undefined
  #recheckedAt: Instant = 0
  #allClosed: (() => void) | undefined

  constructor(options: GateOptions) {
    const { keeper } = options
    const limits = { ...gateLimits, ...options.limits }
    this.#certificates = new Certificates(keeper)
    this.#context = {
      keeper,
      limits,
      tally: this.#tally,
      journal: new AccessJournal(keeper, limits, this.#tally),
      coarseNow: performance.now(),
      draining: false,
      pool: (address) => this.#pool(address),
      enter: (serial) => this.#serials.take(serial, limits.connectionsPerCertificateMax),
      leave: (serial) => this.#serials.giveBack(serial),
    }
    this.#proxied = new ProxiedRequests(this.#context)
    this.#server = createServer({
      ...tlsRules,
      handshakeTimeout: limits.handshakeMillisecondsMax,
      SNICallback: (name, done) => {
        const context = this.#certificates.contextFor(name.toLowerCase())
        done(context ? null : new Error('no service has this server name'), context)
      },
    })
    this.#server.on('connection', (socket: Socket) => this.#arrive(socket))
    this.#server.on('secureConnection', (socket) => this.#admit(socket))
    // TLS itself leaves the connection open after a handshake that failed or took too long.
    this.#server.on('tlsClientError', (_, socket) => {
      this.#tally.handshakesFailed++
      socket.destroy()
    })
  }

  /** Resolves when listening, with the error code if that failed. */
  listen(port: number, host: string | undefined): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      this.#server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
        this.#setUnnamedCredentials()
        this.#ticking = setInterval(() => this.#tick(), this.#context.limits.tickMilliseconds)
        resolve(undefined)
      })
    })
  }

  /** Where it listens. */
  get address(): { readonly host: string; readonly port: number } {
    const address = this.#server.address() as AddressInfo
    return { host: address.address, port: address.port }
  }

  counts(): GateCounts {
    return { ...this.#tally, connectionsOpen: this.#connections.size, problems: { ...this.#tally.problems } }
  }

  /**
   * Decides on a request that came to another proxy, as if it had come here: the same pipeline, the same
   * journal. Resolves once a counted use, and the entry of a strict service, are durable.
   */
  decideFor(asked: ProxiedRequest): Promise<ProxiedAnswer> {
    return this.#proxied.decide(asked)
  }

  /** Who is connected now: at most as many as the limits let in, each as plain data. */
  sessions(): readonly Session[] {
    return Array.from(this.#connections, (connection) => connection.session()).filter(
      (one) => one !== undefined,
    )
  }

  /**
   * To be called after every group of entries: ends what the new state no longer permits, idle connections
   * included. Walks at once, or, when the last walk was less than `recheckMilliseconds` ago, once that time
   * is over.
   */
  recheck(): void {
    if (this.#rechecking) return
    const left = this.#recheckedAt + this.#context.limits.recheckMilliseconds - performance.now()
    if (left <= 0) this.#walk()
    else this.#rechecking = setTimeout(() => this.#walk(), left)
  }

  /**
   * Stops accepting, lets requests under way finish up to `shutdownMillisecondsMax`, and closes everything.
   */
  async close(): Promise<void> {
    this.#context.draining = true
    clearTimeout(this.#rechecking)
    const stopped = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const connection of this.#connections) connection.drain()
    await this.#emptied(this.#context.limits.shutdownMillisecondsMax)
    for (const connection of this.#connections) connection.destroy()
    for (const socket of this.#sockets) socket.destroy()
    for (const pool of this.#pools.values()) pool.destroy()
    clearInterval(this.#ticking)
    await stopped
  }

  // Connections come and go.

  /** Before the handshake, which costs us more than the caller. */
  #arrive(socket: Socket): void {
    const { limits } = this.#context
    const address = socket.remoteAddress ?? ''
    const full = this.#sockets.size >= limits.connectionsMax
    if (full || !this.#addresses.take(address, limits.connectionsPerAddressMax)) {
      this.#tally.connectionsExceeded++
      socket.destroy()
      return
    }
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.#addresses.giveBack(address)
    })
  }

  #admit(socket: TLSSocket): void {
    // The key must be proven on this very connection; resumption is off, and this makes sure.
    if (socket.isSessionReused()) {
      socket.destroy()
      return
    }
    this.#tally.connectionsTotal++
    const connection = new CallerConnection(this.#context, socket, (closed) => {
      this.#connections.delete(closed)
      if (this.#connections.size === 0) this.#allClosed?.()
    })
    this.#connections.add(connection)
  }

  #emptied(millisecondsMax: number): Promise<void> {
    if (this.#connections.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millisecondsMax)
      this.#allClosed = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  // Time and state go on.

  #tick(): void {
    const now = performance.now()
    this.#context.coarseNow = now
    for (const connection of this.#connections) connection.tick(now)
    for (const [text, pool] of this.#pools) if (pool.tick(now)) this.#pools.delete(text)
  }

  #walk(): void {
    this.#rechecking = undefined
    this.#recheckedAt = performance.now()
    this.#setUnnamedCredentials()
    for (const connection of this.#connections) connection.recheck()
  }

  #pool(address: UpstreamAddress): UpstreamPool {
    let pool = this.#pools.get(address.text)
    if (!pool) {
      pool = new UpstreamPool(address, this.#context.limits)
      this.#pools.set(address.text, pool)
    }
    return pool
  }

  #setUnnamedCredentials(): void {
    const renewed = this.#certificates.renewedUnnamed()
    if (renewed) this.#server.setSecureContext({ ...tlsRules, ...renewed })
  }
}
