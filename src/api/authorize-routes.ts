import { type IncomingMessage, METHODS } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { accept, certain, type Result, refuse } from '#fault'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { problemDetailsBytesMax } from './limits.ts'
import type { ProxiedWish } from './ports.ts'
import { type Problem, problemOf } from './problem.ts'
import { problemResponses } from './problem-form.ts'
import { type HeadFields, type ShownCertificateFault, shownCertificate } from './shown-certificate.ts'

const path = '/authorize'

/**
 * How a proxy asks. `told`: a request of its own, with the caller's in fields; nginx does so, and knows no
 * answers but 2xx, 401 and 403. `prefixed`: the caller's method and target behind the path of this endpoint;
 * Envoy does so, and passes any other answer than 200 on to the caller.
 */
type Form = 'told' | 'prefixed'

/** Decisions for other proxies, by the pipeline of the gate. */
export function authorizeRoutes(app: FastifyInstance, face: Face): void {
  const config = { rate: 'authorizations' } as const
  app.get(path, { schema: toldSchema, config, exposeHeadRoute: false }, (request, reply) =>
    answer(face, request, reply, 'told'),
  )
  // The caller's method stands in the request line: whatever can stand there is known here. Of QUERY the
  // framework wants a type of its body, and there is none.
  for (const method of METHODS) {
    const known = app.supportedMethods.includes(method) && method !== 'QUERY'
    if (!known && method !== 'CONNECT') app.addHttpMethod(method, { overrideExisting: true })
  }
  app.all(`${path}/*`, { schema: { hide: true }, config }, (request, reply) =>
    answer(face, request, reply, 'prefixed'),
  )
}

async function answer(
  face: Face,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Form,
): Promise<FastifyReply> {
  const proxy = proxyOf(face, request)
  if (!proxy.ok) return sendDenied(reply, form, proxy.fault.kind, toldOf(proxy.fault))
  const wish = wishOf(request.raw, form)
  if (!wish.ok) return sendDenied(reply, form, wish.fault.kind, toldOf(wish.fault))
  const decision = await face.options.authorize(proxy.value, wish.value)
  if (!decision.admitted) return sendDenied(reply, form, decision.problem, { ...decision.details })
  return reply.headers(decision.fields).send('')
}

/** Whoever asks proves to be a service of this unit; whether it may ask for this, the record says. */
function proxyOf(face: Face, request: FastifyRequest): Result<string, ApiFault> {
  const reader = face.readers.of(request)
  if (!reader.ok) return refuse({ kind: 'proxy-refused', cause: reader.fault.kind })
  const { kind, id } = reader.value
  return kind === 'service' ? accept(id) : refuse({ kind: 'proxy-refused', cause: `${kind}-not-service` })
}

/** The caller's request, as the proxy tells it. */
function wishOf({ method = '', url = '', headers, rawHeaders }: IncomingMessage, form: Form): Wish {
  const fields: HeadFields = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? ''] as const] : [],
  )
  const shown = shownCertificate(fields)
  if (!shown.ok) return malformed(certificateSentence(shown.fault))
  const leafDer = shown.value
  const told = fields.filter(([name]) => originalFields.includes(name))
  if (form === 'prefixed') {
    if (told.length > 0) return malformed(`\`${told[0]?.[0]}\` stands beside a request in the path`)
    if (!url.startsWith(`${path}/`)) return malformed('the path does not begin with the prefix')
    return accept({ method, target: url.slice(path.length), host: headers.host, leafDer })
  }
  const [originalMethod, target, host] = originalFields.map((name) => {
    const values = told.filter(([other]) => other === name).map(([, value]) => value)
    return values.length === 1 ? values[0] : undefined
  })
  if (originalMethod === undefined || target === undefined || host === undefined)
    return malformed('each of `X-Original-Method`, `X-Original-URI` and `X-Original-Host` must stand once')
  return accept({ method: originalMethod, target, host, leafDer })
}

type Wish = Result<ProxiedWish, ApiFault>

const originalFields = ['x-original-method', 'x-original-uri', 'x-original-host']

function certificateSentence(fault: ShownCertificateFault): string {
  switch (fault.kind) {
    case 'certificate-told-twice':
      return `the certificate is told twice, in \`${fault.fields.join('` and `')}\``
    case 'certificate-field-malformed':
      return `\`${fault.field}\` does not hold a certificate in its form`
    default:
      return fault satisfies never
  }
}

function malformed(reason: string): Wish {
  return refuse({ kind: 'proxied-request-malformed', reason })
}

function toldOf(fault: ApiFault): Problem {
  return certain(problemOf(fault), 'the words of a refusal')
}

/** The problem in the body, and in fields for a proxy that passes on no body but its own. */
function sendDenied(reply: FastifyReply, form: Form, kind: string, problem: Problem): FastifyReply {
  const status = form === 'prefixed' || problem.status === 401 ? problem.status : 403
  const details = { ...problem, status }
  const line = detailsLine(details)
  if (status === 401) reply.header('WWW-Authenticate', 'ClientCertificate')
  if (line !== undefined) reply.header('Chancery-Problem-Details', line)
  return reply
    .code(status)
    .header('Chancery-Problem', kind)
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(details)))
}

/** JSON that fits into a field: printable ASCII, without the steps when they are too many for it. */
function detailsLine(details: Problem): string | undefined {
  const { openSteps: _, ...shorter } = details
  return [details, shorter].map(asciiJson).find((line) => line.length <= problemDetailsBytesMax)
}

function asciiJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const toldSchema = {
  operationId: 'request.authorize',
  summary: 'decide on a request that came to another proxy, as the gate would',
  description:
    'For a proxy that proves, over TLS, its certificate as the service that the record names as the proxy ' +
    'of the published service. The request stands in `X-Original-Method`, `X-Original-URI` and ' +
    '`X-Original-Host`, the certificate of whoever made the handshake with the proxy in one of ' +
    '`Client-Cert` (RFC 9440), `X-SSL-Client-Escaped-Cert` (nginx) and `X-Forwarded-Client-Cert` (Envoy). ' +
    'Or its method and target stand behind `/authorize` in the request line itself, as Envoy asks. ' +
    'Refusals to the first form are 401 and 403 only. No answer may be kept: ask for every request.',
  tags: ['gate'],
  security: [{ certificate: [] }],
  response: {
    200: z
      .string()
      .describe(
        'pass it on with the fields `Chancery-Token` and `Client-Cert`; `Chancery-Principal`, ' +
          '`Chancery-Key`, `Chancery-Case`, `Chancery-Step`, `Chancery-Epoch` and `Chancery-Until` say who ' +
          'comes under which grant and when it ends at the latest',
      ),
    ...problemResponses,
  },
}
