/**
 * A permit registry: an ordinary HTTP service that leaves who may do what to the gate in front of it. It only
 * checks that the gate sent the request, by the token's signature, and writes down whom the token names.
 *
 *   node examples/permit-registry/main.ts --port 8490 --folder var/permits \
 *     --keys http://localhost:8480/.well-known/jwks.json --audience spiffe://permits.example/service/permits
 */
import { X509Certificate } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import { type Permit, Permits } from './permits.ts'
import { type Claims, TokenChecker } from './token.ts'

/** A note is a paragraph or two. */
const bodyBytesMax = 16 * 1024

/** How often the event stream says that it is alive. */
const heartbeatMilliseconds = 250

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8490' },
    folder: { type: 'string', default: 'var/permits' },
    keys: { type: 'string', default: 'http://localhost:8480/.well-known/jwks.json' },
    audience: { type: 'string', default: 'spiffe://permits.example/service/permits' },
  },
})
const permits = new Permits(values.folder)
const tokens = new TokenChecker(values.keys, values.audience)

interface Request {
  readonly id: string
  readonly claims: Claims
  /** Serial of the caller's certificate, as the gate sends it along (RFC 9440). */
  readonly certificate: string
  readonly body: string
}

/** What each verb needs the permit to be, and makes of it. */
const verbs: Readonly<
  Record<string, { readonly from: readonly Permit['status'][]; readonly to: Permit['status'] }>
> = {
  accept: { from: ['new'], to: 'accepted' },
  approve: { from: ['accepted'], to: 'approved' },
  reject: { from: ['accepted'], to: 'rejected' },
  publish: { from: ['approved'], to: 'published' },
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: Error) => {
    console.error(`permit-registry: ${error.message}`)
    if (response.headersSent) response.destroy()
    else send(response, 500, { error: 'the registry failed' })
  })
})
server.listen(Number(values.port), '127.0.0.1', () => console.log(`permit-registry: ready on ${values.port}`))
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    server.close()
    server.closeAllConnections()
  })
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const claims = await tokens.check(request.headers['chancery-token'] as string | undefined)
  if (!claims) return send(response, 403, { error: 'only the gate may send requests here' })
  const [, id, verb] = /^\/permits\/([0-9]{1,10})(?:\/([a-z]+))?$/.exec(request.url ?? '') ?? []
  if (id === undefined) return send(response, 404, { error: 'no such page' })
  if (claims.object !== `permit/${id}`)
    return send(response, 403, { error: 'the token is for another permit' })
  if (request.method === 'GET' && verb === undefined) return send(response, 200, await permits.read(id))
  if (request.method === 'GET' && verb === 'events') return events(response, id)
  if (request.method !== 'POST' || verb === undefined) return send(response, 405, { error: 'not that way' })
  const body = await textOf(request)
  if (body === undefined) return send(response, 413, { error: `at most ${bodyBytesMax} bytes` })
  const certificate = serialIn(request.headers['client-cert'] as string | undefined)
  return change(response, verb, { id, claims, certificate, body })
}

/** Serial of the certificate in a `Client-Cert` field, a byte sequence `:base64:` (RFC 9440 §2.2). */
function serialIn(field: string | undefined): string {
  const [, base64] = /^:([A-Za-z0-9+/=]+):$/.exec(field ?? '') ?? []
  if (base64 === undefined) return ''
  return new X509Certificate(Buffer.from(base64, 'base64')).serialNumber.toLowerCase()
}

async function change(response: ServerResponse, verb: string, request: Request): Promise<void> {
  const by = request.claims.sub
  const at = new Date().toISOString()
  const { certificate } = request
  const rule = verbs[verb]
  if (!rule && verb !== 'notes') return send(response, 404, { error: 'no such page' })
  const after = await permits.change(request.id, (before) => {
    if (!rule) return { ...before, notes: [...before.notes, { by, certificate, at, text: request.body }] }
    if (!rule.from.includes(before.status)) return undefined
    return { ...before, status: rule.to, history: [...before.history, { by, at, did: verb }] }
  })
  if (!after) return send(response, 409, { error: `the permit cannot be ${verb}ed as it stands` })
  return send(response, 200, after)
}

/** A stream that stays open, to show what becomes of it when the right to it ends. */
function events(response: ServerResponse, id: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(`event: open\ndata: permit ${id}\n\n`)
  const timer = setInterval(() => response.write(': alive\n\n'), heartbeatMilliseconds)
  response.on('close', () => clearInterval(timer))
}

async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > bodyBytesMax) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
}
