import { z } from 'zod'
import { base64, equalBytes } from '#bytes'
import { type Duration, day, type Instant, minute, second } from '#clock'
import { parsePublicKey, thumbprintOf } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { dnsNameForm, ownCertificates, serialForm, unitProfile } from '#identity'
import { row } from '#table'
import { type Context, defineAct, type Event, read, type State, stepCase } from '#unit'
import {
  agreementContent,
  type Certificate,
  type CertificateFault,
  certificateFromPem,
  isSignedBy,
  sameExtensions,
  serialBytesMin,
  serialDigitsMin,
} from '#x509'
import { type AgreementRow, agreementNamed, agreementsOf, type Proposal, recognitionSlice } from './state.ts'
import {
  authorityIn,
  narrowingForm,
  renewalForm,
  type Terms,
  type TermsFault,
  termsForm,
  termsOf,
  urlProblem,
  widened,
} from './terms.ts'
import { endings } from './visitor.ts'
import { type Replacement, visitorsParted } from './visitor-losses.ts'
import { visitorsOf } from './visitors.ts'

/** More agreements than a ministry has offices to deal with; each stands in every bundle. */
const agreementsMax = 2_000

/** The step in which an agreement is signed lasts a month; a signature made offline is not older than it. */
const signatureAgeMilliseconds: Duration = 31 * day

/** Clocks of the machine in the safe and of the node. */
const clockToleranceMilliseconds: Duration = 5 * minute

export type AgreementFault =
  | TermsFault
  | { readonly kind: 'agreement-own-domain'; readonly domain: string }
  | { readonly kind: 'recognised-already'; readonly domain: string; readonly agreement: string }
  | { readonly kind: 'agreements-full'; readonly agreementsMax: number }
  | { readonly kind: 'agreement-unknown'; readonly agreement: string; readonly unit: string }
  | { readonly kind: 'agreement-widened'; readonly bound: string }
  | { readonly kind: 'agreement-unchanged'; readonly agreement: string }
  | { readonly kind: 'proposal-missing'; readonly case: string; readonly unit: string }
  | {
      readonly kind: 'agreement-unreadable'
      readonly fault: CertificateFault | { readonly kind: 'not-pem' }
    }
  /** What was signed is not what was proposed: the part that differs. */
  | { readonly kind: 'agreement-differs'; readonly part: AgreementPart }
  | { readonly kind: 'agreement-signature-wrong' }
  | { readonly kind: 'agreement-serial-used'; readonly agreement: string }

/** Parts of a cross-certificate that are compared with the proposal. */
export type AgreementPart = 'issuer' | 'subject' | 'key' | 'bounds' | 'validity' | 'serial'

const unitForm = dnsNameForm.describe("the other unit's domain")
const agreementForm = serialForm.describe('serial of the agreement, lower-case hexadecimal')
const evidenceForm = z
  .string()
  .min(1)
  .max(500)
  .describe('how it was made sure that the key is theirs: by whom read out, in which letter')

const recognise = defineAct({
  name: 'agreement.propose',
  label: 'propose to recognise another unit',
  input: termsForm.extend({ evidence: evidenceForm }),
  authority: { by: 'step', permission: 'agreement.propose', object: ({ domain }) => unitObject(domain) },
  decide(context, { evidence, ...input }): Result<readonly Event[], AgreementFault> {
    const { state } = context
    const terms = termsOf(input)
    if (!terms.ok) return terms
    const fault = strangerFault(state, terms.value)
    if (fault) return refuse(fault)
    return proposed(context, { terms: terms.value, evidence })
  },
})

const renew = defineAct({
  name: 'agreement.propose-renewal',
  label: 'propose to renew an agreement',
  input: renewalForm.extend({
    unit: unitForm,
    agreement: agreementForm,
    authority: z
      .string()
      .max(16_384)
      .optional()
      .describe("the other unit's new authority certificate, PEM, after its key rolled over"),
    evidence: evidenceForm,
  }),
  authority: { by: 'step', permission: 'agreement.propose-renewal', object: ({ unit }) => unitObject(unit) },
  decide(context, input): Result<readonly Event[], AgreementFault> {
    const before = agreementIn(context.state, input.agreement, input.unit)
    if (!before.ok) return before
    const rolled = input.authority === undefined ? undefined : rolledTo(before.value.terms, input.authority)
    if (rolled && !rolled.ok) return rolled
    const url = input.bundle ?? before.value.terms.bundleUrl
    const problem = urlProblem(url)
    if (problem) return refuse({ kind: 'bundle-url-refused', url, problem })
    const terms = { ...before.value.terms, ...rolled?.value, days: input.days, bundleUrl: url }
    if (isOwnKey(context.state, terms)) return refuse({ kind: 'agreement-with-oneself', key: terms.key })
    return proposed(context, { terms, evidence: input.evidence, replaces: input.agreement })
  },
})

const narrow = defineAct({
  name: 'agreement.propose-narrowing',
  label: 'propose to narrow an agreement',
  input: narrowingForm.extend({ unit: unitForm, agreement: agreementForm, evidence: evidenceForm }),
  authority: {
    by: 'step',
    permission: 'agreement.propose-narrowing',
    object: ({ unit }) => unitObject(unit),
  },
  decide(context, input): Result<readonly Event[], AgreementFault> {
    const before = agreementIn(context.state, input.agreement, input.unit)
    if (!before.ok) return before
    const { terms, notAfter } = before.value
    const daysLeft = Math.max(1, Math.floor((notAfter - context.time) / day))
    const given: Terms = {
      ...terms,
      domains: input.domains ? [terms.domain, ...input.domains] : terms.domains,
      grade: input.grade ?? terms.grade,
      purposes: input.purposes ?? terms.purposes,
      hops: input.hops ?? terms.hops,
      days: Math.min(input.days ?? daysLeft, daysLeft),
      statusAgeMaxSeconds: input.statusAge ?? terms.statusAgeMaxSeconds,
    }
    const bound = widened(terms, given) ?? ((input.days ?? 0) > daysLeft ? 'days' : undefined)
    if (bound) return refuse({ kind: 'agreement-widened', bound })
    if (!widened(given, terms) && given.days === daysLeft) {
      return refuse({ kind: 'agreement-unchanged', agreement: input.agreement })
    }
    return proposed(context, { terms: given, evidence: input.evidence, replaces: input.agreement })
  },
})

const sign = defineAct({
  name: 'agreement.sign',
  label: 'put an agreement signed with the authority key into force',
  input: z.strictObject({
    unit: unitForm,
    certificate: z.string().max(16_384).describe('the cross-certificate, PEM, signed by the authority key'),
  }),
  authority: { by: 'step', permission: 'agreement.sign', object: ({ unit }) => unitObject(unit) },
  decide(context, { unit, certificate: pem }): Result<readonly Event[], AgreementFault> {
    const { state, time } = context
    const id = stepCase(context)
    const proposal = proposalIn(state, id)
    if (proposal?.terms.domain !== unit) return refuse({ kind: 'proposal-missing', case: id, unit })
    const fault = standingFault(state, proposal)
    if (fault) return refuse(fault)
    const certificate = readAgreement(pem)
    if (!certificate.ok) return certificate
    const wrong = signedFault(state, proposal.terms, certificate.value, time)
    if (wrong) return refuse(wrong)
    const { serial, notBefore, notAfter, der } = certificate.value
    const replaced = proposal.replaces === undefined ? undefined : agreementNamed(state, proposal.replaces)
    return accept([
      ...(replaced ? partings(context, replaced, { terms: proposal.terms, notAfter }) : []),
      {
        kind: 'agreement-signed',
        agreement: serial,
        terms: proposal.terms,
        certificate: base64(der),
        notBefore,
        notAfter,
        case: id,
        ...(proposal.replaces === undefined ? {} : { replaces: proposal.replaces }),
      },
    ])
  },
})

const withdraw = defineAct({
  name: 'agreement.withdraw',
  label: 'withdraw an agreement',
  input: z.strictObject({
    unit: unitForm,
    agreement: agreementForm,
    reason: z.string().min(1).max(500).describe('why, in words'),
  }),
  authority: { by: 'step', permission: 'agreement.withdraw', object: ({ unit }) => unitObject(unit) },
  decide(context, { unit, agreement, reason }): Result<readonly Event[], AgreementFault> {
    const { state } = context
    const known = agreementIn(state, agreement, unit)
    if (!known.ok) return known
    return accept([
      ...partings(context, known.value),
      { kind: 'agreement-withdrawn', agreement, unit, reason },
    ])
  },
})

/** The ends of visits that came by an agreement, when it goes or gives way to another. */
function partings({ state, time }: Context, before: AgreementRow, after?: Replacement): readonly Event[] {
  const parted = visitorsParted(visitorsOf(state, time), before, after)
  return endings(parted, { agreement: before.agreement })
}

/** What a proposal, if it still stands, is refused with: others may have been signed since it was made. */
function standingFault(state: State, { terms, replaces }: Proposal): AgreementFault | undefined {
  if (replaces === undefined) return strangerFault(state, terms)
  if (agreementNamed(state, replaces)) return undefined
  return { kind: 'agreement-unknown', agreement: replaces, unit: terms.domain }
}

/** Why a unit cannot be recognised anew: it is this one, it is known already, or there is no more room. */
function strangerFault(state: State, terms: Terms): AgreementFault | undefined {
  if (isOwnKey(state, terms)) return { kind: 'agreement-with-oneself', key: terms.key }
  // A unit above may have a domain that this one lies in; nobody else is to speak for this very one.
  if (terms.domain === unitProfile(state)?.domain) {
    return { kind: 'agreement-own-domain', domain: terms.domain }
  }
  const agreements = agreementsOf(state)
  const known = agreements.find(
    ({ terms: other }) => other.key === terms.key || other.domain === terms.domain,
  )
  if (known) {
    return { kind: 'recognised-already', domain: known.terms.domain, agreement: known.agreement }
  }
  return agreements.length < agreementsMax ? undefined : { kind: 'agreements-full', agreementsMax }
}

function isOwnKey(state: State, { key }: Terms): boolean {
  // A key that was retired stands in its links.
  const kinds = ['authorities', 'issuing', 'links'] as const
  const own = kinds.flatMap((kind) => ownCertificates(state, kind))
  return own.some((certificate) => thumbprintOf(certificate) === key)
}

/** The agreement, when it is one with this unit. */
function agreementIn(state: State, agreement: string, unit: string): Result<AgreementRow, AgreementFault> {
  const known = agreementNamed(state, agreement)
  return known?.terms.domain === unit ? accept(known) : refuse({ kind: 'agreement-unknown', agreement, unit })
}

/** What a case proposed and nobody has signed yet. */
export function proposalIn(state: State, id: string): Proposal | undefined {
  return row(read(state, recognitionSlice).proposals, id)
}

/** The terms' authority after its key rolled over: of the same domain; the link is in its bundle. */
function rolledTo(terms: Terms, pem: string): Result<Pick<Terms, 'authority' | 'key'>, TermsFault> {
  const { days, statusAgeMaxSeconds: statusAge, bundleUrl: bundle } = terms
  const { domain, grade, purposes, hops, privateAddresses } = terms
  const bounds = { domain, grade, purposes: [...purposes], hops, privateAddresses }
  const next = termsOf({ ...bounds, authority: pem, days, statusAge, bundle })
  return next.ok ? accept({ authority: next.value.authority, key: next.value.key }) : next
}

function proposed(
  context: Context,
  proposal: Omit<Proposal, 'by'>,
): Result<readonly Event[], AgreementFault> {
  const by = context.speaker.id
  return accept([{ kind: 'agreement-proposed', case: stepCase(context), by, ...proposal }])
}

function readAgreement(pem: string): Result<Certificate, AgreementFault> {
  const certificate = certificateFromPem(pem)
  return certificate.ok ? certificate : refuse({ kind: 'agreement-unreadable', fault: certificate.fault })
}

/** What of a signed agreement is not as proposed, or not signed by this unit's newest authority key. */
function signedFault(
  state: State,
  terms: Terms,
  certificate: Certificate,
  time: Instant,
): AgreementFault | undefined {
  const issuer = certain(ownCertificates(state, 'authorities').at(-1), 'the authority of the unit')
  const part = differingPart(certificate, issuer, terms, time)
  if (part) return { kind: 'agreement-differs', part }
  const key = sure(parsePublicKey(issuer.spki), 'the authority key')
  if (!isSignedBy(certificate, key)) return { kind: 'agreement-signature-wrong' }
  const { agreements, ended } = read(state, recognitionSlice)
  const { serial } = certificate
  const used = row(agreements, serial) ?? row(ended, serial)
  return used ? { kind: 'agreement-serial-used', agreement: serial } : undefined
}

function differingPart(
  certificate: Certificate,
  issuer: Certificate,
  terms: Terms,
  time: Instant,
): AgreementPart | undefined {
  const { serial, notBefore, notAfter } = certificate
  const subject = authorityIn(terms)
  const due = agreementContent({
    issuer,
    subject,
    bounds: terms,
    // Looked at by itself.
    serial: new Uint8Array(serialBytesMin),
    notBefore,
    notAfter,
  })
  if (!equalBytes(certificate.issuer.der, due.issuer.der)) return 'issuer'
  if (!equalBytes(certificate.subject.der, due.subject.der)) return 'subject'
  if (!equalBytes(certificate.spki, due.spki)) return 'key'
  if (serial.length < serialDigitsMin) return 'serial'
  if (!sameExtensions(certificate.extensions, due.extensions)) return 'bounds'
  const early = notBefore < time - signatureAgeMilliseconds
  const late = notBefore > time + clockToleranceMilliseconds
  const long = notAfter > Math.min(time + terms.days * day + clockToleranceMilliseconds, issuer.notAfter)
  return early || late || long || notAfter + second <= time ? 'validity' : undefined
}

/** The object of every step about another unit. */
export function unitObject(domain: string): string {
  return `unit/${domain}`
}

export const agreementActs = [recognise, renew, narrow, sign, withdraw] as const
