import { z } from 'zod'
import { base64, fromBase64 } from '#bytes'
import { thumbprintOf, unitSuiteNames } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import {
  certificateNameForm,
  dnsNameForm,
  type IdentityEvent,
  idForm,
  issuedEvent,
  ownCertificates,
  ownService,
  ownServiceGrade,
  publicUrlForm,
  unitProfile,
} from '#identity'
import { type OrganizationEvent, officeFactsForm } from '#organization'
import {
  announcedProcedures,
  foundingEvents,
  furtherFoundingEvents,
  type FoundingFault as ProcedureFoundingFault,
} from '#procedure'
import { foundingGrant } from '#task'
import { findPath, type PathFault } from '#trust'
import { type Act, defineAct, type Event, type Refusal, type Speaker, type State } from '#unit'
import {
  type Certificate,
  type CertificateFault,
  certificateSubject,
  type Grade,
  gradeOfPolicies,
  parseCertificate,
} from '#x509'
import { furtherTextsMax } from './division.ts'

/** Base64 of a certificate; one with an ML-DSA-65 key and signature takes 8 KiB. */
const certificateText = z.string().max(12 * 1024)

/**
 * Units have been founded with all procedures and offices in entry 0, which stays below 60 KiB as a whole.
 */
const proceduresMax = 40
const officesMax = 40

/**
 * Each takes 160 octets of entry 0, signed and in its events: all of them a quarter, which with the largest
 * certificates leaves half for the procedures it carries itself.
 */
const announcedMax = 100

/** The longest that ships has 1 KiB; as many octets again for comments, and twice for another script. */
const procedureText = z.string().max(4 * 1024)

/** Our own chain: leaf, issuing, authority. */
const pathBudget = { signatureChecksMax: 8, stepsMax: 32, depthMax: 3 }

/**
 * The grade of the founder's certificate. Nobody attested who the founder is: the authority key alone says
 * it. So it is that of an ordinary registration and no more; two people may attest the founder higher later.
 */
export const founderGrade: Grade = 'basic'

const input = z.strictObject({
  name: certificateNameForm.describe('name of the unit, in any script'),
  domain: dnsNameForm.describe('DNS domain, the trust domain of every name the unit gives'),
  publicUrl: publicUrlForm,
  suite: z.string().max(64),
  founder: z.strictObject({ id: idForm, name: certificateNameForm }),
  authority: certificateText,
  issuing: certificateText,
  founderCertificate: certificateText,
  nodeCertificate: certificateText,
  recordKey: z.string().max(300),
  journalKey: z.string().max(300),
  offices: z.array(officeFactsForm).max(officesMax),
  procedures: z.array(procedureText).max(proceduresMax),
  announced: z
    .array(z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'))
    .max(announcedMax)
    .optional()
    .describe('SHA-256 of the procedures that the entries after this one adopt, in their order'),
})

export type Founding = z.infer<typeof input>

export type FoundingFault =
  | { readonly kind: 'unit-founded-already'; readonly name: string }
  /** Until everything announced is there, the unit listens to nobody but whoever founds it. */
  | { readonly kind: 'founding-unfinished'; readonly missing: number }
  | { readonly kind: 'founding-over' }
  | { readonly kind: 'suite-unknown'; readonly suite: string }
  | {
      readonly kind: 'founding-certificate'
      readonly which: string
      readonly fault: CertificateFault | { readonly kind: 'not-base64' }
    }
  | {
      readonly kind: 'founding-path'
      readonly which: string
      readonly fault: PathFault | { readonly kind: 'unknown' }
    }
  | { readonly kind: 'founding-name'; readonly which: string; readonly expected: string }
  | { readonly kind: 'founding-grade'; readonly which: string; readonly expected: Grade }
  | ProcedureFoundingFault

/**
 * The suites a unit can be founded with. Four ML-DSA certificates, in the signed act and again in its events,
 * do not fit into one entry of 60 KiB; people's keys and certificates may be ML-DSA all the same.
 */
export const foundingSuites = unitSuiteNames.filter((name) => !name.startsWith('ml-dsa'))

/**
 * Entry 0: the unit's authority key signs what the unit is, and which procedures it goes on to bring. It
 * needs no permission, because before it there is nothing that could give one, and it is refused wherever
 * anything stands before it.
 */
const found = defineAct<Founding>({
  name: 'unit.found',
  label: 'found the unit',
  actor: 'unit',
  input,
  authority: {
    by: 'rule',
    permit({ state }): Result<ReturnType<typeof foundingGrant>, Refusal> {
      const unit = unitProfile(state)
      if (unit) return refuse({ kind: 'unit-founded-already', name: unit.name } satisfies FoundingFault)
      return accept(foundingGrant())
    },
  },
  decide(context, founding): Result<readonly Event[], FoundingFault> {
    if (!foundingSuites.some((name) => name === founding.suite))
      return refuse({ kind: 'suite-unknown', suite: founding.suite })
    const certificates = readCertificates(founding)
    if (!certificates.ok) return certificates
    const { authority, issuing, founder, node } = certificates.value
    for (const [which, leaf] of [
      ['founder', founder],
      ['node', node],
    ] as const) {
      const fault = leafFault(which, leaf, authority, [issuing], context.time)
      if (fault) return refuse(fault)
    }
    const person = { kind: 'person', ...founding.founder } as const
    const service = { kind: 'service', id: ownService.node, name: ownService.node } as const
    const misnamed =
      nameFault('founder', founder, founding.domain, person) ??
      nameFault('node', node, founding.domain, service) ??
      gradeFault('founder', founder, founderGrade) ??
      gradeFault('node', node, ownServiceGrade)
    if (misnamed) return refuse(misnamed)

    const nodeIssued = issuedEvent(node.der, { ...service, dnsNames: [] })
    const { name, domain, publicUrl, suite, recordKey, journalKey } = founding
    const unit: IdentityEvent = {
      kind: 'unit-founded',
      name,
      domain,
      publicUrl,
      suite,
      founder: founding.founder.id,
      key: context.speaker.key,
      authorities: [base64(authority.der)],
      issuing: [base64(issuing.der)],
      links: [],
      node: nodeIssued.key,
      recordKey,
      journalKey,
    }
    const offices = founding.offices.map(
      (office): OrganizationEvent => ({ kind: 'office-established', ...office }),
    )
    const procedures = foundingEvents({
      texts: founding.procedures,
      announced: founding.announced ?? [],
      offices: founding.offices.map(({ office }) => office),
      node: { id: ownService.node, key: nodeIssued.key },
      index: context.index,
      time: context.time,
    })
    if (!procedures.ok) return procedures
    const founderIssued = issuedEvent(founder.der, { ...person, dnsNames: [] })
    return accept([unit, ...offices, founderIssued, nodeIssued, ...procedures.value])
  },
})

const furtherInput = z.strictObject({
  texts: z.array(procedureText).min(1).max(furtherTextsMax).describe('YAML texts of procedures'),
})

/**
 * An entry right after entry 0: the authority key goes on with the founding. It can bring nothing but the
 * texts whose digests entry 0 announced, each once, so that the key has no say left when the last one is
 * there.
 */
const foundFurther = defineAct<z.infer<typeof furtherInput>>({
  name: 'procedure.found',
  label: 'found the unit with further procedures',
  actor: 'unit',
  input: furtherInput,
  authority: {
    by: 'rule',
    permit: ({ state }): Result<ReturnType<typeof foundingGrant>, FoundingFault> =>
      announcedProcedures(state).length > 0 ? accept(foundingGrant()) : refuse({ kind: 'founding-over' }),
  },
  decide: ({ state }, { texts }): Result<readonly Event[], FoundingFault> =>
    furtherFoundingEvents(state, texts),
})

/** Who speaks; the rest of the input is looked at when that is known. */
const speakerForm = z.looseObject({ authority: certificateText })

interface Known {
  readonly speaker: Speaker
  readonly spki: Uint8Array
}

/**
 * Whoever founds speaks by the authority key itself, known from the certificate that entry 0 brings; after
 * the founding too, so that a second one is told what stands against it. Anybody else is refused until the
 * founding is whole. `undefined` when the founding has nothing to say of it.
 */
export function foundingSpeaker(
  state: State,
  key: string,
  act: Act,
): Result<Known, FoundingFault> | undefined {
  const authority = authorityOf(state, act)
  if (authority && thumbprintOf(authority) === key) {
    return accept({ speaker: { kind: 'unit', id: 'authority', key }, spki: authority.spki })
  }
  const missing = announcedProcedures(state).length
  return missing > 0 ? refuse({ kind: 'founding-unfinished', missing }) : undefined
}

/** The authority's certificate: the founding act brings it, and then it stands on the record. */
function authorityOf(state: State, act: Act): Certificate | undefined {
  if (act.act === found.name) {
    const form = speakerForm.safeParse(act.input)
    const certificate = form.success ? readCertificate('authority', form.data.authority) : undefined
    return certificate?.ok ? certificate.value : undefined
  }
  if (act.act !== foundFurther.name) return undefined
  const unit = unitProfile(state)
  return ownCertificates(state, 'authorities').find((certificate) => thumbprintOf(certificate) === unit?.key)
}

interface Certificates {
  readonly authority: Certificate
  readonly issuing: Certificate
  readonly founder: Certificate
  readonly node: Certificate
}

function readCertificates(founding: Founding): Result<Certificates, FoundingFault> {
  const authority = readCertificate('authority', founding.authority)
  if (!authority.ok) return authority
  const issuing = readCertificate('issuing', founding.issuing)
  if (!issuing.ok) return issuing
  const founder = readCertificate('founder', founding.founderCertificate)
  if (!founder.ok) return founder
  const node = readCertificate('node', founding.nodeCertificate)
  if (!node.ok) return node
  return accept({
    authority: authority.value,
    issuing: issuing.value,
    founder: founder.value,
    node: node.value,
  })
}

function readCertificate(which: string, text: string): Result<Certificate, FoundingFault> {
  const der = fromBase64(text)
  if (!der.ok) return refuse({ kind: 'founding-certificate', which, fault: { kind: 'not-base64' } })
  const certificate = parseCertificate(der.value)
  return certificate.ok
    ? certificate
    : refuse({ kind: 'founding-certificate', which, fault: certificate.fault })
}

function leafFault(
  which: string,
  leaf: Certificate,
  authority: Certificate,
  intermediates: readonly Certificate[],
  at: number,
): FoundingFault | undefined {
  const found = findPath({
    leaf,
    anchors: [authority],
    intermediates,
    at,
    purpose: 'client',
    // Nothing can have been revoked before the first entry.
    statusOf: () => ({ status: 'good' }),
    budget: pathBudget,
  })
  if (found.answer === 'accepted') return undefined
  const fault = found.answer === 'refused' ? found.fault : ({ kind: 'unknown' } as const)
  return { kind: 'founding-path', which, fault }
}

function nameFault(
  which: string,
  certificate: Certificate,
  domain: string,
  expected: { readonly kind: string; readonly id: string },
): FoundingFault | undefined {
  const subject = certificateSubject(certificate)
  const { kind, id } = expected
  if (
    subject.ok &&
    subject.value.domain === domain &&
    subject.value.kind === kind &&
    subject.value.id === id
  ) {
    return undefined
  }
  return { kind: 'founding-name', which, expected: `spiffe://${domain}/${kind}/${id}` }
}

/** Who founds makes these certificates alone, and so decides on no grade. */
function gradeFault(which: string, certificate: Certificate, expected: Grade): FoundingFault | undefined {
  const policies = certificate.certificatePolicies ?? []
  const grade = gradeOfPolicies(policies.map(({ policy }) => policy))
  return grade === expected ? undefined : { kind: 'founding-grade', which, expected }
}

export const foundingActs = [found, foundFurther] as const
