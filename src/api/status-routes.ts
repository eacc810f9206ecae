import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { pagePolicy } from './page.ts'
import { problemResponses } from './problem-form.ts'
import { sendProblem, sendPublic } from './reply.ts'

/** Health, figures and the description of this interface. */
export function statusRoutes(app: FastifyInstance, face: Face): void {
  const { options } = face
  const { log, unit } = options
  app.get('/health', { schema: healthSchema }, (_request, reply) => {
    const { state, stopped } = unit
    if (stopped) return sendProblem(reply, stopped, log, 503)
    return reply.header('Cache-Control', 'no-store').send({ status: 'ok', entries: state.size })
  })
  app.get('/metrics', { schema: { hide: true } }, (request, reply) => {
    const notLocal: ApiFault = { kind: 'metrics-not-local' }
    if (!isLocal(request)) return sendProblem(reply, notLocal, log)
    reply.header('Cache-Control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8')
    return reply.send(face.counters.text(options.metrics()))
  })
  app.get('/openapi.json', { schema: { hide: true } }, (request, reply) =>
    sendPublic(request, reply, 'application/json', face.documents.json, 'revalidate'),
  )
  app.get('/openapi', { schema: { hide: true } }, (request, reply) => {
    reply.header('Content-Security-Policy', pagePolicy)
    return sendPublic(request, reply, 'text/html; charset=utf-8', face.documents.page, 'revalidate')
  })
}

/** Whether a request comes from this machine, as far as it shows: a proxy here says that it is one. */
function isLocal(request: FastifyRequest): boolean {
  const { headers, ip } = request
  if (
    headers['forwarded'] !== undefined ||
    headers['x-forwarded-for'] !== undefined ||
    headers['via'] !== undefined
  ) {
    return false
  }
  return ip === '::1' || /^(?:::ffff:)?127\./.test(ip)
}

const healthSchema = {
  operationId: 'health',
  summary: 'whether the node serves acts',
  tags: ['node'],
  response: {
    200: z.object({ status: z.literal('ok'), entries: z.int().describe('entries of the acts log') }),
    ...problemResponses,
  },
}
