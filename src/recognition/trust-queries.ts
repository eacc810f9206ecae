import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { ownCertificates, serialForm } from '#identity'
import type { PathFault } from '#trust'
import { defineQuery, type State } from '#unit'
import {
  agreementPurposes,
  allFromPem,
  type Certificate,
  type CertificateFault,
  grades,
  parseCertificate,
} from '#x509'
import { explain, isIssuedBy } from './explain.ts'
import { horizonOf } from './horizon.ts'
import { type Impact, impactOn, type Removal } from './impact.ts'
import { type HorizonMesh, meshOf, type UnitInMesh } from './mesh.ts'
import { planFor } from './plan.ts'
import { agreementNamed } from './state.ts'
import { statedStatus } from './stated-status.ts'
import { explanationShown, planShown, unitShown } from './trust-shown.ts'
import { envelopeForm, type VisitFault } from './visitor-acts.ts'
import { visitorsOf } from './visitors.ts'

export type TrustQueryFault =
  | {
      readonly kind: 'explain-unreadable'
      readonly fault: CertificateFault | { readonly kind: 'not-pem' }
    }
  /** It was issued by this unit itself. */
  | { readonly kind: 'explain-own'; readonly serial: string }
  | { readonly kind: 'unit-unheard'; readonly unit: string }
  /** Several keys are known under one domain. */
  | { readonly kind: 'unit-ambiguous'; readonly unit: string; readonly keys: readonly string[] }
  | { readonly kind: 'impact-on-oneself'; readonly unit: string }
  | { readonly kind: 'impact-agreement-unknown'; readonly agreement: string }

/** What an explanation tells of a certificate that is not accepted. */
export interface LeafUnreached {
  readonly kind: 'leaf-unreached'
  readonly fault: PathFault
  /** The clause by which it is refused. */
  readonly clause: string
}

/** A certificate with key and signature of ML-DSA-87 takes 10 KiB as PEM. */
const certificateTextMax = 16 * 1024

/** A domain, or the thumbprint of a key. */
export const unitForm = z.string().min(1).max(253)

export const purposeForm = z.enum(agreementPurposes).default('client').describe('what for')
export const gradeForm = z.enum(grades).default('basic').describe('which grade is demanded')

const explanation = defineQuery({
  name: 'trust.explain',
  label: 'whether and why a certificate of another unit is accepted, or what stands in the way',
  path: '/trust/explain',
  document: 'certificate',
  input: z.strictObject({
    certificate: z
      .string()
      .max(certificateTextMax)
      .describe('the certificate, PEM; its issuers may follow it'),
    purpose: purposeForm,
    grade: gradeForm,
    statement: envelopeForm
      .optional()
      .describe('office statement of its holder: fresher evidence than the lists at hand'),
  }),
  access: { by: 'member' },
  answer(
    { state, documents, time: at },
    { certificate, purpose, grade, statement },
  ): Result<unknown, TrustQueryFault | VisitFault> {
    const leaf = readLeaf(state, certificate)
    if (!leaf.ok) return leaf
    const horizon = horizonOf(state, documents)
    const context = { state, time: at }
    const stated = statement ? statedStatus(context, horizon, leaf.value, statement) : accept(undefined)
    if (!stated.ok) return stated
    const web = meshOf(horizon, at)
    const found = explain(horizon, web, { leaf: leaf.value, purpose, grade, at, ...stated.value })
    return accept(explanationShown(web, leaf.value, { purpose, grade, at }, found))
  },
})

const plan = defineQuery({
  name: 'trust.plan',
  label: 'which agreement would let another unit be accepted, and what else it would open',
  path: '/trust/plan',
  input: z.strictObject({
    accept: unitForm.describe("the other unit's domain, or the thumbprint of its key"),
    purpose: purposeForm,
    grade: gradeForm,
  }),
  access: { by: 'member' },
  answer(
    { state, documents, time: at },
    { accept: wanted, purpose, grade },
  ): Result<unknown, TrustQueryFault> {
    const horizon = horizonOf(state, documents)
    const web = meshOf(horizon, at)
    const unit = unitCalled(web, wanted)
    if (!unit.ok) return unit
    const outcome = planFor(horizon, { to: unit.value.name, purpose, grade, at })
    return accept(planShown(web, unit.value, outcome))
  },
})

const impact = defineQuery({
  name: 'trust.impact',
  label: 'whom it would shut out if an agreement were withdrawn, or a unit trusted no longer',
  path: '/trust/impact',
  input: z
    .strictObject({
      withdraw: serialForm.optional().describe('serial of an agreement of this unit'),
      unit: unitForm.optional().describe("another unit's domain, or the thumbprint of its key"),
    })
    .refine(({ withdraw, unit }) => (withdraw === undefined) !== (unit === undefined), {
      error: 'wants either `withdraw` or `unit`',
    }),
  access: { by: 'member' },
  answer({ state, documents, time: at }, input): Result<unknown, TrustQueryFault> {
    const horizon = horizonOf(state, documents)
    const web = meshOf(horizon, at)
    const removal = removalOf(state, web, input)
    if (!removal.ok) return removal
    return accept(impactShown(impactOn(horizon, visitorsOf(state, at), removal.value, at)))
  },
})

/** A certificate of another unit: the first one, as in TLS and in the file of whoever it is of. */
function readLeaf(state: State, text: string): Result<Certificate, TrustQueryFault> {
  const ders = allFromPem(text, 'CERTIFICATE')
  const der = ders.ok ? ders.value[0] : undefined
  if (!der) return refuse({ kind: 'explain-unreadable', fault: { kind: 'not-pem' } })
  const leaf = parseCertificate(der)
  if (!leaf.ok) return refuse({ kind: 'explain-unreadable', fault: leaf.fault })
  const own = ownCertificates(state, 'issuing').some((issuing) => isIssuedBy(leaf.value, issuing))
  return own ? refuse({ kind: 'explain-own', serial: leaf.value.serial }) : leaf
}

/** The unit known by a domain, or by any of its keys. */
export function unitCalled(
  { units, unitOfKey }: HorizonMesh,
  called: string,
): Result<UnitInMesh, TrustQueryFault> {
  const byKey = units.get(unitOfKey.get(called) ?? called)
  if (byKey) return accept(byKey)
  const domain = called.toLowerCase()
  const [unit, ...others] = [...units.values()].filter((one) => one.domain === domain)
  if (!unit) return refuse({ kind: 'unit-unheard', unit: called })
  if (others.length === 0) return accept(unit)
  return refuse({ kind: 'unit-ambiguous', unit: called, keys: [unit, ...others].map(({ name }) => name) })
}

function removalOf(
  state: State,
  web: HorizonMesh,
  input: { readonly withdraw?: string | undefined; readonly unit?: string | undefined },
): Result<Removal, TrustQueryFault> {
  if (input.withdraw !== undefined) {
    const agreement = agreementNamed(state, input.withdraw)
    if (agreement) return accept({ agreement })
    return refuse({ kind: 'impact-agreement-unknown', agreement: input.withdraw })
  }
  const unit = unitCalled(web, input.unit ?? '')
  if (!unit.ok) return unit
  if (unit.value.name === web.own) return refuse({ kind: 'impact-on-oneself', unit: unit.value.domain })
  return accept({ unit: unit.value })
}

function impactShown({ lost, unfollowed, visitors }: Impact): object {
  return {
    lost:
      lost === 'unknown'
        ? lost
        : lost.map(({ unit, reaches }) => ({ ...unitShown(unit), accepted: reaches })),
    unfollowed: unfollowed.map(({ domain, key }) => ({ unit: domain, key })),
    visitors: visitors.map(({ visitor, reason }) => ({
      visitor: visitor.visitor,
      offices: visitor.offices,
      grade: visitor.grade,
      until: isoInstant(visitor.until),
      reason,
    })),
  }
}

export const trustQueries = [explanation, plan, impact] as const
