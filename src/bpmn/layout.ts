import { certain } from '#fault'
import type { Diagram, DiagramNode, Flow } from './diagram.ts'
import { nodesInOrder } from './order.ts'

/** A rectangle, in pixels from the upper left corner of the sheet. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where everything of a diagram stands; shapes and lines by the ids of their elements. */
export interface Layout {
  readonly pool: Bounds
  readonly lanes: readonly Bounds[]
  readonly shapes: ReadonlyMap<string, Bounds>
  readonly lines: ReadonlyMap<string, readonly Point[]>
  /** Where the words of a condition stand, by the id of its flow. */
  readonly labels: ReadonlyMap<string, Bounds>
}

/** A timer on the border of a task, with the end it leads to: all these are ids. */
export interface Timer {
  readonly id: string
  readonly task: string
  readonly end: string
  readonly flow: string
}

/** What is to be laid out; `laneOf` gives a node's lane by its number. */
export interface Sheet {
  readonly diagram: Diagram
  readonly lanes: number
  readonly laneOf: ReadonlyMap<string, number>
  readonly timers: readonly Timer[]
}

/** The sizes modellers give to shapes. */
const taskSize = { width: 100, height: 80 }
const gatewaySize = { width: 50, height: 50 }
const eventSize = { width: 36, height: 36 }
/** The strip with the name of a pool or lane. */
const headWidth = 30
/** Between lines, and around them where they pass between shapes. */
const lineGap = 10
const margin = 20
/** Three lines of a condition, above the end of its flow. */
const labelSize = { width: 120, height: 40 }
/** From the border of a task down to the end its timer leads to. */
const timerDrop = 60

/** A place on the sheet; rows are counted over all lanes. */
interface Cell {
  readonly row: number
  readonly column: number
}

/**
 * Lays a diagram out: a lane for each who takes steps, columns in the order of time. Lines run between rows
 * and columns only, each on a track of its own, or straight through cells that are empty.
 */
export function layOut(sheet: Sheet): Layout {
  const nodes = certain(valueOf(nodesInOrder(sheet.diagram)), 'a diagram that was read in order')
  const { cells, rowsOfLanes } = placed(sheet, nodes)
  const columns = Math.max(...[...cells.values()].map(({ column }) => column)) + 1
  const routes = new Map(sheet.diagram.flows.map((flow) => [flow, routeOf(flow, cells)]))
  const tracks = tracksOf(routes)
  const rows = rowsOf(sheet, cells, rowsOfLanes, tracks)
  const chosen = sheet.diagram.flows.filter(({ condition }) => condition)
  const labelled = new Set(chosen.map(({ to }) => (cells.get(to)?.column ?? 0) - 1))
  const xs = columnsOf(columns, tracks, labelled)
  const shapes = new Map<string, Bounds>()
  for (const { id, kind } of nodes) {
    const cell = certain(cells.get(id), 'the cell of a node')
    const middle = { x: xs.middle(cell.column), y: rows.middle(cell.row) }
    shapes.set(id, around(middle, kind === 'task' ? taskSize : isEvent(kind) ? eventSize : gatewaySize))
  }
  const lines = new Map<string, readonly Point[]>()
  for (const [flow, route] of routes) {
    const source = certain(shapes.get(flow.from), 'the shape a flow leaves')
    const target = certain(shapes.get(flow.to), 'the shape a flow reaches')
    lines.set(flow.id, lineOf(source, target, route, tracks, xs, rows))
  }
  placeTimers(sheet.timers, shapes, lines)
  const labels = new Map(chosen.map(({ id, to }) => [id, labelOf(certain(shapes.get(to), 'a shape'))]))
  return { ...frames(rowsOfLanes, rows, xs.end), shapes, lines, labels }
}

function valueOf(order: ReturnType<typeof nodesInOrder>): readonly DiagramNode[] | undefined {
  return order.ok ? order.value : undefined
}

function isEvent(kind: DiagramNode['kind']): boolean {
  return kind === 'start' || kind === 'end'
}

function around({ x, y }: Point, { width, height }: Pick<Bounds, 'width' | 'height'>): Bounds {
  return { x: x - width / 2, y: y - height / 2, width, height }
}

/** Each node a cell of its own: as far right as it comes, in the row of what it follows if that is free. */
function placed(
  { diagram, lanes, laneOf }: Sheet,
  nodes: readonly DiagramNode[],
): { readonly cells: ReadonlyMap<string, Cell>; readonly rowsOfLanes: readonly number[] } {
  const onward = diagram.flows.filter(({ back }) => back === undefined)
  const slots = new Map<string, { readonly lane: number; readonly slot: number; readonly column: number }>()
  const used = new Set<string>()
  const counts = Array.from({ length: lanes }, () => 1)
  for (const { id } of nodes) {
    const earlier = onward.filter(({ to }) => to === id).flatMap(({ from }) => slots.get(from) ?? [])
    const column = Math.max(-1, ...earlier.map((slot) => slot.column)) + 1
    const lane = laneOf.get(id) ?? 0
    const beside = earlier.find((slot) => slot.lane === lane)?.slot ?? 0
    let slot = beside
    while (used.has(`${lane} ${slot} ${column}`)) slot++
    used.add(`${lane} ${slot} ${column}`)
    counts[lane] = Math.max(counts[lane] ?? 1, slot + 1)
    slots.set(id, { lane, slot, column })
  }
  const firsts = counts.map((_, lane) => counts.slice(0, lane).reduce((sum, count) => sum + count, 0))
  const cells = [...slots].map(([id, { lane, slot, column }]): [string, Cell] => {
    return [id, { row: (firsts[lane] ?? 0) + slot, column }]
  })
  return { cells: new Map(cells), rowsOfLanes: counts }
}

/** Straight, over the gap behind a column, or along the channel above a row between two such gaps. */
type Route =
  | { readonly kind: 'straight' }
  | { readonly kind: 'next'; readonly gap: number }
  | { readonly kind: 'far'; readonly gap: number; readonly channel: number; readonly entry: number }

function routeOf({ from, to }: Flow, cells: ReadonlyMap<string, Cell>): Route {
  const source = certain(cells.get(from), 'the cell of a node')
  const target = certain(cells.get(to), 'the cell of a node')
  const between = [...cells.values()].some(
    ({ row, column }) => row === source.row && column > source.column && column < target.column,
  )
  if (source.row === target.row && target.column > source.column && !between) return { kind: 'straight' }
  if (target.column === source.column + 1) return { kind: 'next', gap: source.column }
  return { kind: 'far', gap: source.column, channel: target.row, entry: target.column - 1 }
}

/** Tracks in the gaps behind columns (-1: before the first) and in the channels above rows. */
interface Tracks {
  readonly gaps: ReadonlyMap<number, readonly Route[]>
  readonly channels: ReadonlyMap<number, readonly Route[]>
}

function tracksOf(routes: ReadonlyMap<Flow, Route>): Tracks {
  const gaps = new Map<number, Route[]>()
  const channels = new Map<number, Route[]>()
  const take = (tracks: Map<number, Route[]>, at: number, route: Route): void => {
    tracks.set(at, [...(tracks.get(at) ?? []), route])
  }
  for (const route of routes.values()) {
    if (route.kind === 'straight') continue
    take(gaps, route.gap, route)
    if (route.kind !== 'far') continue
    take(channels, route.channel, route)
    if (route.entry !== route.gap) take(gaps, route.entry, route)
  }
  return { gaps, channels }
}

interface Rows {
  /** The middle line of a row, and the upper border of the channel above it. */
  middle(row: number): number
  top(row: number): number
  readonly end: number
}

function rowsOf(
  { timers }: Sheet,
  cells: ReadonlyMap<string, Cell>,
  rowsOfLanes: readonly number[],
  { channels }: Tracks,
): Rows {
  const count = rowsOfLanes.reduce((sum, rows) => sum + rows, 0)
  const timed = new Set(timers.map(({ task }) => cells.get(task)?.row))
  const tops: number[] = []
  const middles: number[] = []
  let y = margin
  for (let row = 0; row < count; row++) {
    tops.push(y)
    const middle = y + lineGap * ((channels.get(row)?.length ?? 0) + 1) + margin + taskSize.height / 2
    middles.push(middle)
    const below = timed.has(row) ? timerDrop + eventSize.height / 2 : 0
    y = middle + taskSize.height / 2 + below + margin
  }
  return { middle: (row) => middles[row] ?? 0, top: (row) => tops[row] ?? 0, end: y }
}

interface Columns {
  middle(column: number): number
  /** Where the gap behind a column begins. */
  gap(column: number): number
  readonly end: number
}

function columnsOf(count: number, { gaps }: Tracks, labelled: ReadonlySet<number>): Columns {
  const widthOf = (gap: number): number => {
    const lines = lineGap * ((gaps.get(gap)?.length ?? 0) + 1)
    return 2 * margin + lines + (labelled.has(gap) ? labelSize.width : 0)
  }
  const starts: number[] = []
  let x = margin + 2 * headWidth
  for (let gap = -1; gap < count; gap++) {
    starts.push(x)
    x += widthOf(gap) + (gap < count - 1 ? taskSize.width : 0)
  }
  return {
    gap: (column) => starts[column + 1] ?? 0,
    middle: (column) => (starts[column + 1] ?? 0) - taskSize.width / 2,
    end: x,
  }
}

function lineOf(
  source: Bounds,
  target: Bounds,
  route: Route,
  { gaps, channels }: Tracks,
  xs: Columns,
  rows: Rows,
): readonly Point[] {
  const start = { x: source.x + source.width, y: source.y + source.height / 2 }
  const end = { x: target.x, y: target.y + target.height / 2 }
  if (route.kind === 'straight') return [start, end]
  const trackAt = (gap: number): number =>
    xs.gap(gap) + margin + lineGap * ((gaps.get(gap)?.indexOf(route) ?? 0) + 1)
  const first = trackAt(route.gap)
  if (route.kind === 'next') return [start, { x: first, y: start.y }, { x: first, y: end.y }, end]
  const y = rows.top(route.channel) + lineGap * ((channels.get(route.channel)?.indexOf(route) ?? 0) + 1)
  const last = trackAt(route.entry)
  const corners = [
    { x: first, y: start.y },
    { x: first, y },
    { x: last, y },
    { x: last, y: end.y },
  ]
  return [start, ...corners, end]
}

function labelOf({ x, y, height }: Bounds): Bounds {
  return { x: x - labelSize.width - lineGap, y: y + height / 2 - labelSize.height, ...labelSize }
}

/** Timers hang on the lower border of their task, one left and one right, and end below it. */
function placeTimers(
  timers: readonly Timer[],
  shapes: Map<string, Bounds>,
  lines: Map<string, readonly Point[]>,
): void {
  for (const { id, task, end, flow } of timers) {
    const { x, y, width, height } = certain(shapes.get(task), 'the shape of a task')
    const isSecond =
      timers.findIndex((timer) => timer.task === task) !== timers.findIndex((timer) => timer.id === id)
    const middle = x + (isSecond ? 3 : 1) * (width / 4)
    const border = y + height
    const radius = eventSize.height / 2
    shapes.set(id, around({ x: middle, y: border }, eventSize))
    shapes.set(end, around({ x: middle, y: border + timerDrop }, eventSize))
    lines.set(flow, [
      { x: middle, y: border + radius },
      { x: middle, y: border + timerDrop - radius },
    ])
  }
}

function frames(rowsOfLanes: readonly number[], rows: Rows, end: number): Pick<Layout, 'pool' | 'lanes'> {
  let first = 0
  const lanes = rowsOfLanes.map((count) => {
    const y = rows.top(first)
    first += count
    const bottom = first < rowsOfLanes.reduce((sum, each) => sum + each, 0) ? rows.top(first) : rows.end
    return { x: margin + headWidth, y, width: end - margin - headWidth, height: bottom - y }
  })
  const pool = { x: margin, y: margin, width: end - margin, height: rows.end - margin }
  return { pool, lanes }
}
