import { type Duration, type Instant, minute, second } from '#clock'
import {
  type AgreementPlan,
  explainMesh,
  type MeshAgreement,
  type MeshPath,
  type MeshPurpose,
  planAgreements,
} from '#trust'
import type { Grade } from '#x509'
import type { Horizon } from './horizon.ts'
import { type HorizonMesh, meshOf, type UnitInMesh, unitNamed, unnamedOn } from './mesh.ts'
import { hopsMax, statusAgeMinSeconds } from './terms.ts'

/** Whom this unit would accept, and for what. */
export interface PlanWish {
  /** The unit's name in the mesh. */
  readonly to: string
  readonly purpose: MeshPurpose
  readonly grade: Grade
  readonly at: Instant
}

/** One agreement to sign, with the least its bounds must allow. */
export interface Plan {
  readonly with: UnitInMesh
  /** Its own domain first, then those of all units it is to lead over. */
  readonly domains: readonly string[]
  readonly purpose: MeshPurpose
  readonly grade: Grade
  readonly hops: number
  readonly statusAgeSeconds: number
  /** The agreements others have signed that lead on from there. */
  readonly onward: readonly MeshAgreement[]
  /** Serials of this unit's agreements with the same unit, which are too narrow. */
  readonly existing: readonly string[]
  /** Other units that would come to be accepted for the same purpose and grade. */
  readonly opens: readonly UnitInMesh[]
}

export type PlanOutcome =
  /** Accepted already; `awaited` when its bundle, or one on the way, is not at hand. */
  | { readonly answer: 'unneeded'; readonly path: MeshPath; readonly awaited: boolean }
  | { readonly answer: 'plans'; readonly plans: readonly Plan[] }
  | { readonly answer: 'none' }
  | { readonly answer: 'unknown' }

/** What is fresh now has aged when it is next looked at: followed units are asked in good time before. */
const statusAgeMargin: Duration = 5 * minute

/**
 * What to sign so as to accept another unit: it takes one agreement wherever any number does. Units of which
 * no bundle is at hand are taken for fresh, because agreeing with them brings their bundle. The mesh alone
 * says so; what is signed then is judged by the search for paths.
 */
export function planFor(horizon: Horizon, { to, purpose, grade, at }: PlanWish): PlanOutcome {
  const web = meshOf(horizon, at, 'as-hoped')
  const question = { from: web.own, to, purpose, grade, at }
  const answer = planAgreements(web.mesh, question)
  if (answer.answer === 'none' || answer.answer === 'unknown') return answer
  if (answer.answer === 'unneeded') {
    const known = explainMesh(meshOf(horizon, at).mesh, question)
    return { answer: 'unneeded', path: answer.path, awaited: known.answer !== 'found' }
  }
  // A chain of agreements of which one is not for a unit it leads over is no path.
  const sound = answer.plans.filter(({ hops, onward }) => hops <= hopsMax && !unnamedOn(web, onward))
  return { answer: 'plans', plans: sound.map((plan) => planIn(web, plan)) }
}

function planIn(web: HorizonMesh, plan: AgreementPlan): Plan {
  const { to, purpose, grade, hops, statusAgeMaxSeconds, onward, existing, opens } = plan
  const over = [to, ...onward.map((agreement) => agreement.to)]
  return {
    with: unitNamed(web, to),
    domains: [...new Set(over.map((name) => unitNamed(web, name).domain))],
    purpose,
    grade,
    hops,
    statusAgeSeconds: Math.max(statusAgeMinSeconds, statusAgeMaxSeconds + statusAgeMargin / second),
    onward,
    existing: existing.map(({ id }) => id),
    opens: opens.map((name) => unitNamed(web, name)),
  }
}
