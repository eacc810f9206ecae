import { certain } from '#fault'
import { byCodeUnits, type Layout, type MeshAgreement, termsNumber } from './mesh.ts'

/** Lays out agreements between units whose names are given in order and are all that the agreements name. */
export function layOut(names: readonly string[], agreements: readonly MeshAgreement[]): Layout {
  const numbers = new Map(names.map((name, number) => [name, number]))
  const numberOf = (name: string): number => certain(numbers.get(name), 'a unit that an agreement names')
  const froms = Int32Array.from(agreements, ({ from }) => numberOf(from))
  const tos = Int32Array.from(agreements, ({ to }) => numberOf(to))
  const given = Int32Array.from(agreements, (_, at) => at)
  const byFrom = sorted(given, froms, names.length)
  const byTo = sorted(byFrom.order, tos, names.length)
  orderParallel(byTo.order, froms, tos, agreements)
  const ordered = Array.from(byTo.order, (at) => certain(agreements[at], 'an agreement'))
  const from = Int32Array.from(byTo.order, (at) => froms[at] ?? 0)
  const outward = sorted(given, from, names.length)
  return {
    names,
    numbers,
    ids: ordered.map(({ id }) => id),
    from,
    to: Int32Array.from(byTo.order, (at) => tos[at] ?? 0),
    terms: Int32Array.from(ordered, termsNumber),
    notBefore: Float64Array.from(ordered, ({ notBefore }) => notBefore),
    notAfter: Float64Array.from(ordered, ({ notAfter }) => notAfter),
    ageMaxSeconds: Int32Array.from(ordered, ({ statusAgeMaxSeconds }) => statusAgeMaxSeconds),
    ...nameSetsOf(ordered),
    into: byTo.offsets,
    outward: outward.offsets,
    out: outward.order,
  }
}

interface Sorted {
  readonly order: Int32Array
  /** Where those of each key begin in `order`; one more than there are keys. */
  readonly offsets: Int32Array
}

/** Sorts what is listed by its key, 0 up to `count`, and leaves those of one key in the order given. */
function sorted(listed: Int32Array, keys: Int32Array, count: number): Sorted {
  const offsets = new Int32Array(count + 1)
  for (const key of keys) offsets[key + 1] = (offsets[key + 1] ?? 0) + 1
  for (let key = 0; key < count; key++) offsets[key + 1] = (offsets[key + 1] ?? 0) + (offsets[key] ?? 0)
  const next = offsets.slice()
  const order = new Int32Array(listed.length)
  for (const at of listed) {
    const key = keys[at] ?? 0
    const place = next[key] ?? 0
    order[place] = at
    next[key] = place + 1
  }
  return { order, offsets }
}

/** Puts agreements between the same two units, which stand side by side, in the order of their ids. */
function orderParallel(
  order: Int32Array,
  froms: Int32Array,
  tos: Int32Array,
  agreements: readonly MeshAgreement[],
): void {
  const between = (at: number): string => `${froms[order[at] ?? 0]} ${tos[order[at] ?? 0]}`
  for (let begin = 0; begin < order.length; ) {
    let end = begin + 1
    if (end < order.length && between(begin) === between(end)) {
      while (end < order.length && between(begin) === between(end)) end++
      const ids = (at: number): string => agreements[at]?.id ?? ''
      order.subarray(begin, end).sort((one, other) => byCodeUnits(ids(one), ids(other)))
    }
    begin = end
  }
}

type NameSets = Pick<Layout, 'permits' | 'nameSets' | 'nameNumbers' | 'setNames' | 'namesIn'>

/** Sets of names, each kept once: most agreements with a unit are for the same ones. */
function nameSetsOf(ordered: readonly MeshAgreement[]): NameSets {
  const known = new Map<string, number>()
  const nameSets: (readonly string[])[] = []
  const permits = Int32Array.from(ordered, ({ names }) => {
    const key = JSON.stringify(names)
    const set = known.get(key) ?? nameSets.push(names) - 1
    known.set(key, set)
    return set
  })
  const nameNumbers = new Map<string, number>()
  const setNames = new Int32Array(nameSets.length + 1)
  const namesIn: number[] = []
  for (const [set, names] of nameSets.entries()) {
    for (const name of names.map((one) => one.toLowerCase())) {
      const number = nameNumbers.get(name) ?? nameNumbers.size
      nameNumbers.set(name, number)
      namesIn.push(number)
    }
    setNames[set + 1] = namesIn.length
  }
  return { permits, nameSets, nameNumbers, setNames, namesIn: Int32Array.from(namesIn) }
}
