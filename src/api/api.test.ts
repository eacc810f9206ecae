import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent } from 'node:https'
import { after, before, beforeEach, test } from 'node:test'
import { type TLSSocket, connect as tlsConnect } from 'node:tls'
import type { Answer } from './test-answer.ts'
import { World } from './test-world.ts'

const world = new World()

before(() => world.open())
after(() => world.api.close())
beforeEach(() => {
  world.revoked = false
  world.unit.fault = undefined
  world.clock.move(60_000)
})

test('every answer carries the fields that keep browsers from guessing, framing and caching', async () => {
  const answers = [
    await world.plain('GET', '/health'),
    await world.plain('GET', '/nowhere'),
    await world.plain('POST', '/requests', { body: 'x' }),
    await world.secure('GET', '/me'),
  ]
  for (const { headers } of answers) {
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'")
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['set-cookie'], undefined)
    assert.equal(headers['access-control-allow-origin'], undefined)
    assert.equal(headers['x-powered-by'], undefined)
  }
})

test('HEAD gets the head of GET', async () => {
  const [get, head] = [await world.plain('GET', '/authority'), await world.plain('HEAD', '/authority')]
  assert.equal(head.status, 200)
  assert.equal(head.body.length, 0)
  assert.equal(head.headers['content-length'], get.headers['content-length'])
  assert.equal(head.headers.etag, get.headers.etag)
})

const targets = [
  ['GET', '/nowhere', 404, 'resource-unknown', undefined],
  ['GET', '/health/', 404, 'resource-unknown', undefined],
  ['GET', '/cases/%zz/1', 400, 'target-malformed', undefined],
  ['POST', '/nowhere', 404, 'resource-unknown', undefined],
  ['POST', '/health', 405, 'method-not-allowed', 'GET, HEAD'],
  ['DELETE', '/certificates/a1?x=/', 405, 'method-not-allowed', 'GET, HEAD'],
  ['OPTIONS', '/record/tile/0/000', 405, 'method-not-allowed', 'GET, HEAD'],
  ['PROPFIND', '/health', 405, 'method-not-allowed', 'GET, HEAD'],
  ['TRACE', '/health', 405, 'method-not-allowed', 'GET, HEAD'],
  ['GET', '/requests', 405, 'method-not-allowed', 'POST'],
  ['GET', '/acts/case.open', 405, 'method-not-allowed', 'POST'],
] as const

for (const [method, path, status, kind, allow] of targets) {
  test(`${method} ${path} is refused as ${kind}`, async () => {
    const answer = await world.plain(method, path)
    assert.equal(answer.status, status)
    assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
    assert.equal(answer.headers.allow, allow)
  })
}

const broken = [
  ['no HTTP', 'hello\r\n\r\n', 400, 'request-malformed'],
  ['no Host', 'GET /health HTTP/1.1\r\n\r\n', 400, 'request-malformed'],
  ['two Hosts', 'GET /health HTTP/1.1\r\nHost: u\r\nhost: v\r\n\r\n', 400, 'request-malformed'],
  [
    'two lengths',
    'POST /acts/case.open HTTP/1.1\r\nHost: u\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
    400,
    'request-malformed',
  ],
  [
    'a length and chunks',
    'POST /acts/case.open HTTP/1.1\r\nHost: u\r\nContent-Length: 1\r\n' +
      'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'request-malformed',
  ],
  [
    'a head above 16 KiB',
    `GET /health HTTP/1.1\r\nHost: u\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`,
    431,
    'head-too-large',
  ],
  ['a path above 16 KiB', `GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: u\r\n\r\n`, 431, 'head-too-large'],
] as const

for (const [name, text, status, kind] of broken) {
  test(`a request with ${name} is refused with ${status} and the connection ended`, async () => {
    const answer = await world.raw(text)
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `))
    assert.match(answer, /connection: close/i)
    assert.match(answer, new RegExp(`"type":"urn:chancery:problem:${kind}"`))
  })
}

test('health tells how many entries there are, and 503 with the reason when no acts are served', async () => {
  assert.deepEqual((await world.plain('GET', '/health')).json, { status: 'ok', entries: 7 })
  world.unit.fault = 'stopped'
  const answer = await world.plain('GET', '/health')
  assert.equal(answer.status, 503)
  assert.equal(answer.json['type'], 'urn:chancery:problem:unit-stopped')
  assert.match(String(answer.json['detail']), /store of the node is full/)
})

test('figures are shown to this machine, not through a proxy', async () => {
  const answer = await world.plain('GET', '/metrics')
  const text = answer.body.toString()
  assert.match(
    text,
    /^# HELP chancery_entries Entries\.\n# TYPE chancery_entries gauge\nchancery_entries 7\n/,
  )
  assert.match(
    text,
    /chancery_api_requests_total\{face="public",method="GET",route="\/health",status="200"\} \d+\n/,
  )
  assert.match(text, /chancery_api_request_duration_seconds_bucket\{face="public",le="\+Inf"\} \d+\n/)
  const padding = Array.from({ length: 1500 }, (_, n) => `h${n}:\r\n`).join('')
  const proxied = await world.raw(
    `GET /metrics HTTP/1.1\r\nHost: u\r\n${padding}Via: p\r\nConnection: close\r\n\r\n`,
  )
  assert.match(proxied, /^HTTP\/1\.1 403 /)
  for (const field of ['forwarded', 'x-forwarded-for', 'via']) {
    assert.equal((await world.plain('GET', '/metrics', { headers: { [field]: 'x' } })).status, 403)
  }
})

test('the page describes every act and query, is complete in itself and runs no script', async () => {
  const answer = await world.plain('GET', '/openapi')
  const html = answer.body.toString()
  assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
  const policy = String(answer.headers['content-security-policy'])
  assert.match(policy, /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; /)
  assert.doesNotMatch(html, /<script|<link|<img|src=|https?:\/\/|style="/)
  assert.match(html, /Unit &lt;of&gt; test/)
  for (const path of [
    '/acts/certificate.revoke',
    '/acts/case.open',
    '/cases/{case}/{part}',
    '/audit/{case}',
  ]) {
    assert.ok(html.includes(path), path)
  }
})

test('the document tells the payload of an act, its permission and what a query takes', async () => {
  const { json } = await world.plain('GET', '/openapi.json')
  assert.equal(json['openapi'], '3.1.1')
  const { paths } = json as { paths: Record<string, Record<string, Record<string, unknown>>> }
  const act = paths['/acts/certificate.revoke']?.['post']
  assert.equal(act?.['operationId'], 'certificate.revoke')
  assert.equal(act?.['x-chancery-permission'], 'certificate.revoke')
  const text = JSON.stringify(act?.['requestBody'])
  assert.match(text, /"contentEncoding":"base64"/)
  assert.match(text, /"contentMediaType":"application\/vnd\.chancery\.act\+json"/)
  assert.match(text, /"contentSchema":.*"enum":\["keyCompromise","superseded"\]/)
  const query = paths['/cases/{case}/{part}']?.['get']
  const parameters = query?.['parameters'] as { name: string; in: string }[]
  assert.deepEqual(parameters.map(({ in: place, name }) => `${place} ${name}`).sort(), [
    'path case',
    'path part',
    'query closed',
    'query limit',
    'query step',
  ])
  assert.deepEqual(paths['/me']?.['get']?.['security'], [{ certificate: [] }])
})

test('a revoked certificate ends with the next request of an open connection', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  assert.equal((await world.secure('GET', '/me', { as: world.mei, agent })).status, 200)
  world.revoked = true
  assert.notEqual((await world.secure('GET', '/me', { as: world.mei, agent })).status, 200)
  agent.destroy()
})

/** Opens a bare TLS connection to the API. */
async function tls(more: object = {}): Promise<TLSSocket> {
  const { port } = world.api.apiAddress
  const socket = tlsConnect({
    host: '127.0.0.1',
    port,
    ca: world.authorityPem,
    servername: 'localhost',
    ...more,
  })
  await once(socket, 'secureConnect')
  return socket
}

test('TLS 1.2 is not spoken', async () => {
  await assert.rejects(tls({ maxVersion: 'TLSv1.2' }), { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' })
})

test('no session is resumed', async () => {
  const socket = await tls({ key: world.mei.key, cert: world.mei.cert })
  const sessions: unknown[] = []
  socket.on('session', (session) => sessions.push(session))
  socket.write('GET /me HTTP/1.1\r\nHost: u\r\nConnection: close\r\n\r\n')
  socket.resume()
  await once(socket, 'close')
  for (const session of sessions) {
    const again = await tls({ session, key: world.mei.key, cert: world.mei.cert })
    assert.equal(again.isSessionReused(), false)
    again.destroy()
  }
})

test('new TLS keys are for the connections after them', async () => {
  const before = await tls()
  world.tls = world.otherTls
  world.api.renewTls()
  const behind = await tls()
  assert.notEqual(
    before.getPeerX509Certificate()?.fingerprint256,
    behind.getPeerX509Certificate()?.fingerprint256,
  )
  before.destroy()
  behind.destroy()
  assert.equal((await world.secure('GET', '/me', { as: world.mei })).status, 200)
  await assert.rejects(tls({ maxVersion: 'TLSv1.2' }))
})

test('lines of the log tell the route and nothing of who asks for what', async () => {
  world.lines.length = 0
  await world.secure('GET', '/cases/wang.li/1?limit=5', { as: world.mei, headers: { 'user-agent': 'spy' } })
  await world.plain('GET', '/wang.li?q=wang.li')
  const [query, nowhere] = world.lines
  assert.equal(query?.['route'], '/cases/:case/:part')
  assert.equal(nowhere?.['route'], 'none')
  for (const line of world.lines) {
    const names = ['level', 'time', 'request', 'face', 'method', 'route', 'status', 'milliseconds', 'msg']
    assert.deepEqual(Object.keys(line), names)
  }
  assert.doesNotMatch(JSON.stringify(world.lines), /wang|mei|spy|127\.0/i)
})

test('a caller above its share is told when to come back, and others are not', async (context) => {
  const busy = await new World().open({ limits: { reads: { burst: 3, perSecond: 0.5 } } })
  context.after(() => busy.api.close())
  for (let n = 0; n < 3; n++) assert.equal((await busy.plain('GET', '/health')).status, 200)
  const late = await busy.plain('GET', '/health')
  assert.equal(late.status, 429)
  assert.equal(late.headers['retry-after'], '2')
  // The same address with a key that the unit knows is another caller; one that it does not know is not.
  assert.equal((await busy.secure('GET', '/me', { as: busy.mei })).status, 200)
  assert.equal((await busy.secure('GET', '/me', { as: busy.stranger })).status, 429)
  busy.clock.move(2000)
  assert.equal((await busy.plain('GET', '/health')).status, 200)
  assert.equal(
    (await busy.plain('POST', '/acts/case.open', { headers: { 'content-type': 'application/json' } })).status,
    400,
  )
})

test('connections of one address above its share are ended at once', async (context) => {
  const busy = await new World().open({ limits: { connectionsPerAddressMax: 2 } })
  context.after(() => busy.api.close())
  const held = [busy.socket(), busy.socket()]
  await Promise.all(held.map((socket) => once(socket, 'connect')))
  const third = busy.socket()
  third.resume()
  await Promise.race([once(third, 'close'), once(third, 'error')])
  held[0]?.destroy()
  const served = await untilServed(busy)
  assert.equal(served.status, 200)
  held[1]?.destroy()
})

/** Asks until the server has noticed that a place is free. */
async function untilServed(busy: World): Promise<Answer> {
  for (;;) {
    try {
      return await busy.plain('GET', '/health')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error
    }
  }
}

test('an address that is taken opens nothing', async () => {
  const { api } = world
  const port = api.publicAddress.port
  await assert.rejects(new World().open({ public: { host: '127.0.0.1', port } }), { code: 'EADDRINUSE' })
  assert.equal((await world.plain('GET', '/health')).status, 200)
})

test('acts under way when the node shuts down get their receipts', async () => {
  const ending = await new World().open()
  ending.unit.fault = 'waits'
  const body = ending.envelope('case.open', { procedure: 'x' })
  const answer = ending.plain('POST', '/acts/case.open', {
    headers: { 'content-type': 'application/json' },
    body,
  })
  await ending.unit.entered
  const closed = ending.api.close()
  ending.unit.release()
  const { headers, status } = await answer
  assert.equal(status, 201)
  assert.equal(headers.connection, 'close')
  await closed
})

test('an answer that takes too long is told as late', async (context) => {
  const slow = await new World().open({ limits: { answerMilliseconds: 20 } })
  context.after(() => slow.api.close())
  slow.unit.fault = 'waits'
  const body = slow.envelope('case.open', { procedure: 'x' })
  const answer = await slow.plain('POST', '/acts/case.open', {
    headers: { 'content-type': 'application/json' },
    body,
  })
  assert.equal(answer.status, 503)
  assert.equal(answer.json['type'], 'urn:chancery:problem:answer-late')
  slow.unit.release()
})

test('shutting down turns new requests away and ends connections that say nothing', async () => {
  const ending = await new World().open()
  const silent = ending.socket()
  await once(silent, 'connect')
  silent.resume()
  const closed = once(silent, 'close')
  await ending.api.close()
  await closed
  await assert.rejects(ending.plain('GET', '/health'), { code: 'ECONNREFUSED' })
})
