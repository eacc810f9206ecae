import assert from 'node:assert/strict'
import type { Condition } from '#task'
import { type Diagram, type Flow, type OrderedStep, waysOf } from './diagram.ts'

/** For tests: chooses a number below another. */
export type Choose = (below: number) => number

/**
 * For tests: works one case to its end, twice: tokens move through the diagram one by one as BPMN has it, and
 * steps open by `after` and `when` as the engine has it. After each step the same must be open in both, and
 * in the end no token may be left.
 */
export function playBoth(diagram: Diagram, steps: readonly OrderedStep[], choose: Choose): void {
  const done = new Map<string, string>()
  const game = new Game(diagram, done)
  for (;;) {
    const open = openSteps(steps, done)
    assert.deepEqual([...game.open].toSorted(), [...open].toSorted())
    const step = open[choose(Math.max(open.length, 1))]
    if (step === undefined) break
    const { outcomes } = steps.find(({ id }) => id === step) ?? { outcomes: [] }
    done.set(step, outcomes[choose(Math.max(outcomes.length, 1))] ?? '')
    game.complete(step)
  }
  assert.equal(game.tokens, 0, 'a token is left')
}

/** What the engine opens: all of `after` over, not all skipped, and wanted. */
function openSteps(steps: readonly OrderedStep[], done: ReadonlyMap<string, string>): readonly string[] {
  const skipped = new Set<string>()
  const open = new Set<string>()
  const isOver = (step: string): boolean => done.has(step) || skipped.has(step)
  for (let settled = false; !settled; ) {
    settled = true
    for (const { id, after, when } of steps) {
      if (isOver(id) || open.has(id) || !after.every(isOver)) continue
      const isSkipped = (after.length > 0 && after.every((step) => skipped.has(step))) || !holds(when, done)
      ;(isSkipped ? skipped : open).add(id)
      settled = false
    }
  }
  return [...open]
}

function holds(condition: Condition | undefined, done: ReadonlyMap<string, string>): boolean {
  if (!condition) return true
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => holds(part, done))
    case 'any':
      return condition.of.some((part) => holds(part, done))
    case 'is':
      return done.get(condition.step) === condition.outcome
    case 'is-not':
      return done.get(condition.step) !== condition.outcome
    default:
      return condition satisfies never
  }
}

/** The tokens of one running of a diagram. */
class Game {
  readonly open = new Set<string>()
  readonly #diagram: Diagram
  readonly #done: ReadonlyMap<string, string>
  readonly #waiting = new Map<string, number>()

  constructor(diagram: Diagram, done: ReadonlyMap<string, string>) {
    this.#diagram = diagram
    this.#done = done
    for (const { id, kind } of diagram.nodes) if (kind === 'start') this.#leave(id)
  }

  /** Tokens that wait at parallel gateways. */
  get tokens(): number {
    return [...this.#waiting.values()].reduce((sum, count) => sum + count, 0)
  }

  complete(step: string): void {
    assert.ok(this.open.delete(step), `${step} is not open`)
    const node = this.#diagram.nodes.find((one) => one.kind === 'task' && one.step === step)
    this.#leave(node?.id ?? '')
  }

  #leave(id: string): void {
    for (const flow of this.#from(id)) this.#pass(flow)
  }

  #pass({ id, to }: Flow): void {
    const node = this.#diagram.nodes.find((one) => one.id === to)
    if (node?.kind === 'task') {
      assert.ok(!this.open.has(node.step) && !this.#done.has(node.step), `two tokens for ${node.step}`)
      this.open.add(node.step)
    } else if (node?.kind === 'exclusive') this.#choose(to)
    else if (node?.kind === 'parallel') this.#join(to, id)
  }

  #choose(id: string): void {
    const flows = this.#from(id)
    const chosen = flows.filter(({ condition }) => condition && holds(condition, this.#done))
    const other = flows.length === 1 ? flows : flows.filter(({ otherwise }) => otherwise)
    const [flow, ...more] = chosen.length > 0 ? chosen : other
    assert.ok(flow && more.length === 0, `${chosen.length} ways at ${id}`)
    this.#pass(flow)
  }

  #join(id: string, arrived: string): void {
    this.#waiting.set(arrived, (this.#waiting.get(arrived) ?? 0) + 1)
    const arriving = waysOf(this.#diagram.nodes, this.#diagram.flows).to.get(id) ?? []
    if (!arriving.every((flow) => (this.#waiting.get(flow.id) ?? 0) > 0)) return
    for (const flow of arriving) this.#waiting.set(flow.id, (this.#waiting.get(flow.id) ?? 0) - 1)
    this.#leave(id)
  }

  #from(id: string): readonly Flow[] {
    return this.#diagram.flows.filter(({ from }) => from === id)
  }
}
