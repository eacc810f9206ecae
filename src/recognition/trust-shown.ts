import { type Instant, isoInstant, second } from '#clock'
import { certain } from '#fault'
import type { AgreementKey, MeshAgreement, MeshLimit, MeshObstacle, NearMiss } from '#trust'
import { type Certificate, type Grade, grades, nameText } from '#x509'
import type { AcceptedExplanation, Difference, Explanation } from './explain.ts'
import type { StatusHeld } from './freshness.ts'
import { agreementText, type HorizonMesh, type UnitInMesh, unitNamed } from './mesh.ts'
import type { Plan, PlanOutcome } from './plan.ts'

/** What was demanded of a certificate, and when. */
interface Asked {
  readonly purpose: string
  readonly grade: Grade
  readonly at: Instant
}

/** A unit as answers name it. */
export function unitShown({ domain, name }: UnitInMesh): { readonly unit: string; readonly key: string } {
  return { unit: domain, key: name }
}

/** An explanation as plain data. */
export function explanationShown(
  web: HorizonMesh,
  leaf: Certificate,
  asked: Asked,
  explanation: Explanation,
): object {
  const { subject, issuer, serial, notBefore, notAfter } = leaf
  const { purpose, grade, at } = asked
  const head = {
    answer: explanation.answer,
    certificate: {
      subject: nameText(subject),
      issuer: nameText(issuer),
      serial,
      notBefore: isoInstant(notBefore),
      notAfter: isoInstant(notAfter),
    },
    demanded: { purpose, grade, at: isoInstant(at) },
  }
  const differences = explanation.differences.map((one) => differenceShown(web, one))
  switch (explanation.answer) {
    case 'accepted':
      return { ...head, ...acceptedShown(web, explanation, at), differences }
    case 'refused': {
      const { fault, clause, where, home, nearest } = explanation
      return {
        ...head,
        // In the form of every refusal, so that whoever shows it finds the words.
        refusal: { kind: 'leaf-unreached', fault, clause },
        where,
        ...(home && { home: unitShown(home) }),
        ...(nearest && { nearest: nearestShown(web, nearest) }),
        differences,
      }
    }
    case 'unknown':
      return { ...head, spent: explanation.spent, differences }
    default:
      return explanation satisfies never
  }
}

function acceptedShown(web: HorizonMesh, accepted: AcceptedExplanation, at: Instant): object {
  const { path, home, limiting, grade, statuses, until, trusted, forgers, disjoint } = accepted
  const units = (names: readonly string[]): object => names.map((name) => unitShown(unitNamed(web, name)))
  return {
    home: unitShown(home),
    grade,
    until: isoInstant(until),
    path: path.map((agreement) => agreementShown(web, agreement)),
    limiting: limiting.map((limit) => limitShown(web, limit)),
    statuses: statuses.map((status, place) => statusShown(web, status, place, at)),
    trusted: units(trusted),
    forgers: units(forgers),
    disjoint,
  }
}

/** An agreement by and with whom it is, and what it allows. */
export function agreementShown(web: HorizonMesh, agreement: MeshAgreement): object {
  const { to, purposes, hops, names, notBefore, notAfter, statusAgeMaxSeconds } = agreement
  return {
    ...keyShown(web, agreement),
    with: unitNamed(web, to).domain,
    key: to,
    grade: grades.findLast((grade) => agreement.grades.includes(grade)),
    purposes,
    hops,
    domains: names,
    statusAgeMaxSeconds,
    notBefore: isoInstant(notBefore),
    notAfter: lastSecond(notAfter),
  }
}

/** The last second of an agreement, as its certificate says it. */
function lastSecond(notAfter: Instant): string {
  return isoInstant(notAfter - (notAfter % second))
}

function keyShown(web: HorizonMesh, { from, id }: AgreementKey): object {
  return { agreement: id, by: unitNamed(web, from).domain }
}

/** Which agreement is narrowest in a bound, and how narrow. */
export function limitShown(web: HorizonMesh, { agreement, ...limit }: MeshLimit): object {
  const shown = { bound: limit.bound, ...keyShown(web, agreement) }
  return limit.bound === 'validity' ? { ...shown, until: lastSecond(limit.until) } : { ...shown, ...limit }
}

/** What a status is about: the leaf, an agreement, or a key by which a unit issues or goes on. */
function statusShown(
  web: HorizonMesh,
  { certificate, asOf, until }: StatusHeld,
  place: number,
  at: Instant,
): object {
  const agreement = web.agreements.get(certificate.fingerprint)
  const what = place === 0 ? 'certificate' : agreement ? 'agreement' : place === 1 ? 'issuing-key' : 'link'
  return {
    what,
    subject: nameText(certificate.subject),
    serial: certificate.serial,
    asOf: isoInstant(asOf),
    ageSeconds: Math.max(0, Math.floor((at - asOf) / second)),
    ...(until === undefined
      ? {}
      : { until: isoInstant(until), secondsLeft: Math.floor((until - at) / second) }),
  }
}

/** The agreements that come nearest to a path, and what stands in its way. */
export function nearestShown(
  web: HorizonMesh,
  nearest: NearMiss | 'unconnected' | 'unknown',
): object | string {
  if (typeof nearest === 'string') return nearest
  return {
    agreements: nearest.agreements.map((agreement) => agreementShown(web, agreement)),
    obstacles: nearest.obstacles.map((obstacle) => obstacleShown(web, obstacle)),
  }
}

/** The bound that stops a path, with whom the agreement is, and what it permits and would have to. */
function obstacleShown(web: HorizonMesh, { agreement, ...obstacle }: MeshObstacle): object {
  const { to } = certain(
    web.agreements.get(web.certificates.get(agreementText(agreement))?.fingerprint ?? ''),
    'an agreement of the mesh',
  )
  const shown = { ...keyShown(web, agreement), with: unitNamed(web, to).domain }
  if (obstacle.bound !== 'validity') return { ...shown, ...obstacle }
  const { bound, notBefore, notAfter } = obstacle
  return { ...shown, bound, notBefore: isoInstant(notBefore), notAfter: lastSecond(notAfter) }
}

function differenceShown(web: HorizonMesh, difference: Difference): object {
  const { kind } = difference
  const units = (names: readonly string[]): object => names.map((name) => unitShown(unitNamed(web, name)))
  switch (kind) {
    case 'mesh-finds-none':
    case 'mesh-unknown':
      return { kind }
    case 'mesh-finds-path': {
      const { trusted, unnamed } = difference
      const found = { kind, trusted: units(trusted) }
      if (!unnamed) return found
      const { agreement, unit } = unnamed
      return { ...found, unnamed: { ...keyShown(web, agreement), unit: unitNamed(web, unit).domain } }
    }
    case 'mesh-forgers':
      return { kind, forgers: units(difference.forgers) }
    case 'mesh-path-breaks':
      return { kind, nearest: nearestShown(web, difference.nearest) }
    default:
      return kind satisfies never
  }
}

/** A plan as plain data. */
export function planShown(web: HorizonMesh, unit: UnitInMesh, outcome: PlanOutcome): object {
  const head = { answer: outcome.answer, ...unitShown(unit) }
  switch (outcome.answer) {
    case 'unneeded': {
      const { path, awaited } = outcome
      return { ...head, awaited, path: path.agreements.map((agreement) => agreementShown(web, agreement)) }
    }
    case 'plans':
      return { ...head, plans: outcome.plans.map((plan) => onePlanShown(web, plan)) }
    case 'none':
    case 'unknown':
      return head
    default:
      return outcome satisfies never
  }
}

function onePlanShown(web: HorizonMesh, plan: Plan): object {
  const { with: unit, onward, opens, ...bounds } = plan
  return {
    with: unit.domain,
    key: unit.name,
    ...bounds,
    onward: onward.map((agreement) => agreementShown(web, agreement)),
    opens: opens.map(unitShown),
  }
}
