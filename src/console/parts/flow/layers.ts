/** A line that has to be drawn, by the names of what it joins. */
export interface Line {
  readonly id: string
  readonly from: string
  readonly to: string
}

/** What stands where: the columns from left to right, each from top to bottom. */
export type Columns = readonly (readonly string[])[]

/** A line as the names it passes: its ends, and between them a place of its own in each column. */
export interface Course {
  readonly id: string
  readonly through: readonly string[]
}

/** Sweeps over all columns: crossings hardly become fewer after these. */
const sweeps = 12

/**
 * The column of each node: one further than the furthest of those before it. A line that would close a circle
 * counts for nothing.
 */
export function columnsOf(nodes: readonly string[], lines: readonly Line[]): ReadonlyMap<string, number> {
  const before = new Map(nodes.map((node) => [node, lines.filter(({ to }) => to === node)]))
  const columns = new Map<string, number>()
  const under = new Set<string>()
  const columnOf = (node: string): number => {
    const known = columns.get(node)
    if (known !== undefined) return known
    under.add(node)
    const earlier = (before.get(node) ?? []).filter(({ from }) => before.has(from) && !under.has(from))
    const column = Math.max(-1, ...earlier.map(({ from }) => columnOf(from))) + 1
    under.delete(node)
    columns.set(node, column)
    return column
  }
  for (const node of nodes) columnOf(node)
  return columns
}

/** Columns with as few crossings as a few sweeps find, and the courses of the lines through them. */
export function orderedColumns(
  nodes: readonly string[],
  lines: readonly Line[],
  columns: ReadonlyMap<string, number>,
): { readonly columns: Columns; readonly courses: readonly Course[] } {
  const count = Math.max(0, ...columns.values()) + 1
  const placed: string[][] = Array.from({ length: count }, () => [])
  for (const node of nodes) placed[columns.get(node) ?? 0]?.push(node)
  const courses = lines.map((line) => courseOf(line, columns, placed))
  const neighbours = neighboursOf(courses)
  let current: Columns = placed
  let best = { columns: current, crossings: crossingsIn(current, courses) }
  for (let sweep = 0; sweep < sweeps && best.crossings > 0; sweep++) {
    current = swept(current, neighbours, sweep % 2 === 0)
    const crossings = crossingsIn(current, courses)
    if (crossings < best.crossings) best = { columns: current, crossings }
  }
  return { columns: best.columns, courses }
}

/** A line over several columns has a place in each between, so that it is led round what stands there. */
function courseOf({ id, from, to }: Line, columns: ReadonlyMap<string, number>, placed: string[][]): Course {
  const start = columns.get(from) ?? 0
  const end = columns.get(to) ?? 0
  const [first, last] = start <= end ? [start, end] : [end, start]
  const between: string[] = []
  for (let column = first + 1; column < last; column++) {
    const name = `${id} @${column}`
    placed[column]?.push(name)
    between.push(name)
  }
  return { id, through: [from, ...(start <= end ? between : between.toReversed()), to] }
}

function neighboursOf(courses: readonly Course[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const join = (a: string, b: string): void => {
    found.set(a, [...(found.get(a) ?? []), b])
  }
  for (const { through } of courses) {
    for (const [at, name] of through.entries()) {
      const next = through[at + 1]
      if (next === undefined) continue
      join(name, next)
      join(next, name)
    }
  }
  return found
}

/** Each column in the order of the middle of what its members are tied to in the column before. */
function swept(
  columns: Columns,
  neighbours: ReadonlyMap<string, readonly string[]>,
  forwards: boolean,
): Columns {
  const after = columns.map((column) => column)
  const order = columns.map((_, at) => at)
  for (const at of forwards ? order.slice(1) : order.toReversed().slice(1)) {
    const places = new Map((after[forwards ? at - 1 : at + 1] ?? []).map((name, place) => [name, place]))
    const middle = (name: string, own: number): number => {
      const tied = (neighbours.get(name) ?? []).flatMap((other) => places.get(other) ?? [])
      return tied.length === 0 ? own : tied.reduce((sum, place) => sum + place, 0) / tied.length
    }
    const weighed = (after[at] ?? []).map((name, own) => ({ name, own, middle: middle(name, own) }))
    after[at] = weighed.sort((a, b) => a.middle - b.middle || a.own - b.own).map(({ name }) => name)
  }
  return after
}

/** How often lines cross between neighbouring columns. */
export function crossingsIn(columns: Columns, courses: readonly Course[]): number {
  const place = new Map(columns.flatMap((column, at) => column.map((name, y) => [name, { at, y }] as const)))
  const pieces = courses.flatMap(({ through }) =>
    through.slice(1).flatMap((name, index) => {
      const one = place.get(through[index] ?? '')
      const other = place.get(name)
      if (!one || !other || one.at === other.at) return []
      const [left, right] = one.at < other.at ? [one, other] : [other, one]
      return [{ column: left.at, from: left.y, to: right.y }]
    }),
  )
  let count = 0
  for (const [at, a] of pieces.entries()) {
    for (const b of pieces.slice(at + 1)) {
      if (a.column === b.column && (a.from - b.from) * (a.to - b.to) < 0) count++
    }
  }
  return count
}
