import type { LogReader } from '#record'
import type { Receipt } from '../wire/act.ts'
import { type ActSignature, checkActSignature, checkSigner, type ToldSigner } from './act-signature.ts'
import type { Way } from './certificate-way.ts'
import {
  type ActText,
  type EntryText,
  type Lineage,
  lineageOf,
  type ProvenEntry,
  proveReceipt,
  type ReceiptFault,
  readActText,
  readEntryText,
} from './entry-proof.ts'
import type { Memory } from './memory.ts'
import { type Look, look, type ToldUnit } from './watch.ts'

/** What is looked at, in the order in which each rests on those before it. */
const proofSteps = ['unit', 'inclusion', 'history', 'signature', 'certificate'] as const

export type ProofStep = (typeof proofSteps)[number]

/** What became of one step: shown, shown to be false, or nothing is known. */
export type Outcome = 'holds' | 'fails' | 'unknown'

/** Everything a browser found out about an entry by itself. */
export interface Report {
  readonly look: Look
  readonly receipt: Receipt
  readonly inclusion:
    | { readonly ok: true; readonly value: ProvenEntry }
    | { readonly ok: false; readonly fault: ReceiptFault }
  readonly lineage: Lineage
  readonly entry: EntryText | undefined
  readonly act: ActText | undefined
  /** Absent where the unit told no signer, as for a receipt alone. */
  readonly signature?: ActSignature
  readonly way?: Way
}

/** What the report is made from. */
export interface ReportParts {
  readonly told: ToldUnit
  readonly receipt: Receipt
  readonly signer?: ToldSigner
  /** PEM of the unit's own certificates. */
  readonly authorities: string
  readonly reader: Pick<LogReader, 'checkpoint' | 'tile'>
  readonly memory: Memory
  /** RFC 3339, by this browser's clock. */
  readonly now: string
}

/** Verifies an entry by everything this browser holds and can fetch. */
export async function reportOn(parts: ReportParts): Promise<Report> {
  const { told, receipt, signer, authorities, reader, memory, now } = parts
  const seen = await look(told, reader, memory, now)
  // What the unit tells now is not believed over what this browser holds.
  const pin = (await memory.pin()) ?? { ...told, since: now }
  const inclusion = proveReceipt(receipt, pin)
  const sighting = await memory.sighting()
  const lineage: Lineage =
    inclusion.ok && sighting ? await lineageOf(inclusion.value.head, sighting, reader) : { kind: 'untold' }
  const entry = inclusion.ok ? readEntryText(inclusion.value.bytes) : undefined
  const common = { look: seen, receipt, inclusion, lineage, entry, act: entry && readActText(entry.envelope) }
  if (!entry || !signer) return common
  const signature = await checkActSignature(entry, signer)
  const way = await checkSigner(signature.key, pin.unit, signer, authorities)
  return { ...common, signature, way }
}

/** What became of each step that was looked at. */
export function outcomes(report: Report): ReadonlyMap<ProofStep, Outcome> {
  const found = new Map<ProofStep, Outcome>([
    ['unit', report.look.kind === 'sound' ? 'holds' : report.look.kind === 'broken' ? 'fails' : 'unknown'],
    ['inclusion', report.inclusion.ok ? 'holds' : 'fails'],
  ])
  // Of an entry that is not the one signed there is no history to look at.
  if (report.inclusion.ok) found.set('history', lineageOutcome(report.lineage))
  if (report.signature) found.set('signature', signatureOutcome(report.signature))
  if (report.way) found.set('certificate', wayOutcome(report.way))
  return found
}

/** What the whole comes to: one thing that is false makes it false, one that is not known leaves it open. */
export function verdictOn(report: Report): Outcome {
  const all = [...outcomes(report).values()]
  if (all.includes('fails')) return 'fails'
  return all.includes('unknown') ? 'unknown' : 'holds'
}

function lineageOutcome({ kind }: Lineage): Outcome {
  return kind === 'one' ? 'holds' : kind === 'forked' ? 'fails' : 'unknown'
}

function signatureOutcome({ kind }: ActSignature): Outcome {
  switch (kind) {
    case 'holds':
      return 'holds'
    case 'fails':
    case 'key-differs':
      return 'fails'
    case 'unsupported':
    case 'key-missing':
      return 'unknown'
    default:
      return kind satisfies never
  }
}

function wayOutcome({ kind }: Way): Outcome {
  // A visitor's certificate leads to another unit, and that of a key long gone is not at hand.
  return kind === 'leads' ? 'holds' : 'unknown'
}
