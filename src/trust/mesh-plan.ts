import { second } from '#clock'
import type { Grade } from '#x509'
import {
  type AgreementKey,
  agreementAt,
  agreementsFrom,
  byCodeUnits,
  hopsLimit,
  type Mesh,
  type MeshAgreement,
  type MeshPurpose,
  toOf,
  unitAt,
  unitCount,
} from './mesh.ts'
import { lineBetween } from './mesh-line.ts'
import { type MeshPath, pathOf } from './mesh-search.ts'
import { type Asked, ask, domainsAbove, type MeshQuestion, viewOf } from './mesh-view.ts'
import { completeWave, isReached, lineFrom, shortestLabels, type Wave } from './mesh-wave.ts'

export interface PlanQuestion extends MeshQuestion {
  /** The units with which `from` could agree; by default all that are known. */
  readonly among?: readonly string[]
}

/** One agreement that `from` could sign, and what it would bring. */
export interface AgreementPlan {
  readonly to: string
  /** The narrowest bounds that do: each may be wider. */
  readonly grade: Grade
  readonly purpose: MeshPurpose
  readonly name: string
  readonly hops: number
  readonly statusAgeMaxSeconds: number
  /** The agreements that lead on from there. */
  readonly onward: readonly MeshAgreement[]
  /** What `from` has signed with this unit already: widening that does as well. */
  readonly existing: readonly AgreementKey[]
  /** Other units that `from` would come to accept, for the same grade and purpose. */
  readonly opens: readonly string[]
}

export type PlanAnswer =
  /** `from` accepts the unit already. */
  | { readonly answer: 'unneeded'; readonly path: MeshPath }
  | { readonly answer: 'plans'; readonly plans: readonly AgreementPlan[] }
  /** Nobody of those it could agree with leads there. */
  | { readonly answer: 'none' }
  | { readonly answer: 'unknown' }

/** What somebody who decides can weigh against each other. */
const plansMax = 10

/** The age of a status that an agreement can permit at most: 2³¹ − 1 seconds. */
const ageLimit = (2 ** 31 - 1) * second

/**
 * What a unit would have to sign so as to accept another. It can only sign for itself, and a path has one
 * agreement of the unit it begins with: so one is enough wherever any number is, and every plan is one
 * agreement. Those that open least come first, then those after which the fewest agreements follow, and of
 * these by name.
 */
export function planAgreements(mesh: Mesh, question: PlanQuestion): PlanAnswer {
  const asked = ask(mesh, question)
  if (!asked) return { answer: 'none' }
  const { view, from, to } = asked
  const line = lineBetween(view, from, to)
  if (line === 'spent') return { answer: 'unknown' }
  if (line !== 'none') return { answer: 'unneeded', path: pathOf(view, line) }
  const wave = completeWave(view, { target: to, without: [from], hopsMax: hopsLimit, ageMax: ageLimit })
  if (wave === 'spent') return { answer: 'unknown' }
  const among = question.among ? new Set(question.among) : undefined
  const drafts = shortestLabels(wave)
    .map((label) => draftOf(asked, question, wave, label))
    .filter((draft) => !among || among.has(draft.plan.to))
  if (drafts.length === 0) return { answer: 'none' }
  const openings = openingsOf(asked, question, drafts)
  if (openings === 'spent') return { answer: 'unknown' }
  const plans = drafts.map((draft) => ({ ...draft.plan, opens: opened(draft, openings) }))
  return { answer: 'plans', plans: plans.toSorted(byWeight).slice(0, plansMax) }
}

interface Draft {
  /** The unit to agree with, as a number. */
  readonly unit: number
  readonly plan: Omit<AgreementPlan, 'opens'>
}

function draftOf({ view, from, to }: Asked, question: PlanQuestion, wave: Wave, label: number): Draft {
  const { mesh } = view
  const unit = wave.units[label] ?? 0
  return {
    unit,
    plan: {
      to: unitAt(mesh, unit).name,
      grade: question.grade,
      purpose: question.purpose,
      name: question.domain ?? unitAt(mesh, to).domain,
      hops: wave.hops[label] ?? 0,
      statusAgeMaxSeconds: Math.max(1, Math.ceil((wave.ages[label] ?? 0) / second)),
      onward: lineFrom(wave, label).map((agreement) => agreementAt(mesh, agreement)),
      existing: agreementsFrom(mesh, from)
        .filter((agreement) => toOf(mesh, agreement) === unit)
        .map((agreement) => agreementAt(mesh, agreement))
        .map(({ id }) => ({ from: question.from, id })),
    },
  }
}

/** A unit under the planned name that is not accepted yet, and from where it is reached. */
interface Opening {
  readonly name: string
  readonly wave: Wave
}

function openingsOf(
  { view: { mesh, steps, terms }, from, to }: Asked,
  question: PlanQuestion,
  drafts: readonly Draft[],
): readonly Opening[] | 'spent' {
  const covered = new Set([(question.domain ?? unitAt(mesh, to).domain).toLowerCase()])
  const hopsMax = Math.max(...drafts.map(({ plan }) => plan.hops))
  const ageMax = Math.max(...drafts.map(({ plan }) => plan.statusAgeMaxSeconds)) * second
  const openings: Opening[] = []
  for (let unit = 0; unit < unitCount(mesh); unit++) {
    const { name, domain } = unitAt(mesh, unit)
    if (unit === from || unit === to || covered.isDisjointFrom(domainsAbove(domain))) continue
    const view = viewOf(mesh, { domain, terms, at: question.at }, steps)
    const line = lineBetween(view, from, unit)
    if (line === 'spent') return 'spent'
    if (line !== 'none') continue
    const wave = completeWave(view, { target: unit, without: [from], hopsMax, ageMax })
    if (wave === 'spent') return 'spent'
    openings.push({ name, wave })
  }
  return openings
}

function opened({ unit, plan }: Draft, openings: readonly Opening[]): readonly string[] {
  const age = plan.statusAgeMaxSeconds * second
  return openings.filter(({ wave }) => isReached(wave, unit, plan.hops, age)).map(({ name }) => name)
}

function byWeight(one: AgreementPlan, other: AgreementPlan): number {
  return one.opens.length - other.opens.length || one.hops - other.hops || byCodeUnits(one.to, other.to)
}
