import { accept, type Result, refuse } from '#fault'
import { defineObjects, type Ledger, newLedger } from './definitions.ts'
import type { Definition, Pdf, Revision } from './document.ts'
import type { PdfFault } from './fault.ts'
import { isSpace } from './octet.ts'
import type { Allowance } from './reader.ts'
import { ambiguous, type Item } from './scan.ts'
import { isKind, type PdfDictionary } from './value.ts'
import type { XrefSection } from './xref.ts'

/** One revision as its sections and its place in the file tell. */
export interface Chapter {
  readonly index: number
  readonly start: number
  readonly marked: number
  readonly end: number
  /** What its objects are looked up in, newest first: one, or the two of a linearized file. */
  readonly sections: readonly XrefSection[]
  readonly trailer: PdfDictionary
  readonly items: readonly Item[]
}

/**
 * The revisions of a file: what the cross-references say must be what stands in the file, each section before
 * its own end marker, and each object where its entry says.
 */
export function revisionsOf(
  bytes: Uint8Array,
  chain: readonly XrefSection[],
  items: readonly Item[],
  allowance: Allowance,
): Result<Pick<Pdf, 'revisions' | 'history'>, PdfFault> {
  const chapters = chaptersOf(bytes, groupsOf(chain, items), items)
  if (!chapters.ok) return chapters
  const ledger: Ledger = newLedger()
  const revisions: Revision[] = []
  for (const chapter of chapters.value) {
    const defined = defineObjects(bytes, chapter, ledger, allowance)
    if (!defined.ok) return defined
    const [newest] = chapter.sections
    if (!newest || !hasCatalog(chapter, ledger.history)) {
      return refuse({ kind: 'pdf-damaged', what: 'trailer-malformed', offset: chapter.start })
    }
    const { index, start, marked, end, trailer } = chapter
    const { form, offset: xref } = newest
    revisions.push({ index, start, marked, end, form, xref, trailer, ...defined.value })
  }
  return accept({ revisions, history: ledger.history })
}

/** The sections of each revision, newest first within one; oldest revision first. */
function groupsOf(
  chain: readonly XrefSection[],
  items: readonly Item[],
): readonly (readonly XrefSection[])[] {
  const [first] = items
  const ordered = chain.toReversed()
  const [oldest, second, ...rest] = ordered
  const isDeclared =
    first?.kind === 'object' &&
    isKind(first.object.value, 'dictionary') &&
    first.object.value.entries.has('Linearized')
  // ISO 32000-2 annex F: the section of the first page comes first and leads to the main one behind it.
  if (!oldest || !second || !isDeclared || second.offset > oldest.offset) return ordered.map((one) => [one])
  return [[second, oldest], ...rest.map((one) => [one])]
}

/** Cuts the file at its end markers; each must lead to the sections before it, and to all of them. */
function chaptersOf(
  bytes: Uint8Array,
  groups: readonly (readonly XrefSection[])[],
  items: readonly Item[],
): Result<readonly Chapter[], PdfFault> {
  const chapters: Chapter[] = []
  let next = 0
  for (const sections of groups) {
    const [newest] = sections
    const from = next
    const open = new Set(sections.flatMap(({ offset, hybridOffset }) => [offset, hybridOffset ?? offset]))
    let end: Extract<Item, { kind: 'end' }> | undefined
    for (; next < items.length && !end; next += 1) {
      const item = items[next]
      if (item?.kind === 'end') end = open.size === 0 ? item : undefined
      // The first marker of a linearized file leads nowhere: 0 by annex F.
      if (item?.kind === 'end' && !end && sections.length === 1) {
        return refuse(ambiguous('startxref-astray', item.start))
      }
      const section = item && sectionStart(item)
      if (section !== undefined && !open.delete(section)) {
        return refuse(ambiguous('xref-section-unchained', section))
      }
    }
    if (!end || !newest || end.offset !== newest.offset) {
      return refuse(ambiguous('startxref-astray', end?.start ?? bytes.length))
    }
    chapters.push({
      ...{ index: chapters.length, start: chapters.at(-1)?.end ?? 0, marked: end.end },
      ...{ end: behindSpace(bytes, end.end), sections, trailer: newest.trailer },
      items: items.slice(from, next),
    })
  }
  const left = items[next]
  if (left) return refuse(ambiguous('xref-section-unchained', startOf(left)))
  return accept(chapters)
}

function sectionStart(item: Item): number | undefined {
  if (item.kind === 'table') return item.start
  return item.kind === 'object' && item.isXref ? item.object.start : undefined
}

function startOf(item: Item): number {
  return item.kind === 'object' ? item.object.start : item.start
}

function behindSpace(bytes: Uint8Array, at: number): number {
  let end = at
  while (end < bytes.length && isSpace(bytes[end] ?? -1)) end += 1
  return end
}

/** Whether the trailer leads to a catalog. */
function hasCatalog({ trailer }: Chapter, history: ReadonlyMap<number, readonly Definition[]>): boolean {
  const root = trailer.entries.get('Root')
  if (!isKind(root, 'reference')) return false
  const object = history.get(root.number)?.at(-1)?.object
  return object?.generation === root.generation && isKind(object.value, 'dictionary')
}
