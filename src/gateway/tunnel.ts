import type { Instant } from '#clock'
import type { Access } from './access.ts'
import type { CallerSide, Passage } from './caller-side.ts'
import type { Upstream, UpstreamUser } from './upstream.ts'

const switchingProtocols = 101

/** An open WebSocket: bytes pass both ways, unread, until one side ends or the right to it does. */
export class Tunnel implements Passage, UpstreamUser {
  readonly wantsBytes = true
  readonly #side: CallerSide
  readonly access: Access
  readonly #upstream: Upstream
  #ended = false
  #activeAt: Instant

  constructor(side: CallerSide, access: Access, upstream: Upstream) {
    this.#side = side
    this.access = access
    this.#upstream = upstream
    this.#activeAt = side.context.coarseNow
    upstream.user = this
  }

  /** Passes the head of the response on, and what came behind it; then bytes flow. */
  start(head: string, rest: Buffer): void {
    this.#side.context.tally.upgraded++
    this.#side.handOver(this)
    this.#side.write(Buffer.from(head, 'latin1'))
    if (rest.length > 0) this.upstreamBytes(rest)
    this.#upstream.resume()
    this.#side.resume()
    this.#side.pump()
  }

  takeBytes(bytes: Buffer): number {
    this.#activeAt = this.#side.context.coarseNow
    this.access.receivedBytes += bytes.length
    if (!this.#upstream.write(bytes)) this.#side.pause()
    return bytes.length
  }

  callerDrained(): void {
    this.#activeAt = this.#side.context.coarseNow
    this.#upstream.resume()
  }

  callerClosed(): void {
    this.#end('closed')
  }

  tick(now: Instant): void {
    const { context } = this.#side
    if (now - this.#activeAt > context.limits.tunnelIdleMillisecondsMax) {
      this.#end('closed')
      this.#side.destroy()
    } else if (context.keeper.now() >= this.access.validUntil) this.recheck()
  }

  recheck(): void {
    if (this.access.stillHolds()) return
    this.#end('cut')
    this.#side.destroy()
  }

  upstreamOpening(): void {
    throw new Error('bug: a tunnel has its connection')
  }

  upstreamReady(): void {
    throw new Error('bug: a tunnel has its connection')
  }

  upstreamBytes(bytes: Buffer): void {
    this.#activeAt = this.#side.context.coarseNow
    this.access.sentBytes += bytes.length
    if (!this.#side.write(Buffer.from(bytes))) this.#upstream.pause()
  }

  upstreamDrained(): void {
    this.#activeAt = this.#side.context.coarseNow
    this.#side.resume()
  }

  upstreamClosed(): void {
    this.#end('closed')
    this.#side.finished(true)
  }

  #end(outcome: 'closed' | 'cut'): void {
    if (this.#ended) return
    this.#ended = true
    this.#upstream.destroy()
    this.access.end(outcome, switchingProtocols)
  }
}
