export type SuiteName = 'pkits' | 'pkits-together' | 'x509-limbo' | 'bettertls'

/** How many cases each suite has at least: without them a run would be content with having asked nothing. */
export const casesMin: Readonly<Record<SuiteName, number>> = {
  pkits: 204,
  'pkits-together': 204,
  'x509-limbo': 208,
  bettertls: 81,
}

/** What became of one case. */
export interface Verdict {
  readonly suite: SuiteName
  /** The part of the suite the case stands in. */
  readonly section: string
  readonly id: string
  /** `accepted` or `refused`; for PKITS, what an accepted path is good for as well. */
  readonly expected: string
  /** As `expected`, or `unknown` when the budget was spent: no case expects that. */
  readonly got: string
  /** Why the path was not accepted; empty when it was. */
  readonly why: string
  /** Whether a divergence fails the run. */
  readonly gated: boolean
}

/** Whether the case was answered otherwise than its suite expects. */
export function diverges({ expected, got }: Verdict): boolean {
  return expected !== got
}
