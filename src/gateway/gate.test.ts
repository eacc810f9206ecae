import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { answering, openWorld, request, type SeenResponse, TestCaller, type World } from './test-wire.ts'

const run = promisify(execFile)

function problemOf(seen: SeenResponse): Record<string, unknown> {
  assert.equal(seen.fields['content-type'], 'application/problem+json')
  return JSON.parse(seen.body) as Record<string, unknown>
}

/** What `openssl s_client` says about a connection, with `input` sent over it. */
async function opensslSays(world: World, input: string, ...more: readonly string[]): Promise<string> {
  const { port } = world.gate.address
  const parameters = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'permits.example', ...more]
  const running = run('openssl', parameters)
  running.child.stdin?.end(input)
  const { stdout, stderr } = await running.catch((error: { stdout: string; stderr: string }) => error)
  return stdout + stderr
}

test('a permitted request reaches the service and its answer the caller', async () => {
  for (const kind of ['tcp', 'unix'] as const) {
    await using world = await openWorld({ kind })
    const caller = await TestCaller.connect(world, world.official)
    for (let turn = 0; turn < 3; turn++) {
      const seen = await caller.ask(request('GET /permits/7?x=1'))
      assert.equal(seen.status, 200)
      assert.equal(seen.body, 'hello')
    }
    assert.equal(world.upstream.received.length, 1, 'one connection serves all')
    assert.equal(world.gate.counts().forwarded, 3)
  }
})

test('the access stands in the journal without query, address or fields', async () => {
  await using world = await openWorld()
  const caller = await TestCaller.connect(world, world.official)
  await caller.ask(request('GET /permits/7?secret=1', 'Cookie: secret\r\n'))
  const [{ at, durationMilliseconds, certificateSerial, ...entry } = assert.fail('no entry')] =
    world.keeper.entries
  assert.ok(at > 0 && durationMilliseconds >= 0 && certificateSerial !== undefined)
  assert.deepEqual(entry, {
    outcome: 'forwarded',
    through: undefined,
    method: 'GET',
    service: 'permits',
    permission: 'permit.read',
    object: 'permit/7',
    principal: 'person/official',
    address: undefined,
    case: 'case-1',
    step: 'decide',
    epoch: 1,
    status: 200,
    problem: undefined,
    receivedBytes: 0,
    sentBytes: 5,
  })
})

test('the handshake is TLS 1.3, names no authorities, and cannot be resumed', async () => {
  await using world = await openWorld()
  const folder = mkdtempSync(join(tmpdir(), 'gate-'))
  const file = (name: string, text = ''): string => {
    const path = join(folder, name)
    if (text !== '') writeFileSync(path, text)
    return path
  }
  const identity = [
    '-key',
    file('key.pem', world.official.key),
    '-cert',
    file('cert.pem', world.official.cert),
  ]
  const input = request('GET /permits/7', 'Connection: close\r\n')
  const first = await opensslSays(world, input, ...identity, '-ign_eof', '-sess_out', file('session'))
  assert.match(first, /No client certificate CA names sent/)
  assert.match(first, /Requested Signature Algorithms/)
  assert.match(first, /New, TLSv1\.3/)
  assert.match(first, /HTTP\/1\.1 200 OK/)
  const again = await opensslSays(world, input, ...identity, '-ign_eof', '-sess_in', file('session'))
  assert.match(again, /New, TLSv1\.3/)
  assert.doesNotMatch(again, /Reused/)
  assert.match(await opensslSays(world, '', '-tls1_2'), /alert protocol version/)
  assert.match(await opensslSays(world, '', '-alpn', 'h2'), /no application protocol/)
  assert.match(
    await opensslSays(world, '', '-servername', 'unknown.example'),
    /no peer certificate available/,
  )
})

test('a session offered by the gate’s own kind of client is not resumed either', async () => {
  await using world = await openWorld()
  const sessions: Buffer[] = []
  const first = await TestCaller.connect(world, world.official)
  first.socket.on('session', (session: Buffer) => sessions.push(session))
  await first.ask(request('GET /permits/7'))
  const { key, cert } = world.official
  const [session] = sessions
  const options = {
    port: world.gate.address.port,
    host: '127.0.0.1',
    servername: 'permits.example',
    key,
    cert,
  }
  const socket = connect({ ...options, ca: world.keeper.authority.pem, ...(session ? { session } : {}) })
  await new Promise<void>((resolve) => socket.once('secureConnect', resolve))
  assert.equal(socket.isSessionReused(), false)
  socket.destroy()
})

test('without a certificate the answer is 401 and says what to do, as a page or as a problem', async () => {
  await using world = await openWorld()
  const program = await TestCaller.connect(world)
  const seen = await program.ask(request('GET /permits/7'))
  assert.equal(seen.status, 401)
  const problem = problemOf(seen)
  assert.equal(problem['type'], 'urn:chancery:problem:certificate-missing')
  assert.match(String(problem['detail']), /registrar/)
  assert.equal(seen.fields['connection'], 'close', 'another certificate needs another handshake')
  assert.ok(seen.fields['www-authenticate'])
  await program.closed

  const browser = await TestCaller.connect(world)
  const page = await browser.ask(
    request('GET /permits/7', 'Accept: text/html,application/xhtml+xml;q=0.9\r\n'),
  )
  assert.equal(page.status, 401)
  assert.match(page.fields['content-type'] ?? '', /^text\/html/)
  assert.match(page.body, /registrar/)
  assert.deepEqual(
    world.keeper.entries.map(({ outcome, problem: name, principal, address }) => [
      outcome,
      name,
      principal,
      address,
    ]),
    [
      ['refused', 'certificate-missing', undefined, '127.0.0.1'],
      ['refused', 'certificate-missing', undefined, '127.0.0.1'],
    ],
  )
  assert.deepEqual(world.upstream.received, [])
})

test('a certificate with no path, or a holder who may not enter, is refused with the reason', async () => {
  await using world = await openWorld()
  const stranger = world.keeper.authority.certify('person', 'stranger')
  const unknown = await (await TestCaller.connect(world, stranger)).ask(request('GET /permits/7'))
  assert.equal(unknown.status, 401)
  assert.match(String(problemOf(unknown)['detail']), /no path leads to it/)

  world.keeper.refuseCaller(world.official, { kind: 'caller-refused', reason: 'the person was dismissed' })
  const dismissed = await (await TestCaller.connect(world, world.official)).ask(request('GET /permits/7'))
  assert.equal(dismissed.status, 403)
  assert.match(String(problemOf(dismissed)['detail']), /the person was dismissed/)
  assert.deepEqual(
    world.keeper.entries.map((entry) => entry.problem),
    ['certificate-refused', 'caller-refused'],
  )
})

test('without a step the answer is 403 and names what is missing and what would give it', async () => {
  await using world = await openWorld()
  const step = { case: 'building-permit-8', step: 'inspect', title: 'Inspect <the> site' }
  world.keeper.offer(step)
  const caller = await TestCaller.connect(world, world.official)
  const seen = await caller.ask(request('GET /permits/8'))
  assert.equal(seen.status, 403)
  const { permission, object, openSteps, type, status, detail } = problemOf(seen)
  assert.deepEqual(
    { permission, object, openSteps, status },
    {
      permission: 'permit.read',
      object: 'permit/8',
      openSteps: [step],
      status: 403,
    },
  )
  assert.equal(type, 'urn:chancery:problem:permission-missing')
  assert.match(String(detail), /`inspect` of case `building-permit-8`/)
  const page = await caller.ask(request('GET /permits/8', 'Accept: text/html\r\n'))
  assert.match(page.body, /Inspect &lt;the&gt; site/)
  const allowed = await caller.ask(request('GET /permits/7'))
  assert.equal(allowed.status, 200, 'the connection goes on')
  const [entry] = world.keeper.entries
  assert.deepEqual(
    [entry?.outcome, entry?.status, entry?.permission, entry?.object, entry?.principal],
    ['refused', 403, 'permit.read', 'permit/8', 'person/official'],
  )
})

test('what no route is published for is refused with 404', async () => {
  await using world = await openWorld()
  const caller = await TestCaller.connect(world, world.official)
  for (const line of ['GET /', 'GET /permits/7/', 'DELETE /permits/7', 'GET /permits/7/approve']) {
    const seen = await caller.ask(request(line))
    assert.equal(seen.status, 404, line)
    assert.match(String(problemOf(seen)['detail']), /no route is published/)
  }
  assert.deepEqual(world.upstream.received, [])
})

test('the host must be a published one, and of the service the connection was opened for', async () => {
  await using world = await openWorld()
  const { upstream, keeper, official } = world
  const routes = [
    { method: 'GET', path: '/permits/:case', permission: 'permit.read', object: 'permit/{case}' },
  ]
  keeper.publish({
    id: 'archive',
    hosts: ['archive.example', 'old.example'],
    upstream: upstream.address,
    routes,
  })
  const cases: readonly (readonly [serverName: string, host: string, status: number])[] = [
    ['permits.example', 'permits.example', 200],
    ['permits.example', 'PERMITS.example:8443', 200],
    ['', 'permits.example', 200],
    ['permits.example', 'archive.example', 421],
    ['permits.example', 'nobody.example', 421],
    ['archive.example', 'old.example', 200],
    ['archive.example', 'permits.example', 421],
    ['permits.example', 'permits.example/x', 400],
    ['permits.example', '', 400],
  ]
  for (const [serverName, host, status] of cases) {
    const caller = await TestCaller.connect(world, official, serverName)
    const seen = await caller.ask(`GET /permits/7 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    assert.equal(seen.status, status, `${serverName} ${host}`)
    caller.socket.destroy()
  }
})

test('an absolute target is read like its path, and must name the same host', async () => {
  await using world = await openWorld()
  const caller = await TestCaller.connect(world, world.official)
  assert.equal((await caller.ask(request('GET https://permits.example/permits/7?a=b'))).status, 200)
  assert.match(
    world.upstream.received[0] ?? '',
    /^GET \/permits\/7\?a=b HTTP\/1\.1\r\nHost: permits\.example\r\n/,
  )
  assert.equal((await caller.ask(request('GET https://archive.example/permits/7'))).status, 400)
  assert.equal((await caller.ask(request('GET http://permits.example/permits/7'))).status, 400)
})

test('methods and expectations that cannot pass are refused', async () => {
  await using world = await openWorld()
  const caller = await TestCaller.connect(world, world.official)
  assert.equal((await caller.ask(request('TRACE /permits/7'))).status, 501)
  assert.equal((await caller.ask(request('CONNECT permits.example:443'))).status, 501)
  assert.equal((await caller.ask(request('GET /permits/7', 'Expect: a-miracle\r\n'))).status, 417)
})

test('the body of a refused request is not read', async () => {
  await using world = await openWorld()
  const caller = await TestCaller.connect(world, world.official)
  const seen = await caller.ask(
    request('PUT /permits/8', 'Content-Length: 1000000\r\nExpect: 100-continue\r\n'),
  )
  assert.equal(seen.status, 403)
  assert.equal(seen.fields['connection'], 'close')
  // A little may be under way already; who goes on sending is cut off.
  caller.send('x'.repeat(1_000_000))
  await caller.closed
  assert.deepEqual(world.upstream.received, [])
})

test('a node that may admit nobody answers 503', async () => {
  await using world = await openWorld()
  world.keeper.stopAdmitting()
  const caller = await TestCaller.connect(world, world.official)
  const seen = await caller.ask(request('GET /permits/7'))
  assert.equal(seen.status, 503)
  assert.equal(problemOf(seen)['type'], 'urn:chancery:problem:not-admitting')
})

test('a strict service’s answer waits for its journal entry', async () => {
  await using world = await openWorld({ strict: true, script: answering('x'.repeat(100_000)) })
  world.keeper.breakJournal('held')
  const caller = await TestCaller.connect(world, world.official)
  let answered = false
  const asked = caller.ask(request('GET /permits/7')).then((seen) => {
    answered = true
    return seen
  })
  while (world.keeper.entries.length === 0) await new Promise(setImmediate)
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  assert.equal(answered, false)
  world.keeper.releaseJournal()
  const seen = await asked
  assert.equal(seen.body.length, 100_000)
  assert.deepEqual(
    world.keeper.entries.map(({ outcome, status, sentBytes }) => ({ outcome, status, sentBytes })),
    [{ outcome: 'forwarded', status: 200, sentBytes: undefined }],
  )
})

test('a journal that fails withholds a strict answer and refuses all later requests', async () => {
  for (const strict of [true, false]) {
    await using world = await openWorld({ strict })
    world.keeper.breakJournal('failed')
    const caller = await TestCaller.connect(world, world.official)
    assert.equal((await caller.ask(request('GET /permits/7'))).status, strict ? 503 : 200)
    assert.equal((await caller.ask(request('GET /permits/7'))).status, 503)
    assert.equal(world.upstream.received.length, 1)
  }
})

test('a counted permission is used up before the request goes on', async () => {
  await using world = await openWorld()
  world.keeper.permit(world.official, 'permit.approve', 'permit/9', { counted: true, usesLeft: 1 })
  const caller = await TestCaller.connect(world, world.official)
  const body = 'Content-Length: 5\r\n'
  assert.equal((await caller.ask(`${request('POST /permits/9/approve', body)}hello`)).status, 200)
  assert.deepEqual(world.keeper.uses, ['permit.approve permit/9'])
  assert.equal((await caller.ask(request('POST /permits/9/approve'))).status, 403)
  assert.deepEqual(world.keeper.uses, ['permit.approve permit/9'])
})

test('a counted permission taken meanwhile by another request is refused, and nothing is sent', async () => {
  await using world = await openWorld()
  world.keeper.permit(world.official, 'permit.approve', 'permit/9', { counted: true, usesLeft: 1 })
  const callers = await Promise.all([1, 2, 3].map(() => TestCaller.connect(world, world.official)))
  const seen = await Promise.all(callers.map((caller) => caller.ask(request('POST /permits/9/approve'))))
  assert.deepEqual(
    seen.map((response) => response.status).toSorted((a, b) => a - b),
    [200, 403, 403],
  )
  assert.equal(world.upstream.received.filter((text) => text !== '').length, 1)
})

test('a use is not spent on a service that cannot be reached', async () => {
  await using world = await openWorld({ upstream: 'unix:/nowhere/at.sock' })
  world.keeper.permit(world.official, 'permit.approve', 'permit/9', { counted: true, usesLeft: 1 })
  const caller = await TestCaller.connect(world, world.official)
  assert.equal((await caller.ask(request('POST /permits/9/approve'))).status, 502)
  assert.deepEqual(world.keeper.uses, [])
})

test('an orderly close lets a request under way finish and closes the rest', async () => {
  let answer: () => void = () => undefined
  const world = await openWorld({
    script: (socket) => {
      answer = () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    },
    limits: { shutdownMillisecondsMax: 5000 },
  })
  const idle = await TestCaller.connect(world, world.official)
  const busy = await TestCaller.connect(world, world.official)
  busy.send(request('GET /permits/7'))
  while (world.upstream.received[0] === undefined || world.upstream.received[0] === '')
    await new Promise(setImmediate)
  const closed = world.gate.close()
  await idle.closed
  answer()
  const seen = await busy.response()
  assert.equal(seen.body, 'ok')
  assert.equal(seen.fields['connection'], 'close')
  await closed
  world.upstream.close()
})
