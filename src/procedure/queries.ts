import { z } from 'zod'
import { accept, certain, type Result, refuse } from '#fault'
import { numbersDown, numbersOf } from '#table'
import { type Actor, assigningAs, mayClaim, type Organisation, type Party, stepAt } from '#task'
import { defineQuery, read, type State } from '#unit'
import { caseView } from './case-view.ts'
import { dependenceQueries } from './dependence-queries.ts'
import type { ProcedureFault } from './fault.ts'
import { caseForm } from './form.ts'
import { lodgingQueries } from './lodging-queries.ts'
import { escalatedGroup, groupOf, partyKey, stepOf } from './marks.ts'
import { missingQueries } from './missing-queries.ts'
import { partyOf, waitingKeys } from './organisation.ts'
import { outlookOf } from './outlook.ts'
import { outlookQueries } from './outlook-queries.ts'
import { maySee } from './sight.ts'
import { caseOf, procedureSlice, type Running } from './state.ts'
import { textQueries } from './text-queries.ts'

/** A day's work on one page; who has more claims and completes some first, or asks for one by its number. */
const casesShownMax = 200

/**
 * Waiting steps looked at for those the reader may claim: an office's whole queue need not be on the page.
 */
const waitingLookedAtMax = 1_000

const cases = defineQuery({
  name: 'case.list',
  label: 'the open cases I opened, work in or could',
  path: '/cases',
  input: z.strictObject({}),
  access: { by: 'member', visitors: true },
  answer({ state, reader }) {
    const party = reader && partyOf(reader)
    if (!reader || !party) return accept({ cases: [], more: false })
    const outlook = outlookOf(state)
    const ids = casesOf(state, reader, party, outlook.staff.organisation)
    const shown = ids.slice(0, casesShownMax).flatMap((id) => {
      const running = caseOf(state, id)
      return running ? [caseView(running, reader, outlook)] : []
    })
    return accept({ cases: shown, more: ids.length > shown.length })
  },
})

const oneCase = defineQuery({
  name: 'case.show',
  label: 'one case',
  path: '/cases/:case',
  input: z.strictObject({ case: caseForm }),
  access: { by: 'member', visitors: true },
  answer({ state, reader, time }, { case: id }): Result<unknown, ProcedureFault> {
    const running = caseOf(state, id)
    const outlook = outlookOf(state)
    // Whether there is such a case is told to nobody who may not see it.
    if (!reader || !maySee(state, id, reader, outlook.staff.organisation, time))
      return refuse({ kind: 'not-yours', case: id })
    if (!running) return refuse({ kind: 'case-unknown', case: id })
    return accept(caseView(running, reader, outlook))
  },
})

/** Cases of which one page tells: what fits on a screen or two, at some 2 KB each. */
const endedShownMax = 50

/** A case that is over is shown to whoever opened it or had a part in it, as before. */
const endedCases = defineQuery({
  name: 'case.ended',
  label: 'the cases I opened or had a part in that are over, the latest first',
  path: '/cases-ended',
  input: z.strictObject({
    before: caseForm.optional().describe('the number of a case: only those opened before it'),
  }),
  access: { by: 'member', visitors: true },
  answer({ state, reader }, { before }) {
    const party = reader && partyOf(reader)
    if (!reader || !party) return accept({ cases: [] })
    const outlook = outlookOf(state)
    const { sets } = read(state, procedureSlice)
    const shown: object[] = []
    const first = before === undefined ? undefined : Number(before)
    let last = 0
    for (const number of numbersDown(sets, groupOf.ended(partyKey(party)), first)) {
      if (shown.length === endedShownMax) return accept({ cases: shown, next: String(last) })
      const running = certain(caseOf(state, String(number)), `case ${number}`)
      shown.push(caseView(running, reader, outlook))
      last = number
    }
    return accept({ cases: shown })
  },
})

export const procedureQueries = [
  ...textQueries,
  cases,
  oneCase,
  endedCases,
  ...outlookQueries,
  ...missingQueries,
  ...dependenceQueries,
  ...lodgingQueries,
] as const

/**
 * Open cases he opened, in which he holds a step or a part of one, or was told of an emergency; and those in
 * which a step waits to be taken or given out by him. Each once, in the order they were opened.
 */
function casesOf(state: State, reader: Actor, party: Party, organisation: Organisation): readonly string[] {
  const { sets } = read(state, procedureSlice)
  const found = new Set<number>()
  const own = partyKey(party)
  for (const group of [groupOf.opened(own), groupOf.told(own)]) {
    for (const number of numbersOf(sets, group)) found.add(number)
  }
  for (const number of numbersOf(sets, groupOf.held(own))) found.add(Number(stepOf(number).case))
  const keys = waitingKeys(state, party, reader.key)
  const waits = (running: Running, place: number): boolean => {
    const step = running.procedure.steps[place]
    return step !== undefined && mayClaim(running.procedure, running.of, step.id, reader, organisation).ok
  }
  const isToGiveOut = ({ procedure, of }: Running, place: number): boolean =>
    assigningAs(procedure, of, stepAt(procedure, of, place), reader, organisation) !== undefined
  const looks = [
    { groups: keys.map(groupOf.waits), wanted: waits },
    { groups: keys.map(groupOf.assigns), wanted: isToGiveOut },
    { groups: party.kind === 'person' ? [escalatedGroup] : [], wanted: isToGiveOut },
  ]
  for (const { groups, wanted } of looks) {
    for (const number of waitingIn(state, groups)) {
      const { case: id, place } = stepOf(number)
      const running = caseOf(state, id)
      if (running && wanted(running, place)) found.add(Number(id))
    }
  }
  return [...found].sort((a, b) => a - b).map(String)
}

/** As many steps of these groups as are looked at for one answer. */
function* waitingIn(state: State, groups: readonly string[]): Iterable<number> {
  const { sets } = read(state, procedureSlice)
  let looked = 0
  for (const group of groups) {
    for (const number of numbersOf(sets, group)) {
      if (++looked > waitingLookedAtMax) return
      yield number
    }
  }
}
