import type { Instant } from '#clock'
import type { Access } from './access.ts'
import type { GateContext } from './context.ts'
import type { RequestHead } from './head.ts'
import type { Peer } from './peer.ts'
import type { Problem } from './problem.ts'

/** The caller's connection, as what passes over it sees it. */
export interface CallerSide {
  readonly context: GateContext
  readonly peer: Peer
  /** Whether bytes of the caller wait to be taken. */
  readonly holds: boolean
  /** Hands the bytes held to the passage, as long as it wants them. */
  pump(): void
  /** Whether more may be written at once. */
  write(bytes: Buffer): boolean
  pause(): void
  resume(): void
  /** The passage has ended; `close` when the connection cannot serve another request. */
  finished(close: boolean): void
  /** Another passage goes on in place of this one. */
  handOver(passage: Passage): void
  /** Answers with a problem in place of the upstream, and ends the passage. */
  answer(problem: Problem, head: RequestHead, close: boolean): void
  /** Breaks the connection off, so that the caller cannot take what it got for complete. */
  destroy(): void
}

/** What passes over a caller's connection at the moment: an exchange, or a tunnel. */
export interface Passage {
  readonly access: Access
  /** Whether it takes bytes from the caller now. */
  readonly wantsBytes: boolean
  /** Takes bytes of the caller; the offset of the first that does not belong to it. */
  takeBytes(bytes: Buffer): number
  /** What was written to the caller has left. */
  callerDrained(): void
  /** The caller's connection is gone. */
  callerClosed(): void
  /** Time passes. */
  tick(now: Instant): void
  /** The state is another: ends the passage if the right to it has ended. */
  recheck(): void
}
