import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answering, openWorld, request, TestCaller, type UpstreamScript, type World } from './test-wire.ts'

const revoked = { kind: 'certificate-refused', reason: 'it has been revoked' } as const

/** Begins a response that never ends. */
const streaming: UpstreamScript = (socket, text) => {
  if (text.includes('\r\n\r\n'))
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')
}

const upgrading: UpstreamScript = (socket, text) => {
  if (text.endsWith('\r\n\r\n'))
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
}

const upgrade =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n'

/** Waits until a change of state has been walked through. */
async function rechecked(world: World): Promise<void> {
  world.gate.recheck()
  await new Promise((resolve) => setTimeout(resolve, 60))
}

test('a right that ended refuses the next request of an open connection', async () => {
  await using world = await openWorld()
  const caller = await TestCaller.connect(world, world.official)
  assert.equal((await caller.ask(request('GET /permits/7'))).status, 200)
  world.keeper.withdrawRights()
  assert.equal((await caller.ask(request('GET /permits/7'))).status, 403)
  world.keeper.permit(world.official, 'permit.read', 'permit/7')
  assert.equal((await caller.ask(request('GET /permits/7'))).status, 200)
  world.keeper.refuseCaller(world.official, revoked)
  assert.equal((await caller.ask(request('GET /permits/7'))).status, 401)
})

test('the end of a window or of a certificate counts without any entry', async () => {
  await using world = await openWorld()
  const soon = Date.now() + 150
  const brief = world.keeper.enrol('brief', soon)
  world.keeper.permit(brief, 'permit.read', 'permit/7')
  world.keeper.permit(world.official, 'permit.read', 'permit/5', { validUntil: soon })
  const certified = await TestCaller.connect(world, brief)
  const windowed = await TestCaller.connect(world, world.official)
  assert.equal((await certified.ask(request('GET /permits/7'))).status, 200)
  assert.equal((await windowed.ask(request('GET /permits/5'))).status, 200)
  while (Date.now() < soon) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal((await certified.ask(request('GET /permits/7'))).status, 401)
  assert.equal((await windowed.ask(request('GET /permits/5'))).status, 403)
})

test('whatever passes under a revoked certificate is cut off, and what is idle as well', async () => {
  const cases: readonly (readonly [name: string, script: UpstreamScript, text: string, sign: string])[] = [
    ['idle', answering('ok'), request('GET /permits/7'), 'ok'],
    ['waiting', (socket) => socket.write('HTTP/1.1 103 Hints\r\n\r\n'), request('GET /permits/7'), '103'],
    [
      'uploading',
      (socket) => socket.write('HTTP/1.1 103 Hints\r\n\r\n'),
      `${request('PUT /permits/7', 'Content-Length: 99\r\n')}a`,
      '103',
    ],
    ['streaming', streaming, request('GET /permits/7'), 'hello'],
    ['WebSocket', upgrading, request('GET /permits/7', upgrade), '101'],
  ]
  for (const [name, script, text, sign] of cases) {
    await using world = await openWorld({ script })
    const other = world.keeper.enrol('other')
    const caller = await TestCaller.connect(world, world.official)
    const bystander = await TestCaller.connect(world, other)
    caller.send(text)
    await caller.until(sign)
    world.keeper.refuseCaller(world.official, revoked)
    world.gate.recheck()
    await caller.closed
    assert.equal((await bystander.ask(request('GET /permits/7'))).status, 403, 'others stay')
    assert.equal(world.gate.counts().cut, 1, name)
    const outcome = name === 'idle' ? 'forwarded' : 'cut'
    assert.equal(
      world.keeper.entries.some((entry) => entry.outcome === outcome),
      true,
      name,
    )
  }
})

test('what is still moving ends with its step; what only waits for its answer goes on', async () => {
  const cases: readonly (readonly [
    name: string,
    script: UpstreamScript,
    text: string,
    sign: string,
    ends: boolean,
  ])[] = [
    ['streaming', streaming, request('GET /permits/7'), 'hello', true],
    ['WebSocket', upgrading, request('GET /permits/7', upgrade), '101', true],
    [
      'uploading',
      (socket) => socket.write('HTTP/1.1 103 Hints\r\n\r\n'),
      `${request('PUT /permits/7', 'Content-Length: 99\r\n')}a`,
      '103',
      true,
    ],
    [
      'waiting',
      (socket) => socket.write('HTTP/1.1 103 Hints\r\n\r\n'),
      request('GET /permits/7'),
      '103',
      false,
    ],
  ]
  for (const [name, script, text, sign, ends] of cases) {
    await using world = await openWorld({ script })
    const caller = await TestCaller.connect(world, world.official)
    caller.send(text)
    await caller.until(sign)
    await rechecked(world)
    assert.equal(world.gate.counts().cut, 0, `${name} stands while the step does`)
    world.keeper.withdrawRights()
    await rechecked(world)
    assert.equal(world.gate.counts().cut, ends ? 1 : 0, name)
    if (ends) await caller.closed
  }
})

test('a long response does not begin after its step ended', async () => {
  let begin: () => void = () => undefined
  const script: UpstreamScript = (socket, text) => {
    begin = () => streaming(socket, text, 0)
  }
  await using world = await openWorld({ script })
  const caller = await TestCaller.connect(world, world.official)
  caller.send(request('GET /permits/7'))
  while ((world.upstream.received[0] ?? '') === '') await new Promise(setImmediate)
  world.keeper.withdrawRights()
  begin()
  await caller.closed
  assert.equal(world.keeper.entries[0]?.outcome, 'cut')
})

test('the use that ends its own step still gets its answer', async () => {
  let answer: () => void = () => undefined
  const script: UpstreamScript = (socket) => {
    answer = () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  }
  await using world = await openWorld({ script })
  world.keeper.permit(world.official, 'permit.approve', 'permit/9', { counted: true, usesLeft: 1 })
  const caller = await TestCaller.connect(world, world.official)
  caller.send(request('POST /permits/9/approve'))
  while ((world.upstream.received[0] ?? '') === '') await new Promise(setImmediate)
  await rechecked(world)
  answer()
  assert.equal((await caller.response()).body, 'ok')
})

test('a stream whose window ends is cut although no entry came', async () => {
  await using world = await openWorld({ script: streaming })
  world.keeper.permit(world.official, 'permit.read', 'permit/5', { validUntil: Date.now() + 100 })
  const caller = await TestCaller.connect(world, world.official)
  caller.send(request('GET /permits/5'))
  await caller.until('hello')
  await caller.closed
  assert.equal(world.keeper.entries[0]?.outcome, 'cut')
})

test('a suspended service admits nobody and ends what passes to it, waiting or counted', async () => {
  const cases: readonly (readonly [UpstreamScript, string, string])[] = [
    [streaming, request('GET /permits/7'), 'hello'],
    [upgrading, request('GET /permits/7', upgrade), '101'],
    [(socket) => socket.write('HTTP/1.1 103 Hints\r\n\r\n'), request('GET /permits/7'), '103'],
    [streaming, request('POST /permits/9/approve'), 'hello'],
  ]
  for (const [script, text, sign] of cases) {
    await using world = await openWorld({ script })
    world.keeper.permit(world.official, 'permit.approve', 'permit/9', { counted: true, usesLeft: 1 })
    const caller = await TestCaller.connect(world, world.official)
    const idle = await TestCaller.connect(world, world.official)
    caller.send(text)
    await caller.until(sign)
    world.keeper.suspend('permits.example')
    world.gate.recheck()
    await caller.closed
    const seen = await idle.ask(request('GET /permits/7'))
    assert.equal(seen.status, 503)
    assert.equal(
      (JSON.parse(seen.body) as { readonly type: string }).type,
      'urn:chancery:problem:service-suspended',
    )
    const outcomes = world.keeper.entries.map(({ outcome, principal }) => `${outcome} ${principal}`)
    assert.deepEqual(outcomes.slice(-2), ['cut person/official', 'refused person/official'])
  }
})

test('who is connected is told with what passes under which grant, strangers left out', async () => {
  await using world = await openWorld({ script: streaming })
  const caller = await TestCaller.connect(world, world.official)
  await TestCaller.connect(world)
  const who = { principal: 'person/official', key: 'key of official' }
  const told = (): object[] =>
    world.gate.sessions().map(({ principal, key, underWay }) => ({ principal, key, underWay }))
  assert.deepEqual(told(), [{ ...who, underWay: [] }])
  caller.send(request('GET /permits/7'))
  await caller.until('hello')
  const [session] = world.gate.sessions()
  const { since = 0, ...access } = session?.underWay[0] ?? {}
  const grant = { permission: 'permit.read', object: 'permit/7', case: 'case-1', step: 'decide', epoch: 1 }
  assert.deepEqual(access, { service: 'permits', ...grant })
  assert.ok(session && session.since <= since)
  world.keeper.refuseCaller(world.official, revoked)
  world.gate.recheck()
  await caller.closed
  while (world.gate.counts().connectionsOpen > 1) await new Promise(setImmediate)
  assert.deepEqual(told(), [])
})

test('a withdrawn service ends its streams', async () => {
  await using world = await openWorld({ script: streaming })
  const caller = await TestCaller.connect(world, world.official)
  caller.send(request('GET /permits/7'))
  await caller.until('hello')
  world.keeper.withdraw('permits.example')
  world.gate.recheck()
  await caller.closed
})
