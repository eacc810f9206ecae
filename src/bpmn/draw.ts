import type { Condition } from '#task'
import { conditionOf } from './condition.ts'
import type { Diagram, DiagramNode, Flow } from './diagram.ts'
import { areSame, type Entry, plainEntries, type Source, skipOf, wholeEntries } from './entry.ts'
import type { Fn } from './functions.ts'
import { orderingOf } from './ordering.ts'
import { type Course, type CourseLoop, fnOf, type Reach, reachOf, someTaken } from './reach.ts'
import { holdsNever } from './tokens.ts'

/**
 * Draws the course of a procedure. The plainest diagram that says the same is taken, which is found out by
 * reading it back.
 */
export function drawDiagram(course: Course): Diagram {
  const reach = reachOf(course)
  const plain = plainEntries(reach)
  if (plain) {
    const diagram = drawn(reach, course, plain, false)
    const short = withoutTwins(diagram)
    if (says(short, course)) return short
    if (says(diagram, course)) return diagram
  }
  return drawn(reach, course, wholeEntries(reach), true)
}

/** Whether a diagram says what the course says. */
function says(diagram: Diagram, { steps, loops }: Course): boolean {
  const ordering = orderingOf(diagram)
  if (!ordering.ok) return false
  const backs = new Set(ordering.value.loops.map(({ from, to }) => `${from} ${to}`))
  return (
    ordering.value.misfits(new Map(steps.map((step) => [step.id, step]))).length === 0 &&
    loops.every(({ from, to }) => backs.has(`${from} ${to}`))
  )
}

/** A place from which flows go on, and what is on the first of them. */
interface Port {
  readonly node: string
  readonly on?: Pick<Flow, 'condition' | 'otherwise'>
}

interface Drawing {
  readonly reach: Reach
  readonly nodes: DiagramNode[]
  readonly flows: Flow[]
  readonly ports: Map<Source, Port>
  /** To which nodes each source leads. */
  readonly wires: Map<Source, string[]>
  readonly loops: readonly CourseLoop[]
}

function drawn(
  reach: Reach,
  { steps, loops }: Course,
  entries: ReadonlyMap<string, Entry>,
  whole: boolean,
): Diagram {
  const drawing: Drawing = { reach, nodes: [], flows: [], ports: new Map(), wires: new Map(), loops }
  drawing.nodes.push({ id: 'Start', kind: 'start' })
  drawing.ports.set('', { node: 'Start' })
  for (const { id, outcomes } of steps) {
    drawing.nodes.push({ id, kind: 'task', step: id, outcomes })
  }
  const needed = new Set([...entries.values()].flatMap(({ meetings }) => meetings.flat()))
  for (const group of groupsOf(entries)) {
    const source = joined(drawing, group.entry)
    for (const branch of branchesOf(drawing, group, needed, whole))
      drawBranch(drawing, source, branch, group.entry, whole)
  }
  for (const { id } of reach.steps) drawOut(drawing, id, whole)
  for (const { from, to, when, ...back } of loops) {
    addFlow(drawing, gatewayAfter(from), gatewayBefore(to), { condition: when, back })
  }
  for (const [source, port] of drawing.ports) drawWires(drawing, source, port)
  return { nodes: drawing.nodes, flows: drawing.flows }
}

/** Steps that are entered in the same way. */
interface Group {
  readonly entry: Entry
  readonly steps: readonly string[]
}

function groupsOf(entries: ReadonlyMap<string, Entry>): readonly Group[] {
  const groups = new Map<string, { readonly entry: Entry; readonly steps: string[] }>()
  for (const [step, entry] of entries) {
    const key = keyOf(entry)
    const group = groups.get(key)
    if (group) group.steps.push(step)
    else groups.set(key, { entry, steps: [step] })
  }
  return [...groups.values()]
}

function keyOf({ meetings }: Entry): string {
  return meetings.map((meeting) => meeting.join(' ')).join(' & ')
}

/** Steps of a group that one gateway chooses among; alone, and without a gateway where it is always taken. */
type Branch = readonly string[]

function branchesOf(
  { reach, loops }: Drawing,
  { entry, steps }: Group,
  needed: ReadonlySet<Source>,
  whole: boolean,
): readonly Branch[] {
  const branches: string[][] = []
  for (const step of steps) {
    const alone =
      whole ||
      !isChosen(reach, step, entry.fn) ||
      needed.has(skipOf(step)) ||
      loops.some(({ to }) => to === step)
    const fn = someTaken(reach, [step])
    const among = alone
      ? undefined
      : branches.find((branch) => branch.every((other) => isApart(reach, fn, other, entry.fn, needed, loops)))
    if (among) among.push(step)
    else branches.push([step])
  }
  return branches
}

function isChosen(reach: Reach, step: string, entered: Fn): boolean {
  return !areSame(reach, someTaken(reach, [step]), entered)
}

function isApart(
  reach: Reach,
  fn: Fn,
  other: string,
  entered: Fn,
  needed: ReadonlySet<Source>,
  loops: readonly CourseLoop[],
): boolean {
  return (
    isChosen(reach, other, entered) &&
    !needed.has(skipOf(other)) &&
    !loops.some(({ to }) => to === other) &&
    holdsNever(reach, reach.functions.and(fn, someTaken(reach, [other])))
  )
}

/** Draws what brings the tokens of an entry together; the source behind it. */
function joined(drawing: Drawing, { meetings }: Entry): Source {
  const sources = meetings.map((meeting) => met(drawing, meeting))
  const [only] = sources
  if (only === undefined) return ''
  if (sources.length === 1) return only
  return gateway(drawing, 'parallel', `(${sources.join(' & ')})`, sources)
}

function met(drawing: Drawing, meeting: readonly Source[]): Source {
  const [only] = meeting
  return only !== undefined && meeting.length === 1
    ? only
    : gateway(drawing, 'exclusive', `(${meeting.join(' | ')})`, meeting)
}

/** A gateway that sources lead to, made once. */
function gateway(
  drawing: Drawing,
  kind: 'exclusive' | 'parallel',
  name: Source,
  sources: readonly Source[],
): Source {
  if (drawing.ports.has(name)) return name
  const node = newNode(drawing, kind)
  for (const source of sources) wire(drawing, source, node)
  drawing.ports.set(name, { node })
  return name
}

function drawBranch(drawing: Drawing, source: Source, branch: Branch, entry: Entry, whole: boolean): void {
  const { reach } = drawing
  const [step = ''] = branch
  let from = source
  if (drawing.loops.some(({ to }) => to === step)) {
    drawing.nodes.push({ id: gatewayBefore(step), kind: 'exclusive' })
    wire(drawing, source, gatewayBefore(step))
    from = `>${step}`
    drawing.ports.set(from, { node: gatewayBefore(step) })
  }
  if (!isChosen(reach, step, entry.fn)) return wire(drawing, from, step)
  const choice = newNode(drawing, 'exclusive')
  wire(drawing, from, choice)
  for (const one of branch) addFlow(drawing, choice, one, { condition: wantedWhen(reach, one, entry.fn) })
  const sum = someTaken(reach, branch)
  if (whole || !areSame(reach, sum, entry.fn)) {
    drawing.ports.set(skipOf(step), { node: choice, on: { otherwise: true } })
  }
}

/** The step's own words where they do, or others. */
function wantedWhen(reach: Reach, step: string, entered: Fn): Condition {
  const { functions } = reach
  const fn = someTaken(reach, [step])
  const own = reach.steps.find(({ id }) => id === step)?.when
  const isRight = (condition: Condition): boolean =>
    areSame(reach, functions.and(entered, fnOf(reach, condition)), fn)
  if (own && isRight(own)) return own
  const care = functions.and(entered, reach.care)
  // What has too many cases to be said is drawn without: whoever reads it back is told.
  return conditionOf(reach, fn, care, isRight) ?? own ?? { kind: 'any', of: [] }
}

/** What leaves a step: the way round it where it may be skipped in a whole diagram, and ways back. */
function drawOut(drawing: Drawing, step: string, whole: boolean): void {
  const { ports, nodes, loops } = drawing
  let port: Port = { node: step }
  const skip = ports.get(skipOf(step))
  if (whole && skip) {
    const node = newNode(drawing, 'exclusive')
    addFlow(drawing, step, node, {})
    addFlow(drawing, skip.node, node, { otherwise: true })
    ports.delete(skipOf(step))
    port = { node }
  }
  if (loops.some(({ from }) => from === step)) {
    const node = gatewayAfter(step)
    nodes.push({ id: node, kind: 'exclusive' })
    addFlow(drawing, port.node, node, {})
    port = { node, on: { otherwise: true } }
  }
  ports.set(step, port)
}

/** One flow where one place is led to, a fork where several are, an end where none is. */
function drawWires(drawing: Drawing, source: Source, { node, on = {} }: Port): void {
  const wires = drawing.wires.get(source) ?? []
  const [only] = wires
  if (only !== undefined && wires.length === 1) return addFlow(drawing, node, only, on)
  const next = newNode(drawing, wires.length === 0 ? 'end' : 'parallel')
  addFlow(drawing, node, next, on)
  for (const to of wires) addFlow(drawing, next, to, {})
}

function wire({ wires }: Drawing, source: Source, to: string): void {
  wires.set(source, [...(wires.get(source) ?? []), to])
}

function newNode({ nodes }: Drawing, kind: 'end' | 'exclusive' | 'parallel'): string {
  const count = nodes.filter((node) => node.kind === kind).length + 1
  const id = `${{ end: 'End', exclusive: 'Choice', parallel: 'Fork' }[kind]}_${count}`
  nodes.push({ id, kind })
  return id
}

function addFlow(
  { flows }: Drawing,
  from: string,
  to: string,
  on: Pick<Flow, 'condition' | 'otherwise' | 'back'>,
): void {
  flows.push({ id: `Flow_${flows.length + 1}`, from, to, ...on })
}

function gatewayAfter(step: string): string {
  return `Again_${step}`
}

function gatewayBefore(step: string): string {
  return `Before_${step}`
}

/** A choice whose other way leads to nothing but a choice is one choice with it. */
function withoutTwins({ nodes, flows }: Diagram): Diagram {
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]))
  const twin = flows.find(
    ({ from, to, otherwise }) =>
      otherwise === true &&
      kinds.get(from) === 'exclusive' &&
      kinds.get(to) === 'exclusive' &&
      flows.filter((flow) => flow.to === to).length === 1 &&
      flows.filter((flow) => flow.from === to).length > 1,
  )
  if (!twin) return { nodes, flows }
  return withoutTwins({
    nodes: nodes.filter(({ id }) => id !== twin.to),
    flows: flows
      .filter((flow) => flow !== twin)
      .map((flow) => (flow.from === twin.to ? { ...flow, from: twin.from } : flow)),
  })
}
