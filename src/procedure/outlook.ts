import { certain } from '#fault'
import { holdersOf } from '#organization'
import { numbersOf, row } from '#table'
import {
  type Actor,
  type Ample,
  ampleFor,
  type Case,
  type Completability,
  type Conflict,
  type ConflictStep,
  completability,
  executorOf,
  isAmple,
  mayClaim,
  type Procedure,
  planKey,
  type RuleGrant,
  type Staff,
  singleTrustees,
  staffOf,
  stepAt,
  transition,
} from '#task'
import { read, type State } from '#unit'
import { organisationOf, partyOf } from './organisation.ts'
import { procedureSlice, type Running } from './state.ts'

/** Whether cases can be finished in one state; what was found of one is known of all that are like it. */
export interface Outlook {
  readonly state: State
  readonly staff: Staff
  readonly known: Map<string, Completability>
  /** How many searches are left. */
  readonly budget: { searches: number }
  /** By digest. */
  readonly versions: Map<string, Version>
}

interface Version {
  readonly procedure: Procedure
  readonly ample: Ample
}

/**
 * Searches in one outlook, for cases of which none is like another: each takes a tenth of a millisecond, and
 * ten for a text made to be slow. Of further ones nothing is known, which nobody takes for yes.
 */
const searchesMax = 500

export function outlookOf(state: State): Outlook {
  const staff = staffOf(organisationOf(state))
  return { state, staff, known: new Map(), budget: { searches: searchesMax }, versions: new Map() }
}

/** Whether a case can be finished, as the outlook's state has it, and how. */
export function outlookFor({ staff, known, budget }: Outlook, { procedure, of }: Running): Completability {
  const key = planKey(procedure, of)
  const found = known.get(key)
  if (found) return found
  if (budget.searches <= 0) return { kind: 'unknown' }
  budget.searches--
  const answer = completability(procedure, of, staff)
  known.set(key, answer)
  return answer
}

/** The same without the plan: mostly there are so many people that none need be made. */
export function isFinishable(outlook: Outlook, running: Running): Completability['kind'] {
  const { ample } = versionOf(outlook, running.of)
  return isAmple(ample, running.of, outlook.staff) ? 'yes' : outlookFor(outlook, running).kind
}

/**
 * Whether so many people could take these steps of a case that it can be finished, if it could when there
 * were more of them.
 */
export function areAmple(outlook: Outlook, { of }: Running, places: readonly number[]): boolean {
  return isAmple(versionOf(outlook, of).ample, of, outlook.staff, places)
}

/**
 * Whether somebody may claim a step, and the case could then still be finished if it can be now: otherwise
 * his claim would be refused.
 */
export function isClaimable(outlook: Outlook, running: Running, place: number, actor: Actor): boolean {
  const { procedure, of } = running
  const { type } = stepAt(procedure, of, place)
  const rule = mayClaim(procedure, of, type.id, actor, outlook.staff.organisation)
  return rule.ok && leavesAWay(outlook, running, place, actor, rule.value)
}

/** Whether a case could still be finished, if it can be now, when somebody had claimed a step of it. */
export function leavesAWay(
  outlook: Outlook,
  running: Running,
  place: number,
  actor: Actor,
  rule: RuleGrant,
): boolean {
  const { procedure, of } = running
  const { organisation } = outlook.staff
  const { type } = stepAt(procedure, of, place)
  const party = partyOf(actor)
  if (!party) return false
  if (isAmple(ampleOf(outlook, running), of, outlook.staff)) return true
  const executor = executorOf(procedure, { type }, { ...actor, ...party }, rule, organisation)
  const moment = { index: outlook.state.size, time: outlook.state.time }
  const after = transition(procedure, of, place, { kind: 'claim', executor }, moment)
  if (!after.ok || after.value.state !== 'open' || of.stranded) return after.ok
  return (
    isFinishable(outlook, { procedure, of: after.value }) === 'yes' ||
    isFinishable(outlook, running) !== 'yes'
  )
}

/** How many people there are for the steps of a case. */
export function ampleOf(outlook: Outlook, { of }: Running): Ample {
  return versionOf(outlook, of).ample
}

/** An open case with its procedure. */
export function openCaseIn(outlook: Outlook, id: string): Running | undefined {
  const of = row(read(outlook.state, procedureSlice).cases, id)
  return of?.state === 'open' ? { of, procedure: versionOf(outlook, of).procedure } : undefined
}

function versionOf({ state, staff, versions }: Outlook, { digest }: Case): Version {
  const known = versions.get(digest)
  if (known) return known
  const procedure = certain(row(read(state, procedureSlice).versions, digest), 'the version of a procedure')
  const version = { procedure, ample: ampleFor(procedure, staff) }
  versions.set(digest, version)
  return version
}

/** The open cases of these groups of case numbers, each once. */
export function* openCases(outlook: Outlook, groups: readonly string[]): Generator<Running> {
  const { sets } = read(outlook.state, procedureSlice)
  const seen = new Set<number>()
  for (const group of groups) {
    for (const number of numbersOf(sets, group)) {
      if (groups.length > 1 && seen.has(number)) continue
      seen.add(number)
      const running = openCaseIn(outlook, String(number))
      if (running) yield running
    }
  }
}

/** Somebody whose appointment to an office would let a case be finished that cannot be. */
export interface Repair {
  readonly kind: 'appoint'
  readonly office: string
  /** What he must have been trained in. */
  readonly training?: readonly string[]
}

/** The offices of which one more holder, who has taken no part yet, would free the case; each by itself. */
export function repairsOf(
  { state }: Outlook,
  { procedure, of }: Running,
  conflict: Conflict,
): readonly Repair[] {
  const offices = new Set(
    conflict.steps.flatMap(({ by }) =>
      singleTrustees(by).flatMap((one) => (one.kind === 'office' ? [one.office] : [])),
    ),
  )
  const organisation = organisationOf(state)
  return [...offices].flatMap((office): readonly Repair[] => {
    const more = {
      ...organisation,
      isOfficeFilled: (name: string) => name === office || holdersOf(state, name).length > 0,
      holdersOf: (name: string) => {
        return name === office ? [...organisation.holdersOf(name), somebodyNew] : organisation.holdersOf(name)
      },
      keyOf: (person: string) => (person === somebodyNew ? somebodyNew : organisation.keyOf(person)),
      isTrained: (person: string, training: string) =>
        person === somebodyNew || organisation.isTrained(person, training),
    }
    if (completability(procedure, of, staffOf(more)).kind !== 'yes') return []
    const training = [...new Set(conflict.steps.filter(isFor(office)).flatMap((one) => one.training ?? []))]
    return [{ kind: 'appoint', office, ...(training.length > 0 && { training }) }]
  })
}

function isFor(office: string): (step: ConflictStep) => boolean {
  return ({ by }) => singleTrustees(by).some((one) => one.kind === 'office' && one.office === office)
}

/** No id of a person has this form. */
const somebodyNew = '?new'
