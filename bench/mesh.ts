import { day, hour, minute, second } from '#clock'
import { certain } from '#fault'
import {
  buildMesh,
  changeMesh,
  disjointPaths,
  explainMesh,
  impactOf,
  type Mesh,
  type MeshAgreement,
  type MeshQuestion,
  type MeshUnit,
  planAgreements,
  searchMesh,
} from '#trust'
import { type Grade, grades } from '#x509'
import type { Figure, FigureResult } from './figure.ts'

export const figures: readonly Figure[] = [
  { name: 'mesh.search', run: measureSearch },
  { name: 'mesh.questions', run: measureQuestions },
  { name: 'mesh.join', run: measureJoin },
  { name: 'mesh.memory', run: measureMemory },
]

const seed = 20261122
const at = Date.UTC(2026, 10, 22, 12)
const agreementsPerUnit = 6
const warmUpQuestions = 2000
const questionCount = 5000

/** A generator of numbers from 0 up to 1 (mulberry32): the same mesh in every run. */
function chance(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of the values, each as likely as the number before it. */
function weighed<T>(draw: () => number, ...choices: readonly (readonly [number, T])[]): T {
  let left = draw() * choices.reduce((sum, [weight]) => sum + weight, 0)
  const choice = choices.find(([weight]) => {
    left -= weight
    return left < 0
  })
  return certain(choice ?? choices.at(-1), 'a choice')[1]
}

/** How the bounds of agreements are drawn. */
type Bounds = 'random' | 'open'

interface Drawn {
  readonly units: readonly MeshUnit[]
  readonly agreements: readonly MeshAgreement[]
}

const provinceOf = (unit: number): string => `p${unit % 40}.gov`
const domainOf = (unit: number): string => `u${unit}.${provinceOf(unit)}`

function drawMesh(count: number, bounds: Bounds): Drawn {
  const draw = chance(seed)
  const units = Array.from({ length: count }, (_, unit): MeshUnit => {
    return { name: `unit-${unit}`, domain: domainOf(unit), statusAsOf: at - Math.floor(draw() * 12 * hour) }
  })
  const agreements = Array.from({ length: count * agreementsPerUnit }, (_, number) => {
    const from = Math.floor(draw() * count)
    const to = (from + 1 + Math.floor(draw() * (count - 1))) % count
    return drawAgreement(draw, number, [from, to], bounds)
  })
  return { units, agreements }
}

function drawAgreement(
  draw: () => number,
  number: number,
  [from, to]: readonly [number, number],
  bounds: Bounds,
): MeshAgreement {
  const ends = { id: `${number}`, from: `unit-${from}`, to: `unit-${to}` }
  if (bounds === 'open') {
    const times = { notBefore: at - day, notAfter: at + day, statusAgeMaxSeconds: (30 * day) / second }
    return { ...ends, grades, purposes: ['client', 'server'], hops: 255, names: ['gov'], ...times }
  }
  const highest = weighed<Grade>(
    draw,
    [1, 'test'],
    [1, 'rudimentary'],
    [3, 'basic'],
    [4, 'medium'],
    [2, 'high'],
  )
  return {
    ...ends,
    grades: highest === 'test' ? ['test'] : grades.slice(1, grades.indexOf(highest) + 1),
    purposes: weighed(draw, [1, ['client']], [1, ['server']], [3, ['client', 'server']]),
    hops: weighed(draw, [3, 0], [3, 1], [2, 2], [1, 3], [1, 4], [1, 16]),
    names: weighed(draw, [4, [domainOf(to)]], [3, [provinceOf(to)]], [3, ['gov']]),
    notBefore: at - Math.floor(draw() * 300 * day),
    notAfter: at - 20 * day + Math.floor(draw() * 400 * day),
    statusAgeMaxSeconds: weighed(draw, [1, hour], [2, 6 * hour], [3, day], [3, 7 * day]) / second,
  }
}

/** Half are between any two units, half between units at the ends of a walk that turned out to be usable. */
function drawQuestions({ units, agreements }: Drawn, bounds: Bounds, mesh: Mesh): readonly MeshQuestion[] {
  const draw = chance(seed + 1)
  const anyOf = <T>(all: readonly T[]): T => certain(all[Math.floor(draw() * all.length)], 'one of them')
  const byUnit = Map.groupBy(agreements, ({ from }) => from)
  const between = (from: string, to: string): MeshQuestion => {
    const grade = bounds === 'open' ? 'medium' : anyOf(['rudimentary', 'basic', 'medium', 'high'] as const)
    return { from, to, grade, purpose: draw() < 0.5 ? 'client' : 'server', at }
  }
  const walked = (): MeshQuestion => {
    for (;;) {
      const from = anyOf(units).name
      let to = from
      for (let steps = 1 + Math.floor(draw() * 4); steps > 0; steps--) {
        to = anyOf(byUnit.get(to) ?? agreements).to
      }
      const question = between(from, to)
      if (from !== to && searchMesh(mesh, question).answer === 'found') return question
    }
  }
  return Array.from({ length: warmUpQuestions + questionCount }, (_, number) =>
    number % 2 === 0 ? between(anyOf(units).name, anyOf(units).name) : walked(),
  )
}

interface Timed {
  readonly p99: number
  readonly median: number
  readonly worst: number
  readonly found: number
  /** The share of paths that have more than one agreement. */
  readonly long: number
  readonly p99None: number
}

function timeSearch(count: number, bounds: Bounds): Timed {
  const { mesh, questions } = prepared(count, bounds)
  for (const question of questions.slice(0, warmUpQuestions)) searchMesh(mesh, question)
  const all: number[] = []
  const none: number[] = []
  let long = 0
  for (const question of questions.slice(warmUpQuestions)) {
    const begin = performance.now()
    const answer = searchMesh(mesh, question)
    const took = performance.now() - begin
    all.push(took)
    if (answer.answer === 'unknown') throw new Error('bug: a budget was spent')
    if (answer.answer === 'none') none.push(took)
    else if (answer.agreements.length > 1) long++
  }
  return {
    p99: rank(all, 0.99),
    median: rank(all, 0.5),
    worst: Math.max(...all),
    found: 1 - none.length / all.length,
    long: long / (all.length - none.length),
    p99None: rank(none, 0.99),
  }
}

/** Keeps nothing of what the mesh was made of. */
function prepared(count: number, bounds: Bounds) {
  const drawn = drawMesh(count, bounds)
  const mesh = buildMesh(drawn.units, drawn.agreements)
  return { mesh, questions: drawQuestions(drawn, bounds, mesh) }
}

function rank(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0
}

const inMilliseconds = (value: number): string => value.toPrecision(2)

async function measureSearch(): Promise<readonly FigureResult[]> {
  return [searchResult('mesh.search.500', 500, 1), searchResult('mesh.search.50000', 50_000, 5)]
}

function searchResult(figure: string, count: number, goal: number): FigureResult {
  const { p99, median, worst, found, long, p99None } = timeSearch(count, 'random')
  const open = timeSearch(count, 'open')
  return {
    figure,
    value: Number(inMilliseconds(p99)),
    unit: 'ms',
    goal: `<= ${goal}`,
    met: p99 <= goal,
    conditions:
      `p99 of ${questionCount} questions after ${warmUpQuestions} to warm up, ${count} units, ` +
      `${count * agreementsPerUnit} agreements between units drawn evenly, seed ${seed}; median ` +
      `${inMilliseconds(median)} ms, longest ${inMilliseconds(worst)} ms; ` +
      `${Math.round(found * 100)} % found, p99 of those without a path ${inMilliseconds(p99None)} ms; ` +
      'half of the pairs drawn evenly, half the ends of walks of 1 to 4 agreements that have a path; ' +
      `${Math.round(long * 100)} % of the paths have more than one agreement; ` +
      'bounds drawn: highest grade test 9 %, rudimentary 9 %, basic 27 %, medium 36 %, high 18 %; ' +
      'one purpose 40 %, both 60 %; hops 0 27 %, 1 27 %, 2 18 %, 3, 4 and 16 9 % each; names the unit ' +
      '40 %, its province 30 %, all 30 %; status age 1 h 11 %, 6 h 22 %, 1 d 33 %, 7 d 33 % over ' +
      'statuses of 0 to 12 h; 5 % expired; signatures are not checked here. With every bound ' +
      `wide open instead (hops 255, all names): p99 ${inMilliseconds(open.p99)} ms, median ` +
      `${inMilliseconds(open.median)} ms, longest ${inMilliseconds(open.worst)} ms, ` +
      `${Math.round(open.found * 100)} % found`,
  }
}

/** What a person who asks waits for without noticing. */
const unnoticedMilliseconds = 100

/** The questions with reasons, which people ask and not every connection. */
async function measureQuestions(): Promise<readonly FigureResult[]> {
  const count = 500
  const { mesh, questions } = prepared(count, 'random')
  const asked = questions.slice(0, 300)
  const kinds: readonly (readonly [string, (question: MeshQuestion) => { readonly answer: string }])[] = [
    ['explain', (question) => explainMesh(mesh, question)],
    ['disjoint', (question) => disjointPaths(mesh, question, 2)],
    ['plan', (question) => planAgreements(mesh, question)],
    ['impact', ({ from, to: unit }) => impactOf(mesh, { from, removal: { unit }, at })],
  ]
  return kinds.map(([kind, ask]) => {
    for (const question of asked) ask(question)
    const answers = new Map<string, number>()
    const times = asked.map((question) => {
      const begin = performance.now()
      const { answer } = ask(question)
      const took = performance.now() - begin
      answers.set(answer, (answers.get(answer) ?? 0) + 1)
      return took
    })
    const p99 = rank(times, 0.99)
    const counted = Array.from(answers, ([answer, times]) => `${answer} ${times}`).join(', ')
    return {
      figure: `mesh.questions.${kind}`,
      value: Number(inMilliseconds(p99)),
      unit: 'ms',
      goal: `<= ${unnoticedMilliseconds}`,
      met: p99 <= unnoticedMilliseconds,
      conditions:
        `p99 of ${asked.length} questions over ${count} units and ${count * agreementsPerUnit} agreements, ` +
        'drawn as for mesh.search, after as many to warm up; median ' +
        `${inMilliseconds(rank(times, 0.5))} ms, longest ${inMilliseconds(Math.max(...times))} ms; ` +
        `answers: ${counted}`,
    }
  })
}

const joins = 2000
const ownAgreements = 5

/** Joining: one new unit, five agreements it signs, with the mesh as it is after each unit before it. */
async function measureJoin(): Promise<FigureResult> {
  const sizes = [100, 1000] as const
  for (const size of sizes) timeJoins(size)
  const [small, large] = sizes.map(timeJoins) as [number, number]
  return {
    figure: 'mesh.join',
    value: Number((large / small).toFixed(2)),
    unit: 'ratio',
    goal: '<= 1.5',
    met: large / small <= 1.5,
    conditions:
      `median time of a unit with ${ownAgreements} agreements joining a mesh of 1000 units against one of ` +
      `100, ${agreementsPerUnit} agreements per unit, seed ${seed}: ${micro(large)} and ${micro(small)} ` +
      `µs; ${joins} each`,
  }
}

const micro = (milliseconds: number): string => (milliseconds * 1000).toPrecision(2)

function timeJoins(count: number): number {
  const drawn = drawMesh(count, 'random')
  const mesh = buildMesh(drawn.units, drawn.agreements)
  const draw = chance(seed + 2)
  const times = Array.from({ length: joins }, (_, number) => {
    const units = [{ name: `new-${number}`, domain: `new-${number}.gov`, statusAsOf: at - minute }]
    const agreed = Array.from({ length: ownAgreements }, (_, own) => {
      const to = Math.floor(draw() * count)
      return { ...drawAgreement(draw, own, [0, to], 'random'), from: `new-${number}` }
    })
    const begin = performance.now()
    changeMesh(mesh, { units, agreed })
    return performance.now() - begin
  })
  return rank(times, 0.5)
}

/** The heap and the buffers that a mesh keeps, its names included. */
async function measureMemory(): Promise<FigureResult> {
  const count = 50_000
  const before = memory()
  const { mesh } = prepared(count, 'random')
  const bytes = (memory() - before) / count
  if (mesh.domains.length !== count) throw new Error('bug: units are missing')
  return {
    figure: 'mesh.memory',
    value: Math.round(bytes),
    unit: 'bytes/unit',
    goal: '<= 2,000',
    met: bytes <= 2000,
    conditions:
      `heap and buffers after garbage collection, ${count} units with ${agreementsPerUnit} agreements ` +
      `each, names and ids included, seed ${seed}`,
  }
}

function memory(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
