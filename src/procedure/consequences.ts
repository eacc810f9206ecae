import { accept, type Result, refuse } from '#fault'
import { numbersOf } from '#table'
import { findStep, type OverrideName, type StepType } from '#task'
import type { ConsequenceQuestion } from '#unit'
import { read } from '#unit'
import type { CaseFreed, CaseStranded } from './events.ts'
import type { StrandingFault } from './fault.ts'
import { strandedGroup } from './marks.ts'
import { caseOf, procedureSlice } from './state.ts'
import { type Outlook, outlookFor, outlookOf, strandedBy } from './stranding.ts'

/** What weakens the rule that no act leaves a running case without a way to its end. */
const strandRunningCases: OverrideName = 'strand-running-cases'

/** As many as an official looks at before he calls somebody; the others are counted. */
const casesToldMax = 5

/**
 * Cases marked in one entry: at 80 octets each they fill a third of it. A mark is for lists; whether a case
 * can be finished is found out anew whenever it is asked.
 */
const casesMarkedMax = 250

/** Stranded cases looked at after an act, whether it frees them; the others after the next. */
const freedLookedAtMax = 200

/** Counts go on and time passes without anybody's taking part or leaving. */
const idleKinds: readonly string[] = ['step-used', 'step-expired', 'step-escalated', 'case-opened']

/**
 * What an act brings about for running cases beside its own events: those that it would leave without a way
 * to their end refuse it, unless it names the override of a procedure that has it; then they are marked.
 * What time, an emergency or somebody's return brings is never refused. Marked cases that have a way again
 * are told to be free.
 */
export function consequences(
  question: ConsequenceQuestion,
): Result<readonly (CaseStranded | CaseFreed)[], StrandingFault> {
  const { before, events, act } = question
  const step = stepOfGrant(question)
  if (act.override !== undefined && !step?.overrides.some((name) => name === act.override)) {
    return refuse({ kind: 'override-unknown', override: act.override, known: step?.overrides ?? [] })
  }
  if (events.every(({ kind }) => idleKinds.includes(kind))) return accept([])
  const after = question.after()
  const stranded = strandedBy(before, after, events)
  if (stranded.length === 0) return accept(freed(outlookOf(after)))
  const override = act.override ?? unasked(question)
  if (override === undefined) {
    const cases = stranded.slice(0, casesToldMax)
    const named = step?.overrides.includes(strandRunningCases) ? { override: strandRunningCases } : {}
    return refuse({ kind: 'strands-cases', cases, more: stranded.length - cases.length, ...named })
  }
  const marked = stranded.slice(0, casesMarkedMax)
  return accept(marked.map(({ case: id }) => ({ kind: 'case-stranded', case: id, override })))
}

/** What strands cases without anybody's choosing it: the clock, an emergency, somebody's coming back. */
function unasked({ speaker, events }: ConsequenceQuestion): string | undefined {
  if (speaker.kind === 'node') return 'clock'
  if (events.some(({ kind }) => kind === 'glass-broken')) return 'break-glass'
  return events.some(({ kind }) => kind === 'absence-ended') ? 'return' : undefined
}

/** The step by which, or of which, the act is done. */
function stepOfGrant({ before, grant }: ConsequenceQuestion): StepType | undefined {
  if (grant.by === 'founding' || grant.case === undefined || grant.step === undefined) return undefined
  const running = caseOf(before, grant.case)
  return running && findStep(running.procedure, running.of, grant.step)?.type
}

function freed(outlook: Outlook): readonly CaseFreed[] {
  const { sets } = read(outlook.state, procedureSlice)
  const free: CaseFreed[] = []
  let looked = 0
  for (const number of numbersOf(sets, strandedGroup)) {
    if (++looked > freedLookedAtMax) break
    const running = caseOf(outlook.state, String(number))
    if (running && outlookFor(outlook, running).kind === 'yes') {
      free.push({ kind: 'case-freed', case: String(number) })
    }
  }
  return free
}
