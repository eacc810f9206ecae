import { compareAnnotations } from './annotation-rules.ts'
import { dictionaryAt, itemsAt, resolve } from './document.ts'
import { compareForm } from './form-rules.ts'
import { compareStore } from './store-rules.ts'
import { compareMembers, compareStrictly, keysOf, other } from './strict.ts'
import {
  dictionary,
  dictionaryOf,
  isKind,
  isNamed,
  nameText,
  type PdfDictionary,
  type PdfValue,
} from './value.ts'
import { behind, type Place, type Walk, within } from './walk.ts'

/** Members of a trailer that say where things are in the file and not what the document is. */
const ofTheFile: readonly string[] = [
  ...['Size', 'Prev', 'XRefStm', 'Type', 'W', 'Index', 'Length', 'Filter', 'DecodeParms'],
]

/** Compares all of two documents, from their trailers on. */
export function compareDocuments(walk: Walk): void {
  const [before, after] = [walk.before.revision.trailer, walk.after.revision.trailer]
  const place: Place = { path: 'trailer', object: 0 }
  // Members that PDF does not know, as a checksum of the whole, may go; the first identifier stays.
  const gone = [...before.entries.keys()].filter((key) => !after.entries.has(key))
  compareMembers(walk, before, after, place, other, [...ofTheFile, ...gone, 'Root', 'Info', 'ID'])
  compareIdentifiers(walk, before, after, within(place, 'ID', 0))
  compareInformation(walk, before.entries.get('Info'), after.entries.get('Info'), within(place, 'Info', 0))
  const [one, two] = [before.entries.get('Root'), after.entries.get('Root')]
  const [old, young] = [dictionaryAt(walk.before, one), dictionaryAt(walk.after, two)]
  const isSame = isKind(one, 'reference') && isKind(two, 'reference') && one.number === two.number
  if (!isSame || !old || !young) {
    walk.report({ kind: 'other', what: 'led-elsewhere', path: 'trailer/Root', object: 0 })
  } else compareCatalogs(walk, old, young, { path: '', object: one.number })
}

/** ISO 32000-2 §14.4: the first of the two stays for the life of the file. */
function compareIdentifiers(walk: Walk, before: PdfDictionary, after: PdfDictionary, place: Place): void {
  const [one] = itemsAt(walk.before, before.entries.get('ID'))
  const [two] = itemsAt(walk.after, after.entries.get('ID'))
  if (one !== undefined && two !== undefined) compareStrictly(walk, one, two, within(place, 0, 0))
}

type Rule = (walk: Walk, before: PdfValue | undefined, after: PdfValue | undefined, place: Place) => void

/** The members of a catalog that may change in some way; all others may not. */
const catalogRules: ReadonlyMap<string, Rule> = new Map([
  ['AcroForm', compareForm],
  ['DSS', compareStore],
  ['Pages', comparePages],
  ['Metadata', compareMetadata],
  ['Extensions', compareExtensions],
  ['Version', compareVersions],
])

function compareCatalogs(walk: Walk, before: PdfDictionary, after: PdfDictionary, place: Place): void {
  for (const key of keysOf(before, after)) {
    const rule = catalogRules.get(key) ?? compareStrictly
    rule(walk, before.entries.get(key), after.entries.get(key), within(place, key, place.object))
  }
}

/** Nodes of the page tree: the same pages in the same order, and of each only the annotations may change. */
function comparePages(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
): void {
  const isSame = isKind(before, 'reference') && isKind(after, 'reference') && before.number === after.number
  if (!isSame || before.generation !== after.generation) {
    walk.report({ kind: 'other', what: 'led-elsewhere', ...place })
    return
  }
  if (!walk.isTouched(before.number)) return
  walk.later('pages', before.number, after.number, () => {
    const [one, two] = [resolve(walk.before, before), resolve(walk.after, after)]
    const here: Place = { path: place.path, object: before.number }
    if (!isKind(one, 'dictionary') || !isKind(two, 'dictionary')) {
      return compareStrictly(walk, one, two, here)
    }
    compareMembers(walk, one, two, here, other, ['Kids', 'Annots'])
    if (one.entries.has('Kids') || two.entries.has('Kids')) compareKids(walk, one, two, here)
    const [old, young] = [one.entries.get('Annots'), two.entries.get('Annots')]
    compareAnnotations(walk, old, young, within(here, 'Annots', here.object))
  })
}

function compareKids(walk: Walk, before: PdfDictionary, after: PdfDictionary, place: Place): void {
  const here = within(place, 'Kids', place.object)
  const kids = itemsAt(walk.before, before.entries.get('Kids'))
  const others = itemsAt(walk.after, after.entries.get('Kids'))
  const isWhole = isKind(resolve(walk.after, after.entries.get('Kids')), 'array')
  if (kids.length !== others.length || !isWhole) walk.report({ kind: 'other', what: 'changed', ...here })
  for (const [index, kid] of kids.entries()) {
    comparePages(walk, kid, others[index], within(here, index, place.object))
  }
}

/** The members of the information dictionary that programs set when they save (ISO 32000-2 table 349). */
const savedMembers: readonly string[] = ['ModDate', 'Producer']

function compareInformation(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
): void {
  const [one, two] = [dictionaryAt(walk.before, before), dictionaryAt(walk.after, after)]
  const here = behind(place, after)
  const [old, young] = [one ?? dictionary({}), two ?? dictionary({})]
  compareMembers(walk, old, young, here, other, savedMembers)
  for (const key of savedMembers) {
    const [stood, stands] = [old.entries.get(key), young.entries.get(key)]
    const isText = stands === undefined || isKind(resolve(walk.after, stands), 'string')
    compareStrictly(
      walk,
      stood,
      stands,
      within(here, key, here.object),
      isText ? { kind: 'metadata' } : other,
    )
  }
}

/** XMP: a stream of octets that no page shows. */
function compareMetadata(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
): void {
  const stream = resolve(walk.after, after)
  const entries = dictionaryOf(stream)?.entries
  const isXmp =
    isKind(stream, 'stream') &&
    isNamed(entries?.get('Type'), 'Metadata') &&
    isNamed(entries?.get('Subtype'), 'XML')
  compareStrictly(walk, before, after, place, isXmp ? { kind: 'metadata' } : other)
}

/** Developers' extensions may be declared beside those that are there (ISO 32000-2 §7.12). */
function compareExtensions(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
): void {
  const [one, two] = [dictionaryAt(walk.before, before), dictionaryAt(walk.after, after)]
  if (!two) return compareStrictly(walk, before, after, place)
  const here = behind(place, after)
  for (const key of keysOf(one, two)) {
    const [old, young] = [one?.entries.get(key), two.entries.get(key)]
    const declared = dictionaryAt(walk.after, young)
    const isPlain =
      isNamed(young, 'Extensions') ||
      (declared && [...declared.entries].every(([name, value]) => isDeclaration(name, value)))
    const reading = old === undefined && isPlain ? ({ kind: 'security-store' } as const) : other
    compareStrictly(walk, old, young, within(here, key, here.object), reading)
  }
}

function isDeclaration(key: string, value: PdfValue): boolean {
  if (key === 'ExtensionLevel') return typeof value === 'number'
  return (key === 'BaseVersion' || key === 'Type') && isKind(value, 'name')
}

/** The version may be raised to one that exists. */
function compareVersions(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
): void {
  const { version } = walk.before.pdf
  const [old, young] = [nameText(before) ?? version, nameText(after) ?? '']
  const isRaised = /^(?:1\.[4-7]|2\.0)$/.test(young) && Number(young) >= Number(old)
  compareStrictly(walk, before, after, place, isRaised ? { kind: 'metadata' } : other)
}
