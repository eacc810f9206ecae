import { parseResponseHead, type ResponseHead } from './head.ts'
import type { GateLimits } from './limits.ts'

const headEnd = Buffer.from('\r\n\r\n')
const nothing = Buffer.alloc(0)

/** Collects the heads that an upstream sends for one request: interim ones, then the final one. */
export class ResponseHeadReader {
  /** What came behind the heads taken so far; a view of the last bytes taken. */
  rest: Buffer = nothing
  /** Whether nothing has come at all. */
  untouched = true
  #kept: Buffer = nothing
  #count = 0
  readonly #limits: GateLimits

  constructor(limits: GateLimits) {
    this.#limits = limits
  }

  take(bytes: Buffer): void {
    this.untouched = false
    this.rest = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes])
    this.#kept = nothing
  }

  /** The next complete head; `undefined` when more bytes are needed. */
  next(): ResponseHead | 'malformed' | undefined {
    if (this.rest.length === 0) return undefined
    const end = this.rest.indexOf(headEnd)
    const size = end === -1 ? this.rest.length : end
    if (size > this.#limits.responseHeadBytesMax) return 'malformed'
    if (end === -1) {
      // The bytes taken are overwritten by the next read.
      this.#kept = Buffer.from(this.rest)
      return undefined
    }
    const parsed = parseResponseHead(this.rest.toString('latin1', 0, end + 2), this.#limits.fieldsMax)
    if (!parsed.ok || ++this.#count > this.#limits.informationalMax) return 'malformed'
    this.rest = this.rest.subarray(end + headEnd.length)
    return parsed.value
  }
}
