import { certain, sure } from '#fault'
import { type Case, type Executor, isDone } from './case.ts'
import type { Procedure } from './procedure.ts'
import { openCase, transition } from './transition.ts'
import { comparisonsOf } from './when.ts'

/** Four decisions of four outcomes each. Beyond it a plan is made as if every step were taken. */
const runsMax = 256

/** A step is claimed and completed in each run: what a text may cost, whoever wrote it. */
const turnsMax = 4_096

const somebody: Executor = { kind: 'node', id: 'somebody', key: '' }
const moment = { index: 0, time: 0 }

/**
 * Runs the procedure in every way that outcomes, and the choice between steps that exclude each other, can
 * take it; loops are run once. Every set of steps, by place, that are taken in one running; `undefined` when
 * there are too many ways to look at.
 */
export function waysThrough(procedure: Procedure): readonly (readonly number[])[] | undefined {
  const plain: Procedure = { ...procedure, loops: [] }
  const decisive = new Set(
    plain.steps.flatMap(({ when }) => (when ? comparisonsOf(when) : [])).map(({ step }) => step),
  )
  const sets = new Map<string, readonly number[]>()
  const ahead = [openCase(plain, { id: '0', digest: '', opener: somebody, data: {} }, moment)]
  let turns = 0
  for (let of = ahead.pop(); of; of = ahead.pop()) {
    const next = nextSteps(plain, of)
    if (next.length === 0) {
      const taken = placesOf(of, isDone)
      sets.set(taken.join(), taken)
    }
    for (const place of next) {
      const { id, outcomes } = certain(plain.steps[place], 'a step')
      const told = decisive.has(id) ? outcomes : outcomes.slice(0, 1)
      for (const outcome of told.length > 0 ? told : [undefined]) ahead.push(taken(plain, of, place, outcome))
    }
    turns += next.length
    if (sets.size > runsMax || ahead.length > runsMax || turns > turnsMax) return undefined
  }
  return [...sets.values()]
}

/** One step that is open, whichever, as long as taking it rules out nothing; else each of them in turn. */
function nextSteps(procedure: Procedure, of: Case): readonly number[] {
  const open = placesOf(of, ({ state }) => state === 'invoked')
  const free = open.find((place) =>
    procedure.steps[place]?.excludes.every((id) => {
      const other = procedure.steps.findIndex((step) => step.id === id)
      return of.steps[other]?.state === 'invalid'
    }),
  )
  return free === undefined ? open : [free]
}

function taken(procedure: Procedure, of: Case, place: number, outcome: string | undefined): Case {
  const held = sure(
    transition(procedure, of, place, { kind: 'claim', executor: somebody }, moment),
    'a claim',
  )
  const done = { kind: 'complete', ...(outcome !== undefined && { outcome }) } as const
  return held.steps[place]?.state === 'invalid'
    ? held
    : sure(transition(procedure, held, place, done, moment), 'a completion')
}

function placesOf(of: Case, wanted: (step: Case['steps'][number]) => boolean): readonly number[] {
  return of.steps.flatMap((step, place) => (wanted(step) ? [place] : []))
}
