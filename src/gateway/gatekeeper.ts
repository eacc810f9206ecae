import type { Instant } from '#clock'
import type { Result } from '#fault'
import type { ProblemName } from './problem.ts'
import type { CompiledRoutes } from './route.ts'
import type { UpstreamAddress } from './upstream-address.ts'

/**
 * What the gate asks of the unit. Everything on the hot path is synchronous and reads one state: all answers
 * given between two changes of `epoch()` agree with each other. An implementation that throws is a bug.
 */
export interface Gatekeeper {
  now(): Instant
  /**
   * Identity of the current state: another object after every entry. Nothing learnt under an older one
   * counts.
   */
  epoch(): object
  /** False while nobody may be admitted: the store is full, the node is behind, the unit is stopping. */
  admitting(): boolean
  /**
   * The caller whose key signed the handshake: path from the unit's own key, status, principal. Once a
   * connection.
   */
  identify(leafDer: Uint8Array): Result<Caller, CallerFault>
  /**
   * The same question about a caller identified earlier, cheap: only what entries and time can have
   * changed.
   */
  reidentify(caller: Caller): Result<Caller, CallerFault>
  /** The published service for a host name (lower case, without port). */
  service(host: string): PublishedService | undefined
  /** May this caller do this now? */
  decide(caller: Caller, service: PublishedService, permission: string, object: string): Decision
  /**
   * Uses a counted grant up by one: resolves once the entry is durable, before the request goes on. The grant
   * may be refused here although `decide` allowed it, when another use came first.
   */
  use(caller: Caller, grant: Grant): Promise<Result<void, UseFault>>
  /**
   * The signed token that tells the upstream who comes under which grant; the keeper caches it within the
   * epoch.
   */
  token(caller: Caller, service: PublishedService, grant: Grant): string
  /**
   * Appends to the access journal, in the order of the calls; resolves when durable. A rejection means that
   * the journal is broken: the gate admits nobody from then on. Where somebody `waits`, it is not put off
   * until others come.
   */
  journal(entry: AccessEntry, waits: boolean): Promise<void>
  /** TLS key and certificate chain (PEM) for a server name, `undefined` for a caller that names none. */
  credentials(serverName: string | undefined): Credentials | undefined
}

/** Who calls, as far as the unit vouches for it. */
export interface Caller {
  /** Path of the principal below the unit's domain, as `person/4f1c…`. */
  readonly principal: string
  /**
   * Serial of the certificate, lower-case hexadecimal, and `@domain` behind it when it is another unit's;
   * connections are limited by it.
   */
  readonly certificateSerial: string
  /** Thumbprint of the key of the certificate. */
  readonly key: string
  /** Until when this holds if no entry ends it before (the earliest end of validity on the path). */
  readonly validUntil: Instant
}

/** Why a certificate whose key was proven names no caller; `reason` is a sentence part for the person. */
export type CallerFault =
  | { readonly kind: 'certificate-refused'; readonly reason: string }
  | { readonly kind: 'caller-refused'; readonly reason: string }

/** A service behind the gate, as an act published it. */
export interface PublishedService {
  readonly id: string
  readonly upstream: UpstreamAddress
  readonly routes: CompiledRoutes
  /** Whether the journal entry must be durable before the response. */
  readonly strict: boolean
  /** Whether nobody is admitted to it for now. */
  readonly suspended: boolean
  /** The service of this unit that may ask for decisions in place of the gate. */
  readonly proxy: string | undefined
}

export type Decision = Grant | Denial

/** The step that permits it. */
export interface Grant {
  readonly allowed: true
  readonly case: string
  readonly step: string
  /** Epoch of the grant within the step, as entries name it. */
  readonly epoch: number
  readonly permission: string
  readonly object: string
  /** Whether each use is an entry of its own. */
  readonly counted: boolean
  /** Until when this holds if no entry ends it before (the end of the step's window). */
  readonly validUntil: Instant
}

export interface Denial {
  readonly allowed: false
  readonly permission: string
  readonly object: string
  /** Steps this caller could claim that would give the permission on the object. */
  readonly openSteps: readonly OpenStep[]
}

export interface OpenStep {
  readonly case: string
  readonly step: string
  readonly title: string
}

export type UseFault =
  | { readonly kind: 'used-up'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string }

export interface Credentials {
  readonly key: string
  readonly cert: string
}

/**
 * One access, or one refusal of access. No query string, no header, no body; `address` only where there is no
 * principal. Members that do not apply are `undefined`.
 */
export interface AccessEntry {
  readonly at: Instant
  readonly outcome: AccessOutcome
  /** The service of this unit that asked in place of the gate; `undefined` when it was the gate itself. */
  readonly through: string | undefined
  readonly method: string
  readonly service: string | undefined
  readonly permission: string | undefined
  readonly object: string | undefined
  readonly principal: string | undefined
  readonly certificateSerial: string | undefined
  readonly address: string | undefined
  readonly case: string | undefined
  readonly step: string | undefined
  readonly epoch: number | undefined
  /** Status sent to the caller, 0 when none was; behind a proxy, the status it was given. */
  readonly status: number
  readonly problem: ProblemName | undefined
  /** Body bytes; `undefined` on an entry before the response (`strict`, `upgraded`, `through`). */
  readonly receivedBytes: number | undefined
  readonly sentBytes: number | undefined
  readonly durationMilliseconds: number
}

/**
 * `forwarded`: the upstream answered and all of it was passed on (on a strict service: is about to be);
 * behind a proxy: it was told to pass the request on.
 * `upgraded`: a WebSocket was opened; `closed` ends it. `refused`: by the gate. `failed`: the upstream did
 * not answer, or broke off. `cut`: the right ended meanwhile. `left`: the caller went away first.
 */
export type AccessOutcome = 'forwarded' | 'upgraded' | 'closed' | 'refused' | 'failed' | 'cut' | 'left'
