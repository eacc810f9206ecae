import { certain } from '#fault'
import type { LiveCase, Office, Official } from './office.ts'

/** More than a processor's nearest cache holds the answers to. */
const questionCount = 1 << 15

const seed = 4

export interface Question {
  readonly person: Official
  readonly permission: string
  readonly object: string
  /** As the cases tell without any engine. */
  readonly allowed: boolean
}

/** A way in which a rival is asked. */
export interface Way {
  /** The last part of the figure's name. */
  readonly name: string
  /** Whom it is, and what it was given to decide by. */
  readonly rival: string
  answers(question: Question): boolean
  /** How many of the questions, the first ones: a slow one would take minutes for all. */
  readonly asked: number
  /** How many between two looks at the clock. */
  readonly atOnce: number
}

/**
 * Half of them by whoever holds the valid step of a case, for what it permits there; the others the same
 * but for one thing: who asks, for which permission, on which object, or under a step already completed.
 */
export function questionsIn(office: Office): readonly Question[] {
  const below = numbersFrom(seed)
  const pick = <T>(list: readonly T[]): T => certain(list[below(list.length)], 'one of a list')
  const known = new Map(office.cases.map((one) => [one.object, one]))
  const advanced = office.cases.filter(({ taken }) => taken.length > 1)
  const permissions = [...new Set(office.rules.flatMap(({ permits }) => permits))]
  const held = (one: LiveCase, { rule, by } = liveStep(one)): Omit<Question, 'allowed'> => {
    return { person: by, permission: pick(rule.permits), object: one.object }
  }
  const drawn = (): Omit<Question, 'allowed'> => {
    const one = pick(office.cases)
    switch (below(8)) {
      case 0:
        return { ...held(one), person: pick(office.people) }
      case 1:
        return { ...held(one), permission: pick(permissions) }
      case 2:
        return { ...held(one), object: pick(office.cases).object }
      case 3: {
        const later = pick(advanced)
        return held(later, pick(later.taken.slice(0, -1)))
      }
      default:
        return held(one)
    }
  }
  return Array.from({ length: questionCount }, () => {
    const { person, permission, object } = drawn()
    const { rule, by } = liveStep(certain(known.get(object), 'the case of an object'))
    const allowed = by.id === person.id && rule.permits.includes(permission)
    return { person, permission, object, allowed }
  })
}

/** The step that is valid now. */
export function liveStep({ taken }: LiveCase): LiveCase['taken'][number] {
  return certain(taken.at(-1), 'the step taken last')
}

/** Whole numbers from 0 to below an end that look drawn, at every run the same (a linear congruence). */
function numbersFrom(start: number): (end: number) => number {
  let last = start
  return (end) => {
    last = (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((last / 2 ** 32) * end)
  }
}
