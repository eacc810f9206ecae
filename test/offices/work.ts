import { certain, sure } from '#fault'
import {
  type Case,
  type Completability,
  completability,
  executorOf,
  type Happening,
  mayClaim,
  type Organisation,
  openCase,
  type Procedure,
  staffOf,
  transition,
} from '#task'
import { Chance } from '../fuzz/chance.ts'
import { type Office, organisationOf, type Staff } from './office.ts'

/** How a case is worked. */
export interface Arm {
  /** What leaves the case without a sure way to its end is refused. */
  readonly looksAhead: boolean
  /** People go away or are dismissed in between. */
  readonly disturbed: boolean
}

/** What became of a case. */
export interface Outcome {
  readonly end: 'finished' | 'stuck' | 'endless'
  readonly claims: number
  readonly refused: { readonly claims: number; readonly completions: number; readonly disturbances: number }
  readonly disturbances: number
  /** How often the look-ahead did not know. */
  readonly unknown: number
  /** Milliseconds of each look ahead. */
  readonly looks: readonly number[]
}

/** Beyond it a case goes in circles that rounds should have ended: at most 16 steps, three rounds each. */
const turnsMax = 2_000

/** One turn in so many somebody goes away, comes back or loses an office. */
const disturbanceEvery = 6

const moment = { index: 1, time: 0 }

interface Desk {
  readonly procedure: Procedure
  readonly chance: Chance
  readonly arm: Arm
  of: Case
  staff: Staff
  organisation: Organisation
  claims: number
  disturbances: number
  unknown: number
  readonly refused: { claims: number; completions: number; disturbances: number }
  readonly looks: number[]
}

/** A new case of the office's procedure. */
export function newCase({ procedure }: Office): Case {
  const opener = { kind: 'person', id: 'p0' } as const
  return openCase(procedure, { id: '1', digest: 'd', opener, data: {} }, { index: 0, time: 0 })
}

/** Works a case to its end: whoever may claim a step claims it, whichever comes first. */
export function work(office: Office, seed: number, arm: Arm): Outcome {
  const { procedure, staff } = office
  const desk: Desk = {
    procedure,
    chance: new Chance(seed, 'work'),
    arm,
    of: newCase(office),
    staff,
    organisation: organisationOf(staff),
    claims: 0,
    disturbances: 0,
    unknown: 0,
    refused: { claims: 0, completions: 0, disturbances: 0 },
    looks: [],
  }
  let end: Outcome['end'] = 'endless'
  for (let turn = 0; turn < turnsMax; turn++) {
    if (desk.of.state !== 'open') {
      end = 'finished'
      break
    }
    if (arm.disturbed && desk.chance.once(disturbanceEvery)) disturb(desk)
    if (!(desk.chance.once(2) ? claim(desk) || complete(desk) : complete(desk) || claim(desk))) {
      end = 'stuck'
      break
    }
  }
  const { claims, refused, disturbances, unknown, looks } = desk
  return { end, claims, refused, disturbances, unknown, looks }
}

/** The first of all claims that could be made, in an order of chance, that is not refused. */
function claim(desk: Desk): boolean {
  const { procedure, chance, organisation, staff } = desk
  const open = procedure.steps.flatMap((_, place) =>
    desk.of.steps[place]?.state === 'invoked' ? [place] : [],
  )
  const tries = open.flatMap((place) => staff.people.map((person) => ({ place, person })))
  for (const { place, person } of shuffled(chance, tries)) {
    const type = certain(procedure.steps[place], 'a step')
    const actor = { kind: 'person', id: person, key: `key of ${person}` } as const
    const may = mayClaim(procedure, desk.of, type.id, actor, organisation)
    if (!may.ok) continue
    const executor = executorOf(procedure, { type }, actor, may.value, organisation)
    const after = happened(desk, desk.of, place, { kind: 'claim', executor })
    if (!isFine(desk, after)) {
      desk.refused.claims += 1
      continue
    }
    desk.of = after
    desk.claims += 1
    return true
  }
  return false
}

function complete(desk: Desk): boolean {
  const { procedure, chance } = desk
  const held = procedure.steps.flatMap((_, place) => (desk.of.steps[place]?.state === 'valid' ? [place] : []))
  for (const place of shuffled(chance, held)) {
    const { outcomes } = certain(procedure.steps[place], 'a step')
    for (const outcome of outcomes.length > 0 ? shuffled(chance, outcomes) : [undefined]) {
      const happening = { kind: 'complete', ...(outcome !== undefined && { outcome }) } as const
      const after = transition(procedure, desk.of, place, happening, moment)
      if (!after.ok) continue
      if (!isFine(desk, after.value)) {
        desk.refused.completions += 1
        continue
      }
      desk.of = after.value
      return true
    }
  }
  return false
}

/** Somebody is away from now on, or back, or dismissed from an office. */
function disturb(desk: Desk): void {
  const { chance, staff } = desk
  const person = chance.pick(staff.people)
  const away = new Set(staff.away)
  const holders = new Map(staff.holders)
  if (away.has(person)) away.delete(person)
  else if (chance.once(2)) away.add(person)
  else {
    const office = chance.pick([...holders.keys()])
    holders.set(office, new Set([...(holders.get(office) ?? [])].filter((id) => id !== person)))
  }
  const next: Staff = { ...staff, away, holders }
  const organisation = organisationOf(next)
  let after = desk.of
  for (const [place, { state, executor }] of desk.of.steps.entries()) {
    if (state !== 'valid' && state !== 'hold') continue
    const office = executor?.office ?? ''
    if (executor && organisation.holdsOffice(executor.id, office)) continue
    after = happened(desk, after, place, { kind: 'lose-executor' })
  }
  desk.disturbances += 1
  if (!isFine(desk, after, organisation)) {
    desk.refused.disturbances += 1
    return
  }
  desk.of = after
  desk.staff = next
  desk.organisation = organisation
}

function happened(desk: Desk, before: Case, place: number, happening: Happening): Case {
  return sure(transition(desk.procedure, before, place, happening, moment), happening.kind)
}

/** Whether what would come of an act is not to be refused. */
function isFine(desk: Desk, after: Case, organisation = desk.organisation): boolean {
  if (!desk.arm.looksAhead || after.state !== 'open') return true
  const started = performance.now()
  const { kind }: Completability = completability(desk.procedure, after, staffOf(organisation))
  desk.looks.push(performance.now() - started)
  if (kind === 'unknown') desk.unknown += 1
  return kind === 'yes'
}

function shuffled<T>(chance: Chance, list: readonly T[]): readonly T[] {
  const left = [...list]
  for (let at = left.length - 1; at > 0; at--) {
    const other = chance.below(at + 1)
    const [one, two] = [left[at], left[other]]
    if (one !== undefined && two !== undefined) [left[at], left[other]] = [two, one]
  }
  return left
}
