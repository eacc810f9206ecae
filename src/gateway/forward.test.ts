import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { Agent } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { base64 } from '#bytes'
import { answering, openWorld, request, TestCaller, type UpstreamScript } from './test-wire.ts'

/** Answers the first request of each connection with these bytes, once its head is complete. */
function replying(response: string, end = false): UpstreamScript {
  return (socket, text) => {
    if (!text.includes('\r\n\r\n')) return
    socket.write(response, 'latin1')
    if (end) socket.end()
  }
}

test('the upstream is told who calls, by the gate and by nobody else', async () => {
  await using world = await openWorld()
  const caller = await TestCaller.connect(world, world.official)
  const forged =
    'Client-Cert: :AAAA:\r\nclient_cert: :AAAA:\r\nCHANCERY-TOKEN: forged\r\nForwarded: for=9.9.9.9\r\n' +
    'X-Forwarded-For: 9.9.9.9\r\nX-Real-IP: 9.9.9.9\r\n' +
    'Connection: close, Chancery-Token, Client-Cert\r\nVia: 1.0 a\r\n'
  await caller.ask(request('GET /permits/7', forged))
  const [head = ''] = (world.upstream.received[0] ?? '').split('\r\n\r\n')
  assert.deepEqual(head.split('\r\n'), [
    'GET /permits/7 HTTP/1.1',
    'Host: permits.example',
    'Via: 1.0 a',
    `Client-Cert: :${base64(world.official.der)}:`,
    'Forwarded: for=127.0.0.1;host="permits.example";proto=https',
    'Via: 1.1 chancery',
    'Chancery-Token: person/official.permits.decide',
  ])
})

test('fields of one connection stay on it, both ways', async () => {
  const response =
    'HTTP/1.1 200 OK\r\nConnection: X-Inner, keep-alive\r\nX-Inner: 1\r\n' +
    'Keep-Alive: timeout=5\r\nTrailer: X\r\n' +
    'X-Outer: 1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nok'
  await using world = await openWorld({ script: replying(response) })
  const caller = await TestCaller.connect(world, world.official)
  const seen = await caller.ask(
    request('GET /permits/7', 'Connection: X-Mine, TE\r\nX-Mine: 1\r\nTE: trailers\r\n'),
  )
  assert.deepEqual(seen.fields, {
    'x-outer': '1',
    'set-cookie': 'a, b',
    via: '1.1 chancery',
    'content-length': '2',
  })
  assert.doesNotMatch(world.upstream.received[0] ?? '', /X-Mine|TE:|Connection/)
})

test('a response is passed on whole, whatever ends it and however its bytes are cut', async () => {
  const long = 'x'.repeat(300_000)
  const cases: readonly (readonly [name: string, response: string, end: boolean, body: string])[] = [
    ['length', `HTTP/1.1 200 OK\r\nContent-Length: ${long.length}\r\n\r\n${long}`, false, long],
    ['empty', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', false, ''],
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nX: y\r\n\r\n',
      false,
      'hello',
    ],
    [
      'long chunks',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`,
      false,
      long,
    ],
    ['until close', `HTTP/1.0 200 OK\r\n\r\n${long}`, true, long],
    ['no content', 'HTTP/1.1 204 No Content\r\n\r\n', false, ''],
    ['not modified', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n', false, ''],
    ['closing', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', true, 'ok'],
  ]
  for (const [name, response, end, body] of cases) {
    for (const piece of [response.length, 7]) {
      if (piece === 7 && response.length > 1000) continue
      const script: UpstreamScript = (socket, text) => {
        if (text.includes('\r\n\r\n')) void drip(socket, response, piece, end)
      }
      await using world = await openWorld({ script })
      const caller = await TestCaller.connect(world, world.official)
      for (let turn = 0; turn < 2; turn++) {
        const seen = await caller.ask(request('GET /permits/7'))
        assert.equal(seen.body, body, `${name} ${turn}`)
      }
      const [entry] = world.keeper.entries
      assert.deepEqual([entry?.outcome, entry?.sentBytes], ['forwarded', body.length], name)
    }
  }
})

async function drip(socket: Socket, text: string, piece: number, end: boolean): Promise<void> {
  for (let at = 0; at < text.length; at += piece) {
    socket.write(text.slice(at, at + piece), 'latin1')
    await new Promise(setImmediate)
  }
  if (end) socket.end()
}

test('a HEAD request gets the fields of the body and no body', async () => {
  await using world = await openWorld({ script: replying('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n') })
  const caller = await TestCaller.connect(world, world.official)
  for (let turn = 0; turn < 2; turn++) {
    const seen = await caller.ask(request('HEAD /permits/7'))
    assert.deepEqual([seen.status, seen.fields['content-length'], seen.body], [200, '500', ''])
  }
})

test('interim responses are passed on, and the body after them', async () => {
  const script: UpstreamScript = (socket, text) => {
    if (text.endsWith('\r\n\r\n'))
      socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')
    if (text.endsWith('hello')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  }
  await using world = await openWorld({ script })
  const caller = await TestCaller.connect(world, world.official)
  const first = await caller.ask(request('PUT /permits/7', 'Expect: 100-continue\r\nContent-Length: 5\r\n'))
  assert.equal(first.status, 100)
  const hints = await caller.response()
  assert.deepEqual([hints.status, hints.fields['link']], [103, '</a>'])
  assert.equal((await caller.ask('hello')).body, 'ok')
})

test('request bodies reach the service as they come, in either framing', async () => {
  const script: UpstreamScript = (socket, text) => {
    if (text.endsWith('end') || text.endsWith('0\r\n\r\n'))
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  }
  await using world = await openWorld({ script })
  const caller = await TestCaller.connect(world, world.official)
  const long = 'y'.repeat(200_000)
  assert.equal((await caller.ask(`${request('PUT /permits/7', 'Content-Length: 3\r\n')}end`)).body, 'ok')
  caller.send(request('PUT /permits/7', `Content-Length: ${long.length + 3}\r\n`))
  caller.send(long)
  assert.equal((await caller.ask('end')).body, 'ok')
  caller.send(
    `${request('PUT /permits/7', 'Transfer-Encoding: chunked\r\nTrailer: X\r\n')}3;ext=1\r\nabc\r\n`,
  )
  caller.send(`${long.length.toString(16)}\r\n${long}\r\n`)
  assert.equal((await caller.ask('0\r\nX: dropped\r\n\r\n')).body, 'ok')
  const [received = ''] = world.upstream.received
  assert.equal(received.split('PUT ').length - 1, 3)
  assert.doesNotMatch(received, /ext=1|dropped|Trailer/)
  assert.deepEqual(
    world.keeper.entries.map((entry) => entry.receivedBytes),
    [3, long.length + 3, long.length + 3],
  )
})

test('requests sent ahead are answered in their order', async () => {
  await using world = await openWorld()
  const caller = await TestCaller.connect(world, world.official)
  caller.send(
    request('GET /permits/7') +
      request('GET /permits/8') +
      `${request('PUT /permits/7', 'Content-Length: 3\r\n')}abc` +
      request('GET /nothing') +
      request('GET /permits/7', 'Connection: close\r\n') +
      request('GET /permits/7'),
  )
  const statuses: number[] = []
  for (let turn = 0; turn < 5; turn++) statuses.push((await caller.response()).status)
  assert.deepEqual(statuses, [200, 403, 200, 404, 200])
  assert.equal(await caller.rest(), '', 'nothing is answered after close')
})

test('a large transfer through a slow caller is held back, not gathered', async () => {
  const total = 40 * 1024 * 1024
  let written = 0
  const script: UpstreamScript = (socket, text) => {
    if (!text.includes('\r\n\r\n')) return
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`)
    const chunk = Buffer.alloc(64 * 1024, 'z')
    const more = (): void => {
      while (written < total) {
        written += chunk.length
        if (!socket.write(chunk)) return
      }
    }
    socket.on('drain', more)
    more()
  }
  await using world = await openWorld({ script })
  const caller = await TestCaller.connect(world, world.official)
  caller.send(request('GET /permits/7'))
  await caller.until('\r\n\r\n')
  caller.discard()
  caller.socket.pause()
  let before = -1
  while (before !== written) {
    before = written
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.ok(written < total / 2, `${written} bytes were taken although nobody reads`)
  caller.socket.resume()
  while (world.keeper.entries.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(world.keeper.entries[0]?.sentBytes, total)
})

test('a large upload to a slow service is held back, not gathered', async () => {
  const total = 40 * 1024 * 1024
  await using world = await openWorld({ script: (socket) => socket.pause() })
  const caller = await TestCaller.connect(world, world.official)
  caller.send(request('PUT /permits/7', `Content-Length: ${total}\r\n`))
  let sent = 0
  const chunk = Buffer.alloc(64 * 1024, 'z')
  const more = (): void => {
    while (sent < total) {
      sent += chunk.length
      if (!caller.socket.write(chunk)) return
    }
  }
  caller.socket.on('drain', more)
  more()
  let before = -1
  while (before !== sent) {
    before = sent
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.ok(sent < total / 2, `${sent} bytes were taken although nobody reads`)
})

test('an answer before the end of the request body ends the connection after it', async () => {
  await using world = await openWorld({
    script: replying('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig'),
  })
  const caller = await TestCaller.connect(world, world.official)
  const seen = await caller.ask(`${request('PUT /permits/7', 'Content-Length: 1000\r\n')}begin`)
  assert.deepEqual([seen.status, seen.body, seen.fields['connection']], [413, 'big', 'close'])
  assert.equal(await caller.rest(), '')
})

test('a service of Node and a client of Node understand each other through the gate', async () => {
  const server = createServer((incoming, outgoing) => {
    outgoing.setHeader('X-Method', incoming.method ?? '')
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const upstream = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
  await using world = await openWorld({ upstream })
  const caller = await TestCaller.connect(world, world.official)
  for (let turn = 0; turn < 3; turn++) {
    const seen = await caller.ask(`${request('PUT /permits/7', 'Content-Length: 5\r\n')}hello`)
    assert.deepEqual([seen.status, seen.body, seen.fields['x-method']], [200, 'hello', 'PUT'])
  }
  server.closeAllConnections()
  server.close()
})

test('a WebSocket passes both ways and stands in the journal when it opens and when it ends', async () => {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const upstream = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
  await using world = await openWorld({ upstream })
  const { key, cert } = world.official
  const agent = new Agent({ key, cert, ca: world.keeper.authority.pem, servername: 'permits.example' })
  const address = `wss://127.0.0.1:${world.gate.address.port}/permits/7`
  const socket = new WebSocket(address, { agent, headers: { host: 'permits.example' } })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  for (const text of ['a', 'b'.repeat(200_000)]) {
    socket.send(text)
    const data = await new Promise<Buffer>((resolve) => socket.once('message', resolve))
    assert.equal(data.toString(), text)
  }
  socket.close()
  await new Promise((resolve) => socket.once('close', resolve))
  while (world.keeper.entries.length < 2) await new Promise(setImmediate)
  assert.deepEqual(
    world.keeper.entries.map(({ outcome, status }) => [outcome, status]),
    [
      ['upgraded', 101],
      ['closed', 101],
    ],
  )
  assert.ok((world.keeper.entries[1]?.sentBytes ?? 0) > 200_000)
  sockets.close()
  server.closeAllConnections()
  server.close()
})

test('no other upgrade passes', async () => {
  await using world = await openWorld({ script: answering('plain') })
  const caller = await TestCaller.connect(world, world.official)
  const seen = await caller.ask(
    request('GET /permits/7', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n'),
  )
  assert.equal(seen.body, 'plain')
  assert.doesNotMatch(world.upstream.received[0] ?? '', /upgrade|http2/i)
})
