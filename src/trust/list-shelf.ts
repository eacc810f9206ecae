import { base64url, hex, sha256 } from '#bytes'
import {
  type Certificate,
  extensionType,
  type Name,
  nameKey,
  nameText,
  type RevocationList,
  type RevokedEntry,
} from '#x509'
import type { ExtensionRule } from './fault.ts'
import type { ListObstacle } from './list-fault.ts'
import { pointNamesOf, type ScopedList } from './list-scope.ts'

/** Revocation lists made ready to be asked, so that a question costs what it touches and not their length. */
export interface ListShelf {
  /** By the key of the issuer's name. */
  readonly byIssuer: ReadonlyMap<string, readonly ShelvedList[]>
}

export interface ShelvedList extends ScopedList {
  /** Tells it from every other list of the shelf. */
  readonly id: string
  /** Lists with the same text here are about the same certificates and reasons. */
  readonly scope: string
  readonly number: bigint
  /** Why it may not be used, whoever signed it. */
  readonly obstacle: ListObstacle | undefined
  /** By the key of the name of the certificate's issuer, then by its serial number. */
  readonly entries: ReadonlyMap<string, ReadonlyMap<string, RevokedEntry>>
}

/** Reads every list once. Doubles are left out; in which order they are given makes no difference. */
export function prepareLists(lists: readonly RevocationList[]): ListShelf {
  const shelved = new Map<string, ShelvedList>()
  for (const list of lists) {
    const id = base64url(sha256(list.der))
    if (!shelved.has(id)) shelved.set(id, shelve(list, id))
  }
  const inOrder = [...shelved.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return { byIssuer: Map.groupBy(inOrder, ({ issuer }) => issuer) }
}

/** The entry that is about this certificate (RFC 5280 §6.3.3(i), (j)). */
export function entryOf({ entries }: ShelvedList, certificate: Certificate): RevokedEntry | undefined {
  return entries.get(nameKey(certificate.issuer))?.get(certificate.serial)
}

function shelve(list: RevocationList, id: string): ShelvedList {
  const issuer = nameKey(list.issuer)
  const point = list.extensions.find(({ oid }) => oid === extensionType.issuingDistributionPoint)
  return {
    list,
    issuer,
    pointNames: pointNamesOf(list),
    id,
    scope: point ? hex(point.value) : '',
    number: list.number ?? 0n,
    obstacle: obstacleIn(list, issuer),
    entries: entriesOf(list),
  }
}

function entriesOf({ issuer, entries }: RevocationList): ShelvedList['entries'] {
  const byIssuer = new Map<string, Map<string, RevokedEntry>>()
  // Entries in line have one issuer, whose key is computed once for all of them.
  let last = issuer
  let ofLast = sectionOf(byIssuer, last)
  for (const entry of entries) {
    if (entry.issuer !== last) {
      last = entry.issuer
      ofLast = sectionOf(byIssuer, last)
    }
    const before = ofLast.get(entry.serial)
    // Of two about one certificate, the one that revokes.
    if (!before || before.reason === 'removeFromCRL') ofLast.set(entry.serial, entry)
  }
  return byIssuer
}

function sectionOf(
  byIssuer: Map<string, Map<string, RevokedEntry>>,
  issuer: Name,
): Map<string, RevokedEntry> {
  const key = nameKey(issuer)
  const section = byIssuer.get(key) ?? new Map<string, RevokedEntry>()
  byIssuer.set(key, section)
  return section
}

/** What a list's own text has against its use (RFC 5280 §5.2, §5.3). */
function obstacleIn(list: RevocationList, issuerKey: string): ListObstacle | undefined {
  const issuer = nameText(list.issuer)
  const [unknown] = list.unknownCritical
  if (unknown !== undefined) return { kind: 'list-extension-unknown', issuer, oid: unknown }
  const unfit = (oid: string, rule: ExtensionRule): ListObstacle => {
    return { kind: 'list-extension-unfit', issuer, oid, rule }
  }
  const { issuingDistributionPoint: point, number, baseNumber } = list
  // §5.2.3: every list is numbered, or nobody could tell the newer, and that is not critical.
  const numbering = list.extensions.find(({ oid }) => oid === extensionType.crlNumber)
  if (number === undefined || !numbering) return unfit(extensionType.crlNumber, 'missing')
  if (numbering.critical) return unfit(extensionType.crlNumber, 'critical')
  // §5.2.4: changes count from a list with a lower number.
  if (baseNumber !== undefined && baseNumber > number)
    return unfit(extensionType.deltaCrlIndicator, 'malformed')
  // §5.3.3: only an indirect list names other issuers.
  const foreign = list.entries.some(
    (entry) => entry.issuer !== list.issuer && nameKey(entry.issuer) !== issuerKey,
  )
  if (foreign && !point?.indirect) return unfit(extensionType.certificateIssuer, 'misplaced')
  return undefined
}
