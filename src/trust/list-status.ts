import type { Instant } from '#clock'
import { type Result, refuse } from '#fault'
import { type Certificate, nameText, type RevocationReason } from '#x509'
import { type ListObstacle, mostTelling } from './list-fault.ts'
import {
  allReasons,
  listIssuersOf,
  type Point,
  pointsOf,
  type Reasons,
  reasonsMissing,
  reasonsTold,
} from './list-scope.ts'
import { entryOf, type ListShelf, type ShelvedList } from './list-shelf.ts'

/** What revocation lists say of a certificate. */
export type ListStatus =
  /** `asOf`: when the oldest of the lists that were needed was made. */
  | { readonly status: 'good'; readonly asOf: Instant }
  | { readonly status: 'revoked'; readonly since: Instant; readonly reason?: RevocationReason }
  | { readonly status: 'unknown'; readonly why: ListObstacle }

/**
 * Lists held against points of one certificate. The largest issuers part their lists by some thousands of
 * points, of which a certificate names one or two: 20,000 leave room, and take some 10 ms.
 */
const comparisonsMax = 20_000

export interface ListsQuestion {
  readonly certificate: Certificate
  readonly lists: ListShelf
  readonly at: Instant
  /** How long ago a list may have been made, its next update or not; absent: as long as it is current. */
  readonly ageMaxMilliseconds?: number
  /**
   * Which key signed a list (any text that tells it from others), if one that may sign for its issuer did.
   * Asked only of lists about the certificate that nothing else speaks against.
   */
  readonly signerOf: (shelved: ShelvedList) => Result<string, ListObstacle>
}

/**
 * The status of a certificate by the lists at hand (RFC 5280 §6.3.3): complete ones and changes to them, its
 * issuer's own and indirect ones, for some reasons and for all.
 *
 * Where the text stops at the first list that settles the matter, this looks at every list that is current
 * and about the certificate, and one that revokes it settles it: in which order they are given makes no
 * difference. An older list is replaced only by one of the same key about the same certificates and reasons.
 */
export function statusFromLists(question: ListsQuestion): ListStatus {
  const { certificate } = question
  const points = pointsOf(certificate)
  const obstacles: ListObstacle[] = []
  const told = listsAbout(question, points, obstacles).flatMap((list) => {
    const signer = list.shelved.obstacle ? refuse(list.shelved.obstacle) : question.signerOf(list.shelved)
    if (signer.ok) return [{ ...list, signer: signer.value }]
    obstacles.push(signer.fault)
    return []
  })
  const changes = told.filter((list) => isChanges(list) && !timeObstacle(question, list))
  const current = newestOfEach(withChanges(question, told, changes, obstacles))
  const stray = changes.filter((delta) => !current.some((list) => hasOvertaken(list, delta)))
  return revocationBy(current, stray, certificate) ?? coverageBy(current, certificate, obstacles)
}

/** A list about the certificate, and for which reasons it is that. */
interface ListAbout {
  readonly shelved: ShelvedList
  readonly reasons: Reasons
}

interface SignedList extends ListAbout {
  readonly signer: string
}

/** A complete list, the changes to it where there are some, and when the two together were made. */
interface CurrentList extends SignedList {
  readonly changes?: ShelvedList
  readonly number: bigint
  readonly asOf: Instant
}

/** (b), (d), (e): the lists whose issuer and scope cover the certificate by one of its points. */
function listsAbout(
  { certificate, lists }: ListsQuestion,
  points: readonly Point[],
  obstacles: ListObstacle[],
): readonly ListAbout[] {
  const issuer = nameText(certificate.issuer)
  const issued = [...listIssuersOf(certificate, points)].flatMap((name) => lists.byIssuer.get(name) ?? [])
  if (issued.length === 0) obstacles.push({ kind: 'list-missing', issuer })
  if (issued.length * points.length > comparisonsMax) {
    obstacles.push({ kind: 'list-budget-spent' })
    return []
  }
  return issued.flatMap((shelved) => {
    const reasons = points.reduce((sum, point) => {
      return sum | reasonsTold(shelved, certificate, point)
    }, 0)
    if (reasons !== 0) return [{ shelved, reasons }]
    obstacles.push({ kind: 'list-outside', issuer: nameText(shelved.list.issuer) })
    return []
  })
}

/** (a), (c), (h): every complete list with the newest changes that belong to it, if that is current. */
function withChanges(
  question: ListsQuestion,
  told: readonly SignedList[],
  deltas: readonly SignedList[],
  obstacles: ListObstacle[],
): readonly CurrentList[] {
  const complete = told.filter((list) => !isChanges(list))
  const without = complete.length === 0 ? told : []
  obstacles.push(
    ...without.map(({ shelved: { list } }): ListObstacle => {
      return { kind: 'list-base-missing', issuer: nameText(list.issuer) }
    }),
  )
  return complete.flatMap((list) => {
    const changes = newest(deltas.filter((delta) => belongs(delta, list)))
    const { number, list: latest } = (changes ?? list).shelved
    const obstacle = timeObstacle(question, changes ?? list)
    if (obstacle) obstacles.push(obstacle)
    const whole = {
      ...list,
      ...(changes ? { changes: changes.shelved } : {}),
      number,
      asOf: latest.thisUpdate,
    }
    return obstacle ? [] : [whole]
  })
}

/** RFC 5280 §5.2.4: whether a list holds only what has changed since another. */
function isChanges({ shelved }: SignedList): boolean {
  return shelved.list.baseNumber !== undefined
}

/** (c) and RFC 5280 §5.2.4: whether these changes, made to an older list as well, apply to this one. */
function belongs(delta: SignedList, complete: SignedList): boolean {
  const { baseNumber } = delta.shelved.list
  return (
    baseNumber !== undefined &&
    kindOf(delta) === kindOf(complete) &&
    complete.shelved.number >= baseNumber &&
    complete.shelved.number < delta.shelved.number
  )
}

function timeObstacle(
  { at, ageMaxMilliseconds }: ListsQuestion,
  { shelved: { list } }: ListAbout,
): ListObstacle | undefined {
  const { thisUpdate, nextUpdate } = list
  const issuer = nameText(list.issuer)
  if (at < thisUpdate) return { kind: 'list-not-yet', issuer, at, thisUpdate }
  if (at >= nextUpdate) return { kind: 'list-expired', issuer, at, nextUpdate }
  if (ageMaxMilliseconds !== undefined && at - thisUpdate > ageMaxMilliseconds) {
    return { kind: 'list-too-old', issuer, at, thisUpdate, ageMaxMilliseconds }
  }
  return undefined
}

/** Lists by one key about the same certificates and reasons are of one kind: the newer replaces the older. */
function kindOf({ shelved, signer }: SignedList): string {
  return `${signer} ${shelved.scope} ${shelved.issuer}`
}

/** Whether a list knows all that these changes tell. */
function hasOvertaken(list: CurrentList, delta: SignedList): boolean {
  return (
    kindOf(list) === kindOf(delta) && (list.number > delta.shelved.number || list.changes === delta.shelved)
  )
}

/** The lists that none of their kind replaces; two of which neither is clearly the newer both stay. */
function newestOfEach(current: readonly CurrentList[]): readonly CurrentList[] {
  const kinds = Map.groupBy(current, kindOf)
  return [...kinds.values()].flatMap((lists) => {
    return lists.filter((list) => !lists.some((other) => replaces(other, list)))
  })
}

function replaces(a: CurrentList, b: CurrentList): boolean {
  const isOlder = a.number < b.number || a.asOf < b.asOf || a.shelved.number < b.shelved.number
  const isNewer = a.number > b.number || a.asOf > b.asOf || a.shelved.number > b.shelved.number
  return isNewer && !isOlder
}

/** By number, then by when it was made. */
function newest(lists: readonly SignedList[]): SignedList | undefined {
  const inOrder = lists.toSorted(({ shelved: a }, { shelved: b }) => {
    if (a.number !== b.number) return a.number < b.number ? -1 : 1
    return a.list.thisUpdate - b.list.thisUpdate
  })
  return inOrder.at(-1)
}

/**
 * (i), (j), (k): the earliest revocation that one of the lists tells of, or of the changes that no list at
 * hand can take in: those make no status good, but what their issuer revokes is revoked.
 */
function revocationBy(
  current: readonly CurrentList[],
  stray: readonly SignedList[],
  certificate: Certificate,
): ListStatus | undefined {
  const listed = current.flatMap(({ shelved, changes }) => {
    const change = changes && entryOf(changes, certificate)
    // Changes take back what the list before them said. A complete list takes nothing back (§5.3.1).
    return change?.reason === 'removeFromCRL' ? [] : (change ?? entryOf(shelved, certificate) ?? [])
  })
  const changed = stray.flatMap(({ shelved }) => entryOf(shelved, certificate) ?? [])
  const found = [...listed, ...changed.filter(({ reason }) => reason !== 'removeFromCRL')]
  const [first] = found.toSorted((a, b) => a.at - b.at || compareTexts(a.reason, b.reason))
  if (!first) return undefined
  const { at: since, reason } = first
  return { status: 'revoked', since, ...(reason ? { reason } : {}) }
}

/**
 * (l): good as far as every reason is covered, by the newest of the lists that cover it. A list that was not
 * looked into for want of budget might revoke, so then nothing is good.
 */
function coverageBy(
  current: readonly CurrentList[],
  certificate: Certificate,
  obstacles: readonly ListObstacle[],
): ListStatus {
  const spent = obstacles.find(({ kind }) => kind === 'list-budget-spent')
  if (spent) return { status: 'unknown', why: spent }
  let told: Reasons = 0
  for (const { reasons, asOf } of current.toSorted((a, b) => b.asOf - a.asOf)) {
    told |= reasons
    if (told === allReasons) return { status: 'good', asOf }
  }
  const missing: ListObstacle = { kind: 'list-missing', issuer: nameText(certificate.issuer) }
  const uncovered: readonly ListObstacle[] =
    told === 0 ? [] : [{ kind: 'reasons-uncovered', reasons: reasonsMissing(told) }]
  return { status: 'unknown', why: mostTelling([...obstacles, ...uncovered]) ?? missing }
}

function compareTexts(a = '', b = ''): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
