import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Refusal } from '#unit'
import { eventsType, streamTo } from './event-stream.ts'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { languageOf } from './language.ts'
import { problemResponses } from './problem-form.ts'
import { problemFor, sendProblem } from './reply.ts'

/** `GET /changes`: that the record grew, and that the reader's session or certificate ended. */
export function changesRoutes(app: FastifyInstance, face: Face): void {
  const options = {
    schema,
    // A head without an end would be of no use to anybody.
    exposeHeadRoute: false,
    config: { unattended: true },
  } as const
  app.get('/changes', options, (request, reply) => streamChanges(face, request, reply))
}

function streamChanges(face: Face, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { log, unit } = face.options
  const reader = face.readers.of(request)
  if (!reader.ok) return sendProblem(reply, reader.fault, log)
  if (unit.stopped) return sendProblem(reply, unit.stopped, log, 503)
  const { raw } = reply
  const started = face.changes.start({
    speaker: reader.value,
    stream: streamTo(raw, reply),
    counts: () => face.readers.again(request),
    tell: (fault: Refusal | ApiFault) => problemFor(fault, languageOf(request), request.id, log),
  })
  if (!started.ok) return sendProblem(reply, started.fault, log)
  raw.once('close', started.value)
  return reply
}

const schema = {
  operationId: 'changes',
  summary: 'that the record grew, and that this session ended',
  description:
    'Server-sent events (WHATWG HTML): `change` with the size of the record, four times a second at most, ' +
    '`ended` with the problem that says why, after which the stream ends. No session lives by it.',
  tags: ['session'],
  security: [{ certificate: [] }],
  response: {
    200: { description: '`change`, `ended`', content: { [eventsType]: { schema: z.string() } } },
    ...problemResponses,
  },
}
