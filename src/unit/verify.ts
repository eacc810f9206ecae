import type { PublicKeyCache } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type ActDefinition, parseAct, type Refusal } from './act.ts'
import { consider, keyIn, sameData } from './consider.ts'
import type { Constitution } from './constitution.ts'
import { Documents } from './documents.ts'
import { type Entry, parseEntry } from './entry.ts'
import { replayedMeans } from './means.ts'
import { emptyState, type State } from './state.ts'

/** What is wrong with an entry, and where. */
export type RecordFault =
  | { readonly kind: 'entry-refused'; readonly index: number; readonly cause: Refusal }
  | {
      readonly kind: 'entry-time-back'
      readonly index: number
      readonly time: number
      readonly before: number
    }
  | { readonly kind: 'entry-act-repeated'; readonly index: number; readonly id: string }
  | {
      readonly kind: 'entry-grant-differs'
      readonly index: number
      readonly found: unknown
      readonly due: unknown
    }
  | { readonly kind: 'entry-events-differ'; readonly index: number }
  | { readonly kind: 'entry-draws-differ'; readonly index: number; readonly problem: string }

/** Goes through a record from its first entry, and at each makes the decision again from the act alone. */
export class RecordVerifier {
  readonly #constitution: Constitution
  readonly #definitions: ReadonlyMap<string, ActDefinition>
  readonly #publicKeys: PublicKeyCache
  readonly #unitOf: (state: State) => string | undefined
  readonly #ids = new Set<string>()
  readonly #documents = new Documents()
  #state: State

  constructor(
    constitution: Constitution,
    publicKeys: PublicKeyCache,
    unitOf: (state: State) => string | undefined,
  ) {
    this.#constitution = constitution
    this.#definitions = new Map(constitution.acts.map((act) => [act.name, act]))
    this.#publicKeys = publicKeys
    this.#unitOf = unitOf
    this.#state = emptyState(constitution.slices)
  }

  /** The state after the entries seen. */
  get state(): State {
    return this.#state
  }

  /**
   * Digests of the documents that deciding the next entry again needs; give them to `keep` first. An entry
   * that cannot be read needs none: `next` tells what is wrong with it.
   */
  needs(bytes: Uint8Array): readonly string[] {
    const entry = parseEntry(bytes)
    const act = entry.ok ? parseAct(entry.value.envelope) : entry
    const definition = act.ok ? this.#definitions.get(act.value.act) : undefined
    const input = act.ok ? definition?.input.safeParse(act.value.input) : undefined
    return input?.success ? (definition?.documents?.(this.#state, input.data) ?? []) : []
  }

  /**
   * The documents for the next entry, which take the place of those before; others are forgotten. Where it
   * needs none those before stay, with what has been read of them, for the next one that does.
   */
  keep(documents: readonly Uint8Array[]): void {
    if (documents.length === 0) return
    this.#documents.retain(new Set(documents.map((bytes) => this.#documents.keep(bytes))))
  }

  /**
   * The next entry: its envelope's signature, its actor's authority at that moment, the decision and what it
   * drew. The bytes' place in the log is for the log's own checker.
   */
  next(bytes: Uint8Array): Result<Entry, RecordFault> {
    const index = this.#state.size
    const entry = parseEntry(bytes)
    if (!entry.ok) return refuse({ kind: 'entry-refused', index, cause: entry.fault })
    const { time, envelope, grant, events, drawn } = entry.value
    const act = parseAct(envelope)
    if (!act.ok) return refuse({ kind: 'entry-refused', index, cause: act.fault })
    if (time < this.#state.time)
      return refuse({ kind: 'entry-time-back', index, time, before: this.#state.time })
    if (this.#ids.has(act.value.id)) return refuse({ kind: 'entry-act-repeated', index, id: act.value.id })

    const replayed = replayedMeans(drawn, this.#roleKeys())
    const decision = consider({
      constitution: this.#constitution,
      definitions: this.#definitions,
      unit: this.#unitOf(this.#state),
      state: this.#state,
      envelope,
      act: act.value,
      time,
      documents: this.#documents,
      means: replayed.means,
      keyOf: (spki) => keyIn(this.#publicKeys, spki),
    })
    const problem = replayed.mismatch()
    if (problem) return refuse({ kind: 'entry-draws-differ', index, problem })
    if (!decision.ok) return refuse({ kind: 'entry-refused', index, cause: decision.fault })
    if (replayed.leftOver()) {
      const more = 'the entry wrote down more draws than the decision needs'
      return refuse({ kind: 'entry-draws-differ', index, problem: more })
    }
    if (!sameData(decision.value.grant, grant)) {
      return refuse({ kind: 'entry-grant-differs', index, found: grant, due: decision.value.grant })
    }
    if (!sameData(decision.value.events, events)) return refuse({ kind: 'entry-events-differ', index })
    this.#ids.add(act.value.id)
    this.#state = decision.value.after()
    return accept(entry.value)
  }

  #roleKeys(): ReturnType<Constitution['roleKeys']> {
    return this.#constitution.roleKeys(this.#state, (spki) => keyIn(this.#publicKeys, spki))
  }
}
