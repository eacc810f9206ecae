import { fromBase64 } from '#bytes'
import type { Clock, Instant } from '#clock'
import { type Envelope, type PublicKeyCache, parseEnvelope, type Random, type Signer } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import type { Log } from '#record'
import { type Act, type ActDefinition, malformed, parseAct, type Refusal, type Speaker } from './act.ts'
import { actTimeToleranceMilliseconds, consider, keyIn } from './consider.ts'
import type { Constitution } from './constitution.ts'
import { Derivations, type Derive } from './derivation.ts'
import type { DocumentReader } from './documents.ts'
import { type Entry, encodeEntry, readEntry } from './entry.ts'
import { type Foresight, foresee } from './foresee.ts'
import { passingMeans, recordingMeans, standIns } from './means.ts'
import type { QueryDefinition } from './query.ts'
import { type Receipt, receiptAgain, receiptOf } from './receipt.ts'
import type { State } from './state.ts'

/**
 * Acts under way at once. At 2,000 acts a second and a disk that takes 100 ms this is ten times what waits;
 * beyond it the caller is told to come back rather than kept in a queue that only grows.
 */
const pendingActsMax = 2_000

/** A repeat within this time is answered from memory; an older one is looked up in the store. */
const recentActsMilliseconds = 2 * actTimeToleranceMilliseconds

export type PipelineFault =
  | { readonly kind: 'unit-stopped'; readonly cause: string }
  | { readonly kind: 'unit-overloaded'; readonly pending: number; readonly pendingMax: number }
  | { readonly kind: 'act-id-taken'; readonly id: string }
  | { readonly kind: 'reader-unknown'; readonly query: string }
  | { readonly kind: 'reader-visiting'; readonly query: string }
  | { readonly kind: 'reading-counted'; readonly permission: string; readonly object: string }

export interface UnitOptions {
  readonly constitution: Constitution
  /** The acts log; this object is its only writer. */
  readonly log: Log
  readonly state: State
  readonly clock: Clock
  readonly random: Random
  /** The unit's signing keys that this node holds, by role. */
  readonly keys: ReadonlyMap<string, Signer>
  readonly publicKeys: PublicKeyCache
  readonly documents: DocumentReader
  /** Thumbprint of the authority key, from the state. */
  unitOf(state: State): string | undefined
}

/**
 * An act received a short while ago: what it said and its receipt while it is being written, then only where
 * it stands. At 2,000 acts a second 1.2 million are remembered, and a receipt takes kilobytes.
 */
type RecentAct = { readonly time: Instant } & (
  | { readonly payload: string; readonly receipt: Promise<Result<Receipt, Refusal>> }
  | { readonly index: number }
)

/**
 * A running unit: takes acts, appends them, holds the state. Owns two states: the head, which decisions see
 * as soon as they are made, and the durable one, which everybody else sees. They differ by what is being
 * written; if that write fails the head is lost with the process and nothing that left the house knew of it.
 */
export class Unit {
  readonly acts: ReadonlyMap<string, ActDefinition>
  readonly queries: readonly QueryDefinition[]
  readonly #options: UnitOptions
  readonly #recent = new Map<string, RecentAct>()
  readonly #listeners: ((state: State) => void)[] = []
  readonly #openedAt: Instant
  readonly #standIns = standIns()
  readonly #derivations = new Derivations()
  #head: State
  #durable: State
  #pending = 0
  #stopped: PipelineFault | undefined

  constructor(options: UnitOptions) {
    this.#options = options
    this.acts = new Map(options.constitution.acts.map((act) => [act.name, act]))
    this.queries = options.constitution.queries
    this.#head = options.state
    this.#durable = options.state
    this.#openedAt = options.clock.now()
  }

  /** The state after the last durable entry. */
  get state(): State {
    return this.#durable
  }

  /** Why no acts are served any more; `undefined` while they are. */
  get stopped(): PipelineFault | undefined {
    const { broken } = this.#options.log
    return this.#stopped ?? (broken ? { kind: 'unit-stopped', cause: broken.kind } : undefined)
  }

  /** Acts being decided or written, and how many there may be. */
  get pending(): { readonly acts: number; readonly actsMax: number } {
    return { acts: this.#pending, actsMax: pendingActsMax }
  }

  /** Is told the state after each durable entry. */
  onEntry(listener: (state: State) => void): void {
    this.#listeners.push(listener)
  }

  /** Serves no acts from now on; those under way still become durable. */
  stop(cause: string): void {
    this.#stopped ??= { kind: 'unit-stopped', cause }
  }

  /** One act, from the bytes of its envelope to the receipt; resolves when it is durable or refused. */
  async submit(bytes: Uint8Array): Promise<Result<Receipt, Refusal>> {
    const envelope = parseEnvelope(bytes)
    if (!envelope.ok) return envelope
    const act = parseAct(envelope.value)
    if (!act.ok) return act
    const repeated = await this.#repeated(envelope.value, act.value)
    if (repeated) return repeated
    if (this.stopped) return refuse(this.stopped)
    if (this.#pending >= pendingActsMax) {
      return refuse({ kind: 'unit-overloaded', pending: this.#pending, pendingMax: pendingActsMax })
    }
    return this.#decide(envelope.value, act.value)
  }

  /** What is derived from the durable state, for whoever wants it ready before somebody asks. */
  readonly derived: Derive = (derivation) => this.#derivations.of(derivation, this.#durable)

  /**
   * One question; the input is checked, then the reader's right, then it is answered from the durable state.
   */
  ask(query: QueryDefinition, rawInput: unknown, reader: Speaker | undefined): Result<unknown, Refusal> {
    const input = query.input.safeParse(rawInput)
    if (!input.success) return refuse(malformed(input.error))
    const time = this.#options.clock.now()
    const state = this.#durable
    if (query.access.by !== 'public' && !reader) return refuse({ kind: 'reader-unknown', query: query.name })
    if (query.access.by === 'member' && reader?.kind === 'visitor' && !query.access.visitors) {
      return refuse({ kind: 'reader-visiting', query: query.name })
    }
    if (query.access.by === 'step') {
      const { permission } = query.access
      const object = query.access.object(input.data)
      const speaker = certain(reader, 'the reader')
      const { constitution } = this.#options
      const grant = constitution.permitReading(state, { speaker, permission, object, time })
      if (!grant.ok) return grant
      // A reading is no entry, so nothing could count it.
      const counts = constitution.eventsOfUse(grant.value).length > 0
      if (counts && !query.access.uncounted) {
        return refuse({ kind: 'reading-counted', permission, object })
      }
    }
    const { documents } = this.#options
    const { derived } = this
    return query.answer({ state, time, documents, derived, ...(reader ? { reader } : {}) }, input.data)
  }

  /**
   * What acts would come to if a reader made them now, one after the other; nothing is signed or kept. Takes
   * as long as deciding them. Whoever is told may know what his own refused act would have told him, and of
   * events no more than their kinds: the rest can be about others.
   */
  foresee(rawActs: readonly unknown[], reader: Speaker): Result<Foresight, Refusal> {
    if (this.stopped) return refuse(this.stopped)
    const { clock, constitution, documents, keys, random } = this.#options
    const state = this.#durable
    const means = passingMeans(random, keys, this.#standIns)
    const unit = this.#options.unitOf(state) ?? ''
    const time = Math.max(clock.now(), state.time)
    const outlook = { constitution, definitions: this.acts, documents, means, state, unit, time, random }
    return foresee({ ...outlook, key: reader.key }, rawActs)
  }

  /** The first receipt, if the act has been received before. */
  async #repeated(envelope: Envelope, act: Act): Promise<Result<Receipt, Refusal> | undefined> {
    const recent = this.#recent.get(act.id)
    if (recent) return this.#recalled(recent, envelope, act)
    // An act signed well after this node opened its record can only be in memory.
    if (act.time > this.#openedAt + actTimeToleranceMilliseconds && this.#isRecent(act.time)) return undefined
    const index = await this.#options.log.find(act.id)
    return index === undefined ? undefined : this.#recorded(index, envelope, act)
  }

  #recalled(recent: RecentAct, envelope: Envelope, act: Act): Promise<Result<Receipt, Refusal>> {
    if ('index' in recent) return this.#recorded(recent.index, envelope, act)
    return this.#again(recent.payload === envelope.payload, act, recent.receipt)
  }

  async #again(
    same: boolean,
    act: Act,
    first: Promise<Result<Receipt, Refusal>>,
  ): Promise<Result<Receipt, Refusal>> {
    if (!same) return refuse({ kind: 'act-id-taken', id: act.id })
    const receipt = await first
    return receipt.ok ? accept({ ...receipt.value, repeated: true }) : receipt
  }

  /** The receipt of an act found on the record, with a proof against the head as it is now. */
  async #recorded(index: number, envelope: Envelope, act: Act): Promise<Result<Receipt, Refusal>> {
    const receipt = await receiptAgain(this.#options.log, index)
    if (!receipt.ok) return receipt
    const entry = readEntry(sure(fromBase64(receipt.value.entry), 'the entry of a receipt'))
    return this.#again(entry.envelope.payload === envelope.payload, act, Promise.resolve(receipt))
  }

  /** From here to the append nothing waits, so that acts are decided one after the other. */
  #decide(envelope: Envelope, act: Act): Promise<Result<Receipt, Refusal>> {
    const taken = this.#recent.get(act.id)
    if (taken) return this.#recalled(taken, envelope, act)
    const { clock, constitution, documents, keys, publicKeys, random } = this.#options
    const time = Math.max(clock.now(), this.#head.time)
    const { means, drawn } = recordingMeans(random, keys)
    const decision = consider({
      constitution,
      definitions: this.acts,
      unit: this.#options.unitOf(this.#head),
      state: this.#head,
      envelope,
      act,
      time,
      documents,
      means,
      keyOf: (spki) => keyIn(publicKeys, spki),
    })
    if (!decision.ok) return Promise.resolve(decision)
    const entry = { time, envelope, grant: decision.value.grant, drawn, events: decision.value.events }
    const bytes = encodeEntry(entry)
    if (!bytes.ok) return Promise.resolve(bytes)
    this.#head = decision.value.after()
    const receipt = this.#write(bytes.value, act, entry, this.#head)
    this.#remember(act, envelope, receipt)
    return receipt
  }

  async #write(bytes: Uint8Array, act: Act, entry: Entry, after: State): Promise<Result<Receipt, Refusal>> {
    this.#pending++
    try {
      const appended = await this.#options.log.append(bytes, act.id)
      if (!appended.ok) {
        // The head has moved on without the entry: whatever the cause, this node decides nothing more.
        const { fault } = appended
        const cause = fault.kind === 'log-broken' ? fault.broken.kind : fault.kind
        this.stop(cause)
        return refuse({ kind: 'unit-stopped', cause })
      }
      // Appends become durable in the order of their calls, so this state is the next one.
      this.#durable = after
      for (const listener of this.#listeners) listener(after)
      const recent = this.#recent.get(act.id)
      if (recent) this.#recent.set(act.id, { time: recent.time, index: appended.value.index })
      return accept(receiptOf(act, entry, { ...appended.value, bytes }))
    } finally {
      this.#pending--
    }
  }

  #remember(act: Act, envelope: Envelope, receipt: Promise<Result<Receipt, Refusal>>): void {
    const now = this.#options.clock.now()
    this.#recent.set(act.id, { payload: envelope.payload, time: now, receipt })
    for (const [id, recent] of this.#recent) {
      if (now - recent.time <= recentActsMilliseconds) break
      this.#recent.delete(id)
    }
  }

  #isRecent(time: Instant): boolean {
    return this.#options.clock.now() - time <= actTimeToleranceMilliseconds
  }
}
