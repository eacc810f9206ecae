import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { second } from '#clock'
import { accessRoutes } from './access-routes.ts'
import { actRoutes } from './act-routes.ts'
import { authorizeRoutes } from './authorize-routes.ts'
import { bpmnImportRoutes, bpmnRoutes } from './bpmn-routes.ts'
import { bundleRoutes } from './bundle-routes.ts'
import { certificateRoutes } from './certificate-routes.ts'
import { changesRoutes } from './changes-routes.ts'
import { consoleRoutes } from './console-routes.ts'
import { endedRoutes } from './ended-routes.ts'
import { entryRoutes } from './entry-routes.ts'
import { faultOf, refuseSocket } from './errors.ts'
import { callerOf, type Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { gateRoutes } from './gate-routes.ts'
import * as limits from './limits.ts'
import { lodgingRoutes } from './lodging-routes.ts'
import { AllowedMethods } from './methods.ts'
import type { TlsIdentity } from './ports.ts'
import { previewRoutes } from './preview-routes.ts'
import { queryRoutes } from './query-routes.ts'
import { recordRoutes } from './record-routes.ts'
import { sendProblem } from './reply.ts'
import { isSameOrigin, tokenIn } from './session-cookie.ts'
import { sessionRoutes } from './session-routes.ts'
import { signatureRoutes } from './signature-routes.ts'
import { statusRoutes } from './status-routes.ts'
import { timestampRoutes } from './timestamp-routes.ts'
import { verifyRoutes } from './verify-routes.ts'
import { visitRoutes } from './visit-routes.ts'

/** How a request is read, on both listeners. */
const httpOptions = {
  maxHeaderSize: limits.headBytesMax,
  headersTimeout: limits.headMilliseconds,
  // Refused by `turnAway`, in words.
  requireHostHeader: false,
  // Node looks for overdue requests at this interval only.
  connectionsCheckingInterval: second,
} as const

/**
 * How TLS is spoken. The client is asked for a certificate without a list of authorities, and whatever it
 * shows is taken here and judged by the unit alone (`readerOf`), never by the machine's list of roots.
 * Nothing is resumed: each connection proves its key itself.
 */
export function tlsOptions(identity: TlsIdentity): object {
  return {
    ...identity,
    ca: [],
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: false,
    secureOptions: constants.SSL_OP_NO_TICKET,
    handshakeTimeout: limits.handshakeMilliseconds,
    ALPNProtocols: ['http/1.1'],
  }
}

/** A listener with all its routes, not yet listening. */
export function server(face: Face): FastifyInstance {
  const startedAt = face.options.clock.now().toString(36)
  let requests = 0
  const common = {
    // What is logged is said in one place, `logAnswer`.
    logger: false,
    // Tells one request from another in the log; nobody may rely on guessing it or not.
    genReqId: () => `${startedAt}-${face.name}-${(++requests).toString(36)}`,
    bodyLimit: limits.certificateRequestBytesMax,
    requestTimeout: limits.requestMilliseconds,
    keepAliveTimeout: limits.idleMilliseconds,
    // Told by `turnAway` as problem details.
    return503OnClosing: false,
    routerOptions: { maxParamLength: limits.pathParameterCharactersMax },
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => refuseSocket(error, socket),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, faultOf(face, error, request), face.options.log),
  } as const
  const app: FastifyInstance =
    face.name === 'api'
      ? Fastify({ ...common, https: { ...httpOptions, ...tlsOptions(face.options.tls()) } })
      : Fastify({ ...common, http: httpOptions })
  app.server.maxConnections = face.limits.connectionsMax
  // All fields of a head count (its size is limited): those beyond a number would be dropped unseen.
  app.server.maxHeadersCount = 0
  return withRoutes(app, face)
}

/** Adds hooks, refusals and routes to an instance; the OpenAPI document is made from one without a socket. */
export function withRoutes(app: FastifyInstance, face: Face): FastifyInstance {
  const methods = new AllowedMethods()
  app.setValidatorCompiler(validatorCompiler)
  // Answers are the unit's own plain data; the schemas describe them and check nothing.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.removeAllContentTypeParsers()
  // Where nothing is taken, nothing is read: the refusal of the path comes first.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.addHook('onRoute', (route) => methods.add(route.url, route.method))
  app.addHook('onRequest', (request, reply) => turnAway(face, request, reply))
  app.addHook('preHandler', async (_request, reply) => answerInTime(face, reply))
  app.addHook('onSend', async (_request, reply) => lastAnswer(face, reply))
  app.addHook('onResponse', async (request, reply) => logAnswer(face, request, reply))
  app.setErrorHandler<FastifyError>((error, request, reply) =>
    sendProblem(reply, faultOf(face, error, request), face.options.log),
  )
  app.setNotFoundHandler((request, reply) => {
    if (
      request.headers['content-length'] !== undefined ||
      request.headers['transfer-encoding'] !== undefined
    ) {
      reply.header('Connection', 'close')
    }
    const allowed = methods.of(request.raw.url ?? '')
    const fault: ApiFault =
      allowed.length > 0 ? { kind: 'method-not-allowed', allowed } : { kind: 'resource-unknown' }
    return sendProblem(reply, fault, face.options.log)
  })
  for (const routes of everyRoute) app.register(async (scope) => routes(scope, face))
  return app
}

const everyRoute = [
  accessRoutes,
  actRoutes,
  authorizeRoutes,
  bpmnRoutes,
  bpmnImportRoutes,
  bundleRoutes,
  certificateRoutes,
  changesRoutes,
  consoleRoutes,
  endedRoutes,
  entryRoutes,
  gateRoutes,
  lodgingRoutes,
  previewRoutes,
  queryRoutes,
  recordRoutes,
  sessionRoutes,
  signatureRoutes,
  statusRoutes,
  timestampRoutes,
  verifyRoutes,
  visitRoutes,
]

/** What every answer carries: nothing is guessed, framed, embedded or told to others. */
const securityFields = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
} as const

/** Before anything is read of the body: shutting down, too many requests, an encoded body. */
async function turnAway(
  face: Face,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  reply.headers(securityFields)
  const fault = turnedAway(face, request)
  if (!fault) return undefined
  if (fault.kind === 'request-malformed') reply.header('Connection', 'close')
  return sendProblem(reply, fault, face.options.log)
}

function turnedAway(face: Face, request: FastifyRequest): ApiFault | undefined {
  if (face.closing()) return { kind: 'node-closing' }
  // RFC 9112 §3.2: one and only one Host; Node itself keeps the first of several.
  if (hosts(request) !== 1) return { kind: 'request-malformed' }
  // A page from elsewhere may have the browser send the cookie along; browsers hold it back, and so do we.
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  if (!isReading && tokenIn(request) !== undefined && !isSameOrigin(request)) {
    return { kind: 'session-cross-site' }
  }
  const rate = request.routeOptions.config.rate ?? 'reads'
  const taken = face.buckets[rate].take(callerOf(face, request))
  if (!taken.ok) return { kind: 'requests-too-many', retrySeconds: taken.retrySeconds }
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') return { kind: 'body-encoded', encoding }
  return undefined
}

function hosts({ raw }: FastifyRequest): number {
  const isHttp10 = raw.httpVersion === '1.0' && raw.headers.host === undefined
  return isHttp10
    ? 1
    : raw.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length
}

/** A connection with a request under way at the shutdown ends with its answer, and is not waited for. */
function lastAnswer(face: Face, reply: FastifyReply): void {
  if (face.closing()) reply.header('Connection', 'close')
}

/**
 * From here to the answer no longer than the limit. What the handler does goes on, and its answer is dropped.
 * (The framework's own limit ends with the body of a request: once it is read, Node calls that closed.)
 */
function answerInTime(face: Face, reply: FastifyReply): void {
  const milliseconds = face.limits.answerMilliseconds
  const timer = setTimeout(() => {
    const late: ApiFault = { kind: 'answer-late', milliseconds }
    if (!reply.sent) sendProblem(reply, late, face.options.log)
  }, milliseconds)
  reply.raw.once('close', () => clearTimeout(timer))
}

/** One line per request, with nothing that tells of a person: no address, query string or certificate. */
function logAnswer(face: Face, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'none'
  const { method } = request
  const { statusCode: status } = reply
  const milliseconds = Math.round(reply.elapsedTime * 1000) / 1000
  face.counters.answered(face.name, method, route, status, milliseconds / second)
  const line = { request: request.id, face: face.name, method, route, status, milliseconds }
  if (status >= 500) face.options.log.error(line, 'answered')
  else face.options.log.info(line, 'answered')
}
