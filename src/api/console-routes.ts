import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomToken } from '#crypto'
import { type ConsoleFile, ConsoleFiles } from './console-files.ts'
import { unbuiltPage, unbuiltPolicy } from './console-page.ts'
import type { Face } from './face.ts'
import type { ApiFault } from './fault.ts'
import { sendProblem } from './reply.ts'

const home = '/console/'

/** 128 bits: whoever could guess it could put a style into the page, and nothing else. */
const nonceBytes = 16

/** The console: its page for every address below `/console/`, its files, and the way there from `/`. */
export function consoleRoutes(app: FastifyInstance, face: Face): void {
  const files = new ConsoleFiles(face.options.consoleFolder)
  const hidden = { schema: { hide: true } }
  app.get('/', hidden, (_request, reply) => reply.redirect(home, 302))
  app.get('/console', hidden, (_request, reply) => reply.redirect(home, 308))
  app.get<{ Params: { '*': string } }>('/console/*', hidden, (request, reply) =>
    sendConsole(face, files, request, reply),
  )
}

async function sendConsole(
  face: Face,
  files: ConsoleFiles,
  request: FastifyRequest<{ Params: { '*': string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const build = await files.build()
  const path = request.params['*']
  if (!build) {
    reply.header('Content-Security-Policy', unbuiltPolicy)
    return reply
      .code(503)
      .type('text/html; charset=utf-8')
      .send(unbuiltPage(request.headers['accept-language']))
  }
  const file = build.files.get(path)
  if (file) return sendFile(file, request, reply)
  const absent: ApiFault = { kind: 'console-file-absent' }
  // A script that is gone must not come back as a page.
  if (path.startsWith('assets/')) return sendProblem(reply, absent, face.options.log)
  const nonce = randomToken(face.options.random, nonceBytes)
  reply.header('Content-Security-Policy', pagePolicy(nonce))
  reply.header('Cross-Origin-Opener-Policy', 'same-origin')
  return reply.type('text/html; charset=utf-8').send(build.index.join(nonce))
}

function sendFile(file: ConsoleFile, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  // A worker is bound by what comes with its own script, and not by its page's policy.
  if (file.type.startsWith('text/javascript')) reply.header('Content-Security-Policy', workerPolicy)
  reply.header('ETag', file.tag)
  reply.header('Vary', 'Accept-Encoding')
  reply.header('Cache-Control', file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (headers['if-none-match'] === file.tag) return reply.code(304).send()
  const taken = encodingsIn(headers['accept-encoding'])
  const encoding = (['br', 'gzip'] as const).find((name) => taken.has(name) && file[name] !== undefined)
  if (encoding !== undefined) reply.header('Content-Encoding', encoding)
  return reply.type(file.type).send(Buffer.from((encoding && file[encoding]) ?? file.plain))
}

/** Those that are not refused by a weight of nothing (RFC 9110 §12.5.3). */
function encodingsIn(field: string | string[] | undefined): ReadonlySet<string> {
  const parts = String(field ?? '').split(',')
  return new Set(
    parts.flatMap((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      return parameters.some((text) => /^q=0(?:\.0*)?$/.test(text)) ? [] : [name]
    }),
  )
}

/** What a worker may do: the scripts it was built with, and questions to where it came from. */
const workerPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/**
 * What the page may do: its own scripts, styles that carry the nonce of this answer, and questions to where
 * it came from. Nothing of it is made into script (Trusted Types).
 */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')
}
