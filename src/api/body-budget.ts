import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** What became of reading a body. */
export type BoundedBody =
  | { readonly read: true; readonly bytes: Uint8Array }
  /** It alone is larger than a body may be, or all that are held together are. */
  | { readonly read: false; readonly over: 'one' | 'all' }

/**
 * Holds the bodies of strangers in memory, together never more than so many octets: what counts is what has
 * arrived, so that whoever sends slowly keeps nobody out.
 */
export class BodyBudget {
  readonly #eachBytesMax: number
  readonly #allBytesMax: number
  /** Octets of each request that is under way. */
  readonly #of = new Map<FastifyRequest, number>()
  #held = 0

  constructor(eachBytesMax: number, allBytesMax: number) {
    this.#eachBytesMax = eachBytesMax
    this.#allBytesMax = allBytesMax
  }

  /** Octets held now. */
  get held(): number {
    return this.#held
  }

  /** Before the body is read: what it will take is given back when the answer has gone or nobody waits. */
  open(request: FastifyRequest, reply: FastifyReply): void {
    this.#of.set(request, 0)
    reply.raw.once('close', () => {
      this.#held -= this.#of.get(request) ?? 0
      this.#of.delete(request)
    })
  }

  /** As a content type parser of the framework takes it; of a body that is too large the rest is not read. */
  read(request: FastifyRequest, payload: Readable, done: (error: null, body: BoundedBody) => void): void {
    const parts: Buffer[] = []
    const finish = (body: BoundedBody): void => {
      payload.removeListener('data', take).removeListener('end', end).pause()
      done(null, body)
    }
    const take = (part: Buffer): void => {
      const own = this.#add(request, part.length)
      if (own > this.#eachBytesMax) finish({ read: false, over: 'one' })
      else if (this.#held > this.#allBytesMax) finish({ read: false, over: 'all' })
      else parts.push(part)
    }
    const end = (): void => finish({ read: true, bytes: Buffer.concat(parts) })
    // Whoever breaks off is not there to be answered: no error is listened for.
    payload.on('data', take).once('end', end)
  }

  #add(request: FastifyRequest, bytes: number): number {
    const before = this.#of.get(request)
    // The connection is gone already, and what it held is given back.
    if (before === undefined) return 0
    this.#of.set(request, before + bytes)
    this.#held += bytes
    return before + bytes
  }
}
