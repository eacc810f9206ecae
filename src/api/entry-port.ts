import type { Instant } from '#clock'
import type { Result } from '#fault'
import type { Receipt, Refusal, Speaker } from '#unit'

/** Which entries of the record are looked for; what is left out does not matter. */
export interface EntryWish {
  /** `kind/id`, as `person/mei` or `node/node`; `unit` for the founding. */
  readonly actor?: string | undefined
  /** The number of a case. */
  readonly case?: string | undefined
  /** The name of an act. */
  readonly act?: string | undefined
  readonly from?: Instant | undefined
  /** With this time still. */
  readonly to?: Instant | undefined
  /** Entries before this index alone. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Who made an act, as the unit knows them now. */
export interface EntryActor {
  /** `kind/id`; `unit` for the founding. */
  readonly actor: string
  /** Absent for visitors and for the unit itself. */
  readonly name?: string | undefined
}

/** One line about an entry. */
export interface EntryLine extends EntryActor {
  readonly index: number
  /** RFC 3339. */
  readonly time: string
  readonly act: string
  readonly case?: string | undefined
  readonly step?: string | undefined
  readonly office?: string | undefined
  /** An override that was named. */
  readonly override?: string | undefined
  /** Kinds of what came of it. */
  readonly events: readonly string[]
}

/** What was found. */
export interface FoundEntries {
  /** Entries of the record. */
  readonly size: number
  /** Entries that the node has looked at since it started: it looks at all in the background. */
  readonly indexed: number
  /** The newest first. */
  readonly entries: readonly EntryLine[]
  readonly more: boolean
}

/** An entry with its proof, and with what its signature is checked. */
export interface ShownEntry extends EntryActor {
  readonly receipt: Receipt
  /** Base64 DER of the SubjectPublicKeyInfo of the key that signed the act. */
  readonly spki?: string | undefined
  /** PEM of the certificate of that key and of its issuer. */
  readonly certificate?: string | undefined
}

/** Of which case the history is wanted, and from where on back. */
export interface HistoryWish {
  readonly case: string
  /** Entries before this index alone. */
  readonly before?: number | undefined
}

/** The record as it can be looked through. */
export interface EntryPorts {
  find(wish: EntryWish): Promise<FoundEntries>
  /** `undefined` where there is no such entry. */
  show(index: number): Promise<ShownEntry | undefined>
  /** What the record says of a case, as far as the reader is shown it: plain data. */
  history(reader: Speaker, wish: HistoryWish): Promise<Result<object, Refusal>>
  /** Who made the act of an entry, `kind/id`. */
  actorOf(index: number): Promise<string | undefined>
}
