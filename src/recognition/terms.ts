import { z } from 'zod'
import { base64 } from '#bytes'
import { type Duration, day, hour, type Instant, minute, second } from '#clock'
import { parsePublicKey, thumbprintOf } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { dnsNameForm, recordedCertificate } from '#identity'
import {
  type AgreementBounds,
  agreementPurposes,
  type Certificate,
  type CertificateFault,
  certificateFromPem,
  grades,
  isSignedBy,
  nameText,
} from '#x509'

/** What is proposed, agreed and renewed: everything of an agreement but its signature. */
export interface Terms extends AgreementBounds {
  /** The recognised unit's DNS domain. */
  readonly domain: string
  /** Base64 DER of the recognised unit's authority certificate, self-signed. */
  readonly authority: string
  /** Thumbprint of its key. */
  readonly key: string
  /** How long the agreement is to be valid from its signing on. */
  readonly days: number
}

export type TermsFault =
  | { readonly kind: 'authority-unreadable'; readonly fault: CertificateFault | { readonly kind: 'not-pem' } }
  /** Not a self-signed certificate of an authority: what it lacks. */
  | { readonly kind: 'authority-unfit'; readonly lacking: 'self-signature' | 'ca' | 'key-identifier' | 'key' }
  | { readonly kind: 'agreement-with-oneself'; readonly key: string }
  | { readonly kind: 'domain-not-theirs'; readonly domain: string; readonly named: string }
  | { readonly kind: 'bundle-url-refused'; readonly url: string; readonly problem: string }

/** A bureau, the ministry above it and a neighbour's neighbour; beyond eight nobody knows whom they trust. */
export const hopsMax = 8

/** Agreements of this many domains are several agreements. */
const domainsMax = 32

/** Three years: an agreement outlives a term of office at most once before somebody looks at it again. */
const daysMax = 3 * 366

/** Fresher than five minutes no bundle is made and fetched reliably. */
export const statusAgeMinSeconds = (5 * minute) / second

/** A unit behind an air gap brings its bundle once in a quarter; older than that it says nothing. */
const statusAgeMaxSeconds = (92 * day) / second

/** A day: a courier's round, and a weekend's failure shows before Monday. */
const statusAgeDefaultSeconds = day / second

const bundleUrlForm = z.string().max(500).describe('HTTPS address where the other unit publishes its bundle')

const dayCount = z.int().min(1).max(daysMax).default(365).describe('days from its signing to its end')

/** What a proposal says, before it has been looked at. */
export const termsForm = z.strictObject({
  authority: z.string().max(16_384).describe("the other unit's authority certificate, PEM"),
  domain: dnsNameForm.describe("the other unit's domain"),
  domains: z
    .array(dnsNameForm)
    .max(domainsMax - 1)
    .optional()
    .describe('further domains, of units behind it'),
  grade: z.enum(grades).default('basic').describe('highest grade recognised'),
  purposes: z
    .array(z.enum(agreementPurposes))
    .min(1)
    .max(agreementPurposes.length)
    .default(['client'])
    .describe('what its certificates are recognised for'),
  hops: z.int().min(0).max(hopsMax).default(0).describe('further agreements that may follow'),
  days: dayCount,
  statusAge: z
    .int()
    .min(statusAgeMinSeconds)
    .max(statusAgeMaxSeconds)
    .default(statusAgeDefaultSeconds)
    .describe('seconds that the status of anything below may be old'),
  bundle: bundleUrlForm,
  privateAddresses: z
    .boolean()
    .default(false)
    .describe('whether the address may lie in a private network or on this machine'),
})

/** A renewal: what stays is left out. */
export const renewalForm = z.strictObject({ days: dayCount, bundle: bundleUrlForm.optional() })

/** A narrowing: what stays is left out, what is given is less. */
export const narrowingForm = termsForm
  .pick({ domains: true, grade: true, purposes: true, hops: true, days: true, statusAge: true })
  .partial()
  .extend({
    grade: z.enum(grades).optional(),
    purposes: z.array(z.enum(agreementPurposes)).min(1).optional(),
    hops: z.int().min(0).max(hopsMax).optional(),
    days: z.int().min(1).max(daysMax).optional(),
    statusAge: z.int().min(statusAgeMinSeconds).max(statusAgeMaxSeconds).optional(),
  })

export type TermsInput = z.infer<typeof termsForm>

/** The terms that a proposal gives, checked as far as it can be done without the unit. */
export function termsOf(input: TermsInput): Result<Terms, TermsFault> {
  const authority = readAuthority(input.authority)
  if (!authority.ok) return authority
  const { der, subjectAltName } = authority.value
  const named = (subjectAltName ?? []).flatMap((name) => (name.kind === 'uri' ? [name.value] : []))
  if (named.length > 0 && !named.includes(`spiffe://${input.domain}`)) {
    return refuse({ kind: 'domain-not-theirs', domain: input.domain, named: named.join(' ') })
  }
  const problem = urlProblem(input.bundle)
  if (problem) return refuse({ kind: 'bundle-url-refused', url: input.bundle, problem })
  const key = thumbprintOf(authority.value)
  const domains = [...new Set([input.domain, ...(input.domains ?? [])])]
  return accept({
    domain: input.domain,
    domains,
    authority: base64(der),
    key,
    grade: input.grade,
    purposes: agreementPurposes.filter((purpose) => input.purposes.includes(purpose)),
    hops: input.hops,
    days: input.days,
    statusAgeMaxSeconds: input.statusAge,
    bundleUrl: input.bundle,
    privateAddresses: input.privateAddresses,
  })
}

/** The other unit's authority, from its terms. */
export function authorityIn(terms: Pick<Terms, 'authority'>): Certificate {
  return recordedCertificate(terms.authority)
}

/** The certificate of an authority that can be recognised: self-signed, with key identifier, in PEM. */
export function readAuthority(pem: string): Result<Certificate, TermsFault> {
  const certificate = certificateFromPem(pem)
  if (!certificate.ok) return refuse({ kind: 'authority-unreadable', fault: certificate.fault })
  const { basicConstraints, keyUsage, subjectKeyIdentifier, spki, subject, issuer } = certificate.value
  if (!basicConstraints?.ca || !keyUsage?.has('keyCertSign')) {
    return refuse({ kind: 'authority-unfit', lacking: 'ca' })
  }
  if (!subjectKeyIdentifier) return refuse({ kind: 'authority-unfit', lacking: 'key-identifier' })
  const key = parsePublicKey(spki)
  if (!key.ok) return refuse({ kind: 'authority-unfit', lacking: 'key' })
  const own = nameText(subject) === nameText(issuer) && isSignedBy(certificate.value, key.value)
  return own ? certificate : refuse({ kind: 'authority-unfit', lacking: 'self-signature' })
}

/** What is wrong with an address as one to fetch from; whether it is private is seen when it is resolved. */
export function urlProblem(text: string): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return 'it is no address'
  const { protocol, username, password } = new URL(text)
  if (protocol !== 'https:') return 'it must begin with `https://`'
  if (username !== '' || password !== '') return 'it must name no user'
  // An empty one, too: what is asked for besides is written behind the address.
  return text.includes('#') ? 'it must have no fragment' : undefined
}

/** Which bound of `next` is wider than in `before`; `undefined` when it only narrows. */
export function widened(before: Terms, next: Terms): string | undefined {
  if (next.domains.some((domain) => !before.domains.some((wide) => isWithin(domain, wide)))) return 'domains'
  if (!isGradeWithin(next.grade, before.grade)) return 'grade'
  if (next.purposes.some((purpose) => !before.purposes.includes(purpose))) return 'purposes'
  if (next.hops > before.hops) return 'hops'
  if (next.statusAgeMaxSeconds > before.statusAgeMaxSeconds) return 'statusAge'
  if (next.privateAddresses && !before.privateAddresses) return 'privateAddresses'
  return undefined
}

/** Whether a domain is another or lies below it. */
export function isWithin(domain: string, wide: string): boolean {
  return domain === wide || domain.endsWith(`.${wide}`)
}

function isGradeWithin(grade: Terms['grade'], limit: Terms['grade']): boolean {
  if (limit === 'test' || grade === 'test') return grade === limit
  return grades.indexOf(grade) <= grades.indexOf(limit)
}

/** Clocks of those who check may stand behind ours. */
const backdateMilliseconds: Duration = hour

/** The instants from which and until which an agreement signed now is valid: whole seconds. */
export function validityOf(
  terms: Pick<Terms, 'days'>,
  issuer: Pick<Certificate, 'notAfter'>,
  now: Instant,
): { readonly notBefore: Instant; readonly notAfter: Instant } {
  const wholeSecond = now - (now % second)
  return {
    notBefore: wholeSecond - backdateMilliseconds,
    notAfter: Math.min(wholeSecond + terms.days * day, issuer.notAfter),
  }
}
