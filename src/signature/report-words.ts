import type { Instant } from '#clock'
import type { AuthorityClaim } from './object.ts'
import type { ReceiptDifference, ReceiptProblem } from './receipt.ts'
import type { ReportNote } from './report.ts'
import type { UnsignedLook } from './unsigned.ts'
import type { Reason, SubIndication } from './verdict.ts'

/** The languages in which a report speaks to people. */
export const reportLanguages = ['en', 'zh'] as const
export type ReportLanguage = (typeof reportLanguages)[number]

type OfKind<T extends { readonly kind: string }, K extends T['kind']> = Extract<T, { readonly kind: K }>
/** A sentence for each kind of what is told. */
export type Sentences<T extends { readonly kind: string }> = {
  readonly [K in T['kind']]: (told: OfKind<T, K>) => string
}

/** Everything a report says in one language. What it quotes comes from files: it is no markup. */
export interface ReportWords {
  /** One sentence: what it comes to. `signer` is as the certificate names them. */
  readonly passed: (signer: string) => string
  /** The same, where the file shows or holds more than what was signed. */
  readonly passedInPart: (signer: string) => string
  readonly failed: string
  readonly indeterminate: string
  readonly unreadable: (problem: string) => string
  /** What a sub-indication means, and what to do. */
  readonly meaning: Readonly<Record<SubIndication, { readonly says: string; readonly todo: string }>>
  readonly reason: Sentences<Reason>
  readonly unsigned: Sentences<UnsignedLook>
  /** Follows every word about a file without a signature. */
  readonly unsignedWhy: string
  readonly note: Sentences<ReportNote>
  readonly time: {
    readonly proven: (at: Instant, by: string) => string
    readonly unproven: string
    readonly claimed: (at: Instant) => string
  }
  /** The keys that are trusted without proof, one at least, and those that stand on them. */
  readonly trust: (anchors: readonly string[], between: readonly string[]) => string
  readonly untold: (names: readonly string[]) => string
  readonly authority: {
    readonly none: string
    readonly unproven: (unit: string, problem: string | undefined) => string
    readonly contradicted: (what: string) => string
    readonly proven: (
      claim: AuthorityClaim,
      origin: string,
      since: Instant,
      witnesses: readonly string[],
    ) => string
    readonly problem: (problem: ReceiptProblem) => string
    readonly difference: Readonly<Record<ReceiptDifference, string>>
  }
  /** What a passed signature does not say; less when the record says what permitted it. */
  readonly limits: (isPermitted: boolean) => string
  readonly labels: Readonly<Record<Label, string>>
}

/** The headings and names of rows on paper. */
export type Label =
  | 'title'
  | 'file'
  | 'octets'
  | 'verifiedAt'
  | 'signature'
  | 'verdict'
  | 'reasons'
  | 'signer'
  | 'certificate'
  | 'unit'
  | 'grade'
  | 'roles'
  | 'commitments'
  | 'location'
  | 'statedReason'
  | 'authority'
  | 'claimedTime'
  | 'bestTime'
  | 'level'
  | 'path'
  | 'statuses'
  | 'algorithms'
  | 'covers'
  | 'unprotected'
  | 'timestamps'
  | 'notes'
  | 'policy'
  | 'counterSignatures'
  | 'none'
  | 'found'
  | 'valid'
  | 'claim'

/** One member of a table by the kind of what is told; the table has one for each, so it fits. */
export function told<T extends { readonly kind: string }>(sentences: Sentences<T>, about: T): string {
  const sentence = sentences[about.kind as T['kind']] as (told: T) => string
  return sentence(about)
}

/** Day and minute in UTC, as people read it everywhere. */
export function timeText(at: Instant): string {
  return Number.isFinite(at) ? `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC` : '–'
}

/** Names out of a file, quoted and cut, so that none of them reads like a sentence of the report. */
export function listed(names: readonly string[], comma: string): string {
  const shown = names.slice(0, namesShown).map((name) => {
    const letters = Array.from(name.replaceAll(/[“”]/g, '"'))
    const cut = letters.slice(0, lettersShown).join('')
    return letters.length > lettersShown ? `“${cut}…”` : `“${cut}”`
  })
  const others = names.length - shown.length
  return [...shown, ...(others > 0 ? [`+${others}`] : [])].join(comma)
}

/** A sentence with more names than this is not read to its end; the table of the report has what is left. */
const namesShown = 5

/** As long as the name of a file or field can be and still be one. */
const lettersShown = 60
