import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { fromUtf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import type { IdentityQueryFault } from '#identity'
import { fromPem } from '#x509'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { certificateRequestBytesMax } from './limits.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem, sendPublic } from './reply.ts'

const chainType = 'application/pem-certificate-chain'
const listType = 'application/pkix-crl'
const keysType = 'application/jwk-set+json'

/** RFC 5967 for DER; programs send PEM under it as well, and as text. */
const requestTypes = ['application/pkcs10', 'application/x-pem-file', 'text/plain'] as const

/** Requests for certificates; the certificates, keys and lists everybody may fetch. */
export function certificateRoutes(app: FastifyInstance, face: Face): void {
  requestRoute(app, face)
  chainRoute(app, face)
  const { options } = face
  app.get(
    '/authority',
    { schema: fileSchema('authority', "the unit's authority certificates", chainType) },
    (request, reply) => sendPublic(request, reply, chainType, options.authorityPem(), 'revalidate'),
  )
  app.get(
    '/crl/issuing.crl',
    { schema: fileSchema('revocation-list', 'the newest revocation list (RFC 5280 §5)', listType) },
    (request, reply) => sendPublic(request, reply, listType, options.revocationList(), 'revalidate'),
  )
  app.get(
    '/.well-known/jwks.json',
    { schema: fileSchema('jwks', "the keys that check the gate's tokens", keysType) },
    (request, reply) => sendPublic(request, reply, keysType, JSON.stringify(options.jwks()), 'revalidate'),
  )
}

function requestRoute(app: FastifyInstance, face: Face): void {
  const { options } = face
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...requestTypes], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  app.post(
    '/requests',
    {
      schema: requestSchema,
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: certificateRequestBytesMax,
      config: { rate: 'certificateRequests', accepts: requestTypes },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const der = requestDer(request.body instanceof Uint8Array ? request.body : new Uint8Array())
      const taken = der.ok ? await options.intake(der.value) : der
      if (!taken.ok) return sendProblem(reply, taken.fault, options.log)
      const status = `/requests/${taken.value.request}`
      return reply.code(202).header('Location', status).send({ request: taken.value.request, status })
    },
  )
}

/** The DER of a request that may be PEM. DER begins with the tag of a SEQUENCE, `0`, and PEM does not. */
function requestDer(body: Uint8Array): Result<Uint8Array, ApiFault> {
  const sequenceTag = 0x30
  if (body[0] === sequenceTag) return accept(body)
  const text = fromUtf8(body)
  if (!text.ok) return refuse({ kind: 'request-not-pem' })
  for (const label of ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']) {
    const der = fromPem(text.value, label)
    if (der.ok) return der
  }
  return refuse({ kind: 'request-not-pem' })
}

function chainRoute(app: FastifyInstance, face: Face): void {
  const { options } = face
  app
    .withTypeProvider<ZodTypeProvider>()
    .get('/certificates/:serial', { schema: chainSchema }, async (request, reply) => {
      const { serial } = request.params
      const chain = await options.certificateChain(serial)
      if (chain === undefined) return sendProblem(reply, unknownCertificate(serial), options.log)
      return sendPublic(request, reply, chainType, chain, 'revalidate')
    })
}

function unknownCertificate(serial: string): IdentityQueryFault {
  return { kind: 'certificate-not-found', serial }
}

/** RFC 5280 §4.1.2.2: a serial number has at most 20 octets. */
const serialForm = z.string().regex(/^[0-9a-f]{1,40}$/, 'not a serial number in lower-case hexadecimal')

const chainSchema = {
  operationId: 'certificate.chain',
  summary: 'a certificate that stands on the record, with its issuer',
  tags: ['certificate'],
  params: z.object({ serial: serialForm }),
  response: {
    200: { description: 'PEM (RFC 7468), leaf first', content: { [chainType]: { schema: z.string() } } },
    ...problemResponses,
  },
}

const requestSchema = {
  operationId: 'request.send',
  summary: 'send a certificate request (PKCS#10, DER or PEM)',
  description:
    'Anybody may send one; a certificate follows when a registrar attests it and another person approves.',
  tags: ['certificate'],
  consumes: [...requestTypes],
  body: z.string().describe('RFC 2986 request'),
  response: {
    202: z.object({
      request: z.string().describe('digest of the request: what a registrar is told'),
      status: z.string().describe('where to ask what became of it'),
    }),
    ...problemResponses,
  },
}

function fileSchema(name: string, summary: string, type: string): object {
  return {
    operationId: name,
    summary,
    tags: ['certificate'],
    response: {
      200: { description: summary, content: { [type]: { schema: z.string() } } },
      ...problemResponses,
    },
  }
}
