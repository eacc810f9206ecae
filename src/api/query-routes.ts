import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { certain } from '#fault'
import type { QueryDefinition, Refusal, Speaker } from '#unit'
import { noun } from './act-routes.ts'
import type { Face } from './face.ts'
import { problemResponses } from './problem-form.ts'
import { inputReader, type ReadInput } from './query-input.ts'
import { sendProblem } from './reply.ts'

/** One GET for every query of the unit, at the query's own path. */
export function queryRoutes(app: FastifyInstance, face: Face): void {
  for (const definition of face.options.unit.queries) {
    const readInput = inputReader(definition)
    app.get(
      definition.path,
      {
        schema: querySchema(definition),
        // The schemas are for the document; the kernel checks the input as a whole.
        validatorCompiler: () => (value: unknown) => ({ value }),
      },
      (request, reply) => answerQuery(face, definition, readInput, request, reply),
    )
  }
}

async function answerQuery(
  face: Face,
  definition: QueryDefinition,
  readInput: ReadInput,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { log, unit } = face.options
  const reader = face.readers.of(request)
  if (!reader.ok && definition.access.by !== 'public') return sendProblem(reply, reader.fault, log)
  const input = readInput(members(request.params), members(request.query))
  const speaker = reader.ok ? reader.value : undefined
  const answer = unit.ask(definition, input, speaker)
  if (!answer.ok) return sendProblem(reply, answer.fault, log)
  if (definition.access.by === 'step') {
    const refused = await journalled(face, definition, input, certain(speaker, 'the reader'))
    if (refused) return sendProblem(reply, refused, log)
  }
  return reply.header('Cache-Control', 'no-store').send(answer.value)
}

/** Writes a reading under a step into the journal, before the answer leaves. */
async function journalled(
  face: Face,
  definition: QueryDefinition,
  input: unknown,
  reader: Speaker,
): Promise<Refusal | undefined> {
  if (definition.access.by !== 'step') return undefined
  const { permission } = definition.access
  const object = definition.access.object(definition.input.parse(input))
  const grant = face.options.permits(reader, permission, object)
  if (!grant.ok) return grant.fault
  await face.options.journalRead({ reader, what: definition.name, permission, object, grant: grant.value })
  return undefined
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

function querySchema(definition: QueryDefinition): object {
  const { access, input, label, name, path } = definition
  if (!(input instanceof z.ZodObject)) throw new Error(`bug: the input of ${name} is not an object schema`)
  const inPath = new Set(Array.from(path.matchAll(/:(\w+)/g), ([, parameter]) => parameter))
  const part = (wanted: boolean): z.ZodObject =>
    z.object(
      Object.fromEntries(Object.entries(input.shape).filter(([member]) => inPath.has(member) === wanted)),
    )
  return {
    operationId: name,
    summary: label,
    description: accessText[access.by],
    tags: [noun(name)],
    params: part(true),
    querystring: part(false),
    response: { 200: z.unknown().describe('the answer'), ...problemResponses },
    ...(access.by === 'public' ? {} : { security: [{ certificate: [] }] }),
    ...(access.by === 'step' ? { 'x-chancery-permission': access.permission } : {}),
  }
}

const accessText = {
  public: 'Open to everybody.',
  member: 'Shown to whoever proves a certificate of the unit, over TLS.',
  step: 'Shown over TLS to whoever holds a live step that permits it; each reading stands in the journal.',
} as const
