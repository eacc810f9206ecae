import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fromUtf8 } from '#bytes'
import { wishCharactersMax } from '#procedure'
import { actPayloadType } from '#unit'
import { receiptForm } from './act-routes.ts'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'

const jsonType = 'application/json'

/** Under which all strangers together are counted. */
const everybody = 'everybody'

/** `POST /lodgings`: a citizen without a certificate opens a case that its procedure lets the public open. */
export function lodgingRoutes(app: FastifyInstance, face: Face): void {
  app.removeAllContentTypeParsers()
  // The text is kept as it came: it was signed.
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post(
    '/lodgings',
    {
      schema: lodgingSchema,
      // The schema is for the document; what decides reads the envelope itself.
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: wishCharactersMax,
      config: { rate: 'lodgings', accepts: [jsonType] },
      // Before the body is read: a crowd of strangers at many addresses keeps within one rate as well.
      onRequest: async (_request, reply) => refuseCrowd(face, reply),
    },
    (request, reply) => lodge(face, request, reply),
  )
}

function refuseCrowd(face: Face, reply: FastifyReply): FastifyReply | undefined {
  const taken = face.buckets.lodgingsInAll.take(everybody)
  if (taken.ok) return undefined
  const fault: ApiFault = { kind: 'requests-too-many', retrySeconds: taken.retrySeconds }
  return sendProblem(reply, fault, face.options.log)
}

async function lodge(face: Face, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { options } = face
  const text = request.body instanceof Uint8Array ? fromUtf8(request.body) : undefined
  // What is no text is no envelope either, and refused as such.
  const receipt = await options.lodge(text?.ok ? text.value : '')
  if (!receipt.ok) return sendProblem(reply, receipt.fault, options.log)
  return reply.code(receipt.value.repeated ? 200 : 201).send(receipt.value)
}

const lodgingSchema = {
  operationId: 'lodging.send',
  summary: 'open a case as a citizen',
  description:
    'Anybody may send one: `case.open` signed with a key made for this one case, which its input names as ' +
    '`key`, for a procedure with `opened-by: public`. The node puts it on the record as `case.lodge`; its ' +
    'own identifier is the way to follow the case, at `/lodgings/{lodging}`.',
  tags: ['lodging'],
  body: z.strictObject({
    payloadType: z.literal(actPayloadType),
    payload: z
      .string()
      .describe('the wish as JSON, in base64: an act `case.open` whose input has `procedure`, `data`, `key`'),
    signatures: z.tuple([
      z.strictObject({
        keyid: z.string().describe('thumbprint of the key: base64url SHA-256 of its SPKI'),
        sig: z.string().describe('signature over the DSSE pre-authentication encoding, base64'),
      }),
    ]),
  }),
  response: {
    201: receiptForm.describe('the case is open, and this is the receipt to keep'),
    200: receiptForm.describe('the very same wish was lodged before; its receipt'),
    ...problemResponses,
  },
}
