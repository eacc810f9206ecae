import { type Clock, isoInstant } from '#clock'
import type { Refusal, Speaker } from '#unit'
import type { FeedStream } from './ended-feed.ts'
import type { ApiFault } from './fault.ts'
import { type DecisionLimits, decisionLimits } from './limits.ts'
import type { GateWatch, ToldDecision } from './ports.ts'
import { problemOf } from './problem.ts'

/** Who watches the gate. */
export interface Watcher {
  readonly speaker: Pick<Speaker, 'kind' | 'id'>
  readonly stream: FeedStream
  /** Why he may not watch any more; asked before every word. */
  refusal(): Refusal | undefined
}

interface Watching extends Watcher {
  /** The first entry of the journal he was not told of. */
  next: number
  /** Until he was told the newest: what came before he looked was not kept from him. */
  isNew: boolean
}

interface DecisionFeedOptions {
  readonly watch: Pick<GateWatch, 'journalSize' | 'decisions'>
  readonly clock: Clock
  readonly limits?: Partial<DecisionLimits>
}

/**
 * Tells the decisions of the gate as they become durable in the access journal, to streams of server-sent
 * events. It looks at the journal by itself, some times a second and only while somebody watches, and reads
 * no more of it than a person could: what is decided waits for nothing of this. Owns the streams until they
 * end.
 */
export class DecisionFeed {
  readonly #options: DecisionFeedOptions
  readonly #limits: DecisionLimits
  readonly #watchers = new Set<Watching>()
  #looking: NodeJS.Timeout | undefined
  #isReading = false
  #beatAt = 0
  #isClosed = false

  constructor(options: DecisionFeedOptions) {
    this.#options = options
    this.#limits = { ...decisionLimits, ...options.limits }
  }

  /** How many streams are open. */
  get open(): number {
    return this.#watchers.size
  }

  /** Why another stream of somebody is refused at this moment, if so. */
  refusal({ kind, id }: Watcher['speaker']): ApiFault | undefined {
    if (this.#isClosed) return { kind: 'node-closing' }
    const { perPrincipalMax, streamsMax } = this.#limits
    const own = Array.from(this.#watchers).filter(({ speaker }) => speaker.kind === kind && speaker.id === id)
    if (own.length >= perPrincipalMax) {
      return { kind: 'streams-too-many', of: 'caller', streamsMax: perPrincipalMax }
    }
    return this.open < streamsMax ? undefined : { kind: 'streams-too-many', of: 'node', streamsMax }
  }

  /**
   * Opens a stream, which `refusal` has allowed: it begins with the newest decisions, or goes on after the
   * event that was read last. Whoever gives the stream calls what comes back when it has ended.
   */
  start(watcher: Watcher, lastEventId: string | undefined): () => void {
    const size = this.#options.watch.journalSize()
    const oldest = Math.max(0, size - this.#limits.entriesReadMax)
    const last = lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined
    // An index ahead of the journal is another journal's.
    const isNew = last === undefined || last >= size
    const watching = { ...watcher, next: isNew ? oldest : last + 1, isNew }
    this.#watchers.add(watching)
    watcher.stream.write(`retry: 1000\n\n${this.#heartbeat()}`)
    this.#looking ??= setInterval(() => void this.#look(), this.#limits.lookMilliseconds)
    void this.#look()
    return () => this.#leave(watching)
  }

  /** Ends all streams and takes no more. */
  close(): void {
    this.#isClosed = true
    for (const watcher of this.#watchers) this.#end(watcher)
  }

  async #look(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    try {
      this.#endThoseWithout()
      await this.#tell()
      this.#beat()
    } finally {
      this.#isReading = false
    }
  }

  /** Whoever has no right any more is told why, and nothing else. */
  #endThoseWithout(): void {
    for (const watcher of this.#watchers) {
      const refusal = watcher.refusal()
      if (refusal) this.#end(watcher, refusal)
    }
  }

  async #tell(): Promise<void> {
    const { watch } = this.#options
    const size = watch.journalSize()
    const waiting = Array.from(this.#watchers).filter(({ next }) => next < size)
    if (waiting.length === 0) return
    const from = Math.max(size - this.#limits.entriesReadMax, Math.min(...waiting.map(({ next }) => next)))
    const decisions = await watch.decisions(from, size)
    this.#endThoseWithout()
    for (const watcher of waiting) {
      if (!this.#watchers.has(watcher)) continue
      const missed = decisions.filter(({ entry }) => entry >= watcher.next)
      const told = mostTelling(missed, this.#limits.decisionsToldMax)
      const left = Math.max(0, from - watcher.next) + missed.length - told.length
      const skipped = watcher.isNew ? 0 : left
      watcher.next = size
      watcher.isNew = false
      if (told.length > 0 || skipped > 0) this.#send(watcher, decisionsText(size - 1, told, skipped))
    }
  }

  #beat(): void {
    const now = this.#options.clock.now()
    if (now - this.#beatAt < this.#limits.heartbeatMilliseconds) return
    this.#beatAt = now
    for (const watcher of this.#watchers) this.#send(watcher, this.#heartbeat())
  }

  #send(watcher: Watching, text: string): void {
    if (watcher.stream.pendingBytes <= this.#limits.pendingBytesMax) return watcher.stream.write(text)
    this.#leave(watcher)
    watcher.stream.cut()
  }

  #end(watcher: Watching, refusal?: Refusal): void {
    this.#leave(watcher)
    if (refusal) watcher.stream.write(endedText(refusal))
    watcher.stream.end()
  }

  #leave(watcher: Watching): void {
    this.#watchers.delete(watcher)
    if (this.#watchers.size > 0) return
    clearInterval(this.#looking)
    this.#looking = undefined
  }

  #heartbeat(): string {
    return eventText('heartbeat', { at: isoInstant(this.#options.clock.now()) })
  }
}

/** Of too many the refused ones first, then the newest; in the order in which they were made. */
function mostTelling(decisions: readonly ToldDecision[], max: number): readonly ToldDecision[] {
  if (decisions.length <= max) return decisions
  const refused = decisions.filter(({ decision }) => !decision.permitted).slice(-max)
  const permitted = decisions.filter(({ decision }) => decision.permitted)
  const left = max - refused.length
  const kept = new Set([...refused, ...permitted.slice(permitted.length - left)])
  return decisions.filter((one) => kept.has(one))
}

function decisionsText(last: number, told: readonly ToldDecision[], skipped: number): string {
  const decisions = told.map(({ entry, decision }) => ({ entry, ...decision }))
  return `id: ${last}\n${eventText('decisions', { decisions, skipped })}`
}

function endedText(refusal: Refusal): string {
  const detail = problemOf(refusal)?.detail
  return eventText('ended', { kind: refusal.kind, ...(detail !== undefined && { detail }) })
}

/** JSON has no line breaks outside of strings, and inside they are escaped. */
function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
