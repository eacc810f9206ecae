import type { Instant } from '#clock'
import { thumbprintOf } from '#crypto'
import { impactOf, type MeshReach, preparePool } from '#trust'
import { type Followed, followed } from './followed.ts'
import { certificatesOf, type Horizon } from './horizon.ts'
import { meshOf, type UnitInMesh, unitNamed } from './mesh.ts'
import type { AgreementRow } from './state.ts'
import type { VisitEnd, VisitorRow } from './visitor.ts'
import { visitorsLost, visitorsParted } from './visitor-losses.ts'

/** What would be gone: an agreement of this unit, or all trust in another one. */
export type Removal = { readonly agreement: AgreementRow } | { readonly unit: UnitInMesh }

/** Whom it would shut out. */
export interface Impact {
  /** Who is accepted now and would be no longer; `unknown` when the budget was spent. */
  readonly lost: readonly LostUnit[] | 'unknown'
  /** Units whose bundles would be fetched no longer. */
  readonly unfollowed: readonly Followed[]
  /** Live visits that would end, and as what. */
  readonly visitors: readonly { readonly visitor: VisitorRow; readonly reason: VisitEnd }[]
}

export interface LostUnit {
  readonly unit: UnitInMesh
  readonly reaches: readonly Omit<MeshReach, 'unit'>[]
}

/** Tells, before it is done, whom a withdrawal would shut out: pairs of unit and use by the mesh alone. */
export function impactOn(
  horizon: Horizon,
  visitors: readonly VisitorRow[],
  removal: Removal,
  at: Instant,
): Impact {
  const web = meshOf(horizon, at)
  const gone =
    'unit' in removal
      ? { unit: removal.unit.name }
      : { agreements: [{ from: web.own, id: removal.agreement.agreement }] }
  const answer = impactOf(web.mesh, { from: web.own, removal: gone, at })
  const after = horizonAfter(horizon, removal)
  const kept = new Set(followed(after, at).map(({ key }) => key))
  const barred = new Set('unit' in removal ? removal.unit.keys : [])
  const byUnit = Map.groupBy(answer.answer === 'known' ? answer.lost : [], ({ unit }) => unit)
  return {
    lost:
      answer.answer === 'unknown'
        ? 'unknown'
        : [...byUnit].map(([name, reaches]) => ({
            unit: unitNamed(web, name),
            reaches: reaches.map(({ purpose, grade }) => ({ purpose, grade })),
          })),
    unfollowed: followed(horizon, at).filter(({ key }) => !kept.has(key) || barred.has(key)),
    visitors: visitsEnded(after, visitors, removal, at),
  }
}

function horizonAfter(horizon: Horizon, removal: Removal): Horizon {
  if ('agreement' in removal) {
    const agreements = horizon.agreements.filter(({ row }) => row.agreement !== removal.agreement.agreement)
    return { ...horizon, agreements, pool: preparePool(certificatesOf({ ...horizon, agreements })) }
  }
  const keys = new Set(removal.unit.keys)
  const agreements = horizon.agreements.filter(({ row }) => !keys.has(row.terms.key))
  const peers = horizon.peers.filter(({ row }) => !keys.has(row.key))
  const left = certificatesOf({ agreements, peers }).filter((one) => !keys.has(thumbprintOf(one)))
  return { ...horizon, agreements, peers, pool: preparePool(left) }
}

function visitsEnded(
  after: Horizon,
  visitors: readonly VisitorRow[],
  removal: Removal,
  at: Instant,
): Impact['visitors'] {
  const ended =
    'agreement' in removal
      ? visitorsParted(visitors, removal.agreement)
      : visitorsLost(
          after,
          visitors.filter(({ units }) => removal.unit.keys.some((key) => units.includes(key))),
          at,
        )
  const byKey = new Map(visitors.map((visitor) => [visitor.key, visitor]))
  return ended.flatMap(({ key, reason }) => {
    const visitor = byKey.get(key)
    return visitor ? [{ visitor, reason }] : []
  })
}
