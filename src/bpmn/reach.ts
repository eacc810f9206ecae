import type { Condition } from '#task'
import type { Back, OrderedStep } from './diagram.ts'
import { always, type Fn, Functions, never } from './functions.ts'
import { functionOf, type TaskNode, type Tokens } from './tokens.ts'

/** What is to be drawn: a procedure's steps and loops, as far as they say what comes when. */
export interface Course {
  readonly steps: readonly OrderedStep[]
  readonly loops: readonly CourseLoop[]
}

export interface CourseLoop extends Back {
  readonly from: string
  readonly to: string
  readonly when: Condition
}

/** In which cases each step of a course is taken. */
export interface Reach extends Pick<Tokens, 'functions' | 'order' | 'taken' | 'care'> {
  readonly steps: readonly OrderedStep[]
  /** All steps before each. */
  readonly before: ReadonlyMap<string, ReadonlySet<string>>
}

/** Finds when the steps of a sound procedure are taken. */
export function reachOf({ steps, loops }: Course): Reach {
  const ordered = inOrder(steps)
  const order = ordered.map(({ id, outcomes }): TaskNode => ({ id, kind: 'task', step: id, outcomes }))
  const functions = new Functions(order.map(({ outcomes }) => outcomes.length))
  const taken = new Map<string, Fn>()
  const before = new Map<string, ReadonlySet<string>>()
  const reach = { functions, order, taken, before, steps: ordered, care: always }
  for (const { id, after, when } of ordered) {
    const reached = someTaken(reach, after)
    taken.set(id, when ? functions.and(reached, fnOf(reach, when)) : reached)
    before.set(id, new Set(after.flatMap((one) => [one, ...(before.get(one) ?? [])])))
  }
  const back = loops.map(({ from, when }) => functions.and(taken.get(from) ?? never, fnOf(reach, when)))
  return { ...reach, care: functions.minus(always, functions.any(back)) }
}

/** When one of the steps at least is taken; always, when there are none. */
export function someTaken(
  { functions, taken }: Pick<Reach, 'functions' | 'taken'>,
  steps: readonly string[],
): Fn {
  return steps.length === 0 ? always : functions.any(steps.map((step) => taken.get(step) ?? never))
}

/** The function of a condition; never, where it asks for what is not there. */
export function fnOf(reach: Pick<Reach, 'functions' | 'order' | 'taken'>, condition: Condition): Fn {
  const fn = functionOf(reach, condition)
  return typeof fn === 'number' ? fn : never
}

function inOrder(steps: readonly OrderedStep[]): readonly OrderedStep[] {
  const done = new Map<string, OrderedStep>()
  const byId = new Map(steps.map((step) => [step.id, step]))
  const place = (step: OrderedStep): void => {
    if (done.has(step.id)) return
    for (const id of step.after) {
      const earlier = byId.get(id)
      if (earlier) place(earlier)
    }
    done.set(step.id, step)
  }
  for (const step of steps) place(step)
  return [...done.values()]
}
