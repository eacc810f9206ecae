import type { Instant } from '#clock'
import { inheritDsaParameters, type PublicKey, parsePublicKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Certificate, extensionType, isSignedBy, nameText, sameName } from '#x509'
import { type Meter, type Spent, spendSignatureCheck } from './budget.ts'
import type { PathFault } from './fault.ts'
import type { Entity } from './pool.ts'
import type { PathQuestion } from './question.ts'

/** Whoever may have signed a certificate: an authority in its place below an anchor. */
export interface Issuer {
  readonly certificate: Certificate
  readonly entity: Entity
  readonly above: Issuer | undefined
  /** Its key, once asked for. */
  key: Result<PublicKey, PathFault> | undefined
}

/** What signature and status say of a certificate: as of when it is good, or what is wrong. */
export type Proof = Good | PathFault

export interface Good {
  readonly kind: 'good'
  readonly asOf: Instant
}

/** What one search has found out about signatures and status; it belongs to that search alone. */
export interface Proofs {
  readonly question: PathQuestion
  /** By the entity, for keys that need nothing from above. */
  readonly keys: Map<Entity, Result<PublicKey, PathFault>>
  readonly signed: Map<Certificate, Map<Entity, boolean>>
  /** By the certificate and its issuer's: the status may depend on that. */
  readonly known: Map<Certificate, Map<Certificate, Proof>>
}

export function proofsOf(question: PathQuestion): Proofs {
  return { question, keys: new Map(), signed: new Map(), known: new Map() }
}

/** What has been found out before. */
export function knownProof(proofs: Proofs, certificate: Certificate, issuer: Issuer): Proof | undefined {
  return proofs.known.get(certificate)?.get(issuer.certificate)
}

/** Whether the signature was found good before, so that only the status is open. */
export function isSignatureKnown(proofs: Proofs, certificate: Certificate, issuer: Issuer): boolean {
  if (proofs.signed.get(certificate)?.get(issuer.entity)) return true
  const { algorithms, signatures } = proofs.question
  return !algorithms && (signatures?.has(certificate.fingerprint, issuer.entity.thumbprint) ?? false)
}

/** Signature, then status (§6.1.3(a)(1), (3)), each once for a certificate and its issuer's. */
export function proofOf(
  proofs: Proofs,
  certificate: Certificate,
  issuer: Issuer,
  meter: Meter,
): Proof | Spent {
  const known = knownProof(proofs, certificate, issuer)
  if (known) return known
  const obstacle = signatureObstacle(proofs, certificate, issuer, meter)
  if (obstacle?.kind === 'spent') return obstacle
  const proof = obstacle ?? statusProof(proofs.question, certificate, issuer.certificate)
  remember(proofs.known, certificate, issuer.certificate, proof)
  return proof
}

/**
 * RFC 5280 §4.2.1.1: an anchor's certificate that names no issuer's key is one that its own key signed, under
 * whatever name. Under its own name that goes without looking: its signature proves nothing to who trusts it.
 */
export function anchorFault(
  proofs: Proofs,
  anchor: Certificate,
  meter: Meter,
): PathFault | Spent | undefined {
  if (anchor.authorityKeyIdentifier || sameName(anchor.issuer, anchor.subject)) return undefined
  const spent = spendSignatureCheck(meter)
  if (spent) return spent
  const key = parsePublicKey(anchor.spki, proofs.question.algorithms)
  if (key.ok && isSignedBy(anchor, key.value)) return undefined
  const oid = extensionType.authorityKeyIdentifier
  return { kind: 'extension-unfit', subject: nameText(anchor.subject), oid, rule: 'missing' }
}

/** The key of an issuer; completed by its own issuer's where an algorithm policy lets such keys in. */
function keyOf(proofs: Proofs, issuer: Issuer): Result<PublicKey, PathFault> {
  issuer.key ??= ownKey(proofs, issuer)
  return issuer.key
}

/** A certificate's key below an issuer (RFC 5280 §6.1.4(d) to (f)). */
export function keyBelow(
  proofs: Proofs,
  certificate: Certificate,
  issuer: Issuer | undefined,
): Result<PublicKey, PathFault> {
  const { algorithms } = proofs.question
  const parsed = parsePublicKey(certificate.spki, algorithms)
  if (parsed.ok) return accept(parsed.value)
  const above = algorithms && issuer ? keyOf(proofs, issuer) : undefined
  const whole = above?.ok ? inheritDsaParameters(certificate.spki, above.value) : certificate.spki
  const inherited = whole === certificate.spki ? parsed : parsePublicKey(whole, algorithms)
  if (inherited.ok) return accept(inherited.value)
  return refuse({ kind: 'key-refused', subject: nameText(certificate.subject), fault: inherited.fault })
}

function ownKey(proofs: Proofs, issuer: Issuer): Result<PublicKey, PathFault> {
  const known = proofs.keys.get(issuer.entity)
  if (known) return known
  const key = keyBelow(proofs, issuer.certificate, issuer.above)
  // An inherited key is another below another issuer.
  if (!proofs.question.algorithms) proofs.keys.set(issuer.entity, key)
  return key
}

function signatureObstacle(
  proofs: Proofs,
  certificate: Certificate,
  issuer: Issuer,
  meter: Meter,
): PathFault | Spent | undefined {
  const { algorithms, signatures } = proofs.question
  const { thumbprint } = issuer.entity
  // What an algorithm policy lets in must not count for a question without one.
  const memo = algorithms ? undefined : signatures
  if (memo?.has(certificate.fingerprint, thumbprint)) return undefined
  const key = keyOf(proofs, issuer)
  if (!key.ok) return key.fault
  let good = proofs.signed.get(certificate)?.get(issuer.entity)
  if (good === undefined || algorithms) {
    const spent = spendSignatureCheck(meter)
    if (spent) return spent
    good = isSignedBy(certificate, key.value)
    remember(proofs.signed, certificate, issuer.entity, good)
    if (good) memo?.keep(certificate.fingerprint, thumbprint)
  }
  if (good) return undefined
  const [subject, by] = [nameText(certificate.subject), nameText(issuer.certificate.subject)]
  return { kind: 'signature-wrong', subject, issuer: by }
}

function statusProof(question: PathQuestion, certificate: Certificate, issuer: Certificate): Proof {
  const found = question.statusOf(certificate, issuer)
  if (found.status === 'good') return { kind: 'good', asOf: found.asOf ?? question.at }
  const evidence = { subject: nameText(certificate.subject), serial: certificate.serial }
  switch (found.status) {
    case 'revoked': {
      const { since, reason } = found
      return {
        kind: 'revoked',
        ...evidence,
        ...(since === undefined ? {} : { since }),
        ...(reason ? { reason } : {}),
      }
    }
    case 'unknown':
      return { kind: 'status-unknown', ...evidence }
    default:
      return found satisfies never
  }
}

function remember<A, B, V>(table: Map<A, Map<B, V>>, first: A, second: B, value: V): void {
  const row = table.get(first)
  if (row) row.set(second, value)
  else table.set(first, new Map([[second, value]]))
}
