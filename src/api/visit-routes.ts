import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fromUtf8 } from '#bytes'
import { strictJson } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { visitForm } from '#recognition'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { visitBytesMax } from './limits.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'

const jsonType = 'application/json'

/** `POST /visits`: people of other units show what their own unit states of them, and are received. */
export function visitRoutes(app: FastifyInstance, face: Face): void {
  const { options } = face
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post(
    '/visits',
    {
      schema: visitSchema,
      // The schema is for the document; the kernel checks the input itself.
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: visitBytesMax,
      // Whoever sends one is a stranger, as whoever sends a certificate request.
      config: { rate: 'certificateRequests', accepts: [jsonType] },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const shown = readBody(request.body)
      const received = shown.ok ? await options.receiveVisit(shown.value) : shown
      if (!received.ok) return sendProblem(reply, received.fault, options.log)
      return reply.code(201).send(received.value)
    },
  )
}

function readBody(body: unknown): Result<object, ApiFault> {
  const text = body instanceof Uint8Array ? fromUtf8(body) : undefined
  const value = text?.ok ? strictJson(text.value, visitBytesMax) : undefined
  return typeof value === 'object' && value !== null ? accept(value) : refuse({ kind: 'visit-not-json' })
}

const visitSchema = {
  operationId: 'visit.send',
  summary: 'be received as a person of another unit',
  description:
    'Anybody may send one; received is whom a path of agreements leads to, with a statement of their unit.',
  tags: ['visitor'],
  body: visitForm,
  response: {
    201: z.object({
      visitor: z.string().describe('`id@domain`: as whom the visitor is known here'),
      offices: z.array(z.string()).describe('offices at home, as stated'),
      grade: z.string().describe('highest grade for which a path holds'),
      until: z.string().meta({ format: 'date-time', description: 'end of the visit at the latest' }),
      index: z.int().describe('place of the entry in the acts log'),
    }),
    ...problemResponses,
  },
}
