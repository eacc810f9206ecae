import { certain, sure } from '#fault'
import type { Case, Executor } from './case.ts'
import type { Procedure, Run, StepType } from './procedure.ts'
import { startsLoop } from './round.ts'
import { type Happening, openCase, transition } from './transition.ts'
import { comparisonsOf } from './when.ts'

/** Four decisions of four outcomes each. Beyond it a plan is made as if every step were taken. */
const runsMax = 256

/**
 * What a text may cost, whoever wrote it: whenever a step is taken or completed all steps and ties are looked
 * at. 256 runs of 16 steps with two ties each are half of it.
 */
const looksMax = 800_000

const somebody: Executor = { kind: 'node', id: 'somebody', key: '' }
const moment = { index: 0, time: 0 }

/** The ways through the procedure from its beginning; `undefined` when there are too many to look at. */
export function waysThrough(procedure: Procedure): readonly Run[] | undefined {
  return waysFrom(procedure, openCase(procedure, { id: '0', digest: '', opener: somebody, data: {} }, moment))
}

/**
 * Goes on with a case in every way that outcomes, and the choice between steps that exclude each other, can
 * take it; no loop is run again. `undefined` when there are too many ways to look at.
 */
export function waysFrom(procedure: Procedure, start: Case): readonly Run[] | undefined {
  const decisive = new Set(
    procedure.steps.flatMap(({ when }) => (when ? comparisonsOf(when) : [])).map(({ step }) => step),
  )
  const runs = new Map<string, Run>()
  const ahead = [resumed(procedure, start)]
  const looks = procedure.steps.reduce((sum, type) => sum + 1 + tiesOf(type), 0)
  let looked = 0
  for (let of = ahead.pop(); of; of = ahead.pop()) {
    const next = of.state === 'open' ? nextTurns(procedure, of, decisive) : []
    if (next.length === 0) {
      const run = runOf(procedure, of, decisive)
      runs.set(JSON.stringify(run), run)
    }
    for (const { place, happening } of next) {
      ahead.push(sure(transition(procedure, of, place, happening, moment), happening.kind))
      looked += looks
    }
    if (runs.size > runsMax || ahead.length > runsMax || looked > looksMax) return undefined
  }
  return [...runs.values()]
}

function tiesOf({ after, requires, excludes, together, triggeredBy, awaits }: StepType): number {
  return [after, requires, excludes, together, triggeredBy, awaits].flat().length
}

/** What executors and supervisors stopped goes on some time. */
function resumed(procedure: Procedure, start: Case): Case {
  let of = start
  for (const [place, { holds = [] }] of start.steps.entries()) {
    for (const by of holds) {
      if (by === 'waiting') continue
      of = sure(transition(procedure, of, place, { kind: 'resume', by }, moment), 'going on')
    }
  }
  return of
}

interface Turn {
  readonly place: number
  readonly happening: Happening
}

/**
 * A step that somebody holds is completed, in each way that tells; else one that is open is taken, whichever,
 * as long as that rules out nothing; else each of them in turn.
 */
function nextTurns(procedure: Procedure, of: Case, decisive: ReadonlySet<string>): readonly Turn[] {
  const [held] = placesOf(of, ({ state }) => state === 'valid')
  if (held !== undefined) return completions(procedure, of, held, decisive)
  const open = placesOf(of, ({ state }) => state === 'invoked')
  const free = open.find((place) => isFree(procedure, of, place))
  const taken = free === undefined ? open : [free]
  return taken.map((place) => ({ place, happening: { kind: 'claim', executor: somebody } }))
}

/** Whether nothing that can still be taken excludes the step, or one it is held together with. */
function isFree({ steps }: Procedure, of: Case, place: number): boolean {
  const stateOf = (id: string) => of.steps[steps.findIndex((step) => step.id === id)]?.state
  const { id, together } = certain(steps[place], 'a step')
  const bound = steps.filter((step) => step.id === id || together.includes(step.id))
  return bound.every(({ excludes }) => excludes.every((other) => stateOf(other) === 'invalid'))
}

function completions(
  procedure: Procedure,
  of: Case,
  place: number,
  decisive: ReadonlySet<string>,
): readonly Turn[] {
  const { id = '', outcomes = [] } = procedure.steps[place] ?? {}
  if (outcomes.length === 0) return [{ place, happening: { kind: 'complete' } }]
  const onward = outcomes.filter((outcome) => !startsLoop(procedure, of, place, outcome))
  const told = decisive.has(id) ? onward : onward.slice(0, 1)
  return told.map((outcome) => ({ place, happening: { kind: 'complete', outcome } }))
}

function runOf({ steps }: Procedure, of: Case, decisive: ReadonlySet<string>): Run {
  const outcomes = steps.flatMap(({ id }, place) => {
    const outcome = decisive.has(id) ? of.steps[place]?.outcome : undefined
    return outcome === undefined ? [] : [[id, outcome] as const]
  })
  return {
    steps: placesOf(of, ({ executor }) => executor !== undefined),
    outcomes: Object.fromEntries(outcomes),
  }
}

function placesOf(of: Case, wanted: (step: Case['steps'][number]) => boolean): readonly number[] {
  return of.steps.flatMap((step, place) => (wanted(step) ? [place] : []))
}
