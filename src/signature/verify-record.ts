import type { Instant } from '#clock'
import { objectId } from './existence.ts'
import type { CarriedRecord, Evidence } from './object.ts'
import { recordTimestamps } from './record-timestamps.ts'
import { shownName } from './shown-name.ts'
import { isPassed, type Reason } from './verdict.ts'
import type { JudgedTimestamp } from './verify-timestamp.ts'

/** An evidence record (RFC 4998) that is kept beside a file, and the digest of all of the file. */
export type RecordBeside = Pick<CarriedRecord, 'record' | 'digests'>

/** What a record beside the file was found to prove. */
export interface JudgedRecord {
  /** Lower-case hexadecimal SHA-256 of the record. */
  readonly id: string
  /** Since when the file is proven to exist as it is, and by whom; absent: it proves nothing. */
  readonly proven?: { readonly at: Instant; readonly authority: string }
  /** How many time-stamps it is made of; none when it cannot be read. */
  readonly timestamps: number
  /** Why its time-stamps, or some of them, prove nothing. */
  readonly reasons: readonly Reason[]
}

/** Its time-stamps (EN 319 102-1 §5.6.3.4), which cover what stands in the file. */
export function timestampsBeside(
  { record, digests }: RecordBeside,
  covers: readonly string[],
  evidence: Evidence,
): ReturnType<typeof recordTimestamps> {
  return recordTimestamps({ record, digests: (algorithm) => digests(algorithm), covers }, evidence)
}

/** What is left of a record when its time-stamps have been judged: the earliest that is good. */
export function judgedRecord({ record }: RecordBeside, timestamps: readonly JudgedTimestamp[]): JudgedRecord {
  const good = timestamps.filter(({ verdict }) => isPassed(verdict))
  const first = good.toSorted((a, b) => (a.time ?? 0) - (b.time ?? 0))[0]
  const { time, certificate } = first ?? {}
  return {
    id: objectId(record),
    ...(time !== undefined && certificate ? { proven: { at: time, authority: shownName(certificate) } } : {}),
    timestamps: timestamps.length,
    reasons: timestamps.flatMap(({ verdict }) => verdict.reasons),
  }
}
