import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { certificateOfKey, certificateOfPerson } from '#identity'
import { visitorOf, visitorSpeaker } from '#recognition'
import { row } from '#table'
import { type Grant, type LiveGrant, onObject, type Party, type StepGrant, wider } from '#task'
import { read, type State } from '#unit'
import type { NoStep } from './fault.ts'
import { grantKey, partyKey } from './marks.ts'
import { noStep } from './permit.ts'
import { procedureSlice } from './state.ts'

/** What somebody proved to whoever vouches for him, as far as that is told. */
export interface Bound {
  /** Thumbprint of the key. */
  readonly key?: string
  /** Base64url SHA-256 of the certificate. */
  readonly fingerprint?: string
}

/** Somebody about whom another asks, who vouches that it is he. */
export interface Vouched {
  readonly party: Party
  /** What is left out is not compared: then any key of his that counts serves. */
  readonly bound: Bound
}

export interface VouchedQuestion {
  readonly vouched: Vouched
  readonly permission: string
  readonly object: string
  readonly time: Instant
}

/** A grant, and until when it holds if no entry ends it before. */
export interface VouchedGrant {
  readonly grant: StepGrant & Grant
  /** Thumbprint of the key it is bound to. */
  readonly key: string
  readonly until: Instant
}

/**
 * What `findGrant` finds at the gate, for somebody whose handshake another saw: the same grant, of a key that
 * still counts as his on the record.
 */
export function findVouchedGrant(state: State, question: VouchedQuestion): Result<VouchedGrant, NoStep> {
  const found = firstVouched(state, question)
  const { vouched, permission, object } = question
  if (found) {
    const { live, until } = found
    return accept({ grant: onObject(live.grant, object), key: live.key, until })
  }
  const { party, bound } = vouched
  const key = bound.key ?? (party.kind === 'person' ? certificateOfPerson(state, party.id)?.key : undefined)
  return refuse(noStep(state, { ...party, key: key ?? '' }, permission, object))
}

/** The grant as the step names its object. */
export function firstVouched(
  state: State,
  { vouched, permission, object, time }: VouchedQuestion,
): { readonly live: LiveGrant; readonly until: Instant } | undefined {
  const { grants } = read(state, procedureSlice)
  const party = partyKey(vouched.party)
  for (const named of [object, ...wider(object)]) {
    for (const live of row(grants, grantKey(party, permission, named)) ?? []) {
      const until = vouchedUntil(state, vouched, live, time)
      if (until !== undefined) return { live, until }
    }
  }
  return undefined
}

/** Until when a grant serves somebody vouched for; `undefined` when it does not. */
export function vouchedUntil(
  state: State,
  { party, bound }: Vouched,
  { key, grant }: LiveGrant,
  time: Instant,
): Instant | undefined {
  if (bound.key !== undefined && bound.key !== key) return undefined
  const { deadline = Number.MAX_SAFE_INTEGER } = grant
  if (time >= deadline) return undefined
  const known = keyKnown(state, party, key, time)
  if (!known || (bound.fingerprint !== undefined && bound.fingerprint !== known.fingerprint)) return undefined
  return Math.min(deadline, known.until)
}

/** By which certificate a key counts as somebody's at this moment. */
function keyKnown(
  state: State,
  { kind, id }: Party,
  key: string,
  time: Instant,
): { readonly fingerprint: string; readonly until: Instant } | undefined {
  if (kind === 'visitor') {
    const visit = visitorSpeaker(state, key, time)
    const visitor = visit.ok && visit.value.speaker.id === id ? visitorOf(state, key) : undefined
    return visitor && { fingerprint: visitor.fingerprint, until: visitor.until }
  }
  const certificate = certificateOfKey(state, key)
  if (!certificate || certificate.revoked) return undefined
  const { principal, notBefore, notAfter, fingerprint } = certificate
  if (principal.kind !== kind || principal.id !== id || time < notBefore || time > notAfter) return undefined
  return { fingerprint, until: notAfter }
}
