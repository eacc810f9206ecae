import type { Instant } from '#clock'
import type { AccessJournal } from './access-journal.ts'
import type { Tally } from './counts.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import type { GateLimits } from './limits.ts'
import type { UpstreamPool } from './upstream.ts'
import type { UpstreamAddress } from './upstream-address.ts'

/** What all connections of one gate share. */
export interface GateContext {
  readonly keeper: Gatekeeper
  readonly limits: GateLimits
  readonly tally: Tally
  readonly journal: AccessJournal
  /** The time at the last tick: exact enough for limits, and free. */
  coarseNow: Instant
  /** Whether the gate is closing: every response says so. */
  draining: boolean
  pool(address: UpstreamAddress): UpstreamPool
  /** Whether a caller with this certificate may have one more connection; counts it if so. */
  enter(certificateSerial: string): boolean
  leave(certificateSerial: string): void
}
