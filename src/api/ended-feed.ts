import { type Clock, isoInstant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import type { Speaker } from '#unit'
import type { ApiFault } from './fault.ts'
import { defaultFeedLimits, type FeedLimits } from './limits.ts'

/** Something that ended, as the feed tells it. */
export interface Ending {
  readonly event: 'right-ended' | 'certificate-ended' | 'visit-ended' | 'service-ended'
  /** Whose it was: he is told, and whoever enforces rights. */
  readonly of: Pick<Speaker, 'kind' | 'id'>
  /** Plain data; the feed adds when it ended. */
  readonly data: Readonly<Record<string, unknown>>
}

/** Where the events for one reader go. */
export interface FeedStream {
  /** Takes whole events at once; what the network has not taken yet waits. */
  write(text: string): void
  /** How much waits. */
  readonly pendingBytes: number
  /** Ends it after what waits. */
  end(): void
  /** Ends it with what waits. */
  cut(): void
}

/** Who reads a stream. */
export interface FeedReader {
  readonly speaker: Speaker
  readonly stream: FeedStream
  /** Whether his certificate counts at this moment. */
  counts(): boolean
}

export interface FeedOptions {
  /** Entries of the record that are durable. */
  size(): number
  /** Whether what happens still comes onto the record. */
  isServing(): boolean
  readonly clock: Clock
  readonly limits?: Partial<FeedLimits>
}

/** Up to where somebody was told: all entries before `index`, and of that one so many endings. */
interface Position {
  readonly index: number
  readonly place: number
}

interface Kept {
  readonly at: Position
  readonly of: Ending['of']
  readonly text: string
}

/**
 * Tells what ended as it comes onto the record, to streams of server-sent events (WHATWG HTML §9.2). Owns the
 * streams until they end and, in memory, the newest endings, so that a stream that broke off goes on where it
 * was: after a restart nothing is left of them, and whoever comes back starts anew.
 */
export class EndedFeed {
  readonly #options: FeedOptions
  readonly #limits: FeedLimits
  readonly #readers = new Set<FeedReader>()
  readonly #kept: Kept[] = []
  /** All that came after this is kept. */
  #keptSince: Position
  #beating: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: FeedOptions) {
    this.#options = options
    this.#limits = { ...defaultFeedLimits, ...options.limits }
    this.#keptSince = { index: options.size(), place: 0 }
  }

  /** How many streams are open. */
  get open(): number {
    return this.#readers.size
  }

  /** What the entry at an index ended; called once for each entry that is durable, in their order. */
  tell(index: number, time: number, endings: readonly Ending[]): void {
    const at = isoInstant(time)
    const told = endings.map(({ event, of, data }, before) => {
      const position = { index, place: before + 1 }
      return { at: position, of, text: eventText(event, position, { ...data, at }) }
    })
    this.#keep(told)
    const isTooMuch = told.length > this.#limits.eventsKeptMax
    for (const reader of this.#readers) {
      const texts = isTooMuch ? [this.#resync('gap')] : textsFor(reader.speaker, told)
      this.#send(reader, texts)
    }
  }

  /** Why another stream of somebody is refused at this moment, if so. */
  refusal({ kind, id }: Speaker): ApiFault | undefined {
    if (this.#isClosed) return { kind: 'node-closing' }
    const { perPrincipalMax, enforcersMax, personsMax } = this.#limits
    const speakers = Array.from(this.#readers, ({ speaker }) => speaker)
    const own = speakers.filter((other) => other.kind === kind && other.id === id)
    if (own.length >= perPrincipalMax) {
      return { kind: 'streams-too-many', of: 'caller', streamsMax: perPrincipalMax }
    }
    const like = speakers.filter((other) => enforces(other) === enforces({ kind }))
    const streamsMax = enforces({ kind }) ? enforcersMax : personsMax
    return like.length < streamsMax ? undefined : { kind: 'streams-too-many', of: 'node', streamsMax }
  }

  /**
   * Opens a stream: it goes on after the event that was read last, or begins with `resync`. Whoever gives the
   * stream calls what comes back when it has ended.
   */
  start(reader: FeedReader, lastEventId: string | undefined): Result<() => void, ApiFault> {
    const refusal = this.refusal(reader.speaker)
    if (refusal) return refuse(refusal)
    this.#readers.add(reader)
    this.#beating ??= setInterval(() => this.#beat(), this.#limits.heartbeatMilliseconds)
    const missed = lastEventId === undefined ? undefined : this.#after(lastEventId)
    const first = missed
      ? textsFor(reader.speaker, missed)
      : [this.#resync(lastEventId === undefined ? 'new' : 'gap')]
    this.#send(reader, [retryText, ...first, this.#heartbeat()])
    return accept(() => this.#leave(reader))
  }

  /** Ends all streams and takes no more. */
  close(): void {
    this.#isClosed = true
    for (const reader of this.#readers) this.#end(reader)
  }

  #keep(told: readonly Kept[]): void {
    const { eventsKeptMax } = this.#limits
    this.#kept.push(...told.slice(-eventsKeptMax))
    const gone = this.#kept.splice(0, Math.max(0, this.#kept.length - eventsKeptMax))
    const last = told.length > eventsKeptMax ? told.at(-eventsKeptMax - 1) : gone.at(-1)
    if (last) this.#keptSince = last.at
  }

  /** What came after an event that somebody names; `undefined` when that is not known whole. */
  #after(lastEventId: string): readonly Kept[] | undefined {
    const since = positionIn(lastEventId)
    if (!since || isBefore(since, this.#keptSince)) return undefined
    if (isBefore({ index: this.#options.size(), place: 0 }, since)) return undefined
    return this.#kept.filter(({ at }) => isBefore(since, at))
  }

  /** Whoever cannot be told anything any more has to notice it: then there are no heartbeats either. */
  #beat(): void {
    const isServing = this.#options.isServing()
    for (const reader of this.#readers) {
      if (isServing) this.#send(reader, [this.#heartbeat()])
      else this.#end(reader)
    }
  }

  /** The certificate is looked at before every word, and at every entry even when there is nothing to say. */
  #send(reader: FeedReader, texts: readonly string[]): void {
    if (!reader.counts()) this.#end(reader)
    else if (reader.stream.pendingBytes > this.#limits.pendingBytesMax) this.#cut(reader)
    else if (texts.length > 0) reader.stream.write(texts.join(''))
  }

  #end(reader: FeedReader): void {
    this.#leave(reader)
    reader.stream.end()
  }

  #cut(reader: FeedReader): void {
    this.#leave(reader)
    reader.stream.cut()
  }

  #leave(reader: FeedReader): void {
    this.#readers.delete(reader)
    if (this.#readers.size > 0) return
    clearInterval(this.#beating)
    this.#beating = undefined
  }

  #heartbeat(): string {
    return this.#standing('epoch', {})
  }

  #resync(reason: 'new' | 'gap'): string {
    return this.#standing('resync', { reason })
  }

  /** An event about the record as it stands: all its endings were told before. */
  #standing(event: string, data: object): string {
    const size = this.#options.size()
    const at = isoInstant(this.#options.clock.now())
    return eventText(event, { index: size, place: 0 }, { ...data, size, at })
  }
}

/** Comes back a second after a stream broke off. */
const retryText = 'retry: 1000\n\n'

/** JSON has no line breaks outside of strings, and inside they are escaped. */
function eventText(event: string, { index, place }: Position, data: object): string {
  return `event: ${event}\nid: ${index}.${place}\ndata: ${JSON.stringify(data)}\n\n`
}

const positionForm = /^(\d{1,15})\.(\d{1,9})$/

function positionIn(text: string): Position | undefined {
  const [, index, place] = positionForm.exec(text) ?? []
  return index === undefined ? undefined : { index: Number(index), place: Number(place) }
}

function isBefore(a: Position, b: Position): boolean {
  return a.index < b.index || (a.index === b.index && a.place < b.place)
}

/** Whether somebody holds sessions of others: services and devices of the unit, and its node. */
export function enforces({ kind }: Pick<Speaker, 'kind'>): boolean {
  return kind === 'service' || kind === 'device' || kind === 'node'
}

function textsFor(speaker: Speaker, told: readonly Kept[]): readonly string[] {
  const shown = enforces(speaker)
    ? told
    : told.filter(({ of }) => of.kind === speaker.kind && of.id === speaker.id)
  return shown.map(({ text }) => text)
}
