export type SuiteName = 'pkits' | 'pkits-together' | 'x509-limbo' | 'bettertls'

/** What became of one case. */
export interface Verdict {
  readonly suite: SuiteName
  /** The part of the suite the case stands in. */
  readonly section: string
  readonly id: string
  /** `accepted` or `refused`; for PKITS, what an accepted path is good for as well. */
  readonly expected: string
  readonly got: string
  /** Why the path was refused; empty when it was not. */
  readonly why: string
  /** Whether a divergence fails the run. */
  readonly gated: boolean
}

/** Whether the case was answered otherwise than its suite expects. */
export function diverges({ expected, got }: Verdict): boolean {
  return expected !== got
}
