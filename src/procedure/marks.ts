import type { Instant } from '#clock'
import { certain } from '#fault'
import {
  inserted,
  leastNumber,
  type NumberSets,
  removed,
  row,
  type Table,
  withNumber,
  withoutNumber,
  withoutRow,
  withRow,
} from '#table'
import {
  type Case,
  holdersOf,
  type LiveGrant,
  liveGrants,
  objectsOf,
  type Party,
  type Procedure,
  type SingleTrustee,
  type Step,
  type StepType,
  singleTrustees,
  stepAt,
  stepsMax,
  type Trustee,
  usesLeft,
} from '#task'

/** What is found quickly because it is written down beside the cases; follows from them alone. */
export interface Marks {
  /** Grants of live steps by person, permission and object: what the gate asks at every request. */
  readonly grants: Table<readonly LiveGrant[]>
  /**
   * Steps by holder, by trustee, by what they give and by the second their window ends; those seconds; open
   * cases by opener, ended ones by everybody who had a part in them.
   */
  readonly sets: NumberSets
  /** Steps by whom they are for, and the permission and object they would give once claimed. */
  readonly lists: Table<readonly number[]>
}

export const dueGroup = 'due'

/** Steps that nobody took in the time for that. */
export const escalatedGroup = 'escalated'

/** Numbers of open cases. */
export const openGroup = 'open'

/** Numbers of open cases that citizens lodged. */
export const lodgedGroup = 'lodged'

/** Numbers of open cases that were left without a way to their end. */
export const strandedGroup = 'stranded'

/** One number for a step of a case, in the order of cases and then of steps. */
function stepNumber(of: string, place: number): number {
  return Number(of) * stepsMax + place
}

/** The case and the place of a step number. */
export function stepOf(number: number): { readonly case: string; readonly place: number } {
  return { case: String(Math.floor(number / stepsMax)), place: number % stepsMax }
}

/** Who someone is among the keys of this room. */
export function partyKey({ kind, id }: Party): string {
  return `${kind}:${id}`
}

export function grantKey(party: string, permission: string, object: string): string {
  return `${party}\n${permission}\n${object}`
}

export function waitingKey(trustee: string, permission: string, object: string): string {
  return `${trustee}\n${permission}\n${object}`
}

export const groupOf = {
  held: (party: string) => `held ${party}`,
  /** Numbers of cases, not of steps. */
  opened: (party: string) => `opened ${party}`,
  /** Cases that are over, by who opened them or had a part in them; numbers of cases. */
  ended: (party: string) => `ended ${party}`,
  /** Held for somebody who is absent. */
  standsIn: (person: string) => `for ${person}`,
  /** Open cases in which somebody was told of a broken glass; numbers of cases. */
  told: (party: string) => `told ${party}`,
  /** Held by the founder for an office that nobody held. */
  founding: (office: string) => `founding ${office}`,
  /** Open cases with a step that is still to be taken by such people; numbers of cases. */
  needs: (people: string) => `needs ${people}`,
  waits: (trustee: string) => `waits ${trustee}`,
  /** Open, for a trustee to give to somebody. */
  assigns: (trustee: string) => `assigns ${trustee}`,
  dueIn: (second: number) => `due in ${second}`,
  /** Steps that give somebody a permission on an object, named as the step names it. */
  gives: (permission: string, object: string) => `gives ${permission} ${object}`,
} as const

/** Under which keys steps wait for a trustee. */
function trusteeKeys(trustee: Trustee, opener: Party): readonly string[] {
  return [...new Set(singleTrustees(trustee).map((one) => trusteeKey(one, opener)))]
}

function trusteeKey(trustee: SingleTrustee, opener: Party): string {
  switch (trustee.kind) {
    case 'office':
      return `office:${trustee.office}`
    case 'person':
      return `person:${trustee.person}`
    case 'opener':
      return partyKey(opener)
    case 'unit':
      return unitKey(trustee.unit, trustee.office)
    case 'anyone':
    case 'public':
    case 'node':
      return trustee.kind
    default:
      return trustee satisfies never
  }
}

/** Under which key steps wait for the people of another unit, or for those of one office there. */
export function unitKey(unit: string, office?: string): string {
  return office === undefined ? `unit:${unit}` : `unit:${unit}/office:${office}`
}

/** The marks after a case changed: only steps that are no longer the same are looked at. */
export function remarked<M extends Marks>(
  marks: M,
  procedure: Procedure,
  before: Case | undefined,
  after: Case,
): M {
  let next: M = marks
  for (const [place, type] of procedure.steps.entries()) {
    const was = before?.steps[place]
    const is = after.steps[place]
    if (was === is || (was && is && marksTheSame(type, was, is))) continue
    if (before) next = withStep(next, procedure, before, place, false)
    next = withStep(next, procedure, after, place, true)
  }
  return withCaseMarks(next, procedure, before, after)
}

function marksTheSame(type: StepType, was: Step, is: Step): boolean {
  if (was.state !== is.state || was.epoch !== is.epoch || was.instance !== is.instance) return false
  if (was.delegates !== is.delegates || was.executor !== is.executor) return false
  return type.permits.every(
    (permission) => usesLeft(type, was, permission) === usesLeft(type, is, permission),
  )
}

/** What is marked of a case as a whole. */
function withCaseMarks<M extends Marks>(
  marks: M,
  procedure: Procedure,
  before: Case | undefined,
  after: Case,
): M {
  const was = caseGroups(procedure, before)
  const is = caseGroups(procedure, after)
  let { sets } = marks
  const number = Number(after.id)
  for (const group of was) if (!is.has(group)) sets = withoutNumber(sets, group, number)
  for (const group of is) if (!was.has(group)) sets = withNumber(sets, group, number)
  return sets === marks.sets ? marks : { ...marks, sets }
}

function caseGroups(procedure: Procedure, of: Case | undefined): ReadonlySet<string> {
  if (!of) return new Set()
  if (of.state !== 'open') {
    const readers = partiesOf(of).filter(({ kind }) => kind === 'person' || kind === 'visitor')
    return new Set(readers.map((party) => groupOf.ended(partyKey(party))))
  }
  const groups = new Set([openGroup, groupOf.opened(partyKey(of.opener))])
  if (of.stranded) groups.add(strandedGroup)
  if (of.opener.kind === 'citizen') groups.add(lodgedGroup)
  for (const [place, { state, broken = [] }] of of.steps.entries()) {
    for (const { told } of broken) groups.add(groupOf.told(partyKey(told)))
    if (state !== 'dormant' && state !== 'invoked') continue
    const { by, training } = certain(procedure.steps[place], 'a step')
    for (const need of needsOf(by, training, of.opener)) groups.add(groupOf.needs(need))
  }
  return groups
}

/** Who opened a case, has or had a part in its steps, or was told of its emergencies; some of them twice. */
export function partiesOf({ opener, steps }: Case): readonly Party[] {
  return [opener, ...steps.flatMap((step) => [...holdersOf(step), ...toldOf(step)])]
}

/** Who was told that the glass of a step was broken. */
export function toldOf({ broken = [] }: Step): readonly Party[] {
  return broken.map(({ told }) => told)
}

/** Whom a step wants, under the names that losses of people are looked up by. */
function needsOf(by: Trustee, training: readonly string[], opener: Party): readonly string[] {
  const wanted = singleTrustees(by).map((one) => (one.kind === 'unit' ? unitNeed : trusteeKey(one, opener)))
  return [...wanted, ...training.map(trainingNeed)]
}

/** People of any other unit. */
export const unitNeed = 'units'

export function trainingNeed(training: string): string {
  return `training:${training}`
}

function withStep<M extends Marks>(
  marks: M,
  procedure: Procedure,
  of: Case,
  place: number,
  present: boolean,
): M {
  const { type, step } = stepAt(procedure, of, place)
  const number = stepNumber(of.id, place)
  if (step.state === 'invoked') {
    const due = withDue(marks, step, number, present)
    return withWaiting(due, type, step, of, number, present)
  }
  if (step.state !== 'valid' && step.state !== 'hold') return marks
  let { sets, grants } = marks
  const change = present ? withNumber : withoutNumber
  const { executor, delegates = [] } = step
  for (const holder of [...(executor ? [executor] : []), ...delegates]) {
    sets = change(sets, groupOf.held(partyKey(holder)), number)
    if (holder.founding) sets = change(sets, groupOf.founding(holder.office ?? ''), number)
    if (holder.for !== undefined) sets = change(sets, groupOf.standsIn(holder.for), number)
  }
  for (const live of liveGrants(procedure, of, place)) {
    const { person: id, node, visitor } = live.grant
    const party = partyKey({ kind: node ? 'node' : visitor ? 'visitor' : 'person', id })
    grants = withGrant(grants, party, live, present)
    sets = change(sets, groupOf.gives(live.grant.permission, live.grant.object), number)
  }
  return withDue({ ...marks, sets, grants }, step, number, present)
}

/** The seconds at which the node's clock has something to say of a step. */
function withDue<M extends Marks>(marks: M, step: Step, number: number, present: boolean): M {
  const times = dueTimes(step)
  if (times.length === 0) return marks
  let { sets } = marks
  const change = present ? withNumber : withoutNumber
  for (const second of new Set(times.map((time) => Math.ceil(time / 1000)))) {
    const group = groupOf.dueIn(second)
    sets = change(sets, group, number)
    if (present || leastNumber(sets, group) === undefined) sets = change(sets, dueGroup, second)
  }
  return { ...marks, sets }
}

/** When something of the step ends by itself: its window, the time for its assignment, its delegations. */
function dueTimes({ deadline, assignBy, delegates = [] }: Step): readonly Instant[] {
  const untils = delegates.map(({ until }) => until)
  return [deadline, assignBy, ...untils].filter((time) => time !== undefined)
}

function withWaiting<M extends Marks>(
  marks: M,
  type: StepType,
  step: Step,
  of: Case,
  number: number,
  present: boolean,
): M {
  const change = present ? withNumber : withoutNumber
  let { lists, sets } = marks
  const trustees = trusteeKeys(type.by, of.opener)
  for (const key of trustees) sets = change(sets, groupOf.waits(key), number)
  const assigner = type.assignment?.by
  for (const key of assigner ? trusteeKeys(assigner, of.opener) : [])
    sets = change(sets, groupOf.assigns(key), number)
  if (step.escalated !== undefined) sets = change(sets, escalatedGroup, number)
  for (const object of objectsOf(type, of)) {
    for (const permission of type.permits) {
      for (const key of trustees) {
        lists = withListed(lists, waitingKey(key, permission, object), number, present)
      }
    }
  }
  return { ...marks, sets, lists }
}

function withListed(
  lists: Table<readonly number[]>,
  key: string,
  number: number,
  present: boolean,
): Table<readonly number[]> {
  const known = row(lists, key) ?? []
  const after = present ? inserted(known, number) : removed(known, number)
  return after.length === 0 ? withoutRow(lists, key) : withRow(lists, key, after)
}

/** Uncounted grants first, then the older case: what is looked up takes the first that fits. */
function withGrant(
  grants: Table<readonly LiveGrant[]>,
  party: string,
  live: LiveGrant,
  present: boolean,
): Table<readonly LiveGrant[]> {
  const { permission, object } = live.grant
  const key = grantKey(party, permission, object)
  const others = (row(grants, key) ?? []).filter((other) => !sameStep(other, live))
  const after = present ? [...others, live].sort(inOrder) : others
  return after.length === 0 ? withoutRow(grants, key) : withRow(grants, key, after)
}

function sameStep(a: LiveGrant, b: LiveGrant): boolean {
  return a.grant.case === b.grant.case && a.grant.step === b.grant.step
}

function inOrder(a: LiveGrant, b: LiveGrant): number {
  const counted = Number(a.grant.counted ?? false) - Number(b.grant.counted ?? false)
  if (counted !== 0) return counted
  const ofCase = Number(a.grant.case) - Number(b.grant.case)
  if (ofCase !== 0) return ofCase
  return a.grant.step < b.grant.step ? -1 : 1
}
