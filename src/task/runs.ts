import { certain, sure } from '#fault'
import { type Case, type Executor, isDone, type Step } from './case.ts'
import { type Procedure, type StepType, stepPlace } from './procedure.ts'
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
  const looks = plain.steps.reduce((sum, type) => sum + 1 + tiesOf(type), 0)
  let looked = 0
  for (let of = ahead.pop(); of; of = ahead.pop()) {
    const next = turnsIn(plain, of, decisive)
    if (next.length === 0) {
      const taken = placesOf(of, isDone)
      sets.set(taken.join(), taken)
    }
    for (const { place, happening } of next) {
      ahead.push(sure(transition(plain, of, place, happening, moment), happening.kind))
      looked += looks
    }
    if (sets.size > runsMax || ahead.length > runsMax || looked > looksMax) return undefined
  }
  return [...sets.values()]
}

function tiesOf({ after, requires, excludes, together, triggeredBy, awaits }: StepType): number {
  return [after, requires, excludes, together, triggeredBy, awaits].flat().length
}

interface Turn {
  readonly place: number
  readonly happening: Happening
}

/**
 * What is done next: what is held is completed, with each outcome that anything hangs on, as soon as it waits
 * for no partner; else a step is taken, whichever, as long as that rules out nothing; else each in turn.
 */
function turnsIn(procedure: Procedure, of: Case, decisive: ReadonlySet<string>): readonly Turn[] {
  const [valid] = placesOf(of, ({ state }) => state === 'valid')
  if (valid !== undefined) {
    const { id, outcomes } = certain(procedure.steps[valid], 'a step')
    const told = decisive.has(id) ? outcomes : outcomes.slice(0, 1)
    return (told.length > 0 ? told : [undefined]).map((outcome) => {
      const happening = { kind: 'complete', ...(outcome !== undefined && { outcome }) } as const
      return { place: valid, happening }
    })
  }
  const open = placesOf(of, ({ state }) => state === 'invoked')
  const free = open.find((place) =>
    procedure.steps[place]?.excludes.every((id) => of.steps[stepPlace(procedure, id)]?.state === 'invalid'),
  )
  const claimed = free === undefined ? open : [free]
  return claimed.map((place) => ({ place, happening: { kind: 'claim', executor: somebody } }))
}

function placesOf(of: Case, wanted: (step: Step) => boolean): readonly number[] {
  return of.steps.flatMap((step, place) => (wanted(step) ? [place] : []))
}
