import type { Instant } from '#clock'
import { thumbprintOf } from '#crypto'
import { certain } from '#fault'
import {
  type CertificateStatus,
  disjointPaths,
  type MeshPath,
  type MeshPurpose,
  type PathAnswer,
  preparePool,
  type ValidPath,
} from '#trust'
import type { Certificate, Grade } from '#x509'
import { isAgreement } from './followed.ts'
import { certificatesOf, type Horizon, pathTo } from './horizon.ts'
import { agreementText, type HorizonMesh, keysOfUnit, meshOf } from './mesh.ts'

/** A certificate of another unit, and what is asked of the paths to it. */
export interface LeafQuestion {
  readonly leaf: Certificate
  /** Thumbprint of an authority key of the unit that issued it. */
  readonly home: string
  readonly purpose: MeshPurpose
  readonly grade: Grade
  readonly at: Instant
  /** Who knows more of the leaf than the lists of the horizon do. */
  readonly statusOfLeaf?: (certificate: Certificate) => CertificateStatus
}

/** Paths of which no two go through the same third unit. */
export interface DisjointPaths {
  readonly paths: readonly ValidPath[]
  /** Whether there are certainly no more, or as many as were asked for. */
  readonly exact: boolean
  /** What the search for the first one came to. */
  readonly first: PathAnswer
}

/**
 * As many paths to a certificate as are asked for, or as there are, so that as many units would have to
 * conspire to forge it. They are taken one after the other, the shortest first; where these may have blocked
 * one another the mesh names others, and each of those counts only when it is accepted by itself.
 */
export function disjointPathsTo(horizon: Horizon, question: LeafQuestion, max: number): DisjointPaths {
  const { first, last, paths } = oneByOne(horizon, question, max)
  if (paths.length === max) return { paths, exact: true, first }
  // A path through one third unit blocks no more than one other, whose place it takes.
  const home = keysOfUnit(horizon, question.home)
  if (paths.every((path) => thirdUnits(path, home).length <= 1)) {
    return { paths, exact: last.answer === 'refused', first }
  }
  const web = meshOf(horizon, question.at)
  let exact = true
  let count = max
  while (count > paths.length) {
    const answer = disjointPaths(web.mesh, meshQuestion(web, question), count)
    if (answer.answer === 'unknown') return { paths, exact: false, first }
    if (answer.answer === 'none') {
      count = Math.min(answer.atMost, count - 1)
      continue
    }
    const confirmed = answer.paths.flatMap((path) => confirmedPath(horizon, web, question, path))
    if (confirmed.length === count) return { paths: confirmed, exact, first }
    // The mesh takes more for a path than is accepted; what else there is has not been looked for.
    exact = false
    count -= 1
  }
  return { paths, exact, first }
}

/** The question as the mesh takes it: for the leaf's unit in its own domain. */
export function meshQuestion(
  { own, unitOfKey }: HorizonMesh,
  { home, grade, purpose, at }: LeafQuestion,
): { from: string; to: string; grade: Grade; purpose: MeshPurpose; at: Instant } {
  return { from: own, to: unitOfKey.get(home) ?? home, grade, purpose, at }
}

/** The path over just these agreements, when it is accepted. */
function confirmedPath(
  horizon: Horizon,
  web: HorizonMesh,
  question: LeafQuestion,
  { agreements }: MeshPath,
): readonly ValidPath[] {
  const way = agreements.map((one) => certain(web.certificates.get(agreementText(one)), 'an agreement'))
  const rest = horizon.pool.towards(question.leaf).filter((certificate) => !isAgreement(certificate))
  const found = answerOf({ ...horizon, pool: preparePool([...way, ...rest]) }, question)
  return found.answer === 'accepted' ? [found.path] : []
}

/** Paths taken one after the other: there may be more, there are never fewer. */
function oneByOne(
  horizon: Horizon,
  question: LeafQuestion,
  max: number,
): { readonly first: PathAnswer; readonly last: PathAnswer; readonly paths: readonly ValidPath[] } {
  const first = answerOf(horizon, question)
  const paths: ValidPath[] = []
  const spent: Spent = { units: new Set(), agreements: new Set() }
  const home = keysOfUnit(horizon, question.home)
  const towards = horizon.pool.towards(question.leaf)
  let last = first
  while (last.answer === 'accepted') {
    paths.push(last.path)
    if (paths.length === max) break
    spend(spent, horizon, home, last.path)
    last = answerOf({ ...horizon, pool: preparePool(without(towards, spent)) }, question)
  }
  return { first, last, paths }
}

/** What no further path may go over. */
interface Spent {
  /** Thumbprints of all keys of the units gone through. */
  readonly units: Set<string>
  /** Fingerprints of the agreements straight with the home unit: together they are one way. */
  readonly agreements: Set<string>
}

/**
 * The agreements of a path that name no key of the home unit's: also one whose unit certifies the home unit's
 * issuing key as its own, and so ends the path, is on the way.
 */
function thirdUnits({ chain }: ValidPath, home: ReadonlySet<string>): readonly Certificate[] {
  return chain.filter(isAgreement).filter((agreement) => !home.has(thumbprintOf(agreement)))
}

function spend(
  { units, agreements }: Spent,
  horizon: Horizon,
  home: ReadonlySet<string>,
  path: ValidPath,
): void {
  const third = thirdUnits(path, home)
  for (const agreement of third) {
    for (const key of keysOfUnit(horizon, thumbprintOf(agreement))) units.add(key)
  }
  if (third.length > 0) return
  for (const { certificate } of horizon.agreements) {
    if (home.has(thumbprintOf(certificate))) agreements.add(certificate.fingerprint)
  }
}

function without(towards: readonly Certificate[], { units, agreements }: Spent): readonly Certificate[] {
  return towards.filter(
    (certificate) => !units.has(thumbprintOf(certificate)) && !agreements.has(certificate.fingerprint),
  )
}

/** The path to a leaf as the question has it. */
export function answerOf(
  horizon: Horizon,
  { leaf, purpose, grade, at, statusOfLeaf }: LeafQuestion,
): PathAnswer {
  return pathTo(horizon, leaf, { purpose, grade }, at, statusOfLeaf)
}

/** The horizon in which nothing certifies these keys, by thumbprint. */
export function withoutKeys(horizon: Horizon, keys: ReadonlySet<string>): Horizon {
  const left = certificatesOf(horizon).filter((certificate) => !keys.has(thumbprintOf(certificate)))
  return { ...horizon, pool: preparePool(left) }
}
