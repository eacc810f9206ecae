import type { Change } from './change.ts'
import { catalogOf, dictionaryAt, itemsAt, objectIn, type Pdf, type View, viewOf } from './document.ts'
import { compareDocuments } from './document-rules.ts'
import { fieldsOf, pagesOf } from './form.ts'
import { isTyped } from './scan.ts'
import type { FoundSignature } from './signatures.ts'
import { isKind, type PdfDictionary } from './value.ts'
import {
  type KnownField,
  type KnownParts,
  type Referrers,
  referencesIn,
  touchedFrom,
  type Walk,
} from './walk.ts'

/** How many pairs of objects may still be compared in a file. */
export interface Work {
  visits: number
}

// Some microseconds each, so a few seconds for a file. A page that changes has all pages looked at, as they
// lead to one another: enough for 130 revisions of a document of 3,000 pages.
export const visitsMax = 400_000
// Nobody reads more; that there are more changes nothing about the judgement.
const changesMax = 200

/** What a revision changed in the document that the one before it shows. */
export function compareRevisions(
  pdf: Pdf,
  revision: number,
  signatures: readonly FoundSignature[],
  referrers: Referrers,
  work: Work,
): readonly Change[] {
  const [before, after] = [viewOf(pdf, revision - 1), viewOf(pdf, revision)]
  const touched = touchedFrom(after.revision.defines.keys(), referrers)
  const changes = new Map<string, Change>()
  const queue: (() => void)[] = []
  const last: (() => void)[] = []
  const seen = new Set<string>()
  let hasOther = false
  const sound = signatures.filter((one) => one.revision === revision && one.faults.length === 0)
  const walk: Walk = {
    ...{ before, after, known: knownParts(before), newWidgets: new Set() },
    signatures: new Map(sound.map((one) => [one.object, one])),
    isTouched: (number) => touched.has(number),
    report: (change) => {
      const key = `${change.kind} ${change.what} ${change.object} ${lastStep(change.path)} ${change.field}`
      const isFirstOther = change.kind === 'other' && !hasOther
      if (changes.has(key) || (changes.size >= changesMax && !isFirstOther)) return
      hasOther ||= change.kind === 'other'
      changes.set(key, { ...change, revision })
    },
    later: (rule, one, two, visit) => {
      const key = `${rule} ${one} ${two}`
      if (seen.has(key)) return
      seen.add(key)
      queue.push(visit)
    },
    atEnd: (visit) => {
      last.push(visit)
    },
  }
  compareDocuments(walk)
  // The queue grows while it is gone through.
  for (const visit of queue) {
    work.visits -= 1
    if (work.visits < 0) {
      walk.report({ kind: 'other', what: 'too-much-work', path: '', object: 0 })
      break
    }
    visit()
  }
  for (const visit of last) visit()
  reportUnused(walk, touched)
  return [...changes.values()]
}

function lastStep(path: string): string {
  return path.slice(path.lastIndexOf('/'))
}

/** Objects of the revision that no way from the trailer leads to. */
function reportUnused(walk: Walk, touched: ReadonlySet<number>): void {
  const { after } = walk
  const { defines, trailer } = after.revision
  const reached = new Set(referencesIn(trailer))
  for (const number of reached) {
    const object = touched.has(number) ? objectIn(after, number) : undefined
    for (const next of object ? referencesIn(object.value) : []) reached.add(next)
  }
  for (const [number, { object }] of defines) {
    const isStructure = object && (isTyped(object, 'XRef') || isTyped(object, 'ObjStm'))
    if (object && !isStructure && !reached.has(number)) {
      walk.report({ kind: 'unused', what: 'added', path: '', object: number })
    }
  }
}

function knownParts(view: View): KnownParts {
  const annotations = new Map<number, number>()
  for (const [page, { dictionary }] of pagesOf(view).entries()) {
    for (const item of itemsAt(view, dictionary.entries.get('Annots'))) {
      if (isKind(item, 'reference')) annotations.set(item.number, page)
    }
  }
  return { annotations, fields: knownFields(view), pages: knownPages(view) }
}

/** Pages and all nodes above them. */
function knownPages(view: View): ReadonlySet<number> {
  const known = new Set<number>()
  for (const page of pagesOf(view)) {
    known.add(page.reference.number)
    let node: PdfDictionary | undefined = page.dictionary
    for (
      let parent = node.entries.get('Parent');
      isKind(parent, 'reference');
      parent = node?.entries.get('Parent')
    ) {
      if (known.has(parent.number)) break
      known.add(parent.number)
      node = dictionaryAt(view, parent)
    }
  }
  const root = catalogOf(view).value.entries.get('Pages')
  if (isKind(root, 'reference')) known.add(root.number)
  return known
}

/** Fields, the nodes above them and their widgets. */
function knownFields(view: View): ReadonlyMap<number, KnownField> {
  const known = new Map<number, KnownField>()
  for (const { name, type, reference, dictionary, widgets, isReadOnly } of fieldsOf(view)) {
    for (const one of [reference, ...widgets]) known.set(one.number, { name, type, isReadOnly })
    for (let parent = dictionary.entries.get('Parent'); isKind(parent, 'reference'); ) {
      if (known.has(parent.number)) break
      // A node above holds no value of its own that could be filled in here.
      known.set(parent.number, { name, type: undefined, isReadOnly: true })
      parent = dictionaryAt(view, parent)?.entries.get('Parent')
    }
  }
  return known
}
