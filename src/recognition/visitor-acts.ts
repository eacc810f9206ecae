import { z } from 'zod'
import { base64, fromBase64 } from '#bytes'
import { type Duration, type Instant, minute } from '#clock'
import { type PublicKey, type PublicKeyFault, parsePublicKey, verifyEnvelope } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { unitProfile } from '#identity'
import { row, rows, sortedRows } from '#table'
import { type Context, defineAct, type Event, read, type State } from '#unit'
import {
  type Certificate,
  type CertificateFault,
  type CertificateSubjectFault,
  certificateSubject,
  isSignedBy,
  parseCertificate,
} from '#x509'
import type { Bundle } from './bundle.ts'
import { isReached } from './followed.ts'
import { type Horizon, horizonOf } from './horizon.ts'
import { documentsOfPeers, recognitionSlice } from './state.ts'
import {
  type OfficeStatement,
  type Presentation,
  parsePresentation,
  parseStatement,
  type StatementFormFault,
  statementLifetimeMax,
} from './statement.ts'
import {
  endedPerSweepMax,
  reachesAsMuch,
  type VisitorEnded,
  type VisitorReceived,
  type VisitorRow,
} from './visitor.ts'
import { homesOf, isStatedBy, issuingKeyIn, type Reach, type ReachFault, reachOf } from './visitor-path.ts'
import { isOwnKey } from './visitors.ts'

/** A ministry's whole neighbourhood on one day; each takes some 3 KB of memory, with keys of ML-DSA 20. */
const visitorsMax = 5_000

/** Base64 of a certificate with ML-DSA-87 key and signature takes 10 KiB. */
const certificateTextMax = 12 * 1024

/** The visitor's clock, and that of the home unit, against ours: as far as an act's may stand off. */
const clockToleranceMilliseconds: Duration = 5 * minute

export type VisitFault =
  | StatementFormFault
  | { readonly kind: 'visitor-certificate'; readonly fault: CertificateFault }
  | { readonly kind: 'visitor-unnamed'; readonly fault: CertificateSubjectFault }
  | { readonly kind: 'visitor-no-person'; readonly subject: string }
  | { readonly kind: 'visitor-own-domain'; readonly domain: string }
  | { readonly kind: 'visitor-key-refused'; readonly fault: PublicKeyFault }
  /** The key is that of somebody of this unit, who needs no visit. */
  | { readonly kind: 'visitor-key-known'; readonly key: string }
  | { readonly kind: 'presentation-signature' }
  | { readonly kind: 'presentation-elsewhere'; readonly unit: string }
  | { readonly kind: 'presentation-other-statement' }
  | { readonly kind: 'presentation-time'; readonly time: Instant; readonly now: Instant }
  | { readonly kind: 'presentation-repeated'; readonly time: Instant }
  | { readonly kind: 'statement-elsewhere'; readonly audience: string; readonly domain: string }
  | { readonly kind: 'statement-expired'; readonly expires: Instant; readonly now: Instant }
  | { readonly kind: 'statement-from-future'; readonly issued: Instant; readonly now: Instant }
  | { readonly kind: 'statement-too-long'; readonly hoursMax: number }
  /** With this key a newer one was shown already, which may say less. */
  | { readonly kind: 'statement-older'; readonly issued: Instant; readonly shown: Instant }
  /** What of it is not of the certificate shown. */
  | { readonly kind: 'statement-differs'; readonly part: 'domain' | 'person' | 'certificate' | 'key' }
  | { readonly kind: 'statement-signer'; readonly domain: string; readonly signer: string }
  | { readonly kind: 'statement-signature' }
  /** No path leads from this unit's key to the one that signed the statement, or issued the certificate. */
  | { readonly kind: 'visitor-unit-unreached'; readonly domain: string }
  | { readonly kind: 'visitor-unreached'; readonly fault: ReachFault }
  | { readonly kind: 'visitors-full'; readonly visitorsMax: number }
  | { readonly kind: 'visitors-none-leaving' }

/** An envelope (DSSE) as visitors send it. */
export const envelopeForm = z.strictObject({
  payloadType: z.string().max(200),
  payload: z.string().max(16 * 1024),
  signatures: z.array(z.strictObject({ keyid: z.string().max(64), sig: z.string().max(8 * 1024) })).length(1),
})

/** What a visitor sends. */
export const visitForm = z.strictObject({
  certificate: z
    .base64()
    .max(certificateTextMax)
    .refine((text) => fromBase64(text).ok, 'must be base64')
    .describe("the visitor's certificate, DER in base64"),
  statement: envelopeForm.describe('office statement of the home unit, a DSSE envelope'),
  presentation: envelopeForm.describe('the statement shown to this unit by the key of the certificate'),
})

/** What was shown, read and found to be the holder's: not yet that this unit believes it. */
interface Shown {
  readonly leaf: Certificate
  readonly key: PublicKey
  readonly domain: string
  readonly person: string
  readonly statement: OfficeStatement
  readonly presentation: Presentation
}

const receive = defineAct({
  name: 'visitor.receive',
  label: 'receive a person of another unit',
  actor: 'node',
  input: visitForm,
  authority: { by: 'step', permission: 'visitor.receive', object: () => 'visitors' },
  documents: documentsOfPeers,
  decide(context, input): Result<readonly Event[], VisitFault> {
    const shown = readVisit(context.state, input)
    if (!shown.ok) return shown
    const fault =
      presentationFault(context, shown.value) ??
      statementFault(context, shown.value) ??
      keyFault(context, shown.value)
    if (fault) return refuse(fault)
    const { state, time, documents } = context
    const reached = reachedVisitor(horizonOf(state, documents), shown.value, time)
    if (!reached.ok) return reached
    const received = receivedEvent(shown.value, reached.value)
    const place = placeFor(context, received)
    return place.ok ? accept([...place.value, received]) : place
  },
})

/** Certificate, statement and presentation as data; of a person of another unit. */
function readVisit(state: State, input: z.infer<typeof visitForm>): Result<Shown, VisitFault> {
  const leaf = parseCertificate(sure(fromBase64(input.certificate), 'base64 that a form has checked'))
  if (!leaf.ok) return refuse({ kind: 'visitor-certificate', fault: leaf.fault })
  const subject = certificateSubject(leaf.value)
  if (!subject.ok) return refuse({ kind: 'visitor-unnamed', fault: subject.fault })
  const { kind, id, domain } = subject.value
  if (kind !== 'person') return refuse({ kind: 'visitor-no-person', subject: `${kind}/${id}` })
  if (domain === certain(unitProfile(state), 'the unit').domain) {
    return refuse({ kind: 'visitor-own-domain', domain })
  }
  const key = parsePublicKey(leaf.value.spki)
  if (!key.ok) return refuse({ kind: 'visitor-key-refused', fault: key.fault })
  const statement = parseStatement(input.statement)
  if (!statement.ok) return statement
  const presentation = parsePresentation(input.presentation)
  if (!presentation.ok) return presentation
  const parts = { statement: statement.value, presentation: presentation.value }
  return accept({ leaf: leaf.value, key: key.value, domain, person: id, ...parts })
}

/** Whether the holder of the key shows this statement, here, now, and for the first time. */
function presentationFault(
  { state, time: now }: Context,
  { key, statement, presentation }: Shown,
): VisitFault | undefined {
  const { signer, unit, time, envelope } = presentation
  if (signer !== key.thumbprint || !verifyEnvelope(envelope, key)) return { kind: 'presentation-signature' }
  if (unit !== certain(unitProfile(state), 'the unit').key) return { kind: 'presentation-elsewhere', unit }
  if (presentation.statement !== statement.digest) return { kind: 'presentation-other-statement' }
  if (Math.abs(time - now) > clockToleranceMilliseconds) return { kind: 'presentation-time', time, now }
  const before = row(read(state, recognitionSlice).visitors, key.thumbprint)
  return before && time <= before.presented ? { kind: 'presentation-repeated', time } : undefined
}

/** Whether the statement is made to this unit, now, of the certificate shown; who made it is seen later. */
export function statementFault(
  { state, time: now }: Pick<Context, 'state' | 'time'>,
  { leaf, key, domain, person, statement }: Omit<Shown, 'presentation'>,
): VisitFault | undefined {
  const { audience, issued, expires } = statement
  const own = certain(unitProfile(state), 'the unit').domain
  if (audience !== own) return { kind: 'statement-elsewhere', audience, domain: own }
  if (now >= expires) return { kind: 'statement-expired', expires, now }
  if (issued > now + clockToleranceMilliseconds) return { kind: 'statement-from-future', issued, now }
  if (expires - issued > statementLifetimeMax) {
    return { kind: 'statement-too-long', hoursMax: statementLifetimeMax / (60 * minute) }
  }
  const before = row(read(state, recognitionSlice).visitors, key.thumbprint)
  if (before && before.unit === domain && issued < before.stated) {
    return { kind: 'statement-older', issued, shown: before.stated }
  }
  if (statement.domain !== domain) return { kind: 'statement-differs', part: 'domain' }
  if (statement.person !== person) return { kind: 'statement-differs', part: 'person' }
  if (statement.certificate !== leaf.fingerprint) return { kind: 'statement-differs', part: 'certificate' }
  return statement.key === key.thumbprint ? undefined : { kind: 'statement-differs', part: 'key' }
}

/** One key, one holder: who is known here by it speaks as himself. */
function keyFault({ state, time }: Context, { key: { thumbprint } }: Shown): VisitFault | undefined {
  return isOwnKey(state, thumbprint, time) ? { kind: 'visitor-key-known', key: thumbprint } : undefined
}

/**
 * The paths to the visitor from this unit's own key. One and the same unit, which this unit follows, has
 * signed the statement and issued the certificate; both keys must be reached.
 */
function reachedVisitor(horizon: Horizon, shown: Shown, time: Instant): Result<Reach, VisitFault> {
  const { leaf, domain, statement } = shown
  const homes = homesOf(horizon, domain, statement.signer)
  let fault: VisitFault = { kind: 'statement-signer', domain, signer: statement.signer }
  for (const home of homes) {
    const strange = homeFault(horizon, home, shown, time)
    if (strange) {
      fault = strange
      continue
    }
    const reach = reachOf(horizon, { leaf, home, stated: statement.issued }, time)
    if (reach.ok) {
      return accept({ ...reach.value, until: Math.min(reach.value.until, statement.expires) })
    }
    fault = { kind: 'visitor-unreached', fault: reach.fault }
  }
  return refuse(fault)
}

function homeFault(
  horizon: Horizon,
  home: Bundle,
  { leaf, domain, statement }: Shown,
  time: Instant,
): VisitFault | undefined {
  if (!isStatedBy(home, statement)) return { kind: 'statement-signature' }
  const signer = certain(issuingKeyIn(home, statement.signer), 'the issuing key of a statement')
  const issued = home.issuing.some(({ spki }) => {
    const issuer = parsePublicKey(spki)
    return issuer.ok && isSignedBy(leaf, issuer.value)
  })
  return issued && isReached(horizon, signer, time) ? undefined : { kind: 'visitor-unit-unreached', domain }
}

/**
 * A place among the visitors: one's own from before, whose steps go when one comes with less; or that of
 * somebody whose visit is over, when all are taken.
 */
function placeFor(
  { state, time }: Context,
  received: VisitorReceived,
): Result<readonly VisitorEnded[], VisitFault> {
  const { visitors, leaving } = read(state, recognitionSlice)
  // What was held before a cut must be gone before anything is held anew.
  const left = row(leaving, received.key)
  if (left) return accept([{ kind: 'visitor-ended', ...left, key: received.key }])
  const before = row(visitors, received.key)
  if (before) {
    const { visitor, key } = before
    return accept(
      isLess(received, before) ? [{ kind: 'visitor-ended', visitor, key, reason: 'visited-anew' }] : [],
    )
  }
  if (visitors.size < visitorsMax) return accept([])
  let oldest: VisitorRow | undefined
  for (const [, visitor] of rows(visitors)) {
    const isOver = visitor.until <= time
    if (isOver && (!oldest || isBefore(visitor, oldest))) oldest = visitor
  }
  if (!oldest) return refuse({ kind: 'visitors-full', visitorsMax })
  return accept([{ kind: 'visitor-ended', visitor: oldest.visitor, key: oldest.key, reason: 'expired' }])
}

/** Whether something is missing that a step may have been claimed by: the name, an office, paths. */
function isLess(after: VisitorReceived, before: VisitorRow): boolean {
  if (after.visitor !== before.visitor) return true
  const kept = before.offices.every((office) => after.offices.includes(office))
  return !kept || !reachesAsMuch(after.paths, before.paths)
}

/** In one order, whatever that of the rows. */
function isBefore(a: VisitorRow, b: VisitorRow): boolean {
  return a.until === b.until ? a.key < b.key : a.until < b.until
}

function receivedEvent(shown: Shown, reach: Reach): VisitorReceived {
  const { leaf, key, domain, person, statement, presentation } = shown
  return {
    kind: 'visitor-received',
    visitor: `${person}@${domain}`,
    unit: domain,
    person,
    name: statement.name,
    offices: [...new Set(statement.offices)].sort(),
    key: key.thumbprint,
    spki: base64(leaf.spki),
    certificate: base64(leaf.der),
    serial: leaf.serial,
    fingerprint: leaf.fingerprint,
    statement: statement.digest,
    signer: statement.signer,
    stated: statement.issued,
    presented: presentation.time,
    ...reach,
  }
}

/** Visits that were cut together, named one by one, so that the steps they held go to others. */
const sweep = defineAct({
  name: 'visitor.sweep',
  label: 'name the visits that were cut together',
  actor: 'node',
  input: z.strictObject({}),
  authority: { by: 'step', permission: 'visitor.receive', object: () => 'visitors' },
  decide({ state }): Result<readonly VisitorEnded[], VisitFault> {
    const { leaving } = read(state, recognitionSlice)
    if (leaving.size === 0) return refuse({ kind: 'visitors-none-leaving' })
    const named = sortedRows(leaving).slice(0, endedPerSweepMax)
    return accept(named.map(([key, left]) => ({ kind: 'visitor-ended', ...left, key })))
  },
})

export const visitorActs = [receive, sweep] as const
