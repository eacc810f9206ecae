import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fromUtf8 } from '#bytes'
import { strictJson } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import type { QueryDefinition, Question, Refusal, Speaker } from '#unit'
import { noun } from './act-routes.ts'
import { inWords } from './answer-words.ts'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { languageOf } from './language.ts'
import { questionBytesMax } from './limits.ts'
import { problemResponses } from './problem-form.ts'
import { inputReader } from './query-input.ts'
import { sendProblem } from './reply.ts'

const jsonType = 'application/json'

/** One GET for every query of the unit, at the query's own path; a POST where it is about a document. */
export function queryRoutes(app: FastifyInstance, face: Face): void {
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  for (const definition of face.options.unit.queries) {
    const rate = definition.costly ? ('previews' as const) : ('reads' as const)
    const common = {
      schema: questionSchema(definition),
      // The schemas are for the document; the kernel checks the input as a whole.
      validatorCompiler: () => (value: unknown) => ({ value }),
      config: { rate },
    }
    if (definition.document === undefined) {
      const readInput = inputReader(definition)
      app.get(definition.path, common, (request, reply) =>
        answerQuery(face, definition, request, reply, () =>
          accept(readInput(members(request.params), members(request.query))),
        ),
      )
    } else {
      const config = { rate, accepts: [jsonType] }
      app.post(definition.path, { ...common, bodyLimit: questionBytesMax, config }, (request, reply) =>
        answerQuery(face, definition, request, reply, () => readBody(request)),
      )
    }
  }
}

/** The members of a body of JSON, and those of the path; one named in both counts as the path has it. */
function readBody({ body, params }: FastifyRequest): Result<Input, ApiFault> {
  const text = body instanceof Uint8Array ? fromUtf8(body) : undefined
  const value = text?.ok ? strictJson(text.value, questionBytesMax) : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse({ kind: 'question-not-json' })
  }
  return accept({ ...value, ...members(params) })
}

type Input = Readonly<Record<string, unknown>>

async function answerQuery(
  face: Face,
  definition: QueryDefinition,
  request: FastifyRequest,
  reply: FastifyReply,
  readInput: () => Result<Input, ApiFault>,
): Promise<FastifyReply> {
  const { log, unit } = face.options
  const reader = face.readers.of(request)
  if (!reader.ok && definition.access.by !== 'public') return sendProblem(reply, reader.fault, log)
  const read = readInput()
  if (!read.ok) return sendProblem(reply, read.fault, log)
  const input = read.value
  const speaker = reader.ok ? reader.value : undefined
  const answer = unit.ask(definition, input, speaker)
  if (!answer.ok) return sendProblem(reply, answer.fault, log)
  if (definition.access.by === 'step') {
    const refused = await journalled(face, definition, input, certain(speaker, 'the reader'))
    if (refused) return sendProblem(reply, refused, log)
  }
  return reply
    .header('Cache-Control', 'no-store')
    .send(inWords(definition.name, answer.value, languageOf(request)))
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

/** What a path or query string has, as it came. */
export function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

/** The OpenAPI of a question; `shown` says to whom it is answered where the access alone does not. */
export function questionSchema(definition: Question, shown?: string): object {
  const { access, document, input, label, name, path } = definition
  if (!(input instanceof z.ZodObject)) throw new Error(`bug: the input of ${name} is not an object schema`)
  const inPath = new Set(Array.from(path.matchAll(/:(\w+)/g), ([, parameter]) => parameter))
  const part = (wanted: boolean): z.ZodObject =>
    z.object(
      Object.fromEntries(Object.entries(input.shape).filter(([member]) => inPath.has(member) === wanted)),
    )
  return {
    operationId: name,
    summary: label,
    description: shown ?? accessText[access.by === 'member' && access.visitors ? 'visitor' : access.by],
    tags: [noun(name)],
    params: part(true),
    ...(document === undefined ? { querystring: part(false) } : { body: part(false) }),
    response: { 200: z.unknown().describe('the answer'), ...problemResponses },
    ...(access.by === 'public' ? {} : { security: [{ certificate: [] }] }),
    ...(access.by === 'step' ? { 'x-chancery-permission': access.permission } : {}),
  }
}

const accessText = {
  public: 'Open to everybody.',
  member: 'Shown to whoever proves a certificate of the unit, over TLS.',
  visitor: 'Shown to whoever proves a certificate of the unit or was received as a visitor, over TLS.',
  step: 'Shown over TLS to whoever holds a live step that permits it; each reading stands in the journal.',
} as const
