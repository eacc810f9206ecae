import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fromBase64, utf8 } from '#bytes'
import { parseInstant } from '#clock'
import { certificateForm, fileNameForm, formForm, objectForm, signatureForm } from '#document'
import { sure } from '#fault'
import { commitmentTypes, signatureLevels } from '#signature'
import { malformed, type Refusal } from '#unit'
import type { Face } from './face.ts'
import { envelopeBodyBytesMax, signatureBodyBytesMax, signaturesAtOnceMax } from './limits.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'
import type { CompletionWish, DocumentWish, SigningRefusal } from './signing-port.ts'

const jsonType = 'application/json'

/**
 * Signing in two steps: `POST /signatures/prepare` gives the octets to be signed, `POST /signatures` takes
 * the signature with its act and gives the signed file. Over TLS only, and nothing of a body is read before
 * the caller's certificate is known to count.
 */
export function signatureRoutes(app: FastifyInstance, face: Face): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(jsonType, { parseAs: 'string' }, (_request, body, done) => done(null, body))
  const underWay = { count: 0 }
  const route = (path: string, schema: object, answer: Answer): void => {
    app.post(
      path,
      {
        schema,
        validatorCompiler: () => (value: unknown) => ({ value }),
        bodyLimit: signatureBodyBytesMax,
        config: { rate: 'signatures', accepts: [jsonType] },
        onRequest: (request, reply) => admit(face, underWay, request, reply),
      },
      (request, reply) => answered(face, answer, request, reply),
    )
  }
  route('/signatures/prepare', prepareSchema, prepare)
  route('/signatures', completeSchema, complete)
  receiptRoute(app, face)
}

/** Before the body: whose certificate this is, and whether there is room for one more document in memory. */
async function admit(
  face: Face,
  underWay: { count: number },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const reader = face.readers.of(request)
  const busy: SigningRefusal = { kind: 'signatures-busy', countMax: signaturesAtOnceMax }
  const fault = reader.ok ? (underWay.count < signaturesAtOnceMax ? undefined : busy) : reader.fault
  if (fault) {
    // What follows is not read, so that nothing can be said after it.
    reply.header('Connection', 'close')
    return sendProblem(reply, fault, face.options.log)
  }
  underWay.count += 1
  reply.raw.once('close', () => {
    underWay.count -= 1
  })
  return undefined
}

type Answer = (face: Face, body: unknown, request: FastifyRequest) => Promise<Answered>

type Answered =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly fault: Refusal }

async function answered(
  face: Face,
  answer: Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = jsonOf(request.body)
  const made = await answer(face, body, request)
  return made.ok ? reply.send(made.value) : sendProblem(reply, made.fault, face.options.log)
}

/** The framework's own parser would take the names of an object's prototype for members. */
function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : '', (name, value: unknown) =>
      name === '__proto__' ? undefined : value,
    )
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function prepare(face: Face, body: unknown, request: FastifyRequest): Promise<Answered> {
  const form = prepareForm.safeParse(body)
  if (!form.success) return { ok: false, fault: malformed(form.error) }
  const reader = face.readers.of(request)
  if (!reader.ok) return reader
  const wish: DocumentWish = { ...wishOf(form.data), ...pick(form.data) }
  const { certificate } = form.data
  const signer = certificate === undefined ? face.readers.leafOf(request) : octetsOf(certificate)
  return face.options.signing.prepare(reader.value, signer, wish)
}

/** Base64 that the form has let through. */
function octetsOf(text: string): Uint8Array {
  return sure(fromBase64(text), 'base64 of a checked form')
}

function pick({ act, object, under, form, commitments }: z.infer<typeof prepareForm>) {
  return { act, object, form, commitments, ...(under && { under }) }
}

async function complete(face: Face, body: unknown): Promise<Answered> {
  const form = completeForm.safeParse(body)
  if (!form.success) return { ok: false, fault: malformed(form.error) }
  const { level, envelope } = form.data
  const wish: CompletionWish = { ...wishOf(form.data), level, envelope: utf8(JSON.stringify(envelope)) }
  return face.options.signing.complete(wish)
}

/** What both steps are told alike. */
function wishOf(data: z.infer<typeof commonForm>) {
  const { document, name, mediaType, attached, location, reason, mark, field, certify } = data
  const time = data.time === undefined ? undefined : parseInstant(data.time)
  return {
    ...{ document: octetsOf(document), name, attached },
    ...(time === undefined ? {} : { time }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(location === undefined ? {} : { location }),
    ...(reason === undefined ? {} : { reason }),
    ...(mark === undefined ? {} : { mark }),
    ...(field === undefined ? {} : { field }),
    ...(certify === undefined ? {} : { certify }),
  }
}

function receiptRoute(app: FastifyInstance, face: Face): void {
  app.get<{ Params: { signature: string } }>(
    '/signatures/:signature/receipt',
    { schema: receiptSchema, validatorCompiler: () => (value: unknown) => ({ value }) },
    async (request, reply) => {
      const { log, signing } = face.options
      const reader = face.readers.of(request)
      if (!reader.ok) return sendProblem(reply, reader.fault, log)
      if (reader.value.kind === 'visitor') {
        return sendProblem(reply, { kind: 'reader-visiting', query: 'signature.receipt' } as Refusal, log)
      }
      const receipt = await signing.receipt(request.params.signature)
      return receipt.ok ? reply.send(receipt.value) : sendProblem(reply, receipt.fault, log)
    },
  )
}

/** A place's name or a reason stands in a signature: a line of text. */
const lineForm = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be one line of text')

/** A page is at most 200 inches wide (ISO 32000-1 annex C). */
const pointsForm = z.number().min(0).max(14_400)

const commonForm = z.strictObject({
  document: z.base64().describe('the file, base64'),
  name: fileNameForm,
  mediaType: z
    .string()
    .max(100)
    .regex(/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/, 'must be a media type')
    .optional(),
  attached: z.boolean().default(false).describe('whether the signature holds the file; PDF and ASiC do'),
  time: z
    .string()
    .max(32)
    .refine((text) => parseInstant(text) !== undefined, 'must be an RFC 3339 time in UTC')
    .optional()
    .describe('time of signing, as the first step told it'),
  location: lineForm.optional(),
  reason: lineForm.optional().describe('of a PDF'),
  mark: z
    .strictObject({
      page: z.int().min(1),
      x: pointsForm,
      y: pointsForm,
      width: pointsForm,
      height: pointsForm,
    })
    .optional()
    .describe('a visible mark on a page of a PDF, in points'),
  field: z.string().max(200).optional().describe('an empty signature field of a PDF'),
  certify: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
})

const commitmentForm = z.enum([...commitmentTypes.keys()] as [string, ...string[]])

const prepareForm = commonForm.extend({
  act: z.enum(['sign', 'seal']).default('sign'),
  form: formForm,
  object: objectForm,
  under: z.strictObject({ case: z.string().max(64), step: z.string().max(64) }).optional(),
  commitments: z.array(commitmentForm).max(6).default([]),
  certificate: certificateForm
    .optional()
    .describe('base64 DER of the signer’s certificate for documents; else that of the reader'),
})

const envelopeForm = z
  .looseObject({ payload: z.string().max(envelopeBodyBytesMax) })
  .describe('the act `document.sign` or `document.seal` in its envelope')

const completeForm = commonForm.extend({
  level: z.enum(signatureLevels as [string, ...string[]] as ['B-B', 'B-T', 'B-LT', 'B-LTA']).default('B-B'),
  envelope: envelopeForm,
})

const common = { tags: ['document'], security: [{ certificate: [] }] }

const prepareSchema = {
  ...common,
  operationId: 'signature.prepare',
  summary: 'the octets to be signed, and the act to sign with them',
  description:
    'Nothing is kept or done. Needs a live step that permits `document.sign` (or `document.seal`) on the ' +
    'object. Sign `toBeSigned` with the key of your certificate, put the value into `act.input.value` and ' +
    'sign the act; to seal, sign the act alone.',
  body: prepareForm,
  response: {
    200: z.object({
      toBeSigned: z.string().describe('base64'),
      algorithm: z.string().describe('the suite that the signature names, as `rsa-pss-sha256`'),
      time: z.string(),
      says: z.looseObject({}).describe('what the signature will say'),
      act: z.looseObject({}).describe('the act to sign: its name, step and input'),
    }),
    ...problemResponses,
  },
}

const completeSchema = {
  ...common,
  operationId: 'signature.complete',
  summary: 'bring a signature onto the record and get the signed file',
  description:
    'Takes the document and wishes of the first step again. The same envelope again gets the file again. ' +
    'Levels above `B-B` are reached with time-stamps of this unit.',
  body: completeForm,
  response: {
    200: z.object({
      signature: signatureForm,
      form: formForm,
      file: z.string().describe('the signed file or the detached signature, base64'),
      receipt: z.looseObject({}),
    }),
    ...problemResponses,
  },
}

const receiptSchema = {
  ...common,
  operationId: 'signature.receipt',
  summary: 'the receipt of a signature again, against the head as it is now',
  params: z.object({ signature: signatureForm }),
  response: { 200: z.looseObject({}), ...problemResponses },
}
