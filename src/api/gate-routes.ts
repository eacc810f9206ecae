import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import type { Refusal, Speaker } from '#unit'
import { eventsType, streamTo } from './event-stream.ts'
import type { Face } from './face.ts'
import type { ReadGrant } from './ports.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'

/** What is seen of the gate tells of people what its journal does, so it takes the right to read that. */
const permission = 'journal.read'
const object = 'journal'

/** `GET /gate/sessions` and `GET /gate/decisions`: the gate at work, for whoever may read its journal. */
export function gateRoutes(app: FastifyInstance, face: Face): void {
  app.get('/gate/sessions', { schema: sessionsSchema }, (request, reply) =>
    sendSessions(face, request, reply),
  )
  const options = {
    schema: decisionsSchema,
    exposeHeadRoute: false,
    // The schema is for the document; an id that is none leads to the newest decisions.
    validatorCompiler: () => (value: unknown) => ({ value }),
  }
  app.get('/gate/decisions', options, (request, reply) => streamDecisions(face, request, reply))
}

async function sendSessions(face: Face, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { options } = face
  const right = rightOf(face, face.readers.of(request))
  if (!right.ok) return sendProblem(reply, right.fault, options.log)
  await journalled(face, right.value, 'gate/sessions')
  return reply.header('Cache-Control', 'no-store').send(options.watch.sessions())
}

async function streamDecisions(
  face: Face,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { decisions } = face
  const { log } = face.options
  const right = rightOf(face, face.readers.of(request))
  if (!right.ok) return sendProblem(reply, right.fault, log)
  const { reader: speaker } = right.value
  const refusal = decisions.refusal(speaker)
  if (refusal) return sendProblem(reply, refusal, log)
  await journalled(face, right.value, 'gate/decisions')
  // Meanwhile the caller may have gone, or been told that the answer is late.
  if (reply.sent || reply.raw.destroyed) return reply
  const ended = (): Refusal | undefined => {
    const still = rightOf(face, face.readers.again(request))
    return still.ok ? undefined : still.fault
  }
  const fault = ended() ?? decisions.refusal(speaker)
  if (fault) return sendProblem(reply, fault, log)
  const stream = streamTo(reply.raw, reply)
  const leave = decisions.start({ speaker, stream, refusal: ended }, lastEventId(request))
  reply.raw.once('close', leave)
  return reply
}

interface Right {
  readonly reader: Speaker
  readonly grant: ReadGrant
}

function rightOf(face: Face, reader: Result<Speaker, Refusal>): Result<Right, Refusal> {
  const { unit } = face.options
  if (!reader.ok) return reader
  if (unit.stopped) return refuse(unit.stopped)
  const grant = face.options.permits(reader.value, permission, object)
  return grant.ok ? accept({ reader: reader.value, grant: grant.value }) : grant
}

function journalled(face: Face, { reader, grant }: Right, what: string): Promise<void> {
  return face.options.journalRead({ reader, what, permission, object, grant })
}

function lastEventId({ headers }: FastifyRequest): string | undefined {
  const field = headers['last-event-id']
  return field === undefined ? undefined : String(field)
}

const sessionsSchema = {
  operationId: 'gate.sessions',
  summary: 'who is connected to the gate now, and what passes under which step',
  description: 'Needs a live step that permits `journal.read`; each reading stands in the journal.',
  tags: ['gate'],
  security: [{ certificate: [] }],
  response: {
    200: z.object({ connected: z.int(), sessions: z.array(z.unknown()).describe('the newest first') }),
    ...problemResponses,
  },
}

const decisionsSchema = {
  operationId: 'gate.decisions',
  summary: 'the newest decisions of the gate, and then each as it falls',
  description:
    'Server-sent events (WHATWG HTML): `decisions` with `decisions` and how many more were `skipped`, ' +
    '`heartbeat`, and `ended` with the reason when the right to watch has ended. Needs a live step that ' +
    'permits `journal.read`; that the stream was opened stands in the journal. `Last-Event-ID` goes on ' +
    'after that event.',
  tags: ['gate'],
  security: [{ certificate: [] }],
  headers: z.object({
    'last-event-id': z.string().max(64).optional().describe('`id` of the event that was read last'),
  }),
  response: {
    200: {
      description: '`decisions`, `heartbeat`, `ended`',
      content: { [eventsType]: { schema: z.string() } },
    },
    ...problemResponses,
  },
}
