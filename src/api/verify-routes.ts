import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { type Language, languages } from '#wording'
import { BodyBudget, type BoundedBody } from './body-budget.ts'
import { callerOf, type Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { languageFor } from './language.ts'
import {
  verificationBytesHeldMax,
  verificationBytesMax,
  verificationFilesMax,
  verificationsPerCallerMax,
} from './limits.ts'
import type { HandedFile } from './ports.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem, sendPublic } from './reply.ts'
import { filesOfForm } from './verify-form.ts'
import { verifyPage, verifyPagePolicy } from './verify-page.ts'

const formType = 'multipart/form-data'
const bytesType = 'application/octet-stream'
const pdfType = 'application/pdf'

/** Verifying documents: for anybody, and nothing is kept. */
export function verifyRoutes(app: FastifyInstance, face: Face): void {
  const { options } = face
  app
    .withTypeProvider<ZodTypeProvider>()
    .get('/verify', { schema: { ...pageSchema, hide: true } }, (request, reply) => {
      const language = languageFor(request.query.lang, request.headers['accept-language'])
      reply.header('Content-Security-Policy', verifyPagePolicy).header('Vary', 'Accept-Language')
      const page = verifyPage(options.title, language)
      return sendPublic(request, reply, 'text/html; charset=utf-8', page, 'revalidate')
    })
  // Whoever asks is unknown, so what all of them may have held in memory is bounded.
  const budget = new BodyBudget(verificationBytesMax, verificationBytesHeldMax)
  app.removeAllContentTypeParsers()
  const types = [formType, bytesType, pdfType]
  const underWay = new Map<string, number>()
  app.addContentTypeParser(types, (request, payload, done) => budget.read(request, payload, done))
  app.post(
    '/verify',
    {
      schema: verifySchema,
      // The schema of the body is for the document: the body is files.
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: verificationBytesMax,
      config: { rate: 'verifications', accepts: types },
      onRequest: async (request, reply) => budget.open(request, reply),
    },
    (request, reply) => inTurn(face, underWay, request, reply),
  )
}

/** One thread judges everybody's files, so nobody may have it filled with his own alone. */
async function inTurn(
  face: Face,
  underWay: Map<string, number>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const caller = callerOf(face, request)
  const count = underWay.get(caller) ?? 0
  if (count >= verificationsPerCallerMax) {
    const busy: ApiFault = { kind: 'verifications-too-many' }
    return sendProblem(reply, busy, face.options.log)
  }
  underWay.set(caller, count + 1)
  try {
    return await verify(face, request, reply)
  } finally {
    const left = (underWay.get(caller) ?? 1) - 1
    if (left === 0) underWay.delete(caller)
    else underWay.set(caller, left)
  }
}

async function verify(face: Face, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { options } = face
  const files = await filesOf(request)
  if (!files.ok) {
    // Of a body that is refused the rest is not read.
    return sendProblem(reply.header('Connection', 'close'), files.fault, options.log)
  }
  const { lang } = request.query as { readonly lang?: Language }
  const language = languageFor(lang, request.headers['accept-language'])
  const judged = await options.verify(files.value, language)
  if (!judged.ok) return sendProblem(reply, judged.fault, options.log)
  const { report, page, pagePolicy } = judged.value
  reply.header('Cache-Control', 'no-store')
  if (!prefersPage(request.headers.accept)) return reply.send(report)
  reply.header('Content-Security-Policy', pagePolicy)
  return reply.type('text/html; charset=utf-8').send(page)
}

/** Browsers name HTML, programs JSON or nothing. */
function prefersPage(accept: string | undefined): boolean {
  return accept?.includes('text/html') === true
}

/** The files of a form, or the body as the one file. */
async function filesOf(request: FastifyRequest): Promise<Result<readonly HandedFile[], ApiFault>> {
  const body = request.body as BoundedBody | undefined
  if (!body) return refuse({ kind: 'files-missing' })
  if (!body.read) {
    return body.over === 'one'
      ? refuse({ kind: 'body-too-large', bytesMax: verificationBytesMax })
      : refuse({ kind: 'verifications-too-many' })
  }
  const { bytes } = body
  const type = request.headers['content-type'] ?? ''
  if (!type.toLowerCase().startsWith(formType)) {
    return bytes.length === 0 ? refuse({ kind: 'files-missing' }) : accept([{ name: '', bytes }])
  }
  const form = await filesOfForm(bytes, type)
  if (form.kind === 'malformed') return refuse({ kind: 'form-malformed' })
  if (form.kind === 'too-many') return refuse({ kind: 'files-too-many', filesMax: verificationFilesMax })
  const files = await Promise.all(
    form.files.map(async (file) => ({ name: file.name, bytes: await file.bytes() })),
  )
  const full = files.filter(({ bytes: content }) => content.length > 0)
  return full.length === 0 ? refuse({ kind: 'files-missing' }) : accept(full)
}

const languageQuery = z.object({ lang: z.enum(languages).optional() })

const pageSchema = { querystring: languageQuery }

const verifySchema = {
  operationId: 'signature.verify',
  summary: 'verify the signatures of a document',
  description:
    'For anybody. The body is the file itself, or a form with several: a signature in a file of its own ' +
    'comes with the files it is about. Judged by EN 319 102-1 from this unit’s key and its agreements; ' +
    'nothing is fetched and nothing kept. Answered as JSON after TS 119 102-2, or as a page where `Accept` ' +
    'names `text/html`.',
  tags: ['signature'],
  consumes: [formType, bytesType, pdfType],
  querystring: languageQuery,
  response: { 200: z.unknown().describe('the report'), ...problemResponses },
}
