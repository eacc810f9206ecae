import { second } from '#clock'
import { accept, type Result, refuse } from '#fault'
import type { Refusal, Speaker } from '#unit'
import type { FeedStream } from './ended-feed.ts'
import type { ApiFault } from './fault.ts'
import { type ChangesLimits, defaultChangesLimits } from './limits.ts'

/** Who is told of changes. */
export interface ChangesReader {
  readonly speaker: Speaker
  readonly stream: FeedStream
  /** Whether session and certificate count at this moment. */
  counts(): Result<unknown, Refusal>
  /** Plain data that says why they do not. */
  tell(fault: Refusal): object
}

/**
 * Tells open pages that the record grew, so that they look again, and that their session or certificate
 * ended. Several entries are told as one; whether each reader still counts is looked at with the same word,
 * and every second for what ends by time alone. Owns the streams until they end.
 */
export class Changes {
  readonly #size: () => number
  readonly #limits: ChangesLimits
  readonly #readers = new Set<ChangesReader>()
  #telling: NodeJS.Timeout | undefined
  #looking: NodeJS.Timeout | undefined
  #beatAt = 0
  #isClosed = false

  /** @param size entries of the record that are durable */
  constructor(size: () => number, limits: Partial<ChangesLimits> = {}) {
    this.#size = size
    this.#limits = { ...defaultChangesLimits, ...limits }
  }

  /** How many streams are open. */
  get open(): number {
    return this.#readers.size
  }

  /** An entry became durable. */
  tell(): void {
    if (this.#readers.size === 0) return
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined
      this.#send(this.#change())
    }, this.#limits.tellMilliseconds)
  }

  /** Opens a stream; whoever gives it calls what comes back when it has ended. */
  start(reader: ChangesReader): Result<() => void, ApiFault> {
    const refusal = this.#refusal(reader.speaker)
    if (refusal) return refuse(refusal)
    this.#readers.add(reader)
    this.#looking ??= setInterval(() => this.#look(), second)
    reader.stream.write(`retry: 1000\n\n${this.#change()}`)
    return accept(() => this.#leave(reader))
  }

  /** Ends all streams and takes no more. */
  close(): void {
    this.#isClosed = true
    for (const reader of this.#readers) {
      this.#leave(reader)
      reader.stream.end()
    }
  }

  #refusal({ kind, id }: Speaker): ApiFault | undefined {
    if (this.#isClosed) return { kind: 'node-closing' }
    const { perPrincipalMax, streamsMax } = this.#limits
    if (this.#readers.size >= streamsMax) return { kind: 'streams-too-many', of: 'node', streamsMax }
    const own = [...this.#readers].filter(({ speaker }) => speaker.kind === kind && speaker.id === id)
    return own.length < perPrincipalMax
      ? undefined
      : { kind: 'streams-too-many', of: 'caller', streamsMax: perPrincipalMax }
  }

  /** Ends those whose time is over; between two heartbeats nothing is written. */
  #look(): void {
    this.#beatAt += second
    const isBeat = this.#beatAt >= this.#limits.heartbeatMilliseconds
    if (isBeat) this.#beatAt = 0
    this.#send(isBeat ? 'event: beat\ndata: {}\n\n' : '')
  }

  #send(text: string): void {
    for (const reader of this.#readers) {
      const counts = reader.counts()
      if (!counts.ok) {
        this.#leave(reader)
        reader.stream.write(`event: ended\ndata: ${JSON.stringify(reader.tell(counts.fault))}\n\n`)
        reader.stream.end()
      } else if (reader.stream.pendingBytes > this.#limits.pendingBytesMax) {
        this.#leave(reader)
        reader.stream.cut()
      } else if (text !== '') reader.stream.write(text)
    }
  }

  #change(): string {
    return `event: change\ndata: ${JSON.stringify({ size: this.#size() })}\n\n`
  }

  #leave(reader: ChangesReader): void {
    this.#readers.delete(reader)
    if (this.#readers.size > 0) return
    clearTimeout(this.#telling)
    clearInterval(this.#looking)
    this.#telling = undefined
    this.#looking = undefined
  }
}
