import { parseResponseHead, type ResponseHead } from './head.ts'
import type { GateLimits } from './limits.ts'

const headEnd = Buffer.from('\r\n\r\n')
const nothing = Buffer.alloc(0)

/** Collects the heads that an upstream sends for one request: interim ones, then the final one. */
export class ResponseHeadReader {
  /** The bytes taken last, and where what is behind the heads read so far begins in them. */
  bytes: Buffer = nothing
  at = 0
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
    this.bytes = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes])
    this.at = 0
    this.#kept = nothing
  }

  /** The next complete head; `undefined` when more bytes are needed. */
  next(): ResponseHead | 'malformed' | undefined {
    const { bytes, at } = this
    if (at === bytes.length) return undefined
    const end = bytes.indexOf(headEnd, at)
    const size = (end === -1 ? bytes.length : end) - at
    if (size > this.#limits.responseHeadBytesMax) return 'malformed'
    if (end === -1) {
      // The bytes taken are overwritten by the next read.
      this.#kept = Buffer.from(bytes.subarray(at))
      return undefined
    }
    const parsed = parseResponseHead(bytes.toString('latin1', at, end + 2), this.#limits.fieldsMax)
    if (!parsed.ok || ++this.#count > this.#limits.informationalMax) return 'malformed'
    this.at = end + headEnd.length
    return parsed.value
  }
}
