import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  answering,
  openWorld,
  request,
  type SeenResponse,
  TestCaller,
  type UpstreamScript,
} from './test-wire.ts'
import { parseUpstreamAddress } from './upstream-address.ts'

const okay = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

function typeOf(seen: SeenResponse): string {
  return (JSON.parse(seen.body) as { type: string }).type.replace('urn:chancery:problem:', '')
}

test('a service that is silent or answers nonsense gives a problem and never a hung caller', async () => {
  const cases: readonly (readonly [name: string, script: UpstreamScript, status: number, problem: string])[] =
    [
      ['closes', (socket) => socket.end(), 502, 'upstream-broken'],
      ['resets', (socket) => socket.resetAndDestroy(), 502, 'upstream-broken'],
      ['cuts its head', (socket) => socket.end('HTTP/1.1 200 OK\r\nX: '), 502, 'upstream-broken'],
      ['is silent', () => undefined, 504, 'upstream-slow'],
      ['is silent within the head', (socket) => socket.write('HTTP/1.1 200'), 504, 'upstream-slow'],
      ['speaks something else', (socket) => socket.write('SSH-2.0-x\r\n\r\n'), 502, 'upstream-malformed'],
      [
        'has a malformed field',
        (socket) => socket.write('HTTP/1.1 200 OK\r\nX : y\r\n\r\n'),
        502,
        'upstream-malformed',
      ],
      [
        'has two lengths',
        (socket) => socket.write(okay.replace('\r\n', '\r\nContent-Length: 3\r\n')),
        502,
        'upstream-malformed',
      ],
      [
        'has a malformed first chunk',
        (socket) => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n'),
        502,
        'upstream-malformed',
      ],
      [
        'has an endless head',
        (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(40_000)}`),
        502,
        'upstream-malformed',
      ],
      [
        'switches unasked',
        (socket) =>
          socket.write('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
        502,
        'upstream-malformed',
      ],
      [
        'never comes to the point',
        (socket) => socket.write('HTTP/1.1 103 Hints\r\n\r\n'.repeat(9)),
        502,
        'upstream-malformed',
      ],
    ]
  for (const [name, script, status, problem] of cases) {
    await using world = await openWorld({ script, limits: { responseMillisecondsMax: 100 } })
    const caller = await TestCaller.connect(world, world.official)
    caller.send(request('GET /permits/7'))
    let seen = await caller.response()
    while (seen.status === 103) seen = await caller.response()
    assert.deepEqual([seen.status, typeOf(seen)], [status, problem], name)
    const [entry] = world.keeper.entries
    assert.deepEqual([entry?.outcome, entry?.status, entry?.problem], ['failed', status, problem], name)
    assert.equal((await caller.ask(request('GET /permits/8'))).status, 403, 'the connection goes on')
  }
})

test('a service that refuses connections gives 502', async () => {
  for (const upstream of ['tcp://127.0.0.1:1', 'unix:/nowhere/at.sock', 'tcp://nowhere.invalid:80']) {
    await using world = await openWorld({ upstream })
    const caller = await TestCaller.connect(world, world.official)
    const seen = await caller.ask(request('GET /permits/7'))
    assert.deepEqual([seen.status, typeOf(seen)], [502, 'upstream-unreachable'], upstream)
  }
})

test('a response that breaks midway is not taken for complete: the connection breaks', async () => {
  const heads = [
    'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
    'HTTP/1.1 200 OK\r\n\r\nhello',
  ]
  for (const head of heads) {
    const script: UpstreamScript = (socket) => {
      socket.write(head)
      setTimeout(() => socket.resetAndDestroy(), 20)
    }
    await using world = await openWorld({ script })
    const caller = await TestCaller.connect(world, world.official)
    caller.send(request('GET /permits/7'))
    const seen = await caller.rest()
    assert.match(seen, /^HTTP\/1\.1 200 OK/)
    assert.doesNotMatch(seen, /\r\n0\r\n\r\n$/)
    assert.equal(world.keeper.entries[0]?.outcome, 'failed', head)
  }
})

test('malformed chunks after the first break the caller’s connection', async () => {
  const script: UpstreamScript = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')
    setTimeout(() => socket.write('zz\r\n'), 20)
  }
  await using world = await openWorld({ script })
  const caller = await TestCaller.connect(world, world.official)
  caller.send(request('GET /permits/7'))
  assert.doesNotMatch(await caller.rest(), /\r\n0\r\n\r\n$/)
})

test('an idempotent request without body is sent again if a used connection brought nothing', async () => {
  const cases: readonly (readonly [name: string, text: string, second: string, status: number])[] = [
    ['a GET', request('GET /permits/7'), '', 200],
    ['a POST', request('POST /permits/7/approve'), '', 502],
    ['a PUT with body', `${request('PUT /permits/7', 'Content-Length: 1\r\n')}a`, '', 502],
    ['a GET that was answered a little', request('GET /permits/7'), 'HTTP/1.1 200', 502],
  ]
  for (const [name, text, second, status] of cases) {
    const script: UpstreamScript = (socket, received, connection) => {
      const first = received.split(' HTTP/1.1').length - 1 === 1
      if (first || connection > 0) socket.write(okay)
      else socket.end(second)
    }
    await using world = await openWorld({ script })
    const caller = await TestCaller.connect(world, world.official)
    assert.equal((await caller.ask(request('GET /permits/7'))).status, 200)
    assert.equal((await caller.ask(text)).status, status, name)
    assert.equal(world.gate.counts().retried, status === 200 ? 1 : 0, name)
  }
})

test('a request on a fresh connection is never sent again', async () => {
  await using world = await openWorld({ script: (socket) => socket.end() })
  const caller = await TestCaller.connect(world, world.official)
  assert.equal((await caller.ask(request('GET /permits/7'))).status, 502)
  assert.equal(world.upstream.received.length, 1)
})

test('bytes beyond the answer, or unasked, cost the connection and reach nobody', async () => {
  await using world = await openWorld({
    script: answering('ok\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil', 'Content-Length: 2\r\n'),
  })
  // The script says two lengths then; this one says one and sends more.
  await using other = await openWorld({
    script: (socket) => socket.write(`${okay}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`),
  })
  const refused = await TestCaller.connect(world, world.official)
  assert.equal((await refused.ask(request('GET /permits/7'))).status, 502)
  const caller = await TestCaller.connect(other, other.official)
  for (let turn = 0; turn < 3; turn++) assert.equal((await caller.ask(request('GET /permits/7'))).body, 'ok')
  assert.equal(other.upstream.received.length, 3, 'each on a connection of its own')
})

test('more requests than connections wait for their turn, and too many are told so', async () => {
  const waiting: (() => void)[] = []
  await using world = await openWorld({
    script: (socket) => waiting.push(() => socket.write(okay)),
    limits: { connectionsPerUpstreamMax: 2, waitingPerUpstreamMax: 2 },
  })
  const callers = await Promise.all([1, 2, 3, 4, 5].map(() => TestCaller.connect(world, world.official)))
  const answers = callers.map((caller) => caller.ask(request('GET /permits/7')))
  const busy = await Promise.race(answers)
  assert.deepEqual([busy.status, typeOf(busy)], [503, 'upstream-busy'])
  for (let turn = 0; turn < 4; turn++) {
    while (waiting.length === 0) await new Promise(setImmediate)
    waiting.shift()?.()
  }
  const statuses = (await Promise.all(answers)).map((seen) => seen.status)
  assert.deepEqual(
    statuses.toSorted((a, b) => a - b),
    [200, 200, 200, 200, 503],
  )
  assert.equal(world.upstream.received.length, 2)
})

test('a caller that goes away takes its request with it', async () => {
  await using world = await openWorld({ script: () => undefined })
  const caller = await TestCaller.connect(world, world.official)
  caller.send(request('GET /permits/7'))
  while ((world.upstream.received[0] ?? '') === '') await new Promise(setImmediate)
  caller.socket.destroy()
  while (world.keeper.entries.length === 0 || world.upstream.sockets[0]?.closed === false)
    await new Promise(setImmediate)
  assert.equal(world.keeper.entries[0]?.outcome, 'left')
})

test('an address is read in its one spelling', () => {
  const accepted = ['tcp://127.0.0.1:80', 'tcp://[::1]:8080', 'tcp://a.example:65535', 'unix:/run/a b.sock']
  for (const text of accepted) assert.equal(parseUpstreamAddress(text).ok, true, text)
  const refused = [
    '127.0.0.1:80',
    'tcp://a',
    'tcp://a:0',
    'tcp://a:65536',
    'tcp://A:1',
    'tcp://a:080',
    'http://a:1',
    'unix:a',
    `unix:/${'a'.repeat(200)}`,
    'unix:/a\0b',
    'tcp://a/b:1',
    '',
  ]
  for (const text of refused) assert.equal(parseUpstreamAddress(text).ok, false, text)
})
