import { accept, type Result, refuse } from '#fault'
import { leastNumber, numbersOf } from '#table'
import { findStep, type OverrideName, type StepType } from '#task'
import { type ConsequenceQuestion, type Event, read, type State } from '#unit'
import { bringsPeople, mayStrand } from './concern.ts'
import type { CaseFreed, CaseStranded } from './events.ts'
import type { StrandingFault } from './fault.ts'
import { strandedGroup } from './marks.ts'
import { isFinishable, openCaseIn, outlookOf } from './outlook.ts'
import { caseOf, procedureSlice } from './state.ts'
import { casesChanged, strandedBy } from './stranding.ts'

/** What weakens the rule that no act leaves a running case without a way to its end. */
const strandRunningCases: OverrideName = 'strand-running-cases'

/** As many as an official looks at before he calls somebody; the others are counted. */
const casesToldMax = 5

/**
 * Cases marked in one entry: at 80 octets each they fill a third of it. A mark is for lists; whether a case
 * can be finished is found out anew whenever it is asked.
 */
const casesMarkedMax = 250

/** Marked cases looked at after an act that could free them: a ministry's worst day, in milliseconds. */
const freedLookedAtMax = 10_000

/**
 * What an act brings about for running cases beside its own events: those that it would leave without a way
 * to their end refuse it, unless it names the override of a procedure that has it; then they are marked.
 * What time, an emergency, somebody's return or appointment brings is never refused. Marked cases that have
 * a way again are told to be free.
 */
export function consequences(
  question: ConsequenceQuestion,
): Result<readonly (CaseStranded | CaseFreed)[], StrandingFault> {
  const { before, events, act } = question
  const step = stepOfGrant(question)
  if (act.override !== undefined && !step?.overrides.some((name) => name === act.override)) {
    return refuse({ kind: 'override-unknown', override: act.override, known: step?.overrides ?? [] })
  }
  const someMarked = leastNumber(read(before, procedureSlice).sets, strandedGroup) !== undefined
  if (!events.some(mayStrand) && !(someMarked && events.some(bringsPeople))) return accept([])
  const after = question.after()
  const stranded = strandedBy(before, after, events)
  if (stranded.length === 0) return accept(someMarked ? freedBy(before, after, events) : [])
  const override = act.override ?? unasked(question)
  if (override === undefined) {
    const cases = stranded.slice(0, casesToldMax)
    const named = step?.overrides.includes(strandRunningCases) ? { override: strandRunningCases } : {}
    return refuse({ kind: 'strands-cases', cases, more: stranded.length - cases.length, ...named })
  }
  const marked = stranded.slice(0, casesMarkedMax)
  return accept(marked.map(({ case: id }) => ({ kind: 'case-stranded', case: id, override })))
}

/** What strands cases without anybody's choosing it: the clock, an emergency, somebody's coming. */
function unasked({ speaker, events }: ConsequenceQuestion): string | undefined {
  if (speaker.kind === 'node') return 'clock'
  if (events.some(({ kind }) => kind === 'glass-broken')) return 'break-glass'
  if (events.some(({ kind }) => kind === 'absence-ended')) return 'return'
  return events.some(({ kind }) => kind === 'person-appointed') ? 'appointment' : undefined
}

/** The step by which, or of which, the act is done. */
function stepOfGrant({ before, grant }: ConsequenceQuestion): StepType | undefined {
  if (grant.by === 'founding' || grant.case === undefined || grant.step === undefined) return undefined
  const running = caseOf(before, grant.case)
  return running && findStep(running.procedure, running.of, grant.step)?.type
}

/** The marked cases that have a way again: of those that went on, or all when somebody has come. */
function freedBy(before: State, after: State, events: readonly Event[]): readonly CaseFreed[] {
  const outlook = outlookOf(after)
  const changed = casesChanged(before, after, events)
  const someCame = events.some(bringsPeople)
  const free: CaseFreed[] = []
  let looked = 0
  for (const number of numbersOf(read(after, procedureSlice).sets, strandedGroup)) {
    const id = String(number)
    if (!someCame && !changed.has(id)) continue
    if (free.length === casesMarkedMax || ++looked > freedLookedAtMax) break
    const running = openCaseIn(outlook, id)
    if (running && isFinishable(outlook, running) === 'yes') {
      free.push({ kind: 'case-freed', case: id })
    }
  }
  return free
}
