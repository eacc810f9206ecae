import { Document, isCollection, isMap, isPair } from 'yaml'
import type { Plain, PlainMap } from './markup.ts'

/** The keys of a procedure and of a step in the order people read them. */
const topOrder = [
  'procedure',
  'title',
  'opened-by',
  'founding',
  'data',
  'objects',
  'steps',
  'loops',
  'constraints',
]
const stepOrder = [
  'title',
  'after',
  'requires',
  'excludes',
  'together',
  'triggers',
  'before',
  'when',
  'reviews',
  'by',
  'training',
  'permits',
  'objects',
  'uses',
  'within',
  'outcomes',
  'data',
]

/** The columns of a line, as people's editors show them. */
const lineColumns = 110

/** A procedure's keys as YAML text in the manner of those that people write. */
export function textOfKeys(keys: PlainMap): string {
  const { steps = {}, ...rest } = keys
  const hoisted = withSharedObjects(rest, steps as Readonly<Record<string, PlainMap>>)
  const ordered = sorted(topOrder, hoisted)
  const document = new Document(ordered, { aliasDuplicateObjects: false })
  const { contents } = document
  if (isMap(contents)) {
    for (const { key, value } of contents.items) layOutBlock(String(key), value)
  }
  return document.toString({ lineWidth: lineColumns, flowCollectionPadding: false })
}

/** Maps and lists stand on one line, but for those whose parts deserve a line each. */
function layOutBlock(key: string, value: unknown): void {
  if (!isCollection(value)) return
  if (!['steps', 'data', 'loops', 'constraints'].includes(key)) {
    value.flow = true
    return
  }
  for (const item of value.items) {
    const part: unknown = isPair(item) ? item.value : item
    if (!isCollection(part)) continue
    if (key !== 'steps') part.flow = true
    else if (isMap(part)) {
      for (const { value: inner } of part.items) if (isCollection(inner)) inner.flow = true
    }
  }
}

/** Objects that all steps have are those of the procedure. */
function withSharedObjects(keys: PlainMap, steps: Readonly<Record<string, PlainMap>>): PlainMap {
  const lists = new Set(Object.values(steps).map(({ objects }) => JSON.stringify(objects)))
  const [first] = Object.values(steps)
  const shared = lists.size === 1 && keys['objects'] === undefined ? first?.['objects'] : undefined
  const rows = Object.entries(steps).map(([id, { objects, ...rest }]): [string, Plain] => {
    const own = shared === undefined && objects !== undefined ? { objects } : {}
    return [id, sorted(stepOrder, shortened({ ...rest, ...own }))]
  })
  return shortened({
    ...keys,
    ...(shared !== undefined && { objects: shared }),
    steps: Object.fromEntries(rows),
  })
}

/** Lists of one, where the language allows it, stand without brackets. */
function shortened(keys: PlainMap): PlainMap {
  return Object.fromEntries(
    Object.entries(keys).map(([key, value]) => {
      const [only] = Array.isArray(value) ? value : []
      const short = only !== undefined && Array.isArray(value) && value.length === 1
      return [key, short && ['after', 'objects'].includes(key) ? only : value]
    }),
  )
}

function sorted(order: readonly string[], keys: PlainMap): PlainMap {
  const placeOf = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length)
  return Object.fromEntries(Object.entries(keys).toSorted(([a], [b]) => placeOf(a) - placeOf(b)))
}
