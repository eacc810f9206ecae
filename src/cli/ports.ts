import type { Clock } from '#clock'
import type { Random } from '#crypto'
import type { Result } from '#fault'
import type { LogReader, NoteVerifier } from '#record'
import type { ActDefinition, Question, RecordVerifier, Refusal, Slice } from '#unit'

/** Everything the command line needs of the program around it. */
export interface CommandLinePorts {
  readonly acts: readonly ActDefinition[]
  readonly queries: readonly Question[]
  readonly clock: Clock
  readonly random: Random
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Writes text as it is to standard output and standard error. */
  out(text: string): void
  err(text: string): void
  /** Asks without echo; `undefined` when nobody sits there to answer. */
  askSecret(question: string): Promise<string | undefined>
  /** Asks and shows what is typed; `undefined` when nobody sits there to answer. */
  ask(question: string): Promise<string | undefined>
  /** Resolves after that time. */
  wait(milliseconds: number): Promise<void>
  /** Makes a unit. */
  found(options: FoundOptions): Promise<Result<Founded, Refusal>>
  /** Starts a node; resolves once it serves. */
  start(options: StartOptions): Promise<Result<Started, Refusal>>
  /** Opens a store file for reading, with the node stopped; nothing is written to it. */
  openStore(path: string): Promise<Result<StoreReader, Refusal>>
  /** The slices of this program's state, for its hash. */
  readonly slices: readonly Slice[]
  /** A verifier of this program's acts, at the beginning of a record. */
  recordVerifier(): RecordVerifier
  /** The sentence for a refusal, as the API tells it. */
  explain(refusal: Refusal): string
}

export interface FoundOptions {
  /** Where the unit's files go. */
  readonly folder: string
  readonly name: string
  readonly domain: string
  readonly suite: string
  readonly founder: { readonly id: string; readonly name: string }
  /** Where the founder's key and certificate go. */
  readonly founderFolder: string
  /** Addresses under which the unit will be reached; the public one stands in every certificate. */
  readonly publicUrl: string
  readonly apiUrl: string
  /** Seals the unit's own keys. */
  readonly unitPassphrase: string
  /** Seals the founder's key. */
  readonly founderPassphrase: string
}

export interface Founded {
  /** What to print: where things are and what to type next. */
  readonly lines: readonly string[]
}

export interface StartOptions {
  /** The unit's folder. */
  readonly folder: string
  /** The configuration file, when it is not the folder's own. */
  readonly configuration?: string
  /** Opens the unit's keys. */
  readonly unitPassphrase: string
}

export interface Started {
  readonly lines: readonly string[]
  /** Resolves when the node has stopped in good order, with why when that was not asked for. */
  readonly ended: Promise<Refusal | undefined>
}

/**
 * The two logs of a store. Their readers reject with an `Error` when, and only when, the store fails at
 * reading, and its message says how.
 */
/** A state's hash (base64) after so many entries, as a snapshot claims it. */
export interface SnapshotClaim {
  readonly size: number
  readonly hash: string
}

export interface StoreReader {
  readonly record: LogReader
  readonly journal: LogReader
  /** What the kept snapshot says the record replays to at a size, if one is kept. */
  snapshot(verifier: NoteVerifier): Promise<Result<SnapshotClaim | undefined, Refusal>>
  close(): Promise<void>
}
