import type { Instant } from '#clock'
import { parseEvidenceRecord, parseSignedData } from '#cms'
import type { DigestName } from '#crypto'
import {
  type EvidenceFault,
  readTimestamp,
  type VerifiedEvidence,
  type VerifiedTimestamp,
  verifyEvidenceRecord,
} from '#timestamp'
import { type Existences, objectId, withExistence } from './existence.ts'
import type { Evidence } from './object.ts'
import { shownName } from './shown-name.ts'
import type { TrustContext } from './verify-context.ts'
import type { Material } from './verify-material.ts'
import { type Sliding, slidingStatus } from './verify-status.ts'

/** An evidence record (RFC 4998) and what it must be over. */
export interface RecordOver {
  readonly record: Uint8Array
  /** Of the documents of its one object; `undefined`: not at hand. */
  digests(algorithm: DigestName): readonly Uint8Array[] | undefined
}

/** What a record was found to prove. */
export interface JudgedRecord {
  /** Lower-case hexadecimal SHA-256 of the record. */
  readonly id: string
  /** Since when what it is over is proven to exist, by whose first time-stamp; absent: it proves nothing. */
  readonly proven?: { readonly at: Instant; readonly authority: string; readonly timestamps: number }
  /** Why it proves nothing. */
  readonly fault?: EvidenceFault | { readonly kind: 'record-status' }
}

/** What the time-stamps of records carry, which may be needed to verify them. */
export function recordEvidence(records: readonly RecordOver[]): readonly Evidence[] {
  return records.flatMap(({ record }) => {
    return tokensIn(record).flatMap((token) => {
      const message = parseSignedData(token)
      return message.ok ? [message.value] : []
    })
  })
}

/**
 * Validates an evidence record (EN 319 102-1 §5.6.2.5, RFC 4998 §5.3): each of its time-stamps as of the
 * one after it, the last as of now.
 */
export function judgeRecord(
  over: RecordOver,
  { context, material }: { readonly context: TrustContext; readonly material: Material },
): JudgedRecord {
  const { record } = over
  const id = objectId(record)
  const existences = existencesWithin(record)
  const slidings = new Map<Instant, Sliding>()
  const slidingAt = (at: Instant): Sliding => {
    const known =
      slidings.get(at) ?? slidingStatus({ context, material, existences, at, purpose: 'time-stamp' })
    slidings.set(at, known)
    return known
  }
  const { anchors, intermediates, now, sunsets } = context
  const verified = verifyEvidenceRecord(record, (algorithm) => over.digests(algorithm), {
    anchors,
    intermediates: [...intermediates, ...material.certificates],
    at: now,
    statusOf: (certificate, issuer, at) => slidingAt(at).statusOf(certificate, issuer),
    ...(sunsets ? { sunset: { table: sunsets } } : {}),
  })
  if (!verified.ok) return { id, fault: verified.fault }
  const { time, timestamps } = verified.value
  if (!isControlled(verified.value, now, slidingAt)) return { id, fault: { kind: 'record-status' } }
  const authority = timestamps[0] ? shownName(timestamps[0].certificate) : ''
  return { id, proven: { at: time, authority, timestamps: timestamps.length } }
}

/**
 * What each time-stamp holds existed when the next one was made, which is over it. That is taken before it is
 * shown: only together with all of them being good, and then it is.
 */
function existencesWithin(record: Uint8Array): Existences {
  const tokens = tokensIn(record)
  let existences: Existences = new Map()
  for (const [place, token] of tokens.entries()) {
    const next = tokens[place + 1]
    const later = next && readTimestamp(next)
    const message = parseSignedData(token)
    if (!later?.ok || !message.ok) continue
    const { certificates, lists, ocsp } = message.value
    const at = later.value.info.time
    const by = { kind: 'evidence-record', id: objectId(record), authority: '' } as const
    existences = withExistence(existences, [...certificates, ...lists, ...ocsp].map(objectId), { at, by })
  }
  return existences
}

/** §5.6.2.4: each time-stamp is proven to have existed while its authority was believed. */
function isControlled(
  { timestamps }: VerifiedEvidence,
  now: Instant,
  slidingAt: (at: Instant) => Sliding,
): boolean {
  return timestamps.every(({ path }: VerifiedTimestamp, place) => {
    const at = timestamps[place + 1]?.time ?? now
    const control = slidingAt(at).controls.get(path.leaf.fingerprint)
    return control !== undefined && at <= control.until
  })
}

/** Every time-stamp, the oldest first. */
function tokensIn(record: Uint8Array): readonly Uint8Array[] {
  const parsed = parseEvidenceRecord(record)
  return parsed.ok ? parsed.value.chains.flat().map(({ token }) => token) : []
}
