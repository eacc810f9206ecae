import { day, hour } from '#clock'
import {
  type Certificate,
  type DistributionPoint,
  type KnownExtensions,
  nameOf,
  type RevocationList,
} from '#x509'
import { fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { fakeList } from './fake-list.ts'
import { type ListInquiry, type ListStatus, listStatus, prepareLists } from './index.ts'

/*
 * For tests of lists: a root, a unit under it, the two leaves of the unit that lists are asked about, and
 * another authority that nobody vouches for.
 */

export const root = fakeEntity('Root')
export const unit = fakeEntity('Unit')
export const other = fakeEntity('Other')

const signsAll: KnownExtensions = { keyUsage: new Set(['keyCertSign', 'cRLSign']) }
export const signsLists: KnownExtensions = { keyUsage: new Set(['cRLSign']) }

export const anchor = fakeAuthority(root, root, { known: signsAll })
export const unitCertificate = fakeAuthority(root, unit, { known: signsAll })
export const leaf = leafWith()
export const secondLeaf = fakeLeaf(unit, fakeEntity('Bob'), { notAfter: fakeNow + day })

/** CRLReason by its numbers (RFC 5280 §5.3.1). */
export const code = { keyCompromise: 1, affiliationChanged: 3, hold: 6, removed: 8 } as const

export const early = fakeNow - 12 * hour
export const earlier = fakeNow - 20 * hour

/** A leaf of the unit that names these points. */
export function leafWith(...points: readonly DistributionPoint[]): Certificate {
  const ada = fakeEntity('Ada')
  return fakeLeaf(unit, ada, points.length > 0 ? { known: { crlDistributionPoints: points } } : {})
}

export function named(name: string): NonNullable<DistributionPoint['fullName']> {
  return [{ kind: 'directory', name: nameOf({ commonName: name }) }]
}

/** What these lists, beside the root's, say of a certificate of the unit's unless `issuer` says otherwise. */
export function asked(
  certificate: Certificate,
  lists: readonly RevocationList[],
  more: Partial<ListInquiry> & { readonly issuer?: Certificate } = {},
): ListStatus {
  const { issuer = unitCertificate, ...inquiry } = more
  const shelf = prepareLists([fakeList(root), ...lists])
  const base = { anchors: [anchor], intermediates: [unitCertificate], at: fakeNow, ...inquiry }
  return listStatus(shelf, base)(certificate, issuer)
}

/** `good`, `revoked`, or why the status is unknown. */
export function outcome(status: ListStatus): string {
  return status.status === 'unknown' ? status.why.kind : status.status
}
