import { escapeHtml } from '#bytes'
import type { Denial } from './gatekeeper.ts'

/**
 * Every refusal and failure the gate itself answers with: status and title. The name is the stable part of
 * the problem type (RFC 9457 §3.1.1), `urn:chancery:problem:<name>`.
 */
const problems = {
  'request-malformed': [400, 'the request is not valid HTTP/1.1'],
  'framing-ambiguous': [400, 'the length of the request body is ambiguous'],
  'target-malformed': [400, 'the request target has no single meaning'],
  'certificate-missing': [401, 'a client certificate is needed'],
  'certificate-refused': [401, 'this client certificate is not accepted'],
  'caller-refused': [403, 'this caller may not enter'],
  'proxy-not-named': [403, 'this proxy may not ask for this service'],
  'permission-missing': [403, 'no step of a case permits this now'],
  'permission-used-up': [403, 'the permission is used up'],
  'route-unpublished': [404, 'no route is published for this'],
  'request-slow': [408, 'the request did not arrive in time'],
  'expectation-unknown': [417, 'the expectation is unknown'],
  'host-not-served': [421, 'this host is not served here'],
  'host-differs': [421, 'the host is not the one this connection was opened for'],
  'connections-exceeded': [429, 'too many connections for one certificate'],
  'head-too-large': [431, 'the request head is too large'],
  'method-unsupported': [501, 'the method is not supported'],
  'upstream-unreachable': [502, 'the service cannot be reached'],
  'upstream-malformed': [502, 'the service answered with invalid HTTP'],
  'upstream-broken': [502, 'the service broke off before it answered'],
  'upstream-busy': [503, 'too many requests wait for the service'],
  'service-suspended': [503, 'the service is suspended'],
  'not-admitting': [503, 'nobody is admitted at present'],
  'upstream-slow': [504, 'the service did not answer in time'],
  'version-unsupported': [505, 'only HTTP/1.1 is spoken here'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string]>>

export type ProblemName = keyof typeof problems

export const problemNames = Object.keys(problems) as readonly ProblemName[]

/** What the gate answers instead of the service. */
export interface Problem {
  readonly name: ProblemName
  /** One sentence for the caller: what happened and what to do next. */
  readonly detail: string
  /** What is missing, as further members of the problem (RFC 9457 §3.2). */
  readonly missing?: Pick<Denial, 'permission' | 'object' | 'openSteps'>
}

export function statusOf(problem: ProblemName): number {
  return problems[problem][0]
}

/** What a problem is called; `undefined` for a name that is none. */
export function problemTitle(problem: string): string | undefined {
  return isProblem(problem) ? problems[problem][1] : undefined
}

function isProblem(name: string): name is ProblemName {
  return Object.hasOwn(problems, name)
}

/** The complete response: head and body, in the form the caller's `Accept` prefers. */
export function problemResponse(problem: Problem, request: ProblemRequest): Buffer {
  const [status, title] = problems[problem.name]
  const html = prefersHtml(request.accept)
  const body = Buffer.from(html ? page(status, title, problem) : JSON.stringify(problemDetails(problem)))
  const head =
    `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n` +
    `Content-Type: ${html ? 'text/html; charset=utf-8' : 'application/problem+json'}\r\n` +
    `Content-Length: ${body.length}\r\nCache-Control: no-store\r\nVary: Accept\r\n` +
    (html ? "Content-Security-Policy: default-src 'none'\r\n" : '') +
    // RFC 9110 §15.5.2 demands a challenge; no registered scheme names the certificate of the handshake.
    (status === 401 ? 'WWW-Authenticate: ClientCertificate\r\n' : '') +
    (request.close ? 'Connection: close\r\n\r\n' : '\r\n')
  return request.head ? Buffer.from(head) : Buffer.concat([Buffer.from(head), body])
}

/** What of the request shapes the answer; `head` is a HEAD request, which gets no body. */
export interface ProblemRequest {
  readonly accept: string | undefined
  readonly head: boolean
  readonly close: boolean
}

function reasonPhrase(status: number): string {
  return reasonPhrases.get(status) ?? 'Error'
}

const reasonPhrases: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [408, 'Request Timeout'],
  [417, 'Expectation Failed'],
  [421, 'Misdirected Request'],
  [429, 'Too Many Requests'],
  [431, 'Request Header Fields Too Large'],
  [501, 'Not Implemented'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
  [505, 'HTTP Version Not Supported'],
])

/** A browser names `text/html` in its `Accept`; whoever does not is a program. */
function prefersHtml(accepted: string | undefined): boolean {
  return (
    accepted !== undefined && /(?:^|,)\s*text\/html\s*(?:,|$|;(?!\s*q=0(?:\.0*)?\s*(?:,|$)))/i.test(accepted)
  )
}

/** The problem as an object (RFC 9457 §3). */
export function problemDetails(problem: Problem): ProblemDetails {
  const [status, title] = problems[problem.name]
  const type = `urn:chancery:problem:${problem.name}`
  return { type, title, status, detail: problem.detail, ...problem.missing }
}

export interface ProblemDetails extends Partial<NonNullable<Problem['missing']>> {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
}

const pageStyle =
  '<meta name="viewport" content="width=device-width"><style>:root{color-scheme:light dark}' +
  'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:4rem auto;padding:0 1rem}</style>'

function page(status: number, title: string, problem: Problem): string {
  const steps = problem.missing?.openSteps ?? []
  const items = steps
    .map((step) => `<li>${escapeHtml(`${step.title} (${step.case}, ${step.step})`)}</li>`)
    .join('')
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8">${pageStyle}` +
    `<title>${status} ${escapeHtml(title)}</title><h1>${escapeHtml(title)}</h1><p>${escapeHtml(problem.detail)}</p>` +
    `${items === '' ? '' : `<ul>${items}</ul>`}<p><small>${status} ${problem.name}</small></p></html>\n`
  )
}
