import { equalBytes } from '#bytes'
import type { ChangeKind, ChangeWord } from './change.ts'
import { resolve } from './document.ts'
import {
  isKind,
  nameText,
  type PdfArray,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
} from './value.ts'
import { type Place, type Walk, within } from './walk.ts'

/** What a difference counts as, where it is found. */
export interface Reading {
  readonly kind: ChangeKind
  readonly field?: string
}

export const other: Reading = { kind: 'other' }

/**
 * Compares two values and all that they lead to; every difference is reported as what `reading` says. An
 * object with a rule of its own is only compared by its number where it is meant and not used.
 */
export function compareStrictly(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
  reading: Reading = other,
): void {
  const [one, two] = [before ?? null, after ?? null]
  if (one === two && !isKind(one, 'reference') && !leadsOn(one)) return
  const differs = (what: ChangeWord): void => walk.report({ ...reading, what, ...place })
  if (one === null) return differs('added')
  if (two === null) return differs('removed')
  if (typeof one !== 'object' || typeof two !== 'object') return one === two ? undefined : differs('changed')
  if (isKind(one, 'reference') && isKind(two, 'reference'))
    return compareTargets(walk, one, two, place, reading)
  if (isKind(one, 'array') && isKind(two, 'array')) return compareItems(walk, one, two, place, reading)
  if (isKind(one, 'dictionary') && isKind(two, 'dictionary')) {
    return compareMembers(walk, one, two, place, reading)
  }
  if (isKind(one, 'stream') && isKind(two, 'stream')) {
    if (!equalBytes(one.bytes, two.bytes)) differs('changed')
    return compareMembers(walk, one.dictionary, two.dictionary, place, reading)
  }
  if (!isSameScalar(one, two)) differs('changed')
}

/** Whether a value can lead to other objects. */
function leadsOn(value: PdfValue): boolean {
  return isKind(value, 'array') || isKind(value, 'dictionary') || isKind(value, 'stream')
}

function isSameScalar(one: PdfValue, two: PdfValue): boolean {
  if (isKind(one, 'string') && isKind(two, 'string')) return equalBytes(one.bytes, two.bytes)
  if (isKind(one, 'name') && isKind(two, 'name')) return one.name === two.name
  return isKind(one, 'real') && isKind(two, 'real') && one.text === two.text
}

function compareTargets(
  walk: Walk,
  one: PdfReference,
  two: PdfReference,
  place: Place,
  reading: Reading,
): void {
  if (one.number !== two.number || one.generation !== two.generation) {
    walk.report({ ...reading, what: 'led-elsewhere', ...place })
    return
  }
  if (!walk.isTouched(one.number) || isMeant(walk, one.number, place)) return
  const target = { path: place.path, object: one.number }
  walk.later(`${reading.kind} ${reading.field ?? ''}`, one.number, two.number, () =>
    compareStrictly(walk, resolve(walk.before, one), resolve(walk.after, two), target, reading),
  )
}

/** Keys under which pages, annotations and fields are meant, and are not content of what has the key. */
const meaning = /\/(?:Parent|P|Pg|Obj|IRT|Popup|Dest|D|Fields)(?:\[\d+\])*$/

/** The second member of a destination (ISO 32000-2 table 149). */
const views: readonly string[] = ['XYZ', 'Fit', 'FitH', 'FitV', 'FitR', 'FitB', 'FitBH', 'FitBV']

function isMeant({ known }: Walk, number: number, { path }: Place): boolean {
  const hasRule = known.pages.has(number) || known.annotations.has(number) || known.fields.has(number)
  return hasRule && meaning.test(path)
}

function compareItems(
  walk: Walk,
  { items: before }: PdfArray,
  { items: after }: PdfArray,
  place: Place,
  reading: Reading,
): void {
  if (before.length !== after.length) walk.report({ ...reading, what: 'changed', ...place })
  const isDestination = views.includes(nameText(before[1]) ?? '')
  for (const [index, item] of before.entries()) {
    const step = isDestination && index === 0 ? within(place, 'D', place.object) : place
    if (index < after.length) {
      compareStrictly(walk, item, after[index], within(step, index, place.object), reading)
    }
  }
}

/** Compares every member that either has, but those left out. */
export function compareMembers(
  walk: Walk,
  before: PdfDictionary,
  after: PdfDictionary,
  place: Place,
  reading: Reading = other,
  without: readonly string[] = [],
): void {
  for (const key of keysOf(before, after)) {
    if (without.includes(key)) continue
    const [one, two] = [before.entries.get(key), after.entries.get(key)]
    compareStrictly(walk, one, two, within(place, key, place.object), reading)
  }
}

/** The keys that either has. */
export function keysOf(
  before: PdfDictionary | undefined,
  after: PdfDictionary | undefined,
): Iterable<string> {
  return new Set([...(before?.entries.keys() ?? []), ...(after?.entries.keys() ?? [])])
}
