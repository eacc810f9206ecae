import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sure } from '#fault'
import { parseCondition, parseProcedure } from '#task'
import { conditionText } from './condition.ts'
import { courseOf } from './course.ts'
import type { Diagram, DiagramNode, Flow } from './diagram.ts'
import { drawDiagram } from './draw.ts'
import { type Choose, playBoth } from './game.ts'
import { procedureTexts } from './generated.ts'
import { orderingOf } from './ordering.ts'

/** Where an arrow goes: `a -> b`, `x -> a: d.outcome == yes`, `x -> b: else`, `x -> a again: …`. */
function diagramOf(tasks: Readonly<Record<string, readonly string[]>>, arrows: readonly string[]): Diagram {
  const flows = arrows.map((arrow, at): Flow => {
    const [, from = '', to = '', again, text] = /^(\S+) -> (\S+)( again)?(?:: (.+))?$/.exec(arrow) ?? []
    return {
      id: `f${at}`,
      from,
      to,
      ...(text === 'else' && { otherwise: true }),
      ...(text && text !== 'else' && { condition: sure(parseCondition(text), 'a condition') }),
      ...(again && { back: { release: to, rounds: 3, keeps: [] } }),
    }
  })
  const names = new Set(flows.flatMap(({ from, to }) => [from, to]))
  const kinds = { s: 'start', e: 'end', x: 'exclusive', p: 'parallel' } as const
  const nodes = [...names].map((id): DiagramNode => {
    const outcomes = tasks[id]
    if (outcomes) return { id, kind: 'task', step: id, outcomes }
    const kind = Object.entries(kinds).find(([letter]) => letter === id.charAt(0))?.[1]
    return { id, kind: kind ?? 'end' }
  })
  return { nodes, flows }
}

const none: readonly string[] = []
const yesNo = ['yes', 'no']
const tasks = { a: none, b: none, c: none, d: yesNo, g: yesNo }

const orders: readonly (readonly [claim: string, arrows: readonly string[], steps: readonly string[]])[] = [
  ['steps in a row wait for each other', ['s -> a', 'a -> b', 'b -> e'], ['a', 'b after a']],
  [
    'a default is what the other conditions leave',
    ['s -> d', 'd -> x', 'x -> a: d.outcome == yes', 'x -> b: else', 'a -> e1', 'b -> e2'],
    ['d', 'a after d when d.outcome == yes', 'b after d when d.outcome == no'],
  ],
  [
    'where branches of a choice meet, all of them are waited for, taken or skipped',
    ['s -> d', 'd -> x', 'x -> a: d.outcome == yes', 'x -> x2: else', 'a -> x2', 'x2 -> b', 'b -> e'],
    ['d', 'a after d when d.outcome == yes', 'b after d,a'],
  ],
  [
    'branches side by side are joined by waiting for all',
    ['s -> p', 'p -> a', 'p -> b', 'a -> p2', 'b -> p2', 'p2 -> c', 'c -> e'],
    ['a', 'b', 'c after a,b'],
  ],
  [
    'a task with two flows leaving it forks',
    ['s -> a', 'a -> b', 'a -> c', 'b -> e1', 'c -> e2'],
    ['a', 'b after a', 'c after a'],
  ],
  [
    'choices behind choices come together',
    [
      ...['s -> d', 'd -> x', 'x -> g: d.outcome == yes', 'x -> e1: else', 'g -> x2'],
      ...['x2 -> a: g.outcome == no', 'x2 -> e2: else', 'a -> e3'],
    ],
    ['d', 'g after d when d.outcome == yes', 'a after g when g.outcome == no'],
  ],
  [
    'a loop leaves the way out',
    ['s -> x', 'x -> a', 'a -> d', 'd -> x2', 'x2 -> x again: d.outcome == no', 'x2 -> b: else', 'b -> e'],
    ['a', 'd after a', 'b after d'],
  ],
]

for (const [claim, arrows, expected] of orders) {
  test(claim, () => {
    const { steps } = sure(orderingOf(diagramOf(tasks, arrows)), claim)
    const said = steps.map(({ id, after, when }) => {
      const waits = after.length > 0 ? ` after ${after.join()}` : ''
      return `${id}${waits}${when ? ` when ${conditionText(when)}` : ''}`
    })
    assert.deepEqual(said.toSorted(), expected.toSorted())
  })
}

test('all steps of a loop are on the way from its first to its last', () => {
  const closed = [
    ...['s -> x', 'x -> d', 'd -> x1', 'x1 -> a: d.outcome == yes', 'x1 -> g: else', 'a -> x3', 'g -> x3'],
    ...['x3 -> x again: g.outcome == no', 'x3 -> e: else'],
  ]
  const { steps } = sure(orderingOf(diagramOf(tasks, closed)), 'a closed loop')
  assert.deepEqual(steps.find(({ id }) => id === 'g')?.after, ['d', 'a'])
})

test('a loop is told by its first and last step', () => {
  const arrows = ['s -> x', 'x -> a', 'a -> d', 'd -> x2', 'x2 -> x again: d.outcome == no', 'x2 -> e: else']
  const { loops } = sure(orderingOf(diagramOf(tasks, arrows)), 'a loop')
  const told = loops.map(({ from, to, when }) => [from, to, conditionText(when)])
  assert.deepEqual(told, [['d', 'a', 'd.outcome == no']])
})

const refusals: readonly (readonly [claim: string, arrows: readonly string[], fault: string])[] = [
  ['a diagram needs a start', ['a -> e'], 'start-missing , no-way-in a'],
  ['a diagram has one start', ['s -> a', 's2 -> a', 'a -> e'], 'starts-several s'],
  ['a flow ends at an end', ['s -> a', 'a -> b'], 'no-way-on b'],
  ['an end is an end', ['s -> a', 'a -> e', 'e -> b', 'b -> e1'], 'flow-astray f2'],
  ['every node is reached', ['s -> a', 'a -> e', 'b -> e'], 'no-way-in b'],
  [
    'a parallel join of exclusive branches would wait for ever',
    ['s -> d', 'd -> x', 'x -> a: d.outcome == yes', 'x -> b: else', 'a -> p', 'b -> p', 'p -> e'],
    'join-deadlock p',
  ],
  [
    'an exclusive join of parallel branches would pass two tokens',
    ['s -> p', 'p -> a', 'p -> b', 'a -> x', 'b -> x', 'x -> c', 'c -> e'],
    'double-token x',
  ],
  [
    'a task that two branches reach at once would be taken twice',
    ['s -> p', 'p -> a', 'p -> b', 'a -> c', 'b -> c', 'c -> e'],
    'double-token c',
  ],
  [
    'conditions of one choice exclude one another',
    ['s -> d', 'd -> x', 'x -> a: d.outcome == yes', 'x -> b: d.outcome != no', 'a -> e', 'b -> e'],
    'conditions-overlap x, conditions-open x',
  ],
  [
    'a choice has a way for every outcome',
    ['s -> d', 'd -> x', 'x -> a: d.outcome == yes', 'x -> b: d.outcome == maybe', 'a -> e', 'b -> e'],
    'condition-unknown f3',
  ],
  [
    'a way of a choice has a condition',
    ['s -> d', 'd -> x', 'x -> a', 'x -> b: else', 'a -> e', 'b -> e'],
    'condition-missing f2',
  ],
  ['only gateways choose', ['s -> d', 'd -> a: d.outcome == yes', 'a -> e'], 'condition-astray f1'],
  [
    'what can never be is not reached',
    [
      ...['s -> d', 'd -> x', 'x -> x2: d.outcome == yes', 'x -> e1: else'],
      ...['x2 -> a: d.outcome == no', 'x2 -> e2: else', 'a -> e3'],
    ],
    'never-reached a',
  ],
  [
    'a choice does not ask for what may still run',
    [
      's -> p',
      'p -> d',
      'p -> a',
      'a -> x',
      'x -> b: d.outcome == yes',
      'x -> e1: else',
      'b -> e2',
      'd -> e3',
    ],
    'condition-too-early f4',
  ],
  [
    'a step does not wait for what the diagram does not wait for',
    [
      ...['s -> d', 'd -> p', 'p -> x1', 'x1 -> a: d.outcome == yes', 'x1 -> e1: else', 'p -> c', 'c -> x2'],
      ...['x2 -> b: d.outcome == no', 'x2 -> e2: else', 'a -> x3', 'b -> x3', 'x3 -> g', 'g -> e3'],
    ],
    'would-wait g',
  ],
  [
    'a circle without release is named by its nodes',
    ['s -> x', 'x -> a', 'a -> d', 'd -> x2', 'x2 -> x: d.outcome == no', 'x2 -> e: else'],
    'loop-unreleased a',
  ],
  [
    'a loop has a way out',
    ['s -> x', 'x -> d', 'd -> x2', 'x2 -> x again: d.outcome == no', 'x2 -> x again: d.outcome == yes'],
    'loop-endless f3, loop-endless f4',
  ],
  [
    'nothing leaves a loop but at its end',
    [
      ...['s -> x', 'x -> a', 'a -> p', 'p -> b', 'p -> d', 'd -> x2', 'b -> e1'],
      ...['x2 -> x again: d.outcome == no', 'x2 -> e: else'],
    ],
    'loop-open f7',
  ],
  [
    'a loop begins with one step',
    [
      ...['s -> x', 'x -> p', 'p -> a', 'p -> b', 'a -> p2', 'b -> p2', 'p2 -> d', 'd -> x2'],
      ...['x2 -> x again: d.outcome == no', 'x2 -> e: else'],
    ],
    'loop-astray f8',
  ],
]

for (const [claim, arrows, expected] of refusals) {
  test(claim, () => {
    const ordering = orderingOf(diagramOf(tasks, arrows))
    assert.ok(!ordering.ok)
    assert.equal(ordering.fault.map(({ kind, at }) => `${kind} ${at}`).join(', '), expected)
  })
}

/** Changes to a diagram, as somebody's slip of the hand would make them. */
const slips = fc.array(fc.tuple(fc.constantFrom('kind', 'from', 'to', 'condition'), fc.nat(), fc.nat()), {
  maxLength: 2,
})

function slipped(
  { nodes, flows }: Diagram,
  [what, first, second]: readonly [string, number, number],
): Diagram {
  const at = first % flows.length
  const other = nodes[second % nodes.length]?.id ?? ''
  const gateways = nodes.filter(({ kind }) => kind === 'exclusive' || kind === 'parallel')
  if (what === 'kind') {
    const changed = gateways[first % Math.max(gateways.length, 1)]
    const kind = changed?.kind === 'parallel' ? 'exclusive' : 'parallel'
    return { flows, nodes: nodes.map((node) => (node === changed ? { id: node.id, kind } : node)) }
  }
  if (what === 'condition') {
    const conditions = flows.flatMap(({ condition }) => condition ?? [])
    const condition = conditions[second % Math.max(conditions.length, 1)]
    return {
      nodes,
      flows: flows.map((flow, place) => (place === at && condition ? { ...flow, condition } : flow)),
    }
  }
  return { nodes, flows: flows.map((flow, place) => (place === at ? { ...flow, [what]: other } : flow)) }
}

test('what a diagram is taken for opens the same steps at the same time as its tokens do', () => {
  let played = 0
  const property = fc.property(
    procedureTexts({ max: 7, tied: false }),
    slips,
    fc.infiniteStream(fc.nat()),
    (text, changes, chances) => {
      const parsed = parseProcedure(text)
      fc.pre(parsed.ok)
      const course = courseOf(sure(parsed, 'a sound text').procedure)
      const diagram = changes.reduce(slipped, drawDiagram({ ...course, loops: [] }))
      const ordering = orderingOf(diagram)
      fc.pre(ordering.ok)
      const { steps } = sure(ordering, 'an ordering')
      const choose: Choose = (below) => (chances.next().value ?? 0) % below
      for (let times = 0; times < 8; times++) playBoth(diagram, steps, choose)
      if (changes.length > 0) played++
    },
  )
  fc.assert(property, { numRuns: 400, maxSkipsPerRun: 1000 })
  assert.ok(played > 50, `${played} changed diagrams were played`)
})
