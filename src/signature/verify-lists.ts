import { type Instant, second } from '#clock'
import { parsePublicKey } from '#crypto'
import { readDer } from '#der'
import { type ListShelf, listStatus, prepareLists } from '#trust'
import {
  type Certificate,
  extensionType,
  isSignedBy,
  nameText,
  type RevocationList,
  type RevocationReason,
  sameName,
} from '#x509'
import type { TrustContext } from './verify-context.ts'
import type { KnownList, Material, StatusWork } from './verify-material.ts'
import type { StatusStatement } from './verify-status.ts'

/** What lists are asked of one certificate. */
export interface ListsQuestion {
  /** Those that may be believed, whoever signed them. */
  readonly believable: readonly KnownList[]
  readonly certificate: Certificate
  readonly issuer: Certificate
  /** The time in question. */
  readonly at: Instant
  /** Until when the issuer's key is believed. */
  readonly until: Instant
  readonly context: TrustContext
  readonly material: Material
}

/** What lists say, and whether some were not looked into that might say more. */
export interface ListStatements {
  readonly statements: readonly StatusStatement[]
  readonly isSpent: boolean
}

/**
 * The lists as of each time one was made, and as of the time in question: what an older one revokes stays
 * revoked, and a newer one tells that it was still in force. Those by the key that signed the certificate are
 * asked by themselves, so that no others, which anybody can put beside them, use up what the search may cost.
 */
export function listStatements(question: ListsQuestion): ListStatements {
  const { believable, certificate, issuer, material } = question
  const own = believable.filter((known) => isSignedByIssuer(material.work, known, issuer))
  const others = believable.filter((known) => !own.includes(known) && mayBeAbout(known, certificate))
  const byIssuer = statementsOf(question, own, 0)
  if (others.length === 0) return byIssuer
  const byAll = statementsOf(question, [...own, ...others], foreignListsCost)
  const statements = [...byIssuer.statements, ...byAll.statements]
  return { statements, isSpent: byIssuer.isSpent || (byAll.isSpent && byIssuer.statements.length === 0) }
}

function statementsOf(
  { certificate, issuer, at, until, context: { anchors }, material }: ListsQuestion,
  lists: readonly KnownList[],
  eachCost: number,
): ListStatements {
  const { pool: intermediates, work: cost } = material
  const { signatures } = cost
  const times = new Set([...lists.map(({ list }) => list.thisUpdate), at])
  let isSpent = false
  const statements = [...times].flatMap((time): readonly StatusStatement[] => {
    if (time > until || cost.left < 0) return []
    const current = currentAt(lists, time)
    cost.left -= current.length + eachCost
    const ask = listStatus(shelfOf(cost, current), { anchors, intermediates, at: time, signatures })
    const status = ask(certificate, issuer)
    switch (status.status) {
      case 'unknown':
        isSpent ||= status.why.kind === 'list-budget-spent'
        return []
      case 'good':
        return [{ ...status, ...madeAt(lists, status.asOf), source: 'list' }]
      case 'revoked': {
        const { reason } = status
        const since = invaliditySince(lists, certificate, status.since, reason)
        const { from } = madeAt(lists, time)
        const told = { since, ...(reason ? { reason } : {}) }
        return [{ status: 'revoked', asOf: time, until: time, ...told, source: 'list', from }]
      }
      default:
        return status satisfies never
    }
  })
  return { statements, isSpent }
}

/** Lists that can count as of a time; where there are changes to others (RFC 5280 §5.2.4), all of them. */
function currentAt(lists: readonly KnownList[], time: Instant): readonly KnownList[] {
  if (lists.some(({ list }) => list.baseNumber !== undefined)) return lists
  return lists.filter(({ list }) => list.thisUpdate <= time && time < list.nextUpdate)
}

function shelfOf({ shelves }: StatusWork, lists: readonly KnownList[]): ListShelf {
  const key = lists.map(({ id }) => id).join()
  const known = shelves.get(key) ?? prepareLists(lists.map(({ list }) => list))
  shelves.set(key, known)
  return known
}

/** Looking for whoever signed a list for the issuer: 50 checks at the most, of 0.1 ms (`listStatus`). */
const foreignListsCost = 125

/** Most lists are signed by the key that signed the certificate; of each that is found out once. */
function isSignedByIssuer({ signed }: StatusWork, { id, list }: KnownList, issuer: Certificate): boolean {
  const pair = `${id} ${issuer.fingerprint}`
  const known = signed.get(pair)
  if (known !== undefined) return known
  const key = sameName(list.issuer, issuer.subject) ? parsePublicKey(issuer.spki) : undefined
  const found = key?.ok === true && isSignedBy(list, key.value)
  signed.set(pair, found)
  return found
}

/** Whether a list by another key can be about a certificate: of its issuer's name, or an indirect one. */
function mayBeAbout({ list }: KnownList, { issuer }: Certificate): boolean {
  return list.issuingDistributionPoint?.indirect === true || sameName(list.issuer, issuer)
}

function madeAt(lists: readonly KnownList[], asOf: Instant): Pick<StatusStatement, 'until' | 'from'> {
  const made = lists.filter(({ list }) => list.thisUpdate === asOf)
  // RFC 5280 §5.1.2.5: whole seconds.
  const until = Math.max(asOf + second, ...made.map(({ list }) => list.nextUpdate))
  return { until, from: made.map(({ id }) => id) }
}

/** Reasons by which somebody else may have had the key. */
const compromises: ReadonlySet<RevocationReason> = new Set(['keyCompromise', 'cACompromise', 'aACompromise'])

/**
 * RFC 5280 §5.3.2: of a key that was compromised, since when that is known or feared; before the revocation,
 * whoever had the key could sign.
 */
function invaliditySince(
  lists: readonly KnownList[],
  certificate: Certificate,
  since: Instant,
  reason: RevocationReason | undefined,
): Instant {
  if (!reason || !compromises.has(reason)) return since
  const dates = lists.flatMap(({ list }) => invalidityDates(list, certificate))
  return Math.min(since, ...dates)
}

function invalidityDates({ entries }: RevocationList, certificate: Certificate): readonly Instant[] {
  const issuer = nameText(certificate.issuer)
  return entries.flatMap((entry) => {
    if (entry.serial !== certificate.serial || nameText(entry.issuer) !== issuer) return []
    const extension = entry.extensions.find(({ oid }) => oid === extensionType.invalidityDate)
    const date = extension && readDer(extension.value, (reader) => reader.time())
    return date?.ok ? [date.value] : []
  })
}
