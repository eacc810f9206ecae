import { hex, sha256 } from '#bytes'
import type { Change } from './change.ts'
import { compareRevisions, visitsMax, type Work } from './comparison.ts'
import type { Pdf } from './document.ts'
import { type FieldLock, type FoundSignature, signaturesOf } from './signatures.ts'
import { referrersOf } from './walk.ts'

/** What was made of the document after it was signed. */
export interface Judgement {
  readonly kind: JudgementKind
  /** Every change after the signature, oldest first, and whether it leaves what was signed as it is. */
  readonly changes: readonly JudgedChange[]
}

export type JudgementKind =
  /** No object that a way leads to became another. */
  | 'nothing'
  /** Validation material and document time-stamps. */
  | 'security-store'
  /** Further signatures, with what comes with them. */
  | 'signatures'
  /** Form fields or annotations that the certification allows. */
  | 'permitted'
  /** It is not the document that was signed. */
  | 'anything-else'

export interface JudgedChange extends Change {
  readonly isPermitted: boolean
}

/** Octets of the file that no sound signature is over. */
export interface UnsignedOctets {
  readonly start: number
  readonly end: number
  /** The revisions they belong to. */
  readonly revisions: readonly number[]
  /** Lower-case hexadecimal SHA-256 of them. */
  readonly digest: string
}

/**
 * Judges for each signature of a file what all revisions after it changed, revision by revision: a change
 * counts even where a later one takes it back. What is not understood is `anything-else`.
 */
export function judgeChanges(
  pdf: Pdf,
  signatures: readonly FoundSignature[] = signaturesOf(pdf),
): readonly Judgement[] {
  const first = Math.min(...signatures.map(({ revision }) => revision))
  const referrers = referrersOf(pdf)
  const work: Work = { visits: visitsMax }
  const changes = pdf.revisions.flatMap(({ index }) =>
    index > first ? compareRevisions(pdf, index, signatures, referrers, work) : [],
  )
  return signatures.map((signature) => {
    const rules = rulesFor(signature, signatures)
    const later = changes.filter(({ revision }) => revision > signature.revision)
    const judged = later.map((change) => ({ ...change, isPermitted: isPermitted(change, rules) }))
    return { kind: kindOf(judged), changes: judged }
  })
}

/** What no sound signature or document time-stamp is over, behind the last of them; none if there is none. */
export function unsignedOctets(
  pdf: Pdf,
  signatures: readonly FoundSignature[] = signaturesOf(pdf),
): UnsignedOctets | undefined {
  const ends = signatures.flatMap(({ faults, byteRange }) =>
    faults.length === 0 && byteRange ? [byteRange[2] + byteRange[3]] : [],
  )
  const [start, end] = [Math.max(0, ...ends), pdf.bytes.length]
  if (start === end) return undefined
  const revisions = pdf.revisions.filter((one) => one.end > start).map(({ index }) => index)
  return { start, end, revisions, digest: hex(sha256(pdf.bytes.subarray(start, end))) }
}

interface Rules {
  /** The strictest level of the signatures so far; none of them certifies without one. */
  readonly level: 1 | 2 | 3 | undefined
  readonly locks: readonly FieldLock[]
}

/** What this signature and those before it say about later changes. */
function rulesFor(signature: FoundSignature, all: readonly FoundSignature[]): Rules {
  const sofar = all.filter(({ revision }) => revision <= signature.revision)
  const levels = sofar.flatMap(({ certification }) => certification ?? [])
  const level = levels.length === 0 ? undefined : (Math.min(...levels) as 1 | 2 | 3)
  return { level, locks: sofar.flatMap(({ locks }) => locks) }
}

/**
 * ISO 32000-2 §12.8.2.2.2 and §12.8.2.4. Where nothing certifies, nothing allows to fill in forms. A mark at
 * a new place is not allowed in a certified document: it could pose as content. A time-stamp, which anybody
 * can add at every level, has nothing to show: with a look of its own it could lay any number over another.
 */
function isPermitted({ kind, field, mark }: Change, { level, locks }: Rules): boolean {
  switch (kind) {
    case 'security-store':
    case 'time-stamp':
    case 'unused':
      return mark === undefined
    case 'metadata':
    case 'form-resources':
      return level !== 1
    case 'signature':
      if (isLocked(field, locks)) return false
      return level === undefined || (level > 1 && (mark === undefined || mark.isPrepared))
    case 'form-field':
      return level !== undefined && level > 1 && !isLocked(field, locks)
    case 'annotation':
      return level === 3
    case 'other':
      return false
    default:
      return kind satisfies never
  }
}

function isLocked(field: string | undefined, locks: readonly FieldLock[]): boolean {
  return locks.some(({ action, fields }) => {
    if (action === 'All' || field === undefined) return true
    // A name stands for all that is below it.
    const isNamed = fields.some((one) => field === one || field.startsWith(`${one}.`))
    return (action === 'Include') === isNamed
  })
}

function kindOf(changes: readonly JudgedChange[]): JudgementKind {
  if (changes.every(({ kind }) => kind === 'unused')) return 'nothing'
  if (changes.some((change) => !change.isPermitted)) return 'anything-else'
  const kinds = new Set(changes.map(({ kind }) => kind))
  if (kinds.has('form-field') || kinds.has('annotation')) return 'permitted'
  const isMore = kinds.has('signature') || kinds.has('form-resources') || kinds.has('metadata')
  return isMore ? 'signatures' : 'security-store'
}
