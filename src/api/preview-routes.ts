import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fromUtf8 } from '#bytes'
import { isoInstant } from '#clock'
import { strictJson } from '#crypto'
import type { SignatureImpact } from '#document'
import { accept, type Result, refuse } from '#fault'
import type { Impact as ImpactOnWork } from '#procedure'
import { type Event, intentionForm, intentionsMax, type Speaker } from '#unit'
import type { Language } from '#wording'
import { conflictIn } from './answer-words.ts'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { languageOf } from './language.ts'
import { envelopeBodyBytesMax } from './limits.ts'
import type { GateSession } from './ports.ts'
import { type Problem, problemOf } from './problem.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'

const jsonType = 'application/json'

/** What the rooms tell that an act would mean. */
type Impact = ImpactOnWork & SignatureImpact

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
      config: { rate: 'previews', accepts: [jsonType] },
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
  const { foreseen, refused, impact } = foresight.value
  if (impact && isAboutOthers(face, impact as Impact, reader.value)) await journalled(face, act, reader.value)
  const told = {
    foreseen: foreseen.map((one) => ({ act: one.act, ...toldOf(one.events) })),
    ...(impact && { impact: impactTold(face, impact as Impact, languageOf(request)) }),
  }
  if (!refused) return reply.send(told)
  const problem = problemOf(refused.refusal, languageOf(request))
  if (!problem) return sendProblem(reply, refused.refusal, log)
  return reply.send({ ...told, refused: { act: refused.act, ...wordsOf(problem) } })
}

/** Whether more is told than what is the asker's own. */
function isAboutOthers({ options }: Face, impact: Impact, { kind, id, key }: Speaker): boolean {
  const { rights, cases, signatures } = impact
  return (
    cases.length > 0 ||
    signatures > 0 ||
    rights.some((right) => right.kind !== kind || right.person !== id) ||
    options.sessions().some((session) => session.key !== key && wouldEnd(session, impact))
  )
}

/** What somebody learns of others by an act he only asks about stands in the journal before it is told. */
function journalled({ options }: Face, act: string, reader: Speaker): Promise<void> {
  const grant = { by: 'rule', rule: 'actor' }
  const what = `acts/${act}/preview`
  return options.journalRead({ reader, what, permission: 'act.preview', object: 'acts', grant })
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

/** Lists of an impact told one by one: more is not read before an act but counted. */
const toldMax = 100

/** What an act would mean: each list from its beginning, with how long it is. */
function impactTold({ options }: Face, impact: Impact, language: Language): object {
  const { rights, cases, services, signatures, procedure } = impact
  const sessions = options.sessions().filter((session) => wouldEnd(session, impact))
  return {
    people: new Set(rights.map(({ kind, person }) => `${kind} ${person}`)).size,
    steps: new Set(rights.map((right) => `${right.case} ${right.step}`)).size,
    rights: rights.slice(0, toldMax).map(({ key: _, epoch: _epoch, ...right }) => right),
    sessions: {
      count: sessions.length,
      told: sessions.slice(0, toldMax).map(({ principal, certificateSerial, since, underWay }) => {
        return { principal, certificateSerial, since: isoInstant(since), underWay: underWay.length }
      }),
    },
    services,
    signatures,
    cases: {
      count: cases.length,
      told: cases.slice(0, toldMax).map(({ conflict, ...one }) => {
        return { ...one, ...(conflict && { why: conflictIn(conflict, language) }) }
      }),
    },
    ...(procedure && { procedure: adoptionTold(procedure, language) }),
  }
}

function adoptionTold(
  { conflict, ...procedure }: NonNullable<Impact['procedure']>,
  language: Language,
): object {
  return { ...procedure, ...(conflict && { why: conflictIn(conflict, language) }) }
}

/** Whether a connection, or what passes on it, would be cut. */
function wouldEnd({ key, underWay }: GateSession, { rights, keys, services }: Impact): boolean {
  if (keys.includes(key)) return true
  return underWay.some(
    (access) =>
      services.includes(access.service) ||
      rights.some((right) => right.key === key && right.case === access.case && right.step === access.step),
  )
}

const impactForm = z
  .looseObject({
    people: z.int().describe('people who would lose a step'),
    steps: z.int().describe('steps that would fall'),
    rights: z.array(z.unknown()).describe('the first of the rights that would end'),
    sessions: z.looseObject({ count: z.int() }).describe('connections through the gate that would end'),
    services: z.array(z.string()).describe('services that would admit nobody'),
    signatures: z.int().describe('signatures on the record made with certificates that would be revoked'),
    cases: z.looseObject({ count: z.int() }).describe('cases that could no longer be finished, and repairs'),
  })
  .describe('what it would mean for others')

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
    200: z.object({
      foreseen: z.array(foreseenForm),
      refused: refusedForm.optional(),
      impact: impactForm.optional(),
    }),
    ...problemResponses,
  },
  security: [{ certificate: [] }],
}
