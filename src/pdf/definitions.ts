import { accept, certain, type Result, refuse } from '#fault'
import type { Definition, Revision } from './document.ts'
import type { PdfFault } from './fault.ts'
import type { IndirectObject } from './indirect.ts'
import { readObjectStream } from './object-stream.ts'
import { isSpace } from './octet.ts'
import type { Allowance } from './reader.ts'
import type { Chapter } from './revisions.ts'
import { ambiguous, isTyped } from './scan.ts'
import type { XrefEntry } from './xref.ts'

/** What is known of a file's objects, revision after revision. */
export interface Ledger {
  readonly history: Map<number, Definition[]>
  /** The objects at their offsets. */
  readonly placed: Map<number, IndirectObject>
  /** The objects in each object stream, in its order. */
  readonly contents: Map<IndirectObject, readonly IndirectObject[]>
  /** By the number of a length: the streams that are as long as it says. */
  readonly measured: Map<number, IndirectObject[]>
}

export function newLedger(): Ledger {
  return { history: new Map(), placed: new Map(), contents: new Map(), measured: new Map() }
}

/** What a revision's cross-reference defines: each entry must lead to what it says it leads to. */
export function defineObjects(
  bytes: Uint8Array,
  chapter: Chapter,
  ledger: Ledger,
  allowance: Allowance,
): Result<Pick<Revision, 'defines' | 'unlisted'>, PdfFault> {
  const present = presentObjects(chapter, ledger, allowance)
  if (!present.ok) return present
  const entries = entriesOf(chapter)
  if (!entries.ok) return entries
  const defines = new Map<number, Definition>()
  // Entries into object streams need to know where the streams are.
  const ordered = [...entries.value].toSorted(([, a], [, b]) => rank(a) - rank(b))
  for (const [number, entry] of ordered) {
    const found = definitionOf(number, entry, chapter, ledger, bytes)
    if (!found.ok) return found
    if (found.value === undefined) continue
    const past = ledger.history.get(number)
    if (past) past.push(found.value)
    else ledger.history.set(number, [found.value])
    defines.set(number, found.value)
  }
  const fault = redefinitionFault(defines, chapter, ledger)
  if (fault) return refuse(fault)
  const listed = new Set([...defines.values()].map(({ object }) => object))
  const unlisted = present.value.filter((object) => !listed.has(object) && !isTyped(object, 'XRef'))
  return accept({ defines, unlisted })
}

/** The objects that stand in the revision, in object streams too; none may be there twice. */
function presentObjects(
  { items }: Chapter,
  ledger: Ledger,
  allowance: Allowance,
): Result<readonly IndirectObject[], PdfFault> {
  const { objectsMax } = allowance.limits
  const present = new Map<number, IndirectObject>()
  const objects = items.flatMap((item) => (item.kind === 'object' ? [item.object] : []))
  for (const object of objects) {
    ledger.placed.set(object.start, object)
    const inside = isTyped(object, 'ObjStm') ? readObjectStream(object, allowance) : accept([])
    if (!inside.ok) return inside
    if (inside.value.length > 0) ledger.contents.set(object, inside.value)
    for (const one of [object, ...inside.value]) {
      if (present.has(one.number)) return refuse(ambiguous('object-twice', one.start, one.number))
      present.set(one.number, one)
    }
    if (present.size > objectsMax) return refuse({ kind: 'pdf-budget', budget: 'objects', max: objectsMax })
    if (object.lengthObject) {
      const streams = ledger.measured.get(object.lengthObject.number)
      if (streams) streams.push(object)
      else ledger.measured.set(object.lengthObject.number, [object])
    }
  }
  return accept([...present.values()])
}

/** The entries of a revision's sections as one. */
function entriesOf({ sections }: Chapter): Result<ReadonlyMap<number, XrefEntry>, PdfFault> {
  const all = new Map<number, XrefEntry>()
  for (const { entries, trailer, offset } of sections) {
    const size = trailer.entries.get('Size')
    if (typeof size !== 'number') return refuse({ kind: 'pdf-damaged', what: 'trailer-malformed', offset })
    for (const [number, entry] of entries) {
      if (number >= size && entry.kind !== 'free') {
        return refuse(ambiguous('xref-entry-beyond-size', offset, number))
      }
      const twice = all.get(number)
      if (twice && twice.kind !== 'free' && entry.kind !== 'free') {
        return refuse(ambiguous('xref-entry-twice', offset, number))
      }
      if (twice === undefined || twice.kind === 'free') all.set(number, entry)
    }
  }
  return accept(all)
}

function rank(entry: XrefEntry): number {
  return entry.kind === 'inside' ? 1 : 0
}

/** What an entry defines; nothing when it only says again what an older revision said. */
function definitionOf(
  number: number,
  entry: XrefEntry,
  chapter: Chapter,
  ledger: Ledger,
  bytes: Uint8Array,
): Result<Definition | undefined, PdfFault> {
  const { index: revision, start, end, sections } = chapter
  const astray = ambiguous('xref-entry-astray', sections[0]?.offset ?? start, number)
  const known = ledger.history.get(number)?.at(-1)?.object
  if (entry.kind === 'free') return accept(known ? { revision } : undefined)
  const object =
    entry.kind === 'offset'
      ? ledger.placed.get(behindSpace(bytes, entry.offset))
      : containerAt(ledger, entry.container)?.[entry.index]
  if (object === undefined || object.number !== number) return refuse(astray)
  if (entry.kind === 'offset' && object.generation !== entry.generation) return refuse(astray)
  if (known === object) return accept(undefined)
  return object.start >= start && object.start < end ? accept({ revision, object }) : refuse(astray)
}

function behindSpace(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (isSpace(bytes[at] ?? -1)) at += 1
  return at
}

function containerAt(ledger: Ledger, number: number): readonly IndirectObject[] | undefined {
  const container = ledger.history.get(number)?.at(-1)?.object
  return container && ledger.contents.get(container)
}

/**
 * An object stream or a length that is defined anew changes what older entries and streams are, for those who
 * look them up only when they need them.
 */
function redefinitionFault(
  defines: ReadonlyMap<number, Definition>,
  { start, index }: Chapter,
  { history, contents, measured }: Ledger,
): PdfFault | undefined {
  const isCurrent = (object: IndirectObject): boolean => history.get(object.number)?.at(-1)?.object === object
  for (const [number, { object: defined }] of defines) {
    const past = history.get(number)?.findLast(({ revision }) => revision < index)?.object
    if (past === undefined) continue
    if (contents.get(past)?.some(isCurrent)) return ambiguous('object-stream-redefined', start, number)
    const streams = measured.get(number) ?? []
    const isOther = defined?.value !== past.value || defined.generation !== past.generation
    if (isOther && streams.some((stream) => stream.start < start && isCurrent(stream))) {
      return ambiguous('stream-length-redefined', certain(streams[0], 'a stream').start, number)
    }
  }
  return undefined
}
