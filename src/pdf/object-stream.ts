import { accept, type Result, refuse } from '#fault'
import type { PdfFault } from './fault.ts'
import { structureBytes } from './filter.ts'
import type { IndirectObject } from './indirect.ts'
import { type Allowance, PdfReader } from './reader.ts'
import { ambiguous } from './scan.ts'
import { isKind } from './value.ts'

/**
 * The objects in an object stream, in its order (ISO 32000-2 §7.5.7). They must lie one after the other with
 * nothing but white space and comments between them, and be no streams.
 */
export function readObjectStream(
  container: IndirectObject,
  allowance: Allowance,
): Result<readonly IndirectObject[], PdfFault> {
  const { value, start, end } = container
  const malformed: PdfFault = { kind: 'pdf-damaged', what: 'object-stream-malformed', offset: start }
  if (!isKind(value, 'stream')) return refuse(malformed)
  const [count, first] = [value.dictionary.entries.get('N'), value.dictionary.entries.get('First')]
  if (typeof count !== 'number' || typeof first !== 'number' || count < 0) return refuse(malformed)
  const plain = structureBytes(value, container.number, start, allowance)
  if (!plain.ok) return plain
  const bytes = plain.value
  if (first < 0 || first > bytes.length) return refuse(malformed)
  const pairs = readPairs(bytes, count, first, allowance)
  if (pairs === undefined) return refuse(malformed)
  const objects: IndirectObject[] = []
  for (const [place, { number, at }] of pairs.entries()) {
    const limit = pairs[place + 1]?.at ?? bytes.length
    if (limit <= at || limit > bytes.length) return refuse(malformed)
    const reader = new PdfReader(bytes, allowance, at, limit, false)
    const inside = reader.value()
    reader.skipSpace()
    const { fault } = reader
    if (fault?.kind === 'pdf-budget') return refuse(fault)
    if (fault?.kind === 'pdf-ambiguous') return refuse(ambiguous(fault.what, start, number))
    if (fault || reader.position < limit) return refuse(malformed)
    objects.push({ number, generation: 0, value: inside, start, end, container: container.number })
  }
  return accept(objects)
}

interface Pair {
  readonly number: number
  /** Where the object begins in the inflated octets. */
  readonly at: number
}

/** The numbers and places at the beginning of the stream; `undefined` when they are not such. */
function readPairs(
  bytes: Uint8Array,
  count: number,
  first: number,
  allowance: Allowance,
): readonly Pair[] | undefined {
  const pairs: Pair[] = []
  const reader = new PdfReader(bytes, allowance, 0, first, false)
  for (let left = count; left > 0; left -= 1) {
    const number = reader.count()
    const offset = number < 0 ? -1 : reader.count()
    if (number < 1 || offset < 0) return undefined
    pairs.push({ number, at: first + offset })
  }
  reader.skipSpace()
  return reader.position === first ? pairs : undefined
}
