import type { Instant } from '#clock'
import { parsePublicKey, thumbprintOf } from '#crypto'
import { certain } from '#fault'
import {
  buildMesh,
  clauseOf,
  explainMesh,
  type MeshAgreement,
  type MeshExplanation,
  type MeshLimit,
  type NearMiss,
  type PathFault,
  type ValidPath,
} from '#trust'
import { type Certificate, type Grade, grades, isSignedBy } from '#x509'
import { answerOf, disjointPathsTo, type LeafQuestion, meshQuestion, withoutKeys } from './disjoint.ts'
import { isAgreement } from './followed.ts'
import { holdsUntil, type StatusHeld, statusesHeld } from './freshness.ts'
import { type Horizon, listEnd, statusIn } from './horizon.ts'
import { type HorizonMesh, type UnitInMesh, unitNamed, unnamedOn, withStatus } from './mesh.ts'
import { namesKey } from './signed-agreements.ts'

/** As many as a permission can demand: more say nothing further. */
const disjointMax = 4

/** What the search for paths has answered, and why, as the mesh of units tells it. */
export type Explanation =
  | AcceptedExplanation
  | RefusedExplanation
  | {
      readonly answer: 'unknown'
      /** Which budget was spent. */
      readonly spent: string
      readonly differences: readonly Difference[]
    }

export interface AcceptedExplanation {
  readonly answer: 'accepted'
  /** The agreements of the path, from this unit's own on. */
  readonly path: readonly MeshAgreement[]
  readonly home: UnitInMesh
  /** The agreement that is narrowest in each bound. */
  readonly limiting: readonly MeshLimit[]
  /** The highest grade for which there is a path. */
  readonly grade: Grade
  readonly statuses: readonly StatusHeld[]
  /** From when on the path holds no longer if nothing new is learnt. */
  readonly until: Instant
  /** Units that had to be trusted, the one that issued the certificate last. */
  readonly trusted: readonly string[]
  /** Those of them without whom there is no path: each alone could have forged this. */
  readonly forgers: readonly string[]
  readonly disjoint: { readonly paths: number; readonly exact: boolean }
  readonly differences: readonly Difference[]
}

export interface RefusedExplanation {
  readonly answer: 'refused'
  readonly fault: PathFault
  readonly clause: string
  /**
   * Where it failed: no unit that is followed has issued the certificate; no agreements lead to the one that
   * has; or they do, and the certificate itself does not stand.
   */
  readonly where: 'issuer' | 'agreements' | 'certificate'
  readonly home?: UnitInMesh
  readonly nearest?: NearMiss | 'unconnected' | 'unknown'
  readonly differences: readonly Difference[]
}

/** What the mesh says otherwise than the search for paths, whose word counts. */
export type Difference =
  /** There is a path, and none in the mesh. */
  | { readonly kind: 'mesh-finds-none' }
  /** There is none, and one in the mesh; maybe because an agreement is not for a unit it leads over. */
  | {
      readonly kind: 'mesh-finds-path'
      readonly trusted: readonly string[]
      readonly unnamed?: { readonly agreement: MeshAgreement; readonly unit: string }
    }
  /** By the mesh others could have forged it alone. */
  | { readonly kind: 'mesh-forgers'; readonly forgers: readonly string[] }
  /** The path that was accepted does not hold in the mesh. */
  | { readonly kind: 'mesh-path-breaks'; readonly nearest: NearMiss | 'unconnected' | 'unknown' }
  /** The mesh did not get to an answer. */
  | { readonly kind: 'mesh-unknown' }

/** A certificate asked about: the unit that issued it, as far as that is followed, is found out. */
export interface ExplainQuestion extends Omit<LeafQuestion, 'home'> {
  /** When what is known of the leaf beside the lists says nothing more. */
  readonly leafUntil?: Instant
}

/**
 * Answers a question about a certificate by the search for paths alone, and explains the answer by the mesh.
 *
 * @param whole the mesh of the horizon at the instant of the question
 */
export function explain(horizon: Horizon, whole: HorizonMesh, asked: ExplainQuestion): Explanation {
  const issuer = issuerOf(horizon, asked.leaf)
  const question = { ...asked, home: issuer?.home ?? '' }
  const web = meshOfLeaf(horizon, whole, question, issuer?.issuing)
  const found = answerOf(horizon, question)
  switch (found.answer) {
    case 'accepted':
      return acceptedOf(horizon, web, question, found.path)
    case 'refused':
      return refusedOf(horizon, web, question, found.fault)
    case 'unknown':
      return { answer: 'unknown', spent: found.spent, differences: [] }
    default:
      return found satisfies never
  }
}

/** The mesh in which the unit that issued a leaf last spoke when it last spoke of that leaf. */
function meshOfLeaf(
  horizon: Horizon,
  web: HorizonMesh,
  question: LeafQuestion,
  issuing: Certificate | undefined,
): HorizonMesh {
  const home = web.units.get(web.unitOfKey.get(question.home) ?? '')
  if (!home || !issuing) return web
  const { leaf, at, statusOfLeaf } = question
  const status = statusOfLeaf ? statusOfLeaf(leaf) : statusIn(horizon, leaf, issuing, at)
  if (status.status !== 'good') return web
  const spoke = certain(web.statusAsOf.get(home.name), 'when a unit spoke')
  return withStatus(web, home, Math.min(spoke, status.asOf ?? at))
}

function acceptedOf(
  horizon: Horizon,
  web: HorizonMesh,
  question: LeafQuestion & ExplainQuestion,
  path: ValidPath,
): AcceptedExplanation {
  const agreements = agreementsOn(web, path)
  const home = unitNamed(web, certain(agreements.at(-1), 'the agreement of a path').to)
  const trusted = agreements.map(({ to }) => to)
  const forgers = forgersAmong(horizon, web, question, trusted)
  const whereTo = { ...question, home: home.name }
  const { paths, exact } = disjointPathsTo(horizon, whereTo, disjointMax)
  const asked = meshQuestion(web, whereTo)
  const whole = explainMesh(web.mesh, asked)
  const units = [web.own, ...trusted].map((name) => unitNamed(web, name))
  const statusOf = (name: string): Instant => web.statusAsOf.get(name) ?? Number.NEGATIVE_INFINITY
  const just = buildMesh(
    units.map(({ name, domain }) => ({ name, domain, statusAsOf: statusOf(name) })),
    agreements,
  )
  const alone = explainMesh(just, asked)
  const leafUntil = question.leafUntil ?? listEnd(horizon, path.chain[0] ?? path.anchor)
  const statuses = statusesHeld(horizon, path, question.at, leafUntil)
  return {
    answer: 'accepted',
    path: agreements,
    home,
    limiting: alone.answer === 'found' ? alone.limiting : [],
    grade: highestGrade(horizon, question),
    statuses,
    until: holdsUntil(path, statuses),
    trusted,
    forgers,
    disjoint: { paths: paths.length, exact },
    differences: [...acceptedDifferences(whole, forgers), ...brokenPath(alone)],
  }
}

/** The agreements of a path, from this unit's own on, as the mesh has them. */
function agreementsOn(web: HorizonMesh, { chain }: ValidPath): readonly MeshAgreement[] {
  return chain
    .filter(isAgreement)
    .toReversed()
    .map((certificate) => certain(web.agreements.get(certificate.fingerprint), 'an agreement on a path'))
}

/** Without which of these units there is no path; the last, which issued the certificate, is among them. */
function forgersAmong(
  horizon: Horizon,
  web: HorizonMesh,
  question: LeafQuestion,
  trusted: readonly string[],
): readonly string[] {
  const home = trusted.at(-1)
  return trusted.filter((name) => {
    if (name === home) return true
    const rest = withoutKeys(horizon, new Set(unitNamed(web, name).keys))
    // A search given up has shown no other way.
    return answerOf(rest, question).answer !== 'accepted'
  })
}

function acceptedDifferences(whole: MeshExplanation, forgers: readonly string[]): readonly Difference[] {
  if (whole.answer === 'none') return [{ kind: 'mesh-finds-none' }]
  if (whole.answer === 'unknown') return [{ kind: 'mesh-unknown' }]
  const same = new Set(whole.forgers).symmetricDifference(new Set(forgers)).size === 0
  return same ? [] : [{ kind: 'mesh-forgers', forgers: whole.forgers }]
}

function brokenPath(alone: MeshExplanation): readonly Difference[] {
  return alone.answer === 'none' ? [{ kind: 'mesh-path-breaks', nearest: alone.nearest }] : []
}

/** The highest grade that holds; the test grade and those of applications are not above one another. */
function highestGrade(horizon: Horizon, question: LeafQuestion): Grade {
  if (question.grade === 'test') return 'test'
  const above = grades.slice(grades.indexOf(question.grade) + 1).toReversed()
  const higher = above.find((grade) => answerOf(horizon, { ...question, grade }).answer === 'accepted')
  return higher ?? question.grade
}

function refusedOf(
  horizon: Horizon,
  web: HorizonMesh,
  question: LeafQuestion,
  fault: PathFault,
): RefusedExplanation {
  const refused = { answer: 'refused', fault, clause: clauseOf(fault.kind) } as const
  const home = web.units.get(web.unitOfKey.get(question.home) ?? '')
  if (!home) return { ...refused, where: 'issuer', differences: [] }
  const asked = meshQuestion(web, question)
  const whole = explainMesh(web.mesh, asked)
  if (whole.answer === 'none') {
    return { ...refused, where: 'agreements', home, nearest: whole.nearest, differences: [] }
  }
  if (whole.answer === 'unknown') {
    return { ...refused, where: 'agreements', home, differences: [{ kind: 'mesh-unknown' }] }
  }
  if (isUnitReached(horizon, home, question))
    return { ...refused, where: 'certificate', home, differences: [] }
  const unnamed = unnamedOn(web, whole.agreements)
  const difference = { kind: 'mesh-finds-path', trusted: whole.trusted, ...(unnamed && { unnamed }) } as const
  return { ...refused, where: 'agreements', home, differences: [difference] }
}

/** Whether a path leads to a key by which a unit issues certificates: what is refused then is the leaf. */
function isUnitReached(horizon: Horizon, { peers }: UnitInMesh, question: LeafQuestion): boolean {
  const issuing = peers.flatMap(({ bundle }) => bundle.issuing)
  const { statusOfLeaf: _, ...asked } = question
  return issuing.some((leaf) => answerOf(horizon, { ...asked, leaf }).answer === 'accepted')
}

/** The followed unit that issued a certificate, by a key of it, and by which certificate of its own. */
function issuerOf(
  horizon: Horizon,
  leaf: Certificate,
): { readonly home: string; readonly issuing: Certificate } | undefined {
  for (const { bundle } of horizon.peers) {
    const issuing = bundle.issuing.find((one) => isIssuedBy(leaf, one))
    if (issuing) return { home: thumbprintOf(certain(bundle.authorities[0], 'an authority')), issuing }
  }
  return undefined
}

/** Whether the key of one certificate has signed the other. */
export function isIssuedBy(leaf: Certificate, issuing: Certificate): boolean {
  if (!namesKey(leaf, issuing)) return false
  const key = parsePublicKey(issuing.spki)
  return key.ok && isSignedBy(leaf, key.value)
}
