import { accept, type Result, refuse } from '#fault'
import type { Pdf } from './document.ts'
import type { PdfFault } from './fault.ts'
import { type IndirectObject, readIndirect } from './indirect.ts'
import { type PdfLimits, pdfLimits } from './limits.ts'
import { readObjectStream } from './object-stream.ts'
import { type Allowance, newAllowance, PdfReader } from './reader.ts'
import { revisionsOf } from './revisions.ts'
import { scan } from './scan.ts'
import { lookAlikes } from './signatures.ts'
import type { PdfReference } from './value.ts'
import { referencesIn } from './walk.ts'
import { lastStart, readXrefChain, type XrefSection } from './xref.ts'

/**
 * Reads a PDF file whole (ISO 32000-1 and -2): every octet of it, every revision and every object, without
 * repairing anything. What two programs could read as two documents is refused. Never throws.
 *
 * 1. The cross-reference sections are followed from the last `startxref` back along `Prev`.
 * 2. The file is read from front to back as what it is: objects, tables, end markers.
 * 3. Both must tell the same, revision by revision.
 */
export function openPdf(bytes: Uint8Array, limits: PdfLimits = pdfLimits): Result<Pdf, PdfFault> {
  if (bytes.length > limits.bytesMax) {
    return refuse({ kind: 'pdf-budget', budget: 'octets', max: limits.bytesMax })
  }
  const header = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  const version = /^%PDF-(\d\.\d)$/.exec(header)?.[1]
  if (version === undefined) return refuse({ kind: 'pdf-no-header' })
  const last = lastStart(bytes)
  if (!last) return refuse({ kind: 'pdf-damaged', what: 'end-marker-missing', offset: bytes.length })
  const allowance = newAllowance(limits)
  const chain = readXrefChain(bytes, last.offset, allowance)
  if (!chain.ok) return chain
  const items = scan(bytes, lengthsBy(bytes, chain.value, allowance), allowance)
  if (!items.ok) return items
  const revisions = revisionsOf(bytes, chain.value, items.value, allowance)
  if (!revisions.ok) return revisions
  const fault = judgingFault(revisions.value, allowance)
  if (fault) return refuse(fault)
  return accept({ bytes, version, ...revisions.value, free: freeNumber(revisions.value) })
}

/** Why finding and judging the signatures would cost too much. */
function judgingFault(
  { revisions, history }: Pick<Pdf, 'revisions' | 'history'>,
  { limits, values }: Allowance,
): PdfFault | undefined {
  const { revisionValuesMax, signaturesMax } = limits
  if (values * revisions.length > revisionValuesMax) {
    return { kind: 'pdf-budget', budget: 'values in all revisions', max: revisionValuesMax }
  }
  let signatures = 0
  for (const { object } of [...history.values()].flat()) {
    signatures += object ? lookAlikes(object.value).length : 0
  }
  for (const { value } of revisions.flatMap(({ unlisted }) => unlisted))
    signatures += lookAlikes(value).length
  if (signatures <= signaturesMax) return undefined
  return { kind: 'pdf-budget', budget: 'signatures', max: signaturesMax }
}

// PDF 1.7 annex C: the most objects a file may have; a reference beyond it leads nowhere in any program.
const numberMax = 8_388_607

/** A reference to nothing must go on leading to nothing when something is appended. */
function freeNumber({ revisions, history }: Pick<Pdf, 'revisions' | 'history'>): number {
  let free = 1
  const take = (number: number): void => {
    if (number >= free && number <= numberMax) free = number + 1
  }
  for (const { trailer, unlisted } of revisions) {
    const size = trailer.entries.get('Size')
    if (typeof size === 'number') take(size - 1)
    for (const { number } of unlisted) take(number)
  }
  for (const [number, definitions] of history) {
    take(number)
    for (const { object } of definitions)
      for (const one of object ? referencesIn(object.value) : []) take(one)
  }
  return free
}

/**
 * Finds the lengths that are objects of their own, for a stream at an offset: in the revision that the
 * offset lies in, or an older one.
 */
function lengthsBy(
  bytes: Uint8Array,
  chain: readonly XrefSection[],
  allowance: Allowance,
): (length: PdfReference, offset: number) => number | undefined {
  const containers = new Map<number, readonly IndirectObject[]>()
  const integer = (value: IndirectObject['value'] | undefined): number | undefined =>
    typeof value === 'number' ? value : undefined
  const sectionsFor = (offset: number): readonly XrefSection[] => {
    // The oldest section behind the offset is that of its revision; a linearized file's come both after.
    const after = chain.findLastIndex((section) => section.offset > offset)
    return after < 0
      ? chain
      : chain.slice(Math.max(0, isLinearized(chain) && after >= chain.length - 2 ? chain.length - 2 : after))
  }
  const inside = (at: number, index: number): number | undefined => {
    if (!containers.has(at)) {
      const container = readIndirect(new PdfReader(bytes, allowance, at), (length) => direct(length, at))
      const objects = container && readObjectStream(container, allowance)
      containers.set(at, objects?.ok ? objects.value : [])
    }
    return integer(containers.get(at)?.[index]?.value)
  }
  const entryOf = (number: number, offset: number) =>
    sectionsFor(offset)
      .find(({ entries }) => entries.has(number))
      ?.entries.get(number)
  const direct = ({ number }: PdfReference, offset: number): number | undefined => {
    const entry = entryOf(number, offset)
    if (entry?.kind !== 'offset') return undefined
    const object = readIndirect(new PdfReader(bytes, allowance, entry.offset), () => undefined)
    return object?.number === number ? integer(object.value) : undefined
  }
  return (length, offset) => {
    const entry = entryOf(length.number, offset)
    if (entry?.kind !== 'inside') return direct(length, offset)
    const container = entryOf(entry.container, offset)
    return container?.kind === 'offset' ? inside(container.offset, entry.index) : undefined
  }
}

/** Whether the oldest section lies behind the one that leads to it, as in a linearized file. */
function isLinearized(chain: readonly XrefSection[]): boolean {
  const [second, oldest] = chain.slice(-2)
  return second !== undefined && oldest !== undefined && oldest.offset > second.offset
}
