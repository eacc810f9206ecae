import { fromBase64 } from '#bytes'
import type { Instant } from '#clock'
import { parsePublicKey } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import { speakerOf } from '#identity'
import { changedRows, row, sortedRows } from '#table'
import type { VisitorTrustee } from '#task'
import { read, type Speaker, type State } from '#unit'
import { parseCertificate, policiesUpTo } from '#x509'
import { agreementsOf, recognitionSlice } from './state.ts'
import { isWithin } from './terms.ts'
import type { VisitorFault, VisitorRow } from './visitor.ts'

/** A visitor proved by certificate at this moment. */
export interface VisitorCaller {
  readonly speaker: Speaker & { readonly serial: string }
  readonly row: VisitorRow
}

/** The visitor who holds a key, whether the visit is over or not. */
export function visitorOf(state: State, key: string): VisitorRow | undefined {
  return row(read(state, recognitionSlice).visitors, key)
}

/** Every visitor whose visit is not over, by key. */
export function visitorsOf(state: State, time: Instant): readonly VisitorRow[] {
  const all = sortedRows(read(state, recognitionSlice).visitors).map(([, visitor]) => visitor)
  return all.filter(({ until }) => time < until)
}

/**
 * The visits of one state that are none in a later one, by key: ended, cut together with others, or followed
 * by a visit of somebody else or with another certificate. Takes the time of the change.
 */
export function visitsEnded(before: State, after: State): readonly VisitorRow[] {
  const { visitors: was } = read(before, recognitionSlice)
  const { visitors: is } = read(after, recognitionSlice)
  return [...changedRows(was, is)].sort().flatMap((key) => {
    const [visit, now] = [row(was, key), row(is, key)]
    if (!visit) return []
    return now?.visitor === visit.visitor && now.fingerprint === visit.fingerprint ? [] : [visit]
  })
}

/** Who holds a key that this unit knows from a visit that is not over. */
export function visitorSpeaker(
  state: State,
  key: string,
  time: Instant,
): Result<{ readonly speaker: VisitorCaller['speaker']; readonly spki: Uint8Array }, VisitorFault> {
  const known = liveVisitor(state, key, time)
  if (!known.ok) return known
  const { spki } = known.value
  return accept({ speaker: speakerIn(known.value), spki: sure(fromBase64(spki), 'a recorded key') })
}

/**
 * Whom the certificate of a handshake names, when it is a visitor's: the very certificate that was received.
 *
 * @param leafDer the leaf of a handshake that proved its key
 */
export function visitorCaller(
  state: State,
  leafDer: Uint8Array,
  time: Instant,
): Result<VisitorCaller, VisitorFault> {
  const leaf = parseCertificate(leafDer)
  const key = leaf.ok ? parsePublicKey(leaf.value.spki) : leaf
  if (!leaf.ok || !key.ok) return refuse({ kind: 'visitor-unknown', key: '' })
  const known = liveVisitor(state, key.value.thumbprint, time)
  if (!known.ok) return known
  if (known.value.fingerprint !== leaf.value.fingerprint) {
    return refuse({ kind: 'visitor-unknown', key: known.value.key })
  }
  return accept({ speaker: speakerIn(known.value), row: known.value })
}

/** The same visitor as the state has it now; refused when the visit is over or another certificate's. */
export function visitorAgain(
  state: State,
  { row: before }: VisitorCaller,
  time: Instant,
): Result<VisitorCaller, VisitorFault> {
  const known = liveVisitor(state, before.key, time)
  if (!known.ok) return known
  const { fingerprint, key } = known.value
  if (fingerprint !== before.fingerprint) return refuse({ kind: 'visitor-unknown', key })
  return accept({ speaker: speakerIn(known.value), row: known.value })
}

function liveVisitor(state: State, key: string, time: Instant): Result<VisitorRow, VisitorFault> {
  const known = visitorOf(state, key)
  // A key that was certified here since then is its holder's here, and nobody else's.
  if (!known || isOwnKey(state, key, time)) return refuse({ kind: 'visitor-unknown', key })
  const { visitor, until } = known
  return time < until ? accept(known) : refuse({ kind: 'visit-over', visitor, until })
}

/** Whether somebody of this unit is or was known by the key. */
export function isOwnKey(state: State, key: string, time: Instant): boolean {
  const known = speakerOf(state, key, time)
  return known.ok || known.fault.kind !== 'key-unknown'
}

function speakerIn({ visitor, key, serial }: VisitorRow): VisitorCaller['speaker'] {
  return { kind: 'visitor', id: visitor, key, serial }
}

/** Whether a visitor is one of the people of another unit whom a procedure names. */
export function isNamed(visitor: VisitorRow, { unit, office, grade, paths }: VisitorTrustee): boolean {
  if (visitor.unit !== unit || (visitor.paths[grade] ?? 0) < paths) return false
  return office === undefined || visitor.offices.includes(office)
}

/**
 * Whether people of another unit could be received as a procedure demands, as far as our own agreements say:
 * as many of them as it wants paths admit that unit's domain in its grade. Whether the way beyond them holds
 * is seen when somebody comes.
 */
export function isReached(state: State, { unit, grade, paths }: VisitorTrustee): boolean {
  const [needed] = policiesUpTo(grade).slice(-1)
  const leading = agreementsOf(state).filter(({ terms, notAfter }) => {
    const admits = [terms.domain, ...terms.domains].some((wide) => isWithin(unit, wide))
    const beyond = terms.domain === unit || terms.hops > 0
    const graded = needed !== undefined && policiesUpTo(terms.grade).includes(needed)
    return admits && beyond && graded && notAfter > state.time
  })
  return leading.length >= paths
}

/** Whether visits were cut together that have not been named yet. */
export function visitorsLeave(state: State): boolean {
  return read(state, recognitionSlice).leaving.size > 0
}
