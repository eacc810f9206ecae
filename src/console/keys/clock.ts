/** What passes unsaid: acts may be five minutes off, and slow lines take seconds. */
const clockToleranceMilliseconds = 60_000

/** What the unit said of the time, and when this browser heard it. */
export interface TimeHeard {
  /** RFC 3339, the node's. */
  readonly time: string
  /** By this browser's clock, before it asked and after it heard. */
  readonly askedAt: number
  readonly heardAt: number
}

/** By how much this browser's clock is behind the unit's, in milliseconds; nothing while that is little. */
export function clockBehind({ time, askedAt, heardAt }: TimeHeard): number {
  const behind = Date.parse(time) - (askedAt + heardAt) / 2
  return Math.abs(behind) > clockToleranceMilliseconds ? Math.round(behind) : 0
}

/**
 * The time of signing: by this browser's clock, or by the unit's where they are far apart, since nothing that
 * is signed at a wrong time would be taken.
 */
export function signingTime(heard: TimeHeard, now: number): string {
  return new Date(now + clockBehind(heard)).toISOString()
}
