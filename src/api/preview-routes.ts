import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fromUtf8 } from '#bytes'
import { strictJson } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Event, intentionForm, intentionsMax } from '#unit'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { envelopeBodyBytesMax } from './limits.ts'
import { type Problem, problemOf } from './problem.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'

const jsonType = 'application/json'

/** `POST /acts/{act}/preview`: what an act would come to, told to whoever could sign it; nothing is done. */
export function previewRoutes(app: FastifyInstance, face: Face): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post<{ Params: { act: string } }>(
    '/acts/:act/preview',
    {
      schema: previewSchema,
      // The schema is for the document; the kernel checks the acts themselves.
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: envelopeBodyBytesMax,
      // Deciding without writing costs nearly what deciding costs.
      config: { rate: 'acts', accepts: [jsonType] },
    },
    (request, reply) => preview(face, request.params.act, request, reply),
  )
}

async function preview(
  face: Face,
  act: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { log, unit } = face.options
  const reader = face.readers.of(request)
  if (!reader.ok) return sendProblem(reply, reader.fault, log)
  const body = readBody(request.body)
  if (!body.ok) return sendProblem(reply, body.fault, log)
  const { first = [], ...last } = body.value
  if (!Array.isArray(first)) return sendProblem(reply, unread, log)
  const foresight = unit.foresee([...first, { ...last, act }], reader.value)
  if (!foresight.ok) return sendProblem(reply, foresight.fault, log)
  const { foreseen, refused } = foresight.value
  const told = foreseen.map((one) => ({ act: one.act, ...toldOf(one.events) }))
  if (!refused) return reply.send({ foreseen: told })
  const problem = problemOf(refused.refusal)
  if (!problem) return sendProblem(reply, refused.refusal, log)
  return reply.send({ foreseen: told, refused: { act: refused.act, ...wordsOf(problem) } })
}

const unread: ApiFault = { kind: 'question-not-json' }

function readBody(body: unknown): Result<Readonly<Record<string, unknown>>, ApiFault> {
  const text = body instanceof Uint8Array ? fromUtf8(body) : undefined
  const value = text?.ok ? strictJson(text.value, envelopeBodyBytesMax) : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(unread)
  }
  return accept({ ...value })
}

/** Of events their kinds, since they may be about others, and the number of a case that would be opened. */
function toldOf(events: readonly Event[]): { readonly events: readonly string[]; readonly opened?: string } {
  const opening = events.find(({ kind }) => kind === 'case-opened')
  const opened = opening && 'case' in opening ? { opened: String(opening.case) } : {}
  return { events: events.map(({ kind }) => kind), ...opened }
}

/** The refusal in words, and the cases it is about. */
function wordsOf({ type, title, status, detail, cases, more }: Problem): object {
  return { type, title, status, detail, ...(cases !== undefined && { cases, more }) }
}

const foreseenForm = z.object({
  act: z.string(),
  events: z.array(z.string()).describe('kinds of what would come of it'),
  opened: z.string().optional().describe('number of the case that would be opened'),
})

const refusedForm = z.looseObject({
  act: z.string(),
  type: z.string().describe('as of the problem that the act would be refused with'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  cases: z.array(z.unknown()).optional().describe('where running cases are the reason, these'),
})

const previewSchema = {
  operationId: 'act.preview',
  summary: 'what an act would come to',
  description:
    'Told over TLS to whoever proves a certificate of the unit or was received as a visitor: whether he ' +
    'could make the act now. Nothing is signed, kept or done. Acts of the same person can come first, as ' +
    'opening the case and claiming the step. What the node and the authority key do cannot be previewed.',
  tags: ['act'],
  params: z.object({ act: z.string().describe('name of the act') }),
  body: intentionForm.omit({ act: true }).extend({
    first: z
      .array(intentionForm)
      .max(intentionsMax - 1)
      .optional()
      .describe('acts that are taken to be done before, in this order'),
  }),
  response: {
    200: z.object({ foreseen: z.array(foreseenForm), refused: refusedForm.optional() }),
    ...problemResponses,
  },
  security: [{ certificate: [] }],
}
