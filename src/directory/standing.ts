import { type Duration, day, type Instant } from '#clock'

/** Whether a principal has a certificate that counts, and for how long. */
export const standings = ['valid', 'ending', 'ended', 'revoked'] as const
export type Standing = (typeof standings)[number]

/** As long as the node keeps ahead with its own keys, and time enough to call in everybody of an office. */
const endingMilliseconds: Duration = 30 * day

/** By when the last certificate that is not revoked ends, 0 without any; `ended` was not renewed. */
export function standingAt(ends: Instant, time: Instant): Standing {
  if (ends === 0) return 'revoked'
  if (ends < time) return 'ended'
  return ends - time <= endingMilliseconds ? 'ending' : 'valid'
}
