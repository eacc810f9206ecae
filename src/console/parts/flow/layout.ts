import { type Course, columnsOf, type Line, orderedColumns } from './layers.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** How large something is drawn, in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Where everything stands: upper left corners of the nodes, and the points each line goes through. */
export interface Layout extends Size {
  readonly nodes: ReadonlyMap<string, Point>
  readonly lines: ReadonlyMap<string, readonly Point[]>
}

/** What is laid out. Lines `beside` are drawn and move nothing into another column. */
export interface Picture {
  readonly nodes: ReadonlyMap<string, Size>
  readonly lines: readonly Line[]
  readonly beside: readonly Line[]
  /** Lines that lead back, below everything between their ends. */
  readonly back: readonly Line[]
}

/** Between columns: room for a bend and an arrow. */
const columnGap = 48

/** Between nodes of a column, and between a node and a line that passes it. */
const rowGap = 28
const lineGap = 14

/** From the lowest card down to a line that leads back, and from one of those to the next. */
const backGap = 34

/** Every sweep brings neighbours closer to one height; more are not seen. */
const sweeps = 10

/** Lays a picture out in columns from left to right, in the order of time. */
export function layOut({ nodes, lines, beside, back }: Picture): Layout {
  const names = [...nodes.keys()]
  const columns = columnsOf(names, lines)
  const drawn = [...lines, ...beside.filter(({ from, to }) => columns.get(from) !== columns.get(to))]
  const ordered = orderedColumns(names, drawn, columns)
  const heightOf = (name: string): number => nodes.get(name)?.height ?? 0
  const ys = heightsOf(ordered.columns, ordered.courses, heightOf)
  const xs = offsetsOf(ordered.columns, nodes)
  const corners = new Map<string, Point>()
  for (const [column, members] of ordered.columns.entries()) {
    const { x = 0, width = 0 } = xs[column] ?? {}
    for (const name of members) {
      const size = nodes.get(name)
      const y = (ys.get(name) ?? 0) - (size?.height ?? 0) / 2
      corners.set(name, { x: size ? x + (width - size.width) / 2 : x, y })
    }
  }
  const courses = new Map(ordered.courses.map((course) => [course.id, pointsOf(course, corners, nodes, xs)]))
  for (const { id, from, to } of beside) {
    if (!courses.has(id)) courses.set(id, archOf(from, to, corners, nodes))
  }
  for (const [at, line] of back.entries()) courses.set(line.id, backOf(line, at, corners, nodes))
  return moved(corners, courses, nodes)
}

/** The height of everything's middle: near to what it is tied to, with room between. */
function heightsOf(
  columns: readonly (readonly string[])[],
  courses: readonly Course[],
  heightOf: (name: string) => number,
): Map<string, number> {
  const ys = new Map<string, number>()
  const apart = (upper: string, lower: string): number => {
    const gap = heightOf(upper) > 0 && heightOf(lower) > 0 ? rowGap : lineGap
    return (heightOf(upper) + heightOf(lower)) / 2 + gap
  }
  const set = (members: readonly string[], wanted: (name: string, at: number) => number): void => {
    for (const [at, y] of spread(members, wanted, apart).entries()) ys.set(members[at] ?? '', y)
  }
  for (const members of columns) set(members, () => 0)
  const tied = new Map<string, string[]>()
  for (const { through } of courses) {
    for (const [at, name] of through.entries()) {
      const others = [through[at - 1], through[at + 1]].flatMap((other) => other ?? [])
      tied.set(name, [...(tied.get(name) ?? []), ...others])
    }
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const members of sweep % 2 === 0 ? columns : columns.toReversed()) {
      set(members, (name) => {
        const others = (tied.get(name) ?? []).flatMap((other) => ys.get(other) ?? [])
        return others.length === 0
          ? (ys.get(name) ?? 0)
          : others.reduce((sum, y) => sum + y, 0) / others.length
      })
    }
  }
  return ys
}

/**
 * Heights in the given order, as near as can be to the wanted ones with the room between kept: the least
 * squares of isotonic regression, by pooling neighbours that are in each other's way.
 */
export function spread(
  members: readonly string[],
  wanted: (name: string, at: number) => number,
  apart: (upper: string, lower: string) => number,
): readonly number[] {
  const offsets: number[] = []
  for (const [at, name] of members.entries()) {
    const upper = members[at - 1]
    offsets.push(upper === undefined ? 0 : (offsets[at - 1] ?? 0) + apart(upper, name))
  }
  const pools: { sum: number; count: number }[] = []
  for (const [at, name] of members.entries()) {
    let pool = { sum: wanted(name, at) - (offsets[at] ?? 0), count: 1 }
    for (let last = pools.at(-1); last; last = pools.at(-1)) {
      if (last.sum / last.count <= pool.sum / pool.count) break
      pools.pop()
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count }
    }
    pools.push(pool)
  }
  const bases = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
  return bases.map((base, at) => base + (offsets[at] ?? 0))
}

interface ColumnPlace {
  readonly x: number
  readonly width: number
}

function offsetsOf(
  columns: readonly (readonly string[])[],
  nodes: ReadonlyMap<string, Size>,
): readonly ColumnPlace[] {
  let x = 0
  return columns.map((members) => {
    const width = Math.max(0, ...members.map((name) => nodes.get(name)?.width ?? 0))
    const place = { x, width }
    x += width + columnGap
    return place
  })
}

/** From the right side of the one to the left side of the other, straight through the columns between. */
function pointsOf(
  { through }: Course,
  corners: ReadonlyMap<string, Point>,
  nodes: ReadonlyMap<string, Size>,
  columns: readonly ColumnPlace[],
): readonly Point[] {
  const last = through.length - 1
  const forwards = cornerOf(corners, through[0]).x <= cornerOf(corners, through[last]).x
  return through.flatMap((name, at) => {
    const corner = cornerOf(corners, name)
    const size = nodes.get(name)
    if (!size) {
      const width = columns.find(({ x }) => x === corner.x)?.width ?? 0
      const sides = [corner, { x: corner.x + width, y: corner.y }]
      return forwards ? sides : sides.toReversed()
    }
    const isRight = (at === 0) === forwards
    return [{ x: corner.x + (isRight ? size.width : 0), y: corner.y + size.height / 2 }]
  })
}

/** Beside a column, between two of its nodes. */
function archOf(
  from: string,
  to: string,
  corners: ReadonlyMap<string, Point>,
  nodes: ReadonlyMap<string, Size>,
): readonly Point[] {
  const middle = (name: string): number => cornerOf(corners, name).y + (nodes.get(name)?.height ?? 0) / 2
  const [upper, lower] = middle(from) <= middle(to) ? [from, to] : [to, from]
  const x = (name: string): number => cornerOf(corners, name).x + (nodes.get(name)?.width ?? 0) / 2
  const bottom = cornerOf(corners, upper).y + (nodes.get(upper)?.height ?? 0)
  const top = cornerOf(corners, lower).y
  return [
    { x: x(upper), y: bottom },
    { x: x(lower), y: top },
  ]
}

/** Down from the one, below all between, and up into the other. */
function backOf(
  { from, to }: Line,
  at: number,
  corners: ReadonlyMap<string, Point>,
  nodes: ReadonlyMap<string, Size>,
): readonly Point[] {
  const start = cornerOf(corners, from)
  const end = cornerOf(corners, to)
  const startSize = nodes.get(from) ?? { width: 0, height: 0 }
  const endSize = nodes.get(to) ?? { width: 0, height: 0 }
  const left = Math.min(start.x, end.x)
  const right = Math.max(start.x + startSize.width, end.x + endSize.width)
  const bottoms = [...corners].flatMap(([name, { x, y }]) => {
    const { width = 0, height = 0 } = nodes.get(name) ?? {}
    return x + width >= left && x <= right ? [y + height] : []
  })
  const below = Math.max(...bottoms) + backGap * (at + 1)
  // Beside the middle, where nothing else leaves a card.
  const startX = start.x + startSize.width / 2 + (from === to ? startSize.width / 4 : 0)
  const endX = end.x + endSize.width / 2 - (from === to ? endSize.width / 4 : 0)
  return [
    { x: startX, y: start.y + startSize.height },
    { x: startX, y: below },
    { x: endX, y: below },
    { x: endX, y: end.y + endSize.height },
  ]
}

function cornerOf(corners: ReadonlyMap<string, Point>, name: string | undefined): Point {
  return corners.get(name ?? '') ?? { x: 0, y: 0 }
}

/** Everything moved so that it begins at 0, with how large it is. */
function moved(
  corners: ReadonlyMap<string, Point>,
  lines: ReadonlyMap<string, readonly Point[]>,
  sizes: ReadonlyMap<string, Size>,
): Layout {
  const boxes = [...corners].map(([name, { x, y }]) => {
    const { width = 0, height = 0 } = sizes.get(name) ?? {}
    return { left: x, top: y, right: x + width, bottom: y + height }
  })
  const points = [...lines.values()].flat()
  const left = Math.min(0, ...boxes.map((box) => box.left), ...points.map(({ x }) => x))
  const top = Math.min(...boxes.map((box) => box.top), ...points.map(({ y }) => y))
  const right = Math.max(...boxes.map((box) => box.right), ...points.map(({ x }) => x))
  const bottom = Math.max(...boxes.map((box) => box.bottom), ...points.map(({ y }) => y))
  const shift = ({ x, y }: Point): Point => ({ x: x - left, y: y - top })
  return {
    width: right - left,
    height: bottom - top,
    nodes: new Map([...corners].filter(([name]) => sizes.has(name)).map(([name, at]) => [name, shift(at)])),
    lines: new Map([...lines].map(([id, through]) => [id, through.map(shift)])),
  }
}
