import { connect, type NetConnectOpts, type Socket } from 'node:net'
import type { Instant } from '#clock'
import type { UpstreamAddress } from './upstream-address.ts'

/**
 * Who has a connection in use. Calls come in the order of events; after the last of them it has it no more.
 */
export interface UpstreamUser {
  /** For one who waited: this connection is being opened. */
  upstreamOpening(upstream: Upstream): void
  /** The connection is open, or was handed over: write. */
  upstreamReady(upstream: Upstream): void
  /** Bytes came; they are overwritten after the call returns. */
  upstreamBytes(bytes: Buffer): void
  /** What was written has left; go on writing. */
  upstreamDrained(): void
  /** The connection never opened, or is used up: `ended` by the service, or else broken. */
  upstreamClosed(ended: boolean): void
}

/** One read takes at most this much; enough for a record of TLS (16 KiB) twice over. */
const readBytes = 32 * 1024

/** One connection to a service. */
export class Upstream {
  user: UpstreamUser | undefined
  open = false
  /** Whether it served a request before: then the service may have closed it meanwhile. */
  reused = false
  idleSince: Instant = 0
  #ended = false
  readonly #socket: Socket
  readonly #pool: UpstreamPool

  constructor(pool: UpstreamPool, user: UpstreamUser) {
    this.#pool = pool
    this.user = user
    const buffer = Buffer.allocUnsafeSlow(readBytes)
    const onread = {
      buffer,
      callback: (length: number): boolean => {
        this.#bytes(buffer.subarray(0, length))
        return true
      },
    }
    this.#socket = connect({ ...targetOf(pool.address), onread } as NetConnectOpts)
    this.#socket.setNoDelay(true)
    this.#socket.on('connect', () => {
      this.open = true
      this.user?.upstreamReady(this)
    })
    this.#socket.on('drain', () => this.user?.upstreamDrained())
    this.#socket.on('end', () => {
      this.#ended = true
      this.#socket.destroy()
    })
    // The cause is one of the network; `close` follows and is what counts.
    this.#socket.on('error', () => this.#socket.destroy())
    this.#socket.on('close', () => this.#closed())
  }

  /** Whether more may be written at once. */
  write(bytes: Buffer): boolean {
    return this.#socket.write(bytes)
  }

  writeHead(head: string): boolean {
    return this.#socket.write(head, 'latin1')
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  get usable(): boolean {
    return this.open && !this.#socket.destroyed && this.#socket.writable
  }

  /** Gives it back after a complete exchange. */
  release(now: Instant): void {
    this.user = undefined
    this.reused = true
    this.#pool.takeBack(this, now)
  }

  destroy(): void {
    this.user = undefined
    this.#socket.destroy()
  }

  #bytes(bytes: Buffer): void {
    // What nobody asked for belongs to no request: the connection cannot be trusted with the next one.
    if (this.user) this.user.upstreamBytes(bytes)
    else this.#socket.destroy()
  }

  #closed(): void {
    this.open = false
    const user = this.user
    this.user = undefined
    this.#pool.forget(this)
    user?.upstreamClosed(this.#ended)
  }
}

function targetOf(address: UpstreamAddress): NetConnectOpts {
  return address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port }
}

export interface PoolLimits {
  readonly connectionsPerUpstreamMax: number
  readonly waitingPerUpstreamMax: number
  readonly upstreamIdleMillisecondsMax: number
}

/** The connections to one address: the one used last is used next, those long idle are closed. */
export class UpstreamPool {
  readonly address: UpstreamAddress
  readonly #limits: PoolLimits
  readonly #all = new Set<Upstream>()
  readonly #idle: Upstream[] = []
  readonly #waiting = new Set<UpstreamUser>()

  constructor(address: UpstreamAddress, limits: PoolLimits) {
    this.address = address
    this.#limits = limits
  }

  /**
   * A connection for `user`: one that is open (it may write), one that opens (`upstreamReady` follows), or
   * `waiting` for one (the same), or `busy` when too many wait. `fresh` asks for one that never served
   * before.
   */
  take(user: UpstreamUser, fresh: boolean): Upstream | 'waiting' | 'busy' {
    let idle = fresh ? undefined : this.#idle.pop()
    while (idle && !idle.usable) idle = this.#idle.pop()
    if (idle) {
      idle.user = user
      return idle
    }
    if (this.#all.size < this.#limits.connectionsPerUpstreamMax) return this.#connect(user)
    const spare = fresh ? this.#idle.shift() : undefined
    if (spare) {
      this.#all.delete(spare)
      spare.destroy()
      return this.#connect(user)
    }
    if (this.#waiting.size >= this.#limits.waitingPerUpstreamMax) return 'busy'
    this.#waiting.add(user)
    return 'waiting'
  }

  /** Forgets one who waits. */
  leave(user: UpstreamUser): void {
    this.#waiting.delete(user)
  }

  takeBack(upstream: Upstream, now: Instant): void {
    if (!upstream.usable) return
    const next = this.#nextWaiting()
    if (next) {
      upstream.user = next
      next.upstreamReady(upstream)
      return
    }
    upstream.idleSince = now
    this.#idle.push(upstream)
  }

  forget(upstream: Upstream): void {
    if (!this.#all.delete(upstream)) return
    const index = this.#idle.indexOf(upstream)
    if (index !== -1) this.#idle.splice(index, 1)
    const next = this.#nextWaiting()
    if (next) next.upstreamOpening(this.#connect(next))
  }

  /** Closes what was idle too long; whether nothing is left. */
  tick(now: Instant): boolean {
    while (this.#idle[0] && now - this.#idle[0].idleSince > this.#limits.upstreamIdleMillisecondsMax) {
      this.#idle.shift()?.destroy()
    }
    return this.#all.size === 0 && this.#waiting.size === 0
  }

  destroy(): void {
    for (const upstream of this.#all) upstream.destroy()
  }

  #connect(user: UpstreamUser): Upstream {
    const upstream = new Upstream(this, user)
    this.#all.add(upstream)
    return upstream
  }

  #nextWaiting(): UpstreamUser | undefined {
    const [next] = this.#waiting
    if (next) this.#waiting.delete(next)
    return next
  }
}
