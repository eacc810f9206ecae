import { type ProblemName, problemNames } from './problem.ts'

/** What the gate has done since it opened; `connectionsOpen` and `journalPending` are of now. */
export interface GateCounts {
  readonly connectionsOpen: number
  readonly connectionsTotal: number
  /** Closed before the handshake, because of a limit. */
  readonly connectionsExceeded: number
  readonly handshakesFailed: number
  readonly requests: number
  /** Requests decided for other proxies. */
  readonly asked: number
  readonly forwarded: number
  readonly upgraded: number
  /** Requests sent a second time, because the pooled connection had been closed. */
  readonly retried: number
  /** Connections and transfers ended because the right to them had ended. */
  readonly cut: number
  readonly receivedBytes: number
  readonly sentBytes: number
  readonly journalPending: number
  /** Refusals of callers without identity that were not journalled, to bound the journal. */
  readonly journalSkipped: number
  readonly problems: Readonly<Record<ProblemName, number>>
}

/** The same, being counted; the gate owns it. */
export type Tally = { -readonly [Name in keyof Omit<GateCounts, 'problems' | 'connectionsOpen'>]: number } & {
  readonly problems: Record<ProblemName, number>
}

export function emptyTally(): Tally {
  return {
    connectionsTotal: 0,
    connectionsExceeded: 0,
    handshakesFailed: 0,
    requests: 0,
    asked: 0,
    forwarded: 0,
    upgraded: 0,
    retried: 0,
    cut: 0,
    receivedBytes: 0,
    sentBytes: 0,
    journalPending: 0,
    journalSkipped: 0,
    problems: Object.fromEntries(problemNames.map((name) => [name, 0])) as Record<ProblemName, number>,
  }
}
