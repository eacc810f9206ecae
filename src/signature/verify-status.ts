import { type Instant, second } from '#clock'
import type { CertificateStatus, Purpose } from '#trust'
import { type Certificate, nameText, type RevocationReason } from '#x509'
import { type Existences, existenceOf, objectId } from './existence.ts'
import type { AlgorithmEnded, Reason } from './verdict.ts'
import { endedBy, judgeSigned, pastEnd } from './verify-algorithms.ts'
import type { TrustContext } from './verify-context.ts'
import { listStatements } from './verify-lists.ts'
import type { Material } from './verify-material.ts'
import { ocspStatement } from './verify-ocsp.ts'

/** What one source says of a certificate. */
export interface StatusStatement {
  readonly status: 'good' | 'revoked'
  /** When it was said. */
  readonly asOf: Instant
  /** Until when it counts as news. */
  readonly until: Instant
  readonly since?: Instant
  readonly reason?: RevocationReason
  readonly source: 'list' | 'ocsp' | 'record'
  /** `id`s of the lists or responses it may come from; none when it is not from any. */
  readonly from: readonly string[]
}

/** Until when the key of a certificate is believed, and what ended that. */
export interface Control {
  readonly until: Instant
  readonly ended?: 'revoked' | 'algorithm'
}

export interface SlidingQuestion {
  readonly context: TrustContext
  readonly material: Material
  readonly existences: Existences
  /** When what the leaf's key signed is proven to have existed. */
  readonly at: Instant
  readonly purpose: Purpose
}

/** What validating one path has found out of the status of its certificates, by their fingerprints. */
export interface Sliding {
  /** For `findPath`, which asks from the anchor down. */
  readonly statusOf: (certificate: Certificate, issuer: Certificate) => CertificateStatus
  readonly controls: ReadonlyMap<string, Control>
  readonly statements: ReadonlyMap<string, StatusStatement>
  readonly obstacles: ReadonlyMap<string, Reason>
  /** Authorities that were taken although nothing is said of them. */
  readonly untold: ReadonlySet<string>
  /** Certificates that were taken although what is said of them is old. */
  readonly stale: ReadonlySet<string>
}

interface Work extends SlidingQuestion {
  /** Fingerprints of those about which not every list was looked into. */
  readonly spent: Set<string>
  readonly controls: Map<string, Control>
  readonly statements: Map<string, StatusStatement>
  readonly obstacles: Map<string, Reason>
  readonly untold: Set<string>
  readonly stale: Set<string>
}

/**
 * Slides the control time down a path (EN 319 102-1 §5.6.2.2): the time until which the key of each
 * certificate is believed, which begins with now at the anchor and only ever goes back. What says something
 * of a certificate must be proven to have existed before the control time of whoever issued it. With nothing
 * proven earlier than now it is the validation for now (§5.2.6).
 */
export function slidingStatus(question: SlidingQuestion): Sliding {
  const work: Work = {
    ...question,
    controls: new Map(),
    statements: new Map(),
    obstacles: new Map(),
    untold: new Set(),
    stale: new Set(),
    spent: new Set(),
  }
  return { ...work, statusOf: (certificate, issuer) => slide(work, certificate, issuer) }
}

function slide(work: Work, certificate: Certificate, issuer: Certificate): CertificateStatus {
  const { context, at, existences } = work
  const { fingerprint } = certificate
  const above = work.controls.get(issuer.fingerprint) ?? { until: context.now }
  // §5.6.2.2 step 2(d): a signature by an algorithm that has ended proves nothing of what came after.
  const signed = judgeSigned('certificate', certificate, issuer, context)
  const end = signed && pastEnd(signed)
  const own: Control = end !== undefined && end < above.until ? { until: end, ended: 'algorithm' } : above
  const existence = existenceOf(existences, objectId(certificate.der), context.now)
  if (existence.at > own.until) {
    return stopped(work, certificate, own, signed && endedBy(signed, existence.at))
  }
  const said = statementsOf(work, certificate, issuer, own)
  // What was not looked into might revoke, so then nothing is good.
  if (work.material.work.left < 0) {
    work.obstacles.set(fingerprint, { kind: 'budget-spent', what: 'lists' })
    return { status: 'unknown' }
  }
  const revocation = firstRevocation(said)
  if (revocation && sinceOf(revocation) <= at) {
    work.statements.set(fingerprint, revocation)
    const { since, reason } = revocation
    return { status: 'revoked', ...(since === undefined ? {} : { since }), ...(reason ? { reason } : {}) }
  }
  if (work.spent.has(fingerprint)) {
    work.obstacles.set(fingerprint, { kind: 'budget-spent', what: 'lists' })
    return { status: 'unknown' }
  }
  // Step 2(b), (c): in force until it was revoked, or as far as the news of it reach.
  const news = revocation ?? newsOf(work, certificate, said)
  if (!news) return withoutNews(work, certificate, own, said)
  work.statements.set(fingerprint, news)
  const until = revocation ? Math.min(own.until, sinceOf(revocation)) : own.until
  keep(work, fingerprint, until < own.until ? { until, ended: 'revoked' } : own)
  return { status: 'good', asOf: Math.min(news.asOf, context.now) }
}

/** The newest that tells of the time in question; or, of the keys of services and where asked to, of any. */
function newsOf(
  { context, purpose, at, stale }: Work,
  { fingerprint }: Certificate,
  said: readonly StatusStatement[],
): StatusStatement | undefined {
  const good = said.filter(({ status }) => status === 'good')
  const fresh = good.filter(({ until }) => at < until).at(-1)
  const isService = purpose === 'time-stamp' || purpose === 'record'
  if (fresh || !isService || !context.acceptStaleStatusOfServices) return fresh
  const newest = good.at(-1)
  if (newest) stale.add(fingerprint)
  return newest
}

/** Of several ways to one authority the one that is believed the shortest counts. */
function keep(work: Work, fingerprint: string, control: Control): void {
  const before = work.controls.get(fingerprint)
  if (!before || control.until < before.until) work.controls.set(fingerprint, control)
}

function withoutNews(
  work: Work,
  certificate: Certificate,
  own: Control,
  said: readonly StatusStatement[],
): CertificateStatus {
  const { context } = work
  const { fingerprint, basicConstraints } = certificate
  if (context.acceptAuthoritiesWithoutStatus && basicConstraints?.ca && said.length === 0) {
    work.untold.add(fingerprint)
    keep(work, fingerprint, own)
    return { status: 'good' }
  }
  if (own.until < context.now && said.length === 0) return stopped(work, certificate, own, undefined)
  const newest = said.at(-1)?.asOf
  work.obstacles.set(fingerprint, {
    kind: 'status-missing',
    subject: nameText(certificate.subject),
    ...(newest === undefined ? {} : { newest }),
  })
  return { status: 'unknown' }
}

/** §5.6.2.2 step 2(a): nothing that is proven to be from before the control time. */
function stopped(
  work: Work,
  certificate: Certificate,
  { until, ended }: Control,
  algorithm: AlgorithmEnded | undefined,
): CertificateStatus {
  const unproven: Reason = { kind: 'existence-unproven', what: nameText(certificate.subject), until }
  const reason = ended === 'algorithm' && algorithm ? algorithm : unproven
  work.obstacles.set(certificate.fingerprint, reason)
  work.controls.set(certificate.fingerprint, { until, ...(ended ? { ended } : {}) })
  return { status: 'unknown' }
}

/** What is said of a certificate and may be believed, the oldest first. */
function statementsOf(
  work: Work,
  certificate: Certificate,
  issuer: Certificate,
  control: Control,
): readonly StatusStatement[] {
  const said = [
    ...byRecord(work, certificate, issuer),
    ...byLists(work, certificate, issuer, control),
    ...byOcsp(work, certificate, issuer, control),
  ]
  return said
    .filter(({ status, asOf }) => {
      // RFC 5280 §3.3: lists forget certificates that have expired, so later ones say nothing good of them.
      return status === 'revoked' || asOf < certificate.notAfter + second
    })
    .toSorted((a, b) => a.asOf - b.asOf)
}

function byRecord(
  { context }: Work,
  certificate: Certificate,
  issuer: Certificate,
): readonly StatusStatement[] {
  const status = context.statusOf?.(certificate, issuer)
  switch (status?.status) {
    case undefined:
    case 'unknown':
      return []
    case 'good': {
      const asOf = status.asOf ?? context.now
      return [{ status: 'good', asOf, until: context.now + 1, source: 'record', from: [] }]
    }
    case 'revoked': {
      const { since, reason } = status
      return [
        {
          status: 'revoked',
          asOf: context.now,
          until: context.now + 1,
          ...(since === undefined ? {} : { since }),
          ...(reason ? { reason } : {}),
          source: 'record',
          from: [],
        },
      ]
    }
    default:
      return status satisfies never
  }
}

function byLists(
  work: Work,
  certificate: Certificate,
  issuer: Certificate,
  control: Control,
): readonly StatusStatement[] {
  const { context, material, at } = work
  const believable = material.lists.filter(({ id, list }) => {
    const { signatureAlgorithm, thisUpdate } = list
    return isBelievable(work, { id, signatureAlgorithm, madeAt: thisUpdate }, issuer, control)
  })
  const { until } = control
  const question = { believable, certificate, issuer, at, until, context, material }
  const { statements, isSpent } = listStatements(question)
  if (isSpent) work.spent.add(certificate.fingerprint)
  return statements
}

function byOcsp(
  work: Work,
  certificate: Certificate,
  issuer: Certificate,
  control: Control,
): readonly StatusStatement[] {
  return work.material.responses.flatMap((known) => {
    const { id, response } = known
    const signed = { id, signatureAlgorithm: response.signatureAlgorithm, madeAt: response.producedAt }
    const said = isBelievable(work, signed, issuer, control)
    return said ? (ocspStatement(known, certificate, issuer) ?? []) : []
  })
}

/** What says something of a certificate, as it is to be judged by its age. */
interface SignedStatement {
  readonly id: string
  readonly signatureAlgorithm: Uint8Array
  readonly madeAt: Instant
}

/** Whether it existed before the key that signs such statements, or its algorithm, was believed no more. */
function isBelievable(
  { context, existences }: Work,
  { id, signatureAlgorithm, madeAt: made }: SignedStatement,
  issuer: Certificate,
  control: Control,
): boolean {
  const signed = judgeSigned('status', { signatureAlgorithm }, issuer, context)
  const end = (signed && pastEnd(signed)) ?? control.until
  const existence = existenceOf(existences, id, context.now)
  return made <= control.until && existence.at <= Math.min(control.until, end)
}

/**
 * The earliest of the revocations, of which none is taken back; of a certificate only held, whether the
 * newest statement still holds it.
 */
function firstRevocation(said: readonly StatusStatement[]): StatusStatement | undefined {
  const revoked = said.filter(({ status }) => status === 'revoked')
  const forGood = revoked.filter(({ reason }) => reason !== 'certificateHold')
  const [first] = forGood.toSorted((a, b) => sinceOf(a) - sinceOf(b))
  if (first) return first
  const newest = said.at(-1)
  return newest?.status === 'revoked' ? newest : undefined
}

/** Revoked, nobody knows since when: then it never was in force. */
function sinceOf({ since }: StatusStatement): Instant {
  return since ?? Number.NEGATIVE_INFINITY
}
