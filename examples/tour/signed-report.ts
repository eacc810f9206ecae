import { type Clock, systemClock } from '#clock'
import type { Told } from './commands.ts'
import type { Office } from './office.ts'

/** What a report of `chancery verify --json` says, as far as the tour looks (TS 119 102-2). */
interface ReportFile {
  readonly Chancery: {
    readonly Kind: string
    readonly Text: Readonly<Record<'en' | 'zh', readonly string[]>>
  }
  readonly SignatureValidationReport: readonly ReportedSignature[]
}

export interface ReportedSignature {
  readonly ValidationTimeInfo: {
    readonly BestSignatureTime: {
      readonly POETime: string
      readonly Kind: string
      readonly Authority?: string
    }
  }
  readonly SignatureAttributes: { readonly SignerRole?: { readonly Role: readonly string[] } }
  readonly SignerInformation?: { readonly Signer: string }
  readonly SignatureValidationStatus: {
    readonly MainIndication: string
    readonly SubIndication?: readonly string[] | string
  }
  readonly Chancery: {
    readonly Text: Readonly<Record<'en' | 'zh', string>>
    readonly Levels: { readonly valid?: string }
    readonly Authority?: {
      readonly unit: string
      readonly case: string
      readonly step: string
      readonly permission: string
      readonly office?: string
    }
    readonly Receipt: { readonly State: string; readonly Index?: number }
  }
}

/** What `chancery verify` came to. */
export interface Verified {
  /** `exit` and the code. */
  readonly exit: string
  readonly kind: string
  /** What it says to people, in English: a paragraph for each signature, or one for the file. */
  readonly text: readonly string[]
  readonly signatures: readonly ReportedSignature[]
}

/**
 * `chancery verify FILE --trust …` on a machine that knows these certificates and nothing else, and fetches
 * nothing.
 */
export async function verified(
  office: Office,
  file: string,
  trusted: readonly string[],
  clock: Clock = systemClock,
): Promise<Verified> {
  const trust = trusted.flatMap((path) => ['--trust', path])
  const told: Told = await office.command(['verify', file, ...trust, '--json'], {}, clock)
  if (told.out === '') throw new Error(`${file} was not verified: ${told.sentence}`)
  const { Chancery, SignatureValidationReport } = JSON.parse(told.out) as ReportFile
  const { Kind: kind, Text } = Chancery
  return { exit: `exit ${told.code}`, kind, text: Text.en, signatures: SignatureValidationReport }
}

/** `TOTAL-PASSED`, or another word of EN 319 102-1 with the one below it. */
export function indicationOf({ SignatureValidationStatus: status }: ReportedSignature): string {
  const words = [status.MainIndication, ...[status.SubIndication ?? []].flat()]
  return words
    .map((word) => word.slice(word.lastIndexOf(':') + 1))
    .join(' ')
    .toUpperCase()
}

export function isPassed(signature: ReportedSignature): boolean {
  return indicationOf(signature) === 'TOTAL-PASSED'
}

/** Who signed, and by when that is proven by whom: what must be the same for as long as anyone asks. */
export function answerOf(signature: ReportedSignature): string {
  const { POETime, Authority = 'nobody' } = signature.ValidationTimeInfo.BestSignatureTime
  const signer = signature.SignerInformation?.Signer ?? 'nobody known'
  return `${indicationOf(signature)}: ${latin(signer)}, by ${POETime} as ${latin(Authority)} says`
}

/** By which authority, and whether the record proves it. */
export function authorityOf({ Chancery, SignatureAttributes }: ReportedSignature): string {
  const { Authority, Receipt } = Chancery
  if (!Authority) return 'it claims no authority'
  const { unit, case: id, step, permission } = Authority
  const role = SignatureAttributes.SignerRole?.Role.join(', ') ?? 'no office'
  const where = `${permission} in step ${step} of case ${id}, as ${role}, unit ${unit.slice(0, 8)}…`
  return `${where}: ${Receipt.State} by entry ${Receipt.Index ?? '?'} of the record`
}

/** Names of the sample stand in both scripts; a terminal counts Chinese letters twice. */
function latin(name: string): string {
  return name.replace(/^\p{Script=Han}+ /u, '')
}

/** Some sentences of what a report says. */
export function sentencesOf(text: string | undefined, from: number, to: number): string {
  return (text ?? '')
    .split(/(?<=\.) /)
    .slice(from, to)
    .join(' ')
}
