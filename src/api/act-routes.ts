import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseEnvelope } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type ActDefinition, actPayloadType, overrideName, parseAct, type Refusal } from '#unit'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { envelopeBodyBytesMax } from './limits.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem } from './reply.ts'

const jsonType = 'application/json'

/** `POST /acts/{act}` for every act the unit offers. */
export function actRoutes(app: FastifyInstance, face: Face): void {
  app.removeAllContentTypeParsers()
  // The bytes go to the kernel as they came: what was signed is not to be written anew.
  app.addContentTypeParser(jsonType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const { log, unit } = face.options
  const config = { rate: 'acts', accepts: [jsonType] } as const
  for (const definition of unit.acts.values()) {
    app.post(
      `/acts/${definition.name}`,
      {
        schema: actSchema(definition),
        // The schema of the body is for the document; the kernel reads the envelope itself.
        validatorCompiler: () => (value: unknown) => ({ value }),
        bodyLimit: envelopeBodyBytesMax,
        config,
      },
      (request, reply) => receiveAct(face, definition, request, reply),
    )
  }
  app.post<{ Params: { act: string } }>(
    '/acts/:act',
    { schema: { hide: true }, bodyLimit: envelopeBodyBytesMax, config },
    (request, reply) => sendProblem(reply, { kind: 'act-unknown', act: request.params.act } as Refusal, log),
  )
}

async function receiveAct(
  face: Face,
  definition: ActDefinition,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { log, unit } = face.options
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
  const fits = fitsPath(definition.name, body)
  if (!fits.ok) return sendProblem(reply, fits.fault, log)
  const receipt = await unit.submit(body)
  if (!receipt.ok) return sendProblem(reply, receipt.fault, log)
  return reply.code(receipt.value.repeated ? 200 : 201).send(receipt.value)
}

/** Whether the envelope asks for the act of the path: a proxy that filters by path is not to be deceived. */
function fitsPath(path: string, body: Uint8Array): Result<undefined, Refusal> {
  const envelope = parseEnvelope(body)
  if (!envelope.ok) return envelope
  const act = parseAct(envelope.value)
  if (!act.ok) return act
  if (act.value.act !== path) return refuse<ApiFault>({ kind: 'act-path-differs', path, act: act.value.act })
  return accept(undefined)
}

/** The receipt of an act, for the OpenAPI document. */
export const receiptForm = z
  .object({
    index: z.int().describe('place of the entry in the acts log'),
    time: z.string().meta({ format: 'date-time', description: 'time of the entry' }),
    act: z.string(),
    id: z.string(),
    entry: z.string().describe('the entry as it stands in the log, base64: the proof is of its leaf hash'),
    proof: z.array(z.string()).describe('inclusion proof in base64, leaf to root, against the checkpoint'),
    checkpoint: z.string().describe('signed note (C2SP tlog-checkpoint)'),
    events: z.array(z.looseObject({ kind: z.string() })).describe('what came of the act'),
    repeated: z.literal(true).optional().describe('the act had been received before'),
  })
  .describe('proof that the act stands on the record')

function actSchema(definition: ActDefinition): object {
  const { authority, label, name } = definition
  return {
    operationId: name,
    summary: label,
    description:
      authority.by === 'step'
        ? `Needs a live step that permits \`${authority.permission}\` on the object of the act.`
        : 'Permitted by the rules of the procedure it concerns: who may open, claim, complete.',
    tags: [noun(name)],
    body: envelopeForm(definition),
    response: {
      201: receiptForm.describe('the act stands on the record'),
      200: receiptForm.describe('the act had been received before; its first receipt'),
      ...problemResponses,
    },
    ...(authority.by === 'step' ? { 'x-chancery-permission': authority.permission } : {}),
  }
}

/** The part of a name before the dot, under which the document groups. */
export function noun(name: string): string {
  return name.split('.')[0] ?? name
}

/** The envelope of one act: its payload is text in base64, so that the schema of the act stands beside it. */
function envelopeForm(definition: ActDefinition): z.ZodType {
  const act = z.strictObject({
    act: z.literal(definition.name),
    id: z.string().describe('16 random octets, base64url; the same again gets the first receipt'),
    unit: z.string().describe("thumbprint of the unit's authority key"),
    time: z.string().meta({ format: 'date-time', description: 'when the actor signed, UTC' }),
    under: z
      .strictObject({ case: z.string(), step: z.string() })
      .optional()
      .describe('the step that permits the act, where more than one might'),
    override: overrideName
      .optional()
      .describe('an override that the procedure of the step lists: the act is done although it is named'),
    input: definition.input,
  })
  return z.strictObject({
    payloadType: z.literal(actPayloadType),
    payload: z
      .string()
      .describe('the act as JSON, in base64')
      .meta({
        contentEncoding: 'base64',
        contentMediaType: actPayloadType,
        contentSchema: z.toJSONSchema(act, { io: 'input', unrepresentable: 'any' }),
      }),
    signatures: z.tuple([
      z.strictObject({
        keyid: z.string().describe("thumbprint of the actor's key: base64url SHA-256 of its SPKI"),
        sig: z.string().describe('signature over the DSSE pre-authentication encoding, base64'),
      }),
    ]),
  })
}
