import { equalBytes } from '#bytes'
import { second } from '#clock'
import { inheritDsaParameters, type PublicKey, parsePublicKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Certificate, isSignedBy, nameKey, nameText, sameName } from '#x509'
import { type Budget, defaultBudget } from './budget.ts'
import { type ListObstacle, mostTelling } from './list-fault.ts'
import type { ListShelf, ShelvedList } from './list-shelf.ts'
import { type ListStatus, statusFromLists } from './list-status.ts'
import { findPath } from './path.ts'
import { CertificatePool, preparePool } from './pool.ts'
import type { PathQuestion } from './question.ts'

/** By whom lists may be signed, and how old they may be. */
export interface ListInquiry
  extends Pick<PathQuestion, 'anchors' | 'intermediates' | 'at' | 'algorithms' | 'signatures'> {
  /** How long ago a list may have been made; absent: as long as it is current. */
  readonly ageMaxMilliseconds?: number
  readonly budget?: ListBudget
}

/** How much work the lists behind one question for a path may make. */
export interface ListBudget {
  /** Of lists; those of the certificates of whoever signed them count in `pathBudget`. */
  readonly signatureChecksMax: number
  /** Searches for a path to whoever signed a list. */
  readonly pathsMax: number
  /** Of each such search. */
  readonly pathBudget: Budget
}

/**
 * A path of ten authorities asks for ten lists, each with one set of changes, and few have two keys of that
 * name to try: 50 checks of 0.1 to 0.3 ms. Keys that sign only lists are rare, and their own path is short:
 * 10 searches of 20 checks.
 */
const defaultListBudget: ListBudget = {
  signatureChecksMax: 50,
  pathsMax: 10,
  pathBudget: { ...defaultBudget, signatureChecksMax: 20, stepsMax: 5_000 },
}

/**
 * Answers `statusOf` of one question for a path from revocation lists (RFC 5280 §6.3). A list counts when the
 * key that issued the certificate signed it, or a key of the list's issuer that has a path of its own from
 * the same anchors (§6.3.3(f)), the status of whose certificates follows from the lists as well.
 */
export function listStatus(
  lists: ListShelf,
  inquiry: ListInquiry,
): (certificate: Certificate, issuer: Certificate) => ListStatus {
  const { intermediates, budget = defaultListBudget } = inquiry
  const work: Work = {
    lists,
    inquiry,
    budget,
    signatureChecks: budget.signatureChecksMax,
    paths: budget.pathsMax,
    pool: intermediates instanceof CertificatePool ? intermediates : preparePool(intermediates),
    signed: new Map(),
    above: new Map(),
    known: new Map(),
    underWay: new Set(),
  }
  return (certificate, issuer) => statusBy(work, certificate, issuer)
}

/** What one question has cost and brought so far. */
interface Work {
  readonly lists: ListShelf
  readonly inquiry: ListInquiry
  readonly budget: ListBudget
  signatureChecks: number
  paths: number
  readonly pool: CertificatePool
  /** By list and key. */
  readonly signed: Map<string, boolean>
  /** By the fingerprint of a certificate: its issuer's, once the engine has found it signed. */
  readonly above: Map<string, Certificate>
  /** By certificate and issuer: what was found while no path to a signer was under way. */
  readonly known: Map<string, ListStatus>
  /** Fingerprints of the signers whose path is being searched. */
  readonly underWay: Set<string>
}

function statusBy(work: Work, certificate: Certificate, issuer: Certificate): ListStatus {
  work.above.set(certificate.fingerprint, issuer)
  const pair = `${certificate.fingerprint} ${issuer.fingerprint}`
  const known = work.known.get(pair)
  if (known) return known
  const { at, ageMaxMilliseconds } = work.inquiry
  const status = statusFromLists({
    certificate,
    lists: work.lists,
    at,
    ...(ageMaxMilliseconds === undefined ? {} : { ageMaxMilliseconds }),
    signerOf: (shelved) => signerOf(work, shelved, certificate, issuer),
  })
  // On the way to a signer, lists that it signed itself do not count: elsewhere they may.
  if (work.underWay.size === 0) work.known.set(pair, status)
  return status
}

/** (f), (g), (h): the key that signed, if its certificate may sign lists and leads to an anchor. */
function signerOf(
  work: Work,
  shelved: ShelvedList,
  certificate: Certificate,
  issuer: Certificate,
): Result<string, ListObstacle> {
  const obstacles: ListObstacle[] = []
  for (const signer of signersFor(work, shelved, issuer)) {
    const key = keyOf(work, signer)
    if (!key) continue
    const signed = isSigned(work, shelved, key)
    if (signed === undefined) return refuse({ kind: 'list-budget-spent' })
    if (!signed) continue
    const isProven = isSame(signer, issuer) || (isSame(signer, certificate) && listsItself(signer))
    const obstacle =
      unfitness(shelved, signer) ?? (isProven ? undefined : pathObstacle(work, shelved, signer))
    if (!obstacle) return accept(key.thumbprint)
    obstacles.push(obstacle)
  }
  const name = nameText(shelved.list.issuer)
  return refuse(mostTelling(obstacles) ?? { kind: 'list-signature-wrong', issuer: name })
}

/** Completed by the key above where an algorithm policy lets such keys in (RFC 5280 §6.1.4(d) to (f)). */
function keyOf(
  work: Work,
  signer: Certificate,
  depth = work.budget.pathBudget.depthMax,
): PublicKey | undefined {
  const { algorithms } = work.inquiry
  const parsed = parsePublicKey(signer.spki, algorithms)
  if (parsed.ok) return parsed.value
  const issuer = algorithms && work.above.get(signer.fingerprint)
  const above = issuer && depth > 0 ? keyOf(work, issuer, depth - 1) : undefined
  const inherited = above && parsePublicKey(inheritDsaParameters(signer.spki, above), algorithms)
  return inherited?.ok ? inherited.value : undefined
}

/** The certificates of the list's issuer: the certificate's own issuer first, then those of the named key. */
function signersFor(
  { inquiry, pool }: Work,
  { list, issuer: name }: ShelvedList,
  issuer: Certificate,
): readonly Certificate[] {
  const { authorityKeyIdentifier: sought } = list
  const anchors = inquiry.anchors.filter(({ subject }) => nameKey(subject) === name)
  const received = pool.find(name)?.received ?? []
  const others = [...anchors, ...received.map(({ certificate }) => certificate)].filter(
    (one) => !isSame(one, issuer),
  )
  const isSought = ({ subjectKeyIdentifier: own }: Certificate): boolean => {
    return sought !== undefined && own !== undefined && equalBytes(sought, own)
  }
  const [named, unnamed] = [others.filter(isSought), others.filter((one) => !isSought(one))]
  return [...(nameKey(issuer.subject) === name ? [issuer] : []), ...named, ...unnamed]
}

/** Undefined when the budget is spent. */
function isSigned(work: Work, { id, list }: ShelvedList, key: PublicKey): boolean | undefined {
  const { algorithms, signatures } = work.inquiry
  // What an algorithm policy lets in must not count for a question without one.
  const memo = algorithms ? undefined : signatures
  const pair = `${id} ${key.thumbprint}`
  const known = memo?.has(id, key.thumbprint) || work.signed.get(pair)
  if (known !== undefined) return known
  work.signatureChecks -= 1
  if (work.signatureChecks < 0) return undefined
  const signed = isSignedBy(list, key)
  work.signed.set(pair, signed)
  if (signed) memo?.keep(id, key.thumbprint)
  return signed
}

/**
 * (f): a key usage must name the signing of lists. Where there is none an authority may; anyone else, whose
 * key signs no certificates either, must have been told to.
 */
function unfitness({ list }: ShelvedList, signer: Certificate): ListObstacle | undefined {
  const { keyUsage, basicConstraints } = signer
  if (keyUsage ? keyUsage.has('cRLSign') : basicConstraints?.ca) return undefined
  return { kind: 'list-signer-unfit', issuer: nameText(list.issuer) }
}

/**
 * Whether whoever issued a signer's certificate has chosen that the signer's own lists tell its status: then
 * to be absent from them is all there is to ask (NIST PKITS 4.14.30), if no other list says otherwise.
 */
function listsItself({ subject, crlDistributionPoints = [] }: Certificate): boolean {
  const issuers = crlDistributionPoints.flatMap(({ crlIssuer = [] }) => crlIssuer)
  return issuers.some((name) => name.kind === 'directory' && sameName(name.name, subject))
}

/** (f): a path of its own for a signer that the path under validation does not hold. */
function pathObstacle(work: Work, { list }: ShelvedList, signer: Certificate): ListObstacle | undefined {
  const { anchors, at } = work.inquiry
  const issuer = nameText(list.issuer)
  if (
    anchors.some((anchor) => isSame(anchor, signer)) &&
    at >= signer.notBefore &&
    at < signer.notAfter + second
  )
    return undefined
  if (work.underWay.has(signer.fingerprint)) return { kind: 'list-circular', issuer }
  work.paths -= 1
  if (work.paths < 0) return { kind: 'list-budget-spent' }
  work.underWay.add(signer.fingerprint)
  const found = findPath({
    ...work.inquiry,
    leaf: signer,
    purpose: 'any',
    statusOf: (certificate, above) => statusBy(work, certificate, above),
    budget: work.budget.pathBudget,
  })
  work.underWay.delete(signer.fingerprint)
  switch (found.answer) {
    case 'accepted':
      return undefined
    case 'refused':
      return { kind: 'list-signer-refused', issuer, fault: found.fault }
    case 'unknown':
      return { kind: 'list-budget-spent' }
    default:
      return found satisfies never
  }
}

function isSame(a: Certificate, b: Certificate): boolean {
  return a === b || a.fingerprint === b.fingerprint
}
