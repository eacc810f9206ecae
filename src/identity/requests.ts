import { z } from 'zod'
import { base64, hex, sha256 } from '#bytes'
import { type Duration, day, type Instant } from '#clock'
import { thumbprintOf } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { row, sortedRows, type Table } from '#table'
import { type Context, defineAct, type Event, read, stepCase } from '#unit'
import {
  type CertificateRequest,
  type CertificateUse,
  fromPem,
  type Grade,
  parseRequest,
  type RequestFault,
  verifyRequest,
} from '#x509'
import { certificateNameForm, dnsNameForm, domainOf, gradeForm, idForm, principalKindForm } from './form.ts'
import {
  type IdentityEvent,
  identitySlice,
  ownServices,
  type Principal,
  type PrincipalKind,
  type PrincipalName,
  principalKey,
  principalOf,
  type RequestRow,
} from './state.ts'

/** A request with an RSA-4096 or ML-DSA-87 key and a dozen names stays well below. */
const requestTextMax = 16 * 1024

/**
 * Requests that wait at once. They come from strangers: this many fill about 1 MB, and an office that lets a
 * thousand people wait has another problem.
 */
export const requestsWaitingMax = 1_000

/** Somebody who applied and did not come within two weeks may lose the place to somebody who does. */
const attestationMilliseconds: Duration = 14 * day

/** A service is known by a handful of names; more belong to several services. */
const dnsNamesMax = 16

export type RequestActFault =
  | { readonly kind: 'request-unreadable'; readonly problem: string }
  | { readonly kind: 'request-refused'; readonly fault: RequestFault }
  | { readonly kind: 'request-known'; readonly request: string }
  | { readonly kind: 'request-unknown'; readonly request: string }
  | { readonly kind: 'requests-full'; readonly waiting: number; readonly waitingMax: number }
  | { readonly kind: 'request-attested-already'; readonly request: string; readonly by: string }
  | {
      readonly kind: 'request-name-differs'
      readonly id: string
      readonly known: string
      readonly given: string
    }
  | { readonly kind: 'request-id-reserved'; readonly id: string }
  | {
      readonly kind: 'request-grade-apart'
      readonly id: string
      readonly known: Grade
      readonly given: Grade
    }
  | { readonly kind: 'request-key-taken'; readonly serial: string; readonly holder: string }
  | { readonly kind: 'request-key-compromised'; readonly serial: string }
  | { readonly kind: 'request-key-for-other-use'; readonly serial: string }
  | { readonly kind: 'name-outside-domain'; readonly name: string; readonly domain: string }
  | { readonly kind: 'dns-names-not-for'; readonly principalKind: string }

const requestText = z.string().max(requestTextMax).describe('PKCS#10 certificate request, PEM')
const requestDigest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('digest of the request, as it was received')

/** A certificate request in PEM, its own signature checked and its key accepted. */
export function readRequest(text: string): Result<CertificateRequest, RequestActFault> {
  const der = fromPem(text, 'CERTIFICATE REQUEST')
  if (!der.ok) return refuse({ kind: 'request-unreadable', problem: der.fault.kind })
  const request = parseRequest(der.value)
  if (!request.ok) return refuse({ kind: 'request-refused', fault: request.fault })
  const key = verifyRequest(request.value)
  return key.ok ? request : refuse({ kind: 'request-refused', fault: key.fault })
}

/** The identifier of a request: hexadecimal SHA-256 of its DER, because people read and type it. */
function digestOf(request: CertificateRequest): string {
  return hex(sha256(request.der))
}

const receive = defineAct({
  name: 'request.receive',
  label: 'receive a certificate request',
  actor: 'node',
  input: z.strictObject({ request: requestText }),
  authority: { by: 'step', permission: 'request.receive', object: () => 'requests' },
  decide({ state, time }, input): Result<readonly IdentityEvent[], RequestActFault> {
    const request = readRequest(input.request)
    if (!request.ok) return request
    const slice = read(state, identitySlice)
    const digest = digestOf(request.value)
    if (row(slice.requests, digest) ?? row(slice.requestEnds, digest)) {
      return refuse({ kind: 'request-known', request: digest })
    }
    const full = slice.requests.size >= requestsWaitingMax
    const lapsed = full ? lapsedRequest(slice.requests, time) : undefined
    if (full && !lapsed) {
      return refuse({ kind: 'requests-full', waiting: slice.requests.size, waitingMax: requestsWaitingMax })
    }
    const { spki } = request.value
    return accept([
      ...(lapsed
        ? [{ kind: 'request-rejected', request: lapsed, reason: 'nobody attested it in time' } as const]
        : []),
      { kind: 'request-received', request: digest, key: thumbprintOf({ spki }), spki: base64(spki) },
    ])
  },
})

const attest = defineAct({
  name: 'request.attest',
  label: 'attest whose certificate request it is',
  input: z.strictObject({
    request: requestDigest,
    kind: principalKindForm,
    id: idForm,
    name: certificateNameForm.describe('full name, in any script'),
    evidence: z.string().min(1).max(500).describe('what was seen: which document, by whom presented'),
    grade: gradeForm.default('basic'),
    dns: z.array(dnsNameForm).max(dnsNamesMax).optional().describe('host names of a service'),
  }),
  authority: { by: 'step', permission: 'request.attest', object: (input) => requestObject(input) },
  decide(context, input): Result<readonly Event[], RequestActFault> {
    const { request, kind, name, evidence, grade } = input
    const dnsNames = input.dns ?? []
    const waiting = waitingRequest(context, request)
    if (!waiting.ok) return waiting
    const id = stepCase(context)
    // Whoever attests in another case attests anew, for a case whose approval never came.
    if (waiting.value.attested?.case === id) {
      return refuse({ kind: 'request-attested-already', request, by: waiting.value.attested.by })
    }
    const fault = subjectFault(context, waiting.value, input)
    if (fault) return refuse(fault)
    const outside = dnsNames.find((dns) => !insideDomain(dns, domainOf(context.state)))
    if (outside)
      return refuse({ kind: 'name-outside-domain', name: outside, domain: domainOf(context.state) })
    if (dnsNames.length > 0 && kind === 'person')
      return refuse({ kind: 'dns-names-not-for', principalKind: kind })
    const by = context.speaker.id
    const attestation = { kind, id: input.id, name, dnsNames, by, evidence, grade, case: id }
    return accept([{ kind: 'request-attested', request, attestation } satisfies IdentityEvent])
  },
})

const reject = defineAct({
  name: 'request.reject',
  label: 'reject a certificate request',
  input: z.strictObject({ request: requestDigest, reason: z.string().min(1).max(500) }),
  authority: { by: 'step', permission: 'request.reject', object: (input) => `request/${input.request}` },
  decide(context, input): Result<readonly IdentityEvent[], RequestActFault> {
    const waiting = waitingRequest(context, input.request)
    if (!waiting.ok) return waiting
    return accept([{ kind: 'request-rejected', request: input.request, reason: input.reason }])
  },
})

/** The kind is part of the object, so that whoever registers services can register no person. */
export function requestObject(input: { readonly kind: PrincipalKind; readonly request: string }): string {
  return `request/${input.kind}/${input.request}`
}

/** The oldest request that nobody attested within the time it may take; it makes room when there is none. */
function lapsedRequest(requests: Table<RequestRow>, time: Instant): string | undefined {
  let oldest: RequestRow | undefined
  for (const [, waiting] of sortedRows(requests)) {
    const late = !waiting.attested && time - waiting.received > attestationMilliseconds
    if (late && (!oldest || waiting.received < oldest.received)) oldest = waiting
  }
  return oldest?.request
}

/** A request that waits for a decision. */
export function waitingRequest(context: Context, request: string): Result<RequestRow, RequestActFault> {
  const waiting = row(read(context.state, identitySlice).requests, request)
  return waiting ? accept(waiting) : refuse({ kind: 'request-unknown', request })
}

/** What stands against certifying the key of a request for somebody, at its attestation and at its issue. */
export function subjectFault(
  context: Context,
  request: RequestRow,
  subject: Omit<Principal, 'serials'>,
): RequestActFault | undefined {
  const { kind, id, name, grade } = subject
  if (kind === 'service' && ownServices.some((own) => own === id)) return { kind: 'request-id-reserved', id }
  const known = principalOf(context.state, { kind, id })
  if (known && known.name !== name) {
    return { kind: 'request-name-differs', id, known: known.name, given: name }
  }
  // Evidence is not asked for in the test grade: who had a certificate of it would have somebody's offices.
  if (known && (known.grade === 'test') !== (grade === 'test')) {
    return { kind: 'request-grade-apart', id, known: known.grade, given: grade }
  }
  return keyFault(context, request.key, subject)
}

/**
 * One key, one holder: a key that somebody else is known by cannot be certified again, nor can one that was
 * lost to somebody. One key, one use: what signs documents alone never acts, and the other way.
 */
export function keyFault(
  { state }: Context,
  key: string,
  holder: PrincipalName,
  use?: CertificateUse,
): RequestActFault | undefined {
  const slice = read(state, identitySlice)
  const certificate = row(slice.certificates, row(slice.keys, key) ?? '')
  if (!certificate) return undefined
  const { serial, principal, revoked } = certificate
  if (principalKey(principal) !== principalKey(holder)) {
    return { kind: 'request-key-taken', serial, holder: principalKey(principal) }
  }
  if (certificate.use !== use) return { kind: 'request-key-for-other-use', serial }
  return revoked?.reason === 'key-compromise' ? { kind: 'request-key-compromised', serial } : undefined
}

/** Whether a host name is the unit's domain or below it; `localhost` names are the machine's own. */
export function insideDomain(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`) || name === 'localhost' || name.endsWith('.localhost')
}

export const requestActs = [receive, attest, reject] as const
export { requestDigest, requestText }
