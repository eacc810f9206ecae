import { z } from 'zod'
import { type Instant, isoInstant, second } from '#clock'
import { thumbprintOf } from '#crypto'
import { accept, type Result } from '#fault'
import { unitProfile } from '#identity'
import { disjointPaths, explainMesh, type MeshAgreement, type MeshQuestion, type StatusAge } from '#trust'
import { defineQuery } from '#unit'
import { type Certificate, nameText, pem } from '#x509'
import { answerOf } from './disjoint.ts'
import { type Followed, wayTo } from './followed.ts'
import { type Horizon, horizonOf } from './horizon.ts'
import { type HorizonMesh, meshOf, type UnitInMesh, unitNamed } from './mesh.ts'
import { bundleShown, compareTexts, meshShown, newestPeers } from './mesh-shown.ts'
import { type PeerRow, staleAt } from './state.ts'
import { gradeForm, purposeForm, type TrustQueryFault, unitCalled, unitForm } from './trust-queries.ts'
import { agreementShown, limitShown, nearestShown, unitShown } from './trust-shown.ts'
import { visitorsOf } from './visitors.ts'

/** As many as a permission can demand: more say nothing further. */
const disjointMax = 4

/** Agreements of one unit that are told in each direction: more is a directory, which the map is. */
const agreementsShownMax = 500

const show = defineQuery({
  name: 'mesh.show',
  label: 'the units and agreements this unit knows of, as a map',
  path: '/mesh',
  input: z.strictObject({}),
  access: { by: 'member' },
  answer: ({ state, documents, time }) => accept(meshShown(state, documents, time)),
})

const path = defineQuery({
  name: 'trust.path',
  label: 'how one unit comes to accept another, as far as this unit can see',
  path: '/trust/path',
  input: z.strictObject({
    from: unitForm.optional().describe('who is to accept: this unit when not said'),
    to: unitForm.describe("who is to be accepted: a unit's domain, or the thumbprint of its key"),
    purpose: purposeForm,
    grade: gradeForm,
  }),
  access: { by: 'member' },
  answer({ state, documents, time: at }, { from, to, purpose, grade }): Result<unknown, TrustQueryFault> {
    const horizon = horizonOf(state, documents)
    const web = meshOf(horizon, at)
    const begin = unitCalled(web, from ?? web.own)
    if (!begin.ok) return begin
    const end = unitCalled(web, to)
    if (!end.ok) return end
    const question = { from: begin.value.name, to: end.value.name, purpose, grade, at }
    return accept({
      from: unitShown(begin.value),
      to: unitShown(end.value),
      demanded: { purpose, grade, at: isoInstant(at) },
      view: viewShown(horizon, web, begin.value),
      ...pathShown(web, question),
      ...confirmation(horizon, web, question),
    })
  },
})

/** From where it is looked at: of another unit this one knows what it has published, and when that was. */
function viewShown(horizon: Horizon, web: HorizonMesh, { name }: UnitInMesh): object {
  if (name === web.own) return { own: true }
  const peer = newestPeers(horizon, web).get(name)
  return { own: false, ...(peer && { heard: isoInstant(peer.row.thisUpdate) }) }
}

function pathShown(web: HorizonMesh, question: MeshQuestion): object {
  const found = explainMesh(web.mesh, question)
  const units = (names: readonly string[]): object => names.map((name) => unitShown(unitNamed(web, name)))
  switch (found.answer) {
    case 'found':
      return {
        answer: found.answer,
        path: found.agreements.map((agreement) => agreementShown(web, agreement)),
        limiting: found.limiting.map((limit) => limitShown(web, limit)),
        statuses: found.ages.map((age) => ageShown(web, age)),
        trusted: units(found.trusted),
        forgers: units(found.forgers),
        disjoint: disjointShown(web, question),
      }
    case 'none':
      return { answer: found.answer, nearest: nearestShown(web, found.nearest) }
    case 'unknown':
      return { answer: found.answer }
    default:
      return found satisfies never
  }
}

function ageShown(web: HorizonMesh, { unit, asOf, ageMilliseconds }: StatusAge): object {
  return {
    ...unitShown(unitNamed(web, unit)),
    asOf: isoInstant(asOf),
    ageSeconds: Math.max(0, Math.floor(ageMilliseconds / second)),
  }
}

/** How many paths share no third unit, up to four; `exact` when there are certainly no more. */
function disjointShown(web: HorizonMesh, question: MeshQuestion): object {
  for (let count = disjointMax; count > 1; count -= 1) {
    const answer = disjointPaths(web.mesh, question, count)
    if (answer.answer === 'found') return { paths: count, exact: true }
    if (answer.answer === 'unknown') return { paths: 1, exact: false }
    count = Math.min(count, answer.atMost + 1)
  }
  return { paths: 1, exact: true }
}

/**
 * Of a path from this unit's own key the search for paths has the last word: whether it leads to a key by
 * which the other unit issues certificates. Of paths between others nobody but they can tell.
 */
function confirmation(horizon: Horizon, web: HorizonMesh, question: MeshQuestion): object {
  const { from, to, purpose, grade, at } = question
  const issuing = web.units.get(to)?.peers.flatMap(({ bundle }) => bundle.issuing) ?? []
  if (from !== web.own || to === web.own || issuing.length === 0) return {}
  const answers = issuing.map((leaf) => answerOf(horizon, { leaf, home: to, purpose, grade, at }).answer)
  const confirmed = answers.find((one) => one === 'accepted') ?? answers.find((one) => one === 'unknown')
  return { confirmed: confirmed ?? 'refused' }
}

const peer = defineQuery({
  name: 'peer.show',
  label: 'what is known of one unit: its keys, its newest bundle, whom it recognises and who does it',
  path: '/peers/:unit',
  input: z.strictObject({ unit: unitForm.describe("a unit's domain, or the thumbprint of its key") }),
  access: { by: 'member' },
  answer({ state, documents, time: at }, { unit: called }): Result<unknown, TrustQueryFault> {
    const horizon = horizonOf(state, documents)
    const web = meshOf(horizon, at)
    const unit = unitCalled(web, called)
    if (!unit.ok) return unit
    const { name, domain } = unit.value
    const known = newestPeers(horizon, web).get(name)
    const own = name === web.own
    const unitName = own ? unitProfile(state)?.name : known?.row.name
    const authorities = own ? horizon.anchors : (known?.bundle.authorities ?? [])
    return accept({
      ...unitShown(unit.value),
      ...(unitName !== undefined && { name: unitName }),
      own,
      authorities: authorities.map(authorityShown),
      ...(known && {
        bundle: { ...bundleShown(known), recordKey: known.row.recordKey, digest: known.row.digest },
        issuing: known.bundle.issuing.map(certificateShown),
        revoked: known.bundle.lists.reduce((sum, { entries }) => sum + entries.length, 0),
      }),
      ...followedShown(horizon, { key: known?.row.key ?? name, domain }, known?.row, at),
      ...agreementsShown(web, name),
      visitors: visitorsOf(state, at).filter((visitor) => visitor.unit === domain).length,
    })
  },
})

/** An authority certificate of the unit, as whoever is to recognise it needs it. */
function authorityShown(certificate: Certificate): object {
  return { ...certificateShown(certificate), pem: pem('CERTIFICATE', certificate.der) }
}

function certificateShown(certificate: Certificate): object {
  const { subject, serial, notBefore, notAfter } = certificate
  return {
    subject: nameText(subject),
    key: thumbprintOf(certificate),
    serial,
    notBefore: isoInstant(notBefore),
    notAfter: isoInstant(notAfter),
  }
}

/** By which agreement of this unit another is followed, and until when what it said last counts. */
function followedShown(
  horizon: Horizon,
  unit: Pick<Followed, 'key' | 'domain'>,
  row: PeerRow | undefined,
  at: Instant,
): object {
  const way = wayTo(horizon, unit, at)
  if (!way) return {}
  const { agreement, isOwn, bounds, statusAgeMaxSeconds } = way
  const end = row && staleAt(row, statusAgeMaxSeconds)
  return {
    followed: {
      ...{ agreement, own: isOwn, url: bounds.bundleUrl, statusAgeMaxSeconds },
      ...(end !== undefined && { until: isoInstant(end), fresh: at < end }),
    },
  }
}

/** Whom a unit recognises, and who recognises it, as far as this unit knows. */
function agreementsShown(web: HorizonMesh, name: string): object {
  const all = [...web.agreements.values()]
  const told = (agreements: readonly MeshAgreement[], other: 'from' | 'to'): object => {
    const domainOf = (agreement: MeshAgreement): string => unitNamed(web, agreement[other]).domain
    const ordered = agreements.toSorted((one, next) => compareTexts(domainOf(one), domainOf(next)))
    return {
      known: agreements.length,
      agreements: ordered.slice(0, agreementsShownMax).map((agreement) => agreementShown(web, agreement)),
    }
  }
  return {
    recognises: told(
      all.filter(({ from }) => from === name),
      'to',
    ),
    recognisedBy: told(
      all.filter(({ to }) => to === name),
      'from',
    ),
  }
}

export const meshQueries = [show, path, peer] as const
