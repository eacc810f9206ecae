import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Speaker } from '#unit'
import { enforces } from './ended-feed.ts'
import { eventsType, streamTo } from './event-stream.ts'
import type { Face } from './face.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'

/** `GET /rights/ended`: what ended, as it ends, for as long as the reader's certificate counts. */
export function endedRoutes(app: FastifyInstance, face: Face): void {
  // A head without an end would be of no use to anybody.
  const options = {
    schema,
    exposeHeadRoute: false,
    // The schema is for the document; an id that is none leads to `resync`.
    validatorCompiler: () => (value: unknown) => ({ value }),
  }
  app.get('/rights/ended', options, (request, reply) => streamEnded(face, request, reply))
}

async function streamEnded(face: Face, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { ended, log, unit } = face.options
  const reader = face.readers.of(request)
  if (!reader.ok) return sendProblem(reply, reader.fault, log)
  if (unit.stopped) return sendProblem(reply, unit.stopped, log, 503)
  const speaker = reader.value
  const refusal = ended.refusal(speaker)
  if (refusal) return sendProblem(reply, refusal, log)
  if (enforces(speaker)) await journalled(face, speaker)
  // Meanwhile the caller may have gone, or been told that the answer is late.
  if (reply.sent || reply.raw.destroyed) return reply
  const still = face.readers.again(request)
  if (!still.ok) return sendProblem(reply, still.fault, log)
  const { raw } = reply
  const stream = streamTo(raw, reply)
  const counts = (): boolean => face.readers.again(request).ok
  const started = ended.start({ speaker, stream, counts }, lastEventId(request))
  if (!started.ok) return sendProblem(reply, started.fault, log)
  raw.once('close', started.value)
  return reply
}

function lastEventId({ headers }: FastifyRequest): string | undefined {
  const field = headers['last-event-id']
  return field === undefined ? undefined : String(field)
}

/** Whoever enforces rights reads what others had: that stands in the journal before it begins. */
function journalled(face: Face, reader: Speaker): Promise<void> {
  const grant = { by: 'rule', rule: 'enforcer' }
  const reading = { reader, what: 'rights/ended', permission: 'rights.follow', object: 'rights', grant }
  return face.options.journalRead(reading)
}

const schema = {
  operationId: 'rights.ended',
  summary: 'what ended, as it ends: rights, certificates, visits',
  description:
    'Server-sent events (WHATWG HTML). Services and devices of the unit are told of everybody, people and ' +
    'visitors of what was theirs. `Last-Event-ID` goes on after that event; where that cannot be done the ' +
    'stream begins with `resync`.',
  tags: ['rights'],
  security: [{ certificate: [] }],
  headers: z.object({
    'last-event-id': z.string().max(64).optional().describe('`id` of the event that was read last'),
  }),
  response: {
    200: {
      description: '`right-ended`, `certificate-ended`, `visit-ended`, `service-ended`, `resync`, `epoch`',
      content: { [eventsType]: { schema: z.string() } },
    },
    ...problemResponses,
  },
}
