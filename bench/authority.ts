import type { Instant } from '#clock'
import { certain } from '#fault'
import { findGrant } from '#procedure'
import type { State } from '#unit'
import { casbinOn } from './authority/casbin.ts'
import { cedarOn } from './authority/cedar.ts'
import { officeWith, stateOf } from './authority/office.ts'
import { type Question, questionsIn, type Way } from './authority/questions.ts'
import type { Figure, FigureResult } from './figure.ts'
import { type Contestant, rates, rounds, turnMilliseconds } from './trust/turns.ts'

const caseCount = 10_000
const caseCountGrown = 100_000

/** Of the rate with a tenth of the cases: a look-up is a level deeper, and waits for memory once more. */
const grownShareMin = 0.4

/** How many questions the engine answers between two looks at the clock. */
const atOnce = 256

export const figures: readonly Figure[] = [
  { name: 'authority.decision', run: measureRivals },
  { name: 'authority.growth', run: measureGrowth },
]

/** Decisions per second of the engine and of two policy engines, on the same rules and questions. */
async function measureRivals(): Promise<readonly FigureResult[]> {
  const office = officeWith(caseCount)
  const questions = questionsIn(office)
  const before = heapMegabytes()
  const { state, time } = stateOf(office)
  const withOurs = heapMegabytes()
  const cedar = cedarOn(office)
  const withCedar = heapMegabytes()
  const casbin = await casbinOn(office)
  const heap =
    `on the heap in MB: our state ${withOurs - before}, Cedar's entities ${withCedar - withOurs} ` +
    `(its policies are elsewhere), Casbin ${heapMegabytes() - withCedar} in all its ways`
  const ways = [...cedar, ...casbin]
  const found = await rates<string>({
    ours: agreeing(
      'the engine',
      { answers: oursOn(state, time), asked: questions.length, atOnce },
      questions,
    ),
    ...Object.fromEntries(ways.map((way) => [way.name, agreeing(way.rival, way, questions)])),
  })
  const value = certain(found['ours'], 'our rate')
  const allowedPercent = (
    (questions.filter(({ allowed }) => allowed).length * 100) /
    questions.length
  ).toFixed(1)
  return ways.map(({ name, rival, asked }) => {
    const rivalValue = certain(found[name], 'the rate of a rival')
    return {
      figure: `authority.decision.${name}`,
      value: Math.round(value),
      unit: 'decisions/s',
      goal: '>= 1 times',
      met: value >= rivalValue,
      conditions:
        `findGrant in one thread: ${office.people.length} people, ${caseCount} live cases of 100 ` +
        `procedures with ${office.rules.length} steps; ${questions.length} questions, ${allowedPercent} % ` +
        `of them allowed; the rival was asked the first ${asked} and answered each the same; best of ` +
        `${rounds} turns of ${turnMilliseconds} ms; ${heap}`,
      rival,
      rivalValue: Math.round(rivalValue),
      ratio: Number((value / rivalValue).toPrecision(3)),
    }
  })
}

/** The same by the engine alone, with ten times as many cases. */
async function measureGrowth(): Promise<FigureResult> {
  const [small, grown] = [oursWith(caseCount), oursWith(caseCountGrown)]
  const found = await rates({ small, grown })
  return {
    figure: 'authority.growth',
    value: Math.round(found.grown),
    unit: 'decisions/s',
    goal: `>= ${grownShareMin} times with a tenth of the cases`,
    met: found.grown >= grownShareMin * found.small,
    conditions:
      `findGrant in one thread, ${caseCountGrown} live cases; with ${caseCount} in the same run ` +
      `${Math.round(found.small)}; else as authority.decision`,
  }
}

function oursWith(cases: number): Contestant {
  const office = officeWith(cases)
  const questions = questionsIn(office)
  const { state, time } = stateOf(office)
  return agreeing('the engine', { answers: oursOn(state, time), asked: questions.length, atOnce }, questions)
}

function oursOn(state: State, time: Instant): Way['answers'] {
  return ({ person, permission, object }) =>
    findGrant(state, { person: person.id, key: person.key, permission, object, time }).ok
}

/** One who has answered every question he is going to be asked, each as it is to be answered. */
function agreeing(
  name: string,
  way: Pick<Way, 'answers' | 'asked' | 'atOnce'>,
  questions: readonly Question[],
): Contestant {
  const own = questions.slice(0, way.asked)
  const differs = own.find((question) => way.answers(question) !== question.allowed)
  if (differs) throw new Error(`bug: ${name} decides otherwise: ${JSON.stringify(differs)}`)
  return {
    answers: way.atOnce,
    run(number) {
      const from = (number * way.atOnce) % own.length
      return own
        .slice(from, from + way.atOnce)
        .every((question) => way.answers(question) === question.allowed)
    },
  }
}

function heapMegabytes(): number {
  globalThis.gc?.()
  return Math.round(process.memoryUsage().heapUsed / 1_000_000)
}
