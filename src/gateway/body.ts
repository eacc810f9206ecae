import { certain } from '#fault'
import type { Framing } from './head.ts'

/**
 * Finds the data of one message body in the bytes of a connection, and its end. Chunked coding is taken apart
 * strictly (RFC 9112 §7.1): sizes of at most 12 digits, extensions well-formed and dropped, trailers dropped,
 * every line ended by CRLF.
 *
 * Use: while bytes are left and not `done`, `at = advance(bytes, at)`; then `bytes[start, end)` is data
 * (maybe none).
 */
export class BodyReader {
  done: boolean
  start = 0
  end = 0
  #phase: 'data' | 'data-end' | 'size' | 'trailer'
  /** Data bytes left of the body or of the chunk. */
  #left: number
  /** A line that began in earlier bytes. */
  #line = ''
  #trailerBytes = 0
  readonly #framing: Framing['kind']
  readonly #limits: BodyLimits

  constructor(framing: Framing, limits: BodyLimits) {
    this.#framing = framing.kind
    this.#limits = limits
    this.done = framing.kind === 'none'
    this.#phase = framing.kind === 'chunked' ? 'size' : 'data'
    this.#left = framing.kind === 'length' ? framing.bytes : Number.POSITIVE_INFINITY
  }

  /** Whether the end of the connection is the proper end of the body. */
  get endsWithConnection(): boolean {
    return this.#framing === 'until-close'
  }

  /** Takes one step from `at`; the offset after it, or `malformed`. */
  advance(bytes: Buffer, at: number): number {
    this.start = at
    this.end = at
    switch (this.#phase) {
      case 'data':
        return this.#data(bytes, at)
      case 'data-end':
        return this.#dataEnd(bytes, at)
      case 'size':
      case 'trailer':
        return this.#lineStep(bytes, at)
      default:
        return this.#phase satisfies never
    }
  }

  #data(bytes: Buffer, at: number): number {
    const length = Math.min(bytes.length - at, this.#left)
    this.end = at + length
    this.#left -= length
    if (this.#left === 0) {
      if (this.#framing === 'chunked') this.#phase = 'data-end'
      else this.done = true
    }
    return at + length
  }

  /** The CRLF after chunk data; it may come in two reads. */
  #dataEnd(bytes: Buffer, at: number): number {
    const expected = this.#line === '' ? carriageReturn : lineFeed
    if (bytes[at] !== expected) return malformed
    if (expected === carriageReturn) {
      this.#line = '\r'
    } else {
      this.#line = ''
      this.#phase = 'size'
    }
    return at + 1
  }

  #lineStep(bytes: Buffer, at: number): number {
    const feed = bytes.indexOf(lineFeed, at)
    const to = feed === -1 ? bytes.length : feed + 1
    const inTrailer = this.#phase === 'trailer'
    const max = inTrailer ? this.#limits.trailerBytesMax : this.#limits.chunkLineBytesMax
    if (this.#line.length + (to - at) > max) return malformed
    this.#line += bytes.toString('latin1', at, to)
    if (feed === -1) return to
    const line = this.#line
    this.#line = ''
    return (inTrailer ? this.#trailerLine(line) : this.#sizeLine(line)) ? to : malformed
  }

  #sizeLine(line: string): boolean {
    const match = sizeLineForm.exec(line)
    if (!match) return false
    this.#left = Number.parseInt(certain(match[1], 'chunk size'), 16)
    this.#phase = this.#left === 0 ? 'trailer' : 'data'
    return true
  }

  #trailerLine(line: string): boolean {
    this.#trailerBytes += line.length
    if (line === '\r\n') this.done = true
    return this.#trailerBytes <= this.#limits.trailerBytesMax && (this.done || trailerLineForm.test(line))
  }
}

export interface BodyLimits {
  readonly chunkLineBytesMax: number
  readonly trailerBytesMax: number
}

/** What `advance` answers for bytes that are no body of this framing. */
export const malformed = -1

const carriageReturn = 0x0d
const lineFeed = 0x0a

const sizeLineForm =
  /^([0-9A-Fa-f]{1,12})(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"))?)*\r\n$/
const trailerLineForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n$/

/** Data found in one read: stretches of `source`, in order, without a view of each. */
export interface Found {
  readonly source: Buffer
  /** Start and end of each stretch, one after the other. */
  readonly stretches: readonly number[]
  readonly bytes: number
  /** Offset of the first byte that is not of this body, or `malformed`. */
  readonly next: number
}

/** All data of the body in `source` from `at` on. */
export function findData(reader: BodyReader, source: Buffer, at: number): Found {
  const stretches: number[] = []
  let bytes = 0
  let next = at
  while (next < source.length && !reader.done) {
    next = reader.advance(source, next)
    if (next === malformed) break
    if (reader.end > reader.start) {
      stretches.push(reader.start, reader.end)
      bytes += reader.end - reader.start
    }
  }
  return { source, stretches, bytes, next }
}

/**
 * One buffer of a message: head, if any, and data, chunked or plain, with the last chunk when it is the end.
 * All are copied, so that the bytes read may be overwritten and each message leaves in as few records as
 * possible.
 */
export function encode(head: string, found: Found, chunks: boolean, last: boolean): Buffer {
  const { source, stretches, bytes } = found
  const before = chunks && bytes > 0 ? `${bytes.toString(16)}\r\n` : ''
  const after = chunks ? (bytes > 0 ? '\r\n' : '') + (last ? '0\r\n\r\n' : '') : ''
  const message = Buffer.allocUnsafe(head.length + before.length + bytes + after.length)
  let at = head === '' ? 0 : message.write(head, 0, 'latin1')
  if (before !== '') at += message.write(before, at, 'latin1')
  for (let index = 0; index < stretches.length; index += 2) {
    at += source.copy(message, at, stretches[index], stretches[index + 1])
  }
  if (after !== '') message.write(after, at, 'latin1')
  return message
}

export const nothingFound: Found = { source: Buffer.alloc(0), stretches: [], bytes: 0, next: 0 }
