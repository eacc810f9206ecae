import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Result, refuse } from '#fault'
import { publishedBytesMax } from '#recognition'
import type { PipelineFault, Refusal, Speaker } from '#unit'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem, sendPublic } from './reply.ts'

const jsonType = 'application/json'

/** What the unit publishes for others, and what its people bring of theirs. */
export function bundleRoutes(app: FastifyInstance, face: Face): void {
  publishedRoute(app, face)
  bringRoute(app, face)
  const { options } = face
  app.get('/peers/fetches', { schema: fetchesSchema }, (request, reply) => {
    const reader = memberOf(face, request, fetchesSchema.operationId)
    if (!reader.ok) return sendProblem(reply, reader.fault, options.log)
    return reply.header('Cache-Control', 'no-store').send({ fetches: options.peerFetches() })
  })
}

/** Anybody may have it: it is signed, numbered and dated, and whoever follows it checks all of that. */
function publishedRoute(app: FastifyInstance, face: Face): void {
  const { options } = face
  const config = { rate: 'bundles' } as const
  app
    .withTypeProvider<ZodTypeProvider>()
    .get('/.well-known/chancery-bundle', { schema: publishedSchema, config }, async (request, reply) => {
      const text = await options.bundle(request.query.since)
      const unpublished: ApiFault = { kind: 'bundle-unpublished' }
      if (text === undefined) return sendProblem(reply, unpublished, options.log)
      return sendPublic(request, reply, jsonType, Buffer.from(text, 'utf8'), 'revalidate')
    })
}

function bringRoute(app: FastifyInstance, face: Face): void {
  const { options } = face
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post(
    '/bundles',
    {
      schema: bringSchema,
      // The schema of the body is for the document; whoever judges the bundle reads it itself.
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: publishedBytesMax,
      config: { rate: 'bundles', accepts: [jsonType] },
      // Of strangers not even the body is read.
      onRequest: async (request, reply) => refuseStranger(face, request, reply),
    },
    async (request, reply) => {
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const taken = await options.takeBundle(body)
      if (!taken.ok) return sendProblem(reply, taken.fault, options.log)
      return reply.code(taken.value.outcome === 'accepted' ? 201 : 200).send(taken.value)
    },
  )
}

function refuseStranger(face: Face, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const reader = memberOf(face, request, bringSchema.operationId)
  if (reader.ok) return undefined
  reply.header('Connection', 'close')
  return sendProblem(reply, reader.fault, face.options.log)
}

/** Somebody of the unit itself: visitors have no part in whom it follows. */
function memberOf(face: Face, request: FastifyRequest, query: string): Result<Speaker, Refusal> {
  const reader = face.readers.of(request)
  if (!reader.ok || reader.value.kind !== 'visitor') return reader
  return refuse<PipelineFault>({ kind: 'reader-visiting', query })
}

/** A size of the record: digits only, so that one number has one address. */
const sizeForm = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, 'must be a number of entries, from 1 on')
  .transform(Number)
  .refine(Number.isSafeInteger, 'is more than any record has')

const publishedSchema = {
  operationId: 'bundle.published',
  summary:
    'what this unit vouches for: its keys, agreements, revoked certificates and the head of its record',
  description:
    'Signed by the issuing key, numbered, with the proof that it stands on the record. With `since`, a ' +
    'size of the record seen before, it comes with the proof that the record was only added to since; a ' +
    'size that the record does not reach is answered without one.',
  tags: ['bundle'],
  querystring: z.object({ since: sizeForm.optional().describe('entries of the record seen before') }),
  response: {
    200: z.looseObject({ bundle: z.unknown(), receipt: z.unknown(), consistency: z.unknown().optional() }),
    ...problemResponses,
  },
}

const bringSchema = {
  operationId: 'bundle.bring',
  summary: 'bring a bundle of a followed unit that could not be fetched',
  description:
    'For whoever proves a certificate of the unit, over TLS: a file as `/.well-known/chancery-bundle` of ' +
    'the other unit gave it. It is judged, kept and recorded exactly as one that was fetched.',
  tags: ['bundle'],
  security: [{ certificate: [] }],
  body: z.looseObject({ bundle: z.unknown(), receipt: z.unknown(), consistency: z.unknown().optional() }),
  response: {
    201: z
      .object({ key: z.string(), domain: z.string(), number: z.int(), outcome: z.literal('accepted') })
      .describe('it is accepted and stands on the record'),
    200: z
      .object({ key: z.string(), domain: z.string(), number: z.int(), outcome: z.literal('known') })
      .describe('it was accepted before'),
    ...problemResponses,
  },
}

const fetchesSchema = {
  operationId: 'peer.fetches',
  summary: 'how fetching the bundles of followed units goes, as this node remembers it since its start',
  description: 'Shown to whoever proves a certificate of the unit, over TLS.',
  tags: ['peer'],
  security: [{ certificate: [] }],
  response: { 200: z.unknown().describe('the answer'), ...problemResponses },
}
