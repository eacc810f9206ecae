import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { certain } from '#fault'
import type { ActFormFault } from '#unit'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import * as limits from './limits.ts'
import { problemOf } from './problem.ts'

/** What the framework refused, as a fault of ours; what nobody foresaw is a bug and is written down. */
export function faultOf(face: Face, error: FastifyError, request: FastifyRequest): ApiFault | ActFormFault {
  const known = frameworkFault(error, request)
  if (known) return known
  // A message may name a person or quote a request; the place where it happened does not.
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  face.options.log.error(
    { request: request.id, error: error.name, code: error.code, frames },
    'a request broke in the node',
  )
  return { kind: 'bug', request: request.id }
}

function frameworkFault(error: FastifyError, request: FastifyRequest): ApiFault | ActFormFault | undefined {
  const { bodyLimit, config } = request.routeOptions
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = certain(error.validation[0], 'the first thing a schema found')
    const at = first.instancePath.replace(/^\//, '').replaceAll('/', '.')
    return { kind: 'act-malformed', at, problem: first.message?.toLowerCase() ?? 'malformed' }
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { kind: 'body-too-large', bytesMax: certain(bodyLimit, 'the limit of the body') }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { kind: 'body-type-unsupported', accepted: config.accepts ?? [] }
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return { kind: 'request-malformed' }
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return { kind: 'target-malformed' }
    default:
      return undefined
  }
}

/**
 * Answers what is no request at all, over the bare connection, and ends it. Nothing is said to a connection
 * that broke or never got through its handshake: the words would wait for it for ever.
 */
export function refuseSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  const fault = socketFault(error.code)
  if (!fault || !socket.writable) {
    socket.destroy()
    return
  }
  const problem = certain(problemOf(fault), 'the words for a broken request')
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n` +
      `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Cache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  )
  // The caller may read the answer, but not hold the connection.
  socket.setTimeout(limits.lingerMilliseconds, () => socket.destroy())
}

function socketFault(code = ''): ApiFault | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return { kind: 'head-too-large', bytesMax: limits.headBytesMax }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { kind: 'request-slow', milliseconds: limits.requestMilliseconds }
  }
  // What the parser of HTTP calls its errors.
  return code.startsWith('HPE_') ? { kind: 'request-malformed' } : undefined
}
