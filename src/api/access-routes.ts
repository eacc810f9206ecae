import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  type AccessEndpoint,
  accessEndpoints,
  accessMetadata,
  metadataPath,
  questionBytesMax,
} from '#protocol'
import { callerOf, type Face, type RateName } from './face.ts'
import type { ApiFault } from './fault.ts'
import { evaluationsPerToken } from './limits.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'

const jsonType = 'application/json'

/** Decisions for enforcement points that are not the gate: OpenID AuthZEN Authorization API 1.0. */
export function accessRoutes(app: FastifyInstance, face: Face): void {
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onSend', async (request, reply) => echoIdentifier(request, reply))
  for (const endpoint of accessEndpoints) {
    const options = {
      schema: schemaOf(endpoint),
      // The schema is for the document; the room of the protocol reads the bytes.
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: questionBytesMax,
      // A search looks at a thousand steps and not at one.
      config: { rate: rateOf(endpoint), accepts: [jsonType] } as const,
    }
    app.post(endpoint.path, options, (request, reply) => answer(face, endpoint, request, reply))
  }
  app.get(metadataPath, { schema: metadataSchema }, (request, reply) => sendMetadata(face, request, reply))
}

async function answer(
  face: Face,
  endpoint: AccessEndpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { log, decisions } = face.options
  const reader = face.readers.of(request)
  if (!reader.ok) return sendProblem(reply, reader.fault, log)
  // Another type than JSON is a bad request here (§10.1.2), and was not read.
  if (!(request.body instanceof Uint8Array))
    return sendProblem(reply.header('Connection', 'close'), unread, log)
  const answered = await endpoint.answer(decisions, reader.value, request.body)
  if (!answered.ok) return sendProblem(reply, answered.fault, log, statusOf(face))
  const tokens = tokensOf(answered.value)
  if (tokens > 1) face.buckets[rateOf(endpoint)].charge(callerOf(face, request), tokens - 1)
  return sendJson(reply, answered.value)
}

function rateOf({ searches }: AccessEndpoint): RateName {
  return searches ? 'reads' : 'authorizations'
}

/** What an answer cost: a boxcar is one request and many decisions. */
function tokensOf(answer: object): number {
  const several = 'evaluations' in answer && Array.isArray(answer.evaluations) ? answer.evaluations : []
  return several.length / evaluationsPerToken
}

const unread: ApiFault = { kind: 'question-not-json' }

/** A node that decides nothing for now says so with the status of that, whatever the reason. */
function statusOf({ options }: Face): number | undefined {
  return options.decisions.refusal() ? 503 : undefined
}

/** As bytes: to text the framework adds a charset, which JSON does not have (RFC 8259 §11). */
function sendJson(reply: FastifyReply, value: object): FastifyReply {
  return reply.type(jsonType).send(Buffer.from(JSON.stringify(value)))
}

/** The identifier that whoever asks gave the request (§10.1.3), on refusals as well. */
function echoIdentifier({ headers }: FastifyRequest, reply: FastifyReply): void {
  const identifier = headers['x-request-id']
  if (typeof identifier === 'string') reply.header('X-Request-ID', identifier)
}

/** The addresses below the one the API was founded with, or else the one it was asked at over TLS. */
function sendMetadata(face: Face, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const url = face.options.url ?? (face.name === 'api' ? askedAt(request) : undefined)
  if (url !== undefined) return sendJson(reply, accessMetadata(url))
  return sendProblem(reply, { kind: 'resource-unknown' }, face.options.log)
}

function askedAt({ headers }: FastifyRequest): string | undefined {
  const url = `https://${headers.host ?? ''}`
  return URL.parse(url)?.origin === url ? url : undefined
}

const answerForms = {
  decision: z.looseObject({
    decision: z.boolean().optional(),
    context: z
      .record(z.string(), z.unknown())
      .optional()
      .describe(
        'case, step and epoch that permit it and the entries it stands in, or the reason and what is missing',
      ),
    evaluations: z
      .array(z.unknown())
      .optional()
      .describe('of a boxcar: the answers in the order of the questions'),
  }),
  found: z.object({
    page: z.object({ next_token: z.string().describe('empty on the last page'), count: z.int() }),
    results: z.array(z.unknown()),
  }),
}

function schemaOf({ name, label, form, searches }: AccessEndpoint): object {
  return {
    operationId: name,
    summary: label,
    description:
      'OpenID AuthZEN Authorization API 1.0, over TLS: for services of the unit about anybody, for people ' +
      'about themselves. What is asked about others stands in the journal.' +
      (searches ? '' : ' A yes to a counted permission is its use, unless `context.use` is `false`.'),
    tags: ['access'],
    security: [{ certificate: [] }],
    body: form,
    response: { 200: searches ? answerForms.found : answerForms.decision, ...problemResponses },
  }
}

const metadataSchema = {
  operationId: 'access.metadata',
  summary: 'where decisions are asked for',
  description: 'Metadata of a policy decision point, Authorization API 1.0 §9.',
  tags: ['access'],
  response: { 200: z.record(z.string(), z.string()), ...problemResponses },
}
