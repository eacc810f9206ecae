import type { Change } from './change.ts'
import type { Pdf, View } from './document.ts'
import type { IndirectObject } from './indirect.ts'
import type { FoundSignature } from './signatures.ts'
import { isKind, type PdfValue } from './value.ts'

/** Where a comparison is: the way from the catalog, and the object it is in. */
export interface Place {
  readonly path: string
  readonly object: number
}

/** The comparison of the documents of two revisions that follow one another, while it is made. */
export interface Walk {
  readonly before: View
  readonly after: View
  readonly known: KnownParts
  /** The sound signatures of the later revision, by their objects. */
  readonly signatures: ReadonlyMap<number, FoundSignature>
  /** The widgets of new signature fields, by their numbers. */
  readonly newWidgets: Set<number>
  /** Whether the object, or anything it leads to, is defined by the later revision. */
  isTouched(number: number): boolean
  report(change: Omit<Change, 'revision'>): void
  /** Visits a pair of objects once under each rule, after what is being visited now. */
  later(rule: string, before: number, after: number, visit: () => void): void
  /** Does it when all else has been compared. */
  atEnd(visit: () => void): void
}

/** The parts of a document that have rules of their own, by their numbers. */
export interface KnownParts {
  /** Pages and the nodes above them. */
  readonly pages: ReadonlySet<number>
  /** What pages have as annotations, with the page from 0. */
  readonly annotations: ReadonlyMap<number, number>
  /** Fields and their widgets. */
  readonly fields: ReadonlyMap<number, KnownField>
}

export interface KnownField {
  readonly name: string
  /** Inherited. */
  readonly type: string | undefined
  readonly isReadOnly: boolean
}

// Longer ones are of no use to people; a chain of objects could make them as long as the file.
const pathCharactersMax = 400

export function within({ path }: Place, step: string | number, object: number): Place {
  if (typeof step === 'number') return { path: `${path}[${step}]`, object }
  const above = path.length > pathCharactersMax ? `${path.slice(0, pathCharactersMax / 2)}/…` : path
  return { path: `${above}/${step}`, object }
}

/** Place of what is behind a value: in the object that a reference leads to, or where the value is. */
export function behind(place: Place, value: PdfValue | undefined): Place {
  return isKind(value, 'reference') ? { path: place.path, object: value.number } : place
}

/** For each number, the numbers of the objects that lead to it in any revision. */
export type Referrers = ReadonlyMap<number, readonly number[]>

export function referrersOf({ history }: Pdf): Referrers {
  const referrers = new Map<number, number[]>()
  const note = (from: number, object: IndirectObject): void => {
    for (const to of new Set(referencesIn(object.value))) {
      const known = referrers.get(to)
      if (known) known.push(from)
      else referrers.set(to, [from])
    }
  }
  for (const [number, definitions] of history) {
    for (const { object } of definitions) if (object) note(number, object)
  }
  return referrers
}

/** The numbers that a value leads to, without what is behind them. */
export function referencesIn(value: PdfValue): readonly number[] {
  const found: number[] = []
  const waiting: PdfValue[] = [value]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (next.kind === 'reference') found.push(next.number)
    else if (next.kind === 'array') for (const item of next.items) waiting.push(item)
    else if (next.kind === 'stream') waiting.push(next.dictionary)
    else if (next.kind === 'dictionary') for (const member of next.entries.values()) waiting.push(member)
  }
  return found
}

/** The numbers given and all that lead to them. */
export function touchedFrom(numbers: Iterable<number>, referrers: Referrers): ReadonlySet<number> {
  const touched = new Set(numbers)
  // A set gives what is added to it while it is gone through.
  for (const number of touched) for (const referrer of referrers.get(number) ?? []) touched.add(referrer)
  return touched
}
