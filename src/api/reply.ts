import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { certain } from '#fault'
import type { Refusal } from '#unit'
import type { Language } from '#wording'
import type { ApiFault } from './fault.ts'
import { languageOf } from './language.ts'
import { type Problem, problemOf } from './problem.ts'

/** Sends a refusal as problem details (RFC 9457), in the reader's language, with its header fields. */
export function sendProblem(reply: FastifyReply, fault: Refusal, log: Logger, status?: number): FastifyReply {
  const language = languageOf(reply.request)
  const problem = problemFor(fault, language, reply.request.id, log)
  const { allowed, retrySeconds } = problem
  // RFC 9110 §15.5.2 demands a challenge; no registered scheme names the certificate of the handshake.
  if (problem.status === 401) reply.header('WWW-Authenticate', 'ClientCertificate')
  if (Array.isArray(allowed)) reply.header('Allow', allowed.join(', '))
  if (typeof retrySeconds === 'number') reply.header('Retry-After', retrySeconds)
  // The body may not have been read; what is left of it is not read after a refusal either.
  if (problem.status === 413 || problem.status === 415) reply.header('Connection', 'close')
  return (
    reply
      .code(status ?? problem.status)
      .header('Cache-Control', 'no-store')
      .header('Content-Language', language)
      .type('application/problem+json')
      // As bytes: to text the framework adds a charset, which JSON does not have (RFC 8259 §11).
      .send(Buffer.from(JSON.stringify(status === undefined ? problem : { ...problem, status })))
  )
}

/** The problem of a refusal; one without words is a bug, told as such and noted in the log. */
export function problemFor(fault: Refusal, language: Language, request: string, log: Logger): Problem {
  const problem = problemOf(fault, language)
  if (problem) return problem
  log.error({ request, kind: fault.kind }, 'a refusal has no words')
  const bug: ApiFault = { kind: 'bug', request }
  return certain(problemOf(bug, language), 'the words for a bug')
}

/** How long whoever fetches something may keep it. */
export type Caching =
  /** It never changes. */
  | 'immutable'
  /** It may change at any time: ask each time, with the tag of what is already there. */
  | 'revalidate'

/** Sends bytes that whoever asks may keep, or 304 when that is what the caller has (RFC 9110 §13.1.2). */
export function sendPublic(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
  content: Uint8Array | string,
  caching: Caching,
): FastifyReply {
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
  reply.header('ETag', tag)
  reply.header('Cache-Control', caching === 'immutable' ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (holds(request.headers['if-none-match'], tag)) return reply.code(304).send()
  return reply.type(type).send(content)
}

function holds(field: string | undefined, tag: string): boolean {
  if (field === undefined) return false
  return field.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === tag)
}
