import type { Instant } from '#clock'
import { rows, type Table, withoutRow, withRow } from '#table'
import type { Place } from '#unit'
import type { OfficeStatement } from './statement.ts'
import type { Reach, ReachFault } from './visitor-path.ts'

/** A person of another unit as this unit has received them. */
export interface VisitorRow extends Reach {
  /** `id@domain`: by this they are known and compared. */
  readonly visitor: string
  /** The home unit's domain. */
  readonly unit: string
  readonly person: string
  readonly name: string
  /** Offices at home, as stated. */
  readonly offices: readonly string[]
  /** Thumbprint of the key. */
  readonly key: string
  /** Base64 DER of the key, and of the certificate. */
  readonly spki: string
  readonly certificate: string
  readonly serial: string
  /** Base64url SHA-256 of the certificate. */
  readonly fingerprint: string
  /** Digest of the statement, the key that signed it, and when. */
  readonly statement: string
  readonly signer: string
  readonly stated: Instant
  /** When the visitor last showed it: an earlier presentation counts no more. */
  readonly presented: Instant
  readonly received: Instant
}

/** Why a visit is over before its end. */
export type VisitEnd =
  /** The agreement it came by was withdrawn, or replaced by one that is narrower or names another key. */
  | 'agreement-withdrawn'
  | 'agreement-narrowed'
  /** What is now known of the units on the way no longer leads to the visitor as it did. */
  | 'path-lost'
  | 'path-weaker'
  | 'revoked'
  /** Another visit with the same key, of somebody else or with less than before, took its place. */
  | 'visited-anew'
  /** It was over already and made room for another. */
  | 'expired'

/** What the home unit says to the other one, put on its own record. */
export interface StatementIssued {
  readonly kind: 'statement-issued'
  readonly person: string
  readonly audience: string
  readonly digest: string
  readonly expires: Instant
  readonly statement: OfficeStatement['envelope']
}

export interface VisitorReceived extends Omit<VisitorRow, 'received'> {
  readonly kind: 'visitor-received'
}

export interface VisitorEnded {
  readonly kind: 'visitor-ended'
  readonly visitor: string
  readonly key: string
  readonly reason: VisitEnd
}

/**
 * So many visits end at once that no entry could name them: all that came by an agreement of this unit, or
 * ran over an authority key. They count no more from here on; the node names them in entries that follow.
 */
export interface VisitsCut {
  readonly kind: 'visits-cut'
  readonly by: VisitsOver
  readonly reason: VisitEnd
}

/** By what visits have come: serial of an agreement, or thumbprint of an authority key. */
export type VisitsOver = { readonly agreement: string } | { readonly unit: string }

/** A visit that was cut and is not yet named. */
export type VisitorLeaving = Pick<VisitorEnded, 'visitor' | 'reason'>

export type VisitorEvent = StatementIssued | VisitorReceived | VisitorEnded | VisitsCut

/**
 * Ids of visitors take up to 320 characters: 32 leave the most of an entry (60 KiB) to the agreement or
 * bundle it is about, and 100 fill the most of one.
 */
const endedBesideMax = 32
export const endedPerSweepMax = 100

export type VisitorFault =
  | { readonly kind: 'visitor-unknown'; readonly key: string }
  | { readonly kind: 'visit-over'; readonly visitor: string; readonly until: Instant }

/** The visitors after one was received; another visit with the same key takes the place of the one before. */
export function withVisitor(
  visitors: Table<VisitorRow>,
  { kind: _, ...visitor }: VisitorReceived,
  { time }: Place,
): Table<VisitorRow> {
  return withRow(visitors, visitor.key, { ...visitor, received: time })
}

/** The events by which visits end in an entry about something else: named, or cut all together. */
export function endings(ended: readonly VisitorEnded[], by: VisitsOver): readonly VisitorEvent[] {
  const [first] = ended
  if (!first || ended.length <= endedBesideMax) return ended
  return [{ kind: 'visits-cut', by, reason: first.reason }]
}

/** Visitors and those leaving after all visits over something were cut. */
export function withoutVisits(
  tables: { readonly visitors: Table<VisitorRow>; readonly leaving: Table<VisitorLeaving> },
  { by, reason }: VisitsCut,
): { readonly visitors: Table<VisitorRow>; readonly leaving: Table<VisitorLeaving> } {
  let { visitors, leaving } = tables
  for (const [key, row] of rows(tables.visitors)) {
    const isOver = 'unit' in by ? row.units.includes(by.unit) : row.agreements.includes(by.agreement)
    if (!isOver) continue
    visitors = withoutRow(visitors, key)
    leaving = withRow(leaving, key, { visitor: row.visitor, reason })
  }
  return { visitors, leaving }
}

/** The visitors after an agreement took the place of another that was no wider. */
export function renamedAgreement(
  visitors: Table<VisitorRow>,
  before: string | undefined,
  after: string,
): Table<VisitorRow> {
  let next = visitors
  for (const [key, visitor] of rows(visitors)) {
    if (before === undefined || !visitor.agreements.includes(before)) continue
    const agreements = visitor.agreements.map((serial) => (serial === before ? after : serial)).sort()
    next = withRow(next, key, { ...visitor, agreements })
  }
  return next
}

/** Whether paths are at least as many for every grade. */
export function reachesAsMuch(after: Reach['paths'], before: Reach['paths']): boolean {
  const grades = Object.keys(before) as readonly (keyof Reach['paths'])[]
  return grades.every((grade) => (after[grade] ?? 0) >= (before[grade] ?? 0))
}

/** Why a visit came to nothing, in the words of an ending. */
export function endOf(fault: ReachFault): VisitEnd {
  return fault.kind === 'revoked' ? 'revoked' : 'path-lost'
}
