import type { Instant } from '#clock'
import type { DerReader } from './reader.ts'
import { tag } from './tag.ts'
import { preciseInstant } from './time.ts'

/**
 * Reads a GeneralizedTime with or without a fraction of seconds in place (X.690 §11.7, RFC 3161 §2.4.2), as
 * an instant; what is below the millisecond is dropped.
 */
export function readPreciseTime(reader: DerReader): Instant {
  const offset = reader.position
  const content = reader.octetString(tag.generalizedTime)
  const instant = preciseInstant(content)
  if (instant === undefined) reader.fail('time-malformed', offset)
  return instant ?? 0
}
