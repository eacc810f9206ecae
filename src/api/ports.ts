import type { Logger } from 'pino'
import type { Clock, Instant } from '#clock'
import type { Random } from '#crypto'
import type { Result } from '#fault'
import type { DecisionPorts } from '#protocol'
import type { ActDefinition, Foresight, QueryDefinition, Receipt, Refusal, Speaker, State } from '#unit'
import type { EndedFeed } from './ended-feed.ts'
import type { EntryPorts } from './entry-port.ts'
import type { ApiLimits } from './limits.ts'
import type { Problem } from './problem.ts'
import type { SigningPorts } from './signing-port.ts'

/** What this face needs of the kernel; `Unit` of `#unit` is one. */
export interface ApiUnit {
  readonly acts: ReadonlyMap<string, ActDefinition>
  readonly queries: readonly QueryDefinition[]
  /** The durable state. */
  readonly state: Pick<State, 'size' | 'time'>
  /** Why no acts are served any more. */
  readonly stopped: Refusal | undefined
  /** One act, from the bytes of its envelope; resolves when it is durable or refused. */
  submit(envelope: Uint8Array): Promise<Result<Receipt, Refusal>>
  /** What acts would come to if a reader made them now, one after the other; nothing is done. */
  foresee(acts: readonly unknown[], reader: Speaker): Result<Foresight, Refusal>
  /** Calls back after every durable entry, in their order. */
  onEntry(listener: () => void): void
  /** One question; checks the input and the reader's right. */
  ask(query: QueryDefinition, input: unknown, reader: Speaker | undefined): Result<unknown, Refusal>
}

/**
 * A log as tiles (C2SP tlog-tiles); `Log` of `#record` is one. What is not there, or not that wide yet, is
 * `undefined`.
 */
export interface TileReader {
  /** The newest signed checkpoint, a note. */
  checkpoint(): Promise<string | undefined> | string
  /** The first `width` hashes (1 to 256) of a tile. */
  tile(level: number, index: number, width: number): Promise<Uint8Array | undefined>
  /** The first `width` entries (1 to 256) of a bundle. */
  entryBundle(index: number, width: number): Promise<Uint8Array | undefined>
}

/** The step that lets a reader read; plain data that goes into the journal as it is. */
export type ReadGrant = Readonly<Record<string, unknown>>

/** What is written down of a reading under a step, before the answer leaves. */
export interface Reading {
  readonly reader: Speaker
  /** The name of the query, or the path below the log: `tile/entries/…`. */
  readonly what: string
  readonly permission: string
  readonly object: string
  readonly grant: ReadGrant
}

/** As whom somebody of another unit was received. */
export interface ReceivedVisit {
  /** `id@domain`. */
  readonly visitor: string
  readonly offices: readonly string[]
  readonly grade: string
  /** RFC 3339. */
  readonly until: string
  /** Index of the entry. */
  readonly index: number
}

/** What became of a bundle that somebody brought; `known` when it was accepted before. */
export interface BroughtBundle {
  /** Thumbprint of the key by which its unit is followed. */
  readonly key: string
  readonly domain: string
  readonly number: number
  readonly outcome: 'accepted' | 'known'
}

/** A request that came to another proxy. */
export interface ProxiedWish {
  readonly method: string
  /** The request target as the proxy received it. */
  readonly target: string
  readonly host: string | undefined
  /** The leaf whose key signed the handshake with the proxy; `undefined` when it showed none. */
  readonly leafDer: Uint8Array | undefined
}

/** What the proxy is to do: pass the request on with these fields, or answer with the problem. */
export type ProxiedDecision =
  | { readonly admitted: true; readonly fields: Readonly<Record<string, string>> }
  | {
      readonly admitted: false
      readonly problem: string
      readonly details: Pick<Problem, 'type' | 'title' | 'status' | 'detail'>
    }

/** A file as somebody handed it in; its name is his claim, and may be empty. */
export interface HandedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What came of verifying files. */
export interface JudgedFiles {
  /** After TS 119 102-2, plain data. */
  readonly report: object
  /** The report as a page, complete in itself, and the content security policy it needs. */
  readonly page: string
  readonly pagePolicy: string
}

/** A figure for `/metrics`. */
export interface Metric {
  /** In snake case, with the unit last, as `chancery_entries_total`. */
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}

/** Key and certificate chain of the TLS listener, PEM. */
export interface TlsIdentity {
  readonly key: string
  readonly cert: string
}

/** Where a listener listens; port 0 takes a free one. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Everything the faces over HTTP need; they keep nothing of the unit themselves. */
export interface ApiOptions {
  readonly unit: ApiUnit
  readonly clock: Clock
  readonly log: Logger
  /** For the OpenAPI document and page. */
  readonly title: string
  /** The HTTPS listener. */
  readonly api: Address
  /** The plain listener. */
  readonly public: Address
  readonly limits?: Partial<ApiLimits>
  /** Asked at the start and at each `renewTls`. */
  tls(): TlsIdentity
  /**
   * Whose certificate this is and whether it counts now: called for every request, so that a revocation
   * takes effect at the next one. `leafDer` is the leaf whose key signed the handshake.
   */
  readerOf(leafDer: Uint8Array): Result<Speaker, Refusal>
  /** The live step by which a reader may read something. */
  permits(reader: Speaker, permission: string, object: string): Result<ReadGrant, Refusal>
  /** Writes a reading into the journal; resolves when that is durable, rejects when it cannot be. */
  journalRead(reading: Reading): Promise<void>
  readonly recordLog: TileReader
  readonly journalLog: TileReader
  readonly entries: EntryPorts
  /** How the node is: plain data. */
  health(): Promise<object>
  /** What the program is made of, CycloneDX 1.6 as JSON data. */
  inventory(): Promise<object>
  /** Takes a certificate request, DER; resolves when it stands on the record. */
  intake(requestDer: Uint8Array): Promise<Result<{ readonly request: string }, Refusal>>
  /** Receives a person of another unit, given what they show; resolves when that stands on the record. */
  receiveVisit(shown: object): Promise<Result<ReceivedVisit, Refusal>>
  /** Opens a case for a citizen, given his wish in its envelope; resolves when it stands on the record. */
  lodge(wish: string): Promise<Result<Receipt, Refusal>>
  /** PEM of a certificate that stands on the record and of its issuer's; `serial` is lower-case hex. */
  certificateChain(serial: string): Promise<string | undefined>
  /** PEM of the unit's authority certificates. */
  authorityPem(): string
  /** The answer of the unit's time-stamp authority to a request, DER of both (RFC 3161 §2.4). */
  timestamp(query: Uint8Array): Promise<Uint8Array>
  /** Signing of documents in two steps. */
  readonly signing: SigningPorts
  /** The newest revocation list, DER. */
  revocationList(): Uint8Array
  /** The keys that check the gate's tokens (RFC 7517 §5). */
  jwks(): { readonly keys: readonly object[] }
  /**
   * The bundle published last, with the proof that the record says so and, from a size of the record seen
   * before, that it was only added to since; `undefined` while none is published.
   */
  bundle(since: number | undefined): Promise<string | undefined>
  /** Takes in a bundle of another unit as if it had been fetched; resolves when it stands on the record. */
  takeBundle(bytes: Uint8Array): Promise<Result<BroughtBundle, Refusal>>
  /** How fetching from each followed unit goes: plain data. */
  peerFetches(): readonly object[]
  /** A document that stands on the record by its digest. */
  document(digest: string): Promise<Uint8Array | undefined>
  /**
   * Decides on a request for the service of this unit that stands before another; resolves when what must be
   * recorded before an answer is.
   */
  authorize(proxy: string, wish: ProxiedWish): Promise<ProxiedDecision>
  /** What the room of the protocol needs to decide for enforcement points that are not the gate. */
  readonly decisions: DecisionPorts
  /** Thumbprint of the unit's authority key. */
  readonly unitKey: string
  /** Where the built console lies. */
  readonly consoleFolder: string
  readonly random: Random
  /** The HTTPS address at which the API is reached, where the founding named one. */
  readonly url?: string
  /** The feed of what ended; told of every entry by whoever opens the faces, closed with them. */
  readonly ended: EndedFeed
  /**
   * Judges the signatures of files from this unit's point of view; keeps nothing of them.
   *
   * @param language of the page
   */
  verify(files: readonly HandedFile[], language: 'en' | 'zh'): Promise<Result<JudgedFiles, Refusal>>
  /** Who is connected through the gate now. */
  sessions(): readonly GateSession[]
  /** What can be seen of the gate at work. */
  readonly watch: GateWatch
  /** Figures of the rest of the node. */
  metrics(): readonly Metric[]
}

/** A connection through the gate, as far as a preview tells of it. */
export interface GateSession {
  readonly principal: string
  readonly certificateSerial: string
  /** Thumbprint of the key that proved itself. */
  readonly key: string
  readonly since: Instant
  readonly underWay: readonly { readonly service: string; readonly case: string; readonly step: string }[]
}

/** A decision that stands in the access journal: plain data, with people, services and steps by name. */
export interface ToldDecision {
  /** Index of the entry of the journal. */
  readonly entry: number
  readonly decision: Readonly<Record<string, unknown>> & { readonly permitted: boolean }
}

/** The gate at work, for whoever may read its journal. */
export interface GateWatch {
  /** Who is connected now, the newest first and so many at the most: plain data. */
  sessions(): { readonly connected: number; readonly sessions: readonly object[] }
  /** Entries of the access journal that are durable. */
  journalSize(): number
  /** The decisions among the entries from `from` up to `to`, in their order. */
  decisions(from: number, to: number): Promise<readonly ToldDecision[]>
}
