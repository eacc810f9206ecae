import assert from 'node:assert/strict'
import { connect as connectTcp } from 'node:net'
import { test } from 'node:test'
import { answering, openWorld, request, TestCaller, type UpstreamScript } from './test-wire.ts'

test('a head that is too long, or has too many fields, is refused and the connection ended', async () => {
  await using world = await openWorld()
  const cases = [
    request('GET /permits/7', `X: ${'a'.repeat(17_000)}\r\n`),
    `GET /permits/${'a'.repeat(20_000)}`,
    request('GET /permits/7', 'X: a\r\n'.repeat(101)),
  ]
  for (const text of cases) {
    const caller = await TestCaller.connect(world, world.official)
    assert.equal((await caller.ask(text)).status, 431)
    assert.equal(await caller.rest(), '')
  }
})

test('a head that does not arrive in time is refused, one that drips as well', async () => {
  await using world = await openWorld({ limits: { headMillisecondsMax: 100 } })
  const caller = await TestCaller.connect(world, world.official)
  caller.send('GET /permits/7 HTTP/1.1\r\n')
  const dripping = setInterval(() => caller.send('X'), 10)
  const seen = await caller.response()
  clearInterval(dripping)
  assert.equal(seen.status, 408)
  await caller.closed
})

test('a head already wrong is refused before it is complete', async () => {
  await using world = await openWorld()
  for (const text of ['GET / HTTP/1.1\nHost: a\n\n', 'GET / HTTP/1.1\rX', 'GET /\0']) {
    const caller = await TestCaller.connect(world, world.official)
    assert.equal((await caller.ask(text)).status, 400, JSON.stringify(text))
  }
})

test('an idle connection is closed, before and after a request', async () => {
  await using world = await openWorld({ limits: { idleMillisecondsMax: 80, lingerMillisecondsMax: 50 } })
  const fresh = await TestCaller.connect(world, world.official)
  const used = await TestCaller.connect(world, world.official)
  await used.ask(request('GET /permits/7'))
  await Promise.all([fresh.closed, used.closed])
})

test('a handshake that does not come to an end is cut off', async () => {
  await using world = await openWorld({ limits: { handshakeMillisecondsMax: 100 } })
  const socket = connectTcp(world.gate.address.port, '127.0.0.1')
  await new Promise((resolve) => socket.once('close', resolve))
  assert.equal(world.gate.counts().handshakesFailed, 1)
})

test('a stalled upload, a stalled response and a silent WebSocket are cut off', async () => {
  const stalled: UpstreamScript = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx')
  const upgrading: UpstreamScript = (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
  const cases: readonly (readonly [UpstreamScript, string, RegExp])[] = [
    [() => undefined, `${request('PUT /permits/7', 'Content-Length: 9\r\n')}a`, /^HTTP\/1\.1 408/],
    [stalled, request('GET /permits/7'), /^HTTP\/1\.1 200 OK[^]*x$/],
    [upgrading, request('GET /permits/7', upgrade), /^HTTP\/1\.1 101/],
  ]
  for (const [script, text, seen] of cases) {
    const limits = { bodyIdleMillisecondsMax: 100, tunnelIdleMillisecondsMax: 100, lingerMillisecondsMax: 50 }
    await using world = await openWorld({ script, limits })
    const caller = await TestCaller.connect(world, world.official)
    caller.send(text)
    assert.match(await caller.rest(), seen)
    await caller.closed
  }
})

test('a service whose connection does not open in time gives 504', async () => {
  // A listener whose queue is full answers no SYN; a pool without room does the same to the gate.
  const script: UpstreamScript = () => undefined
  await using world = await openWorld({
    script,
    limits: { connectionsPerUpstreamMax: 1, connectMillisecondsMax: 100 },
  })
  const first = await TestCaller.connect(world, world.official)
  first.send(request('GET /permits/7'))
  while ((world.upstream.received[0] ?? '') === '') await new Promise(setImmediate)
  const second = await TestCaller.connect(world, world.official)
  assert.equal((await second.ask(request('GET /permits/7'))).status, 504)
})

test('connections are bounded for each address and for each certificate', async () => {
  await using world = await openWorld({
    limits: { connectionsPerCertificateMax: 2, connectionsPerAddressMax: 4 },
  })
  const first = await TestCaller.connect(world, world.official)
  await TestCaller.connect(world, world.official)
  const third = await TestCaller.connect(world, world.official)
  assert.equal((await third.ask(request('GET /permits/7'))).status, 429)
  await third.closed
  first.socket.destroy()
  await first.closed
  while (world.gate.counts().connectionsOpen > 1) await new Promise(setImmediate)
  const fourth = await TestCaller.connect(world, world.official)
  assert.equal((await fourth.ask(request('GET /permits/7'))).status, 200)

  const other = world.keeper.enrol('other')
  await TestCaller.connect(world, other)
  await TestCaller.connect(world, other)
  await assert.rejects(TestCaller.connect(world, other))
  assert.equal(world.gate.counts().connectionsExceeded, 1)
})

test('strangers cannot fill the journal', async () => {
  await using world = await openWorld({ limits: { strangerEntriesPerSecondMax: 3 } })
  for (let turn = 0; turn < 8; turn++) {
    const caller = await TestCaller.connect(world)
    assert.equal((await caller.ask(request('GET /permits/7'))).status, 401)
  }
  const { journalSkipped, problems } = world.gate.counts()
  assert.equal(problems['certificate-missing'], 8)
  assert.equal(world.keeper.entries.length + journalSkipped, 8)
  assert.ok(journalSkipped > 0)
})

test('when the journal falls behind, answers wait for their entries', async () => {
  await using world = await openWorld({ limits: { journalPendingMax: 1 }, script: answering('ok') })
  world.keeper.breakJournal('held')
  const caller = await TestCaller.connect(world, world.official)
  await caller.ask(request('GET /permits/7'))
  let answered = false
  const asked = caller.ask(request('GET /permits/7')).then((seen) => {
    answered = true
    return seen
  })
  while (world.keeper.entries.length < 2) await new Promise(setImmediate)
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  assert.equal(answered, false)
  world.keeper.releaseJournal()
  await asked
})
