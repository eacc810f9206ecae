import { certain } from '#fault'
import { findPlan, type PlanAnswer } from '#task'
import type { Figure, FigureResult } from './figure.ts'
import { randomProblem, type Size } from './plan/instance.ts'

const stepCounts = [5, 10, 16, 24]
const staffCounts = [20, 200, 2_000]
const problems = 250

/** Each problem is put so often and its fastest answer counts: the others were disturbed. */
const rounds = 3

/** An act waits for the answer; what takes long with more than 16 steps, the budget of nodes ends. */
const goals = { stepsMax: 16, milliseconds: 5, moreStepsMilliseconds: 50 } as const

export const figures: readonly Figure[] = [{ name: 'task.completability', run: measureCompletability }]

/** How long it takes to say whether the steps of a case can all be taken: with a plan, or with a conflict. */
async function measureCompletability(): Promise<readonly FigureResult[]> {
  const plain = stepCounts.flatMap((steps) => staffCounts.map((staff) => ({ steps, staff, pairs: 0 })))
  const tied = staffCounts.map((staff) => ({ steps: 16, staff, pairs: 4 }))
  for (let seed = 0; seed < problems; seed++)
    findPlan(randomProblem({ steps: 12, staff: 50, pairs: 1 }, seed))
  return [...plain, ...tied].map(measure)
}

function measure(size: Size): FigureResult {
  const { steps, staff, pairs } = size
  const taken: number[] = []
  const answers: PlanAnswer[] = []
  for (let seed = 0; seed < problems; seed++) {
    const problem = randomProblem(size, seed)
    let fastest = Number.POSITIVE_INFINITY
    for (let round = 0; round < rounds; round++) {
      const begin = performance.now()
      answers[seed] = findPlan(problem)
      fastest = Math.min(fastest, performance.now() - begin)
    }
    taken.push(fastest)
  }
  taken.sort((a, b) => a - b)
  const at = (share: number): number => {
    const value = certain(taken[Math.min(taken.length - 1, Math.floor(taken.length * share))], 'a time')
    return Math.round(value * 1000) / 1000
  }
  const goal = steps <= goals.stepsMax ? goals.milliseconds : goals.moreStepsMilliseconds
  const ofKind = pairs === 0 ? '' : `, ${pairs} rules about ranks, offices and units`
  return {
    figure: `task.completability.${pairs === 0 ? '' : 'ranks.'}${steps}.${staff}`,
    value: at(0.95),
    unit: 'ms',
    goal: `<= ${goal}`,
    met: at(0.95) <= goal,
    conditions:
      `95th percentile; p50 ${at(0.5)}, longest ${at(1)} ms; ${problems} random problems of ` +
      `${steps} steps, the fastest of ${rounds} times each; ${staff} people, of whom 1 to half are ` +
      'eligible for a step; 10 to 30 % of pairs by different people, up to ' +
      `${Math.floor(steps / 4)} rules each of at least and at most 3 people over 5 steps${ofKind}; ` +
      shares(answers),
  }
}

function shares(answers: readonly PlanAnswer[]): string {
  const share = (of: (answer: PlanAnswer) => boolean): string =>
    `${Math.round((answers.filter(of).length * 1000) / answers.length) / 10} %`
  return [
    `yes ${share(({ kind }) => kind === 'yes')}`,
    `of all ${share(({ kind, nodes }) => kind === 'yes' && nodes === 0)} without a search`,
    `no, with a conflict, ${share(({ kind }) => kind === 'no')}`,
    `of all ${share((answer) => answer.kind === 'no' && !answer.minimal)} not shown to be minimal`,
    `unknown ${share(({ kind }) => kind === 'unknown')}`,
    `at most ${Math.max(...answers.map(({ nodes }) => nodes))} nodes`,
  ].join(', ')
}
