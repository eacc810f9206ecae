import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Certified } from './fake-keeper.ts'
import type { AccessEntry } from './gatekeeper.ts'
import type { ProxiedAnswer, ProxiedRequest } from './proxied-requests.ts'
import { openWorld, request, TestCaller, type World } from './test-wire.ts'

const revoked = { kind: 'certificate-refused', reason: 'it has been revoked' } as const

/** What a proxy asks of `world` for a request of `who`. */
function decided(
  world: World,
  line: string,
  who?: Certified,
  more: Partial<ProxiedRequest> = {},
): Promise<ProxiedAnswer> {
  const [method = '', target = ''] = line.split(' ')
  const host = 'permits.example'
  return world.gate.decideFor({ proxy: 'front', method, target, host, leafDer: who?.der, ...more })
}

function kindOf(answer: ProxiedAnswer): string {
  return answer.admitted ? 'admitted' : answer.problem
}

test('a proxy is told to pass a permitted request on, with the caller, the grant and the token', async () => {
  await using world = await openWorld({ proxy: 'front' })
  const answer = await decided(world, 'GET /permits/7?x=1', world.official)
  assert.deepEqual(answer, {
    admitted: true,
    fields: {
      'Chancery-Principal': 'person/official',
      'Chancery-Case': 'case-1',
      'Chancery-Step': 'decide',
      'Chancery-Epoch': '1',
      'Chancery-Key': 'key of official',
      'Chancery-Until': '2100-01-01T00:00:00.000Z',
      'Chancery-Token': 'person/official.permits.decide',
      'Client-Cert': `:${Buffer.from(world.official.der).toString('base64')}:`,
    },
  })
  assert.equal(world.gate.counts().asked, 1)
})

test('a proxy’s request is refused for the same reasons as the gate’s, with the same entries', async () => {
  await using world = await openWorld({ proxy: 'front' })
  const revokedOne = world.keeper.enrol('revoked')
  world.keeper.refuseCaller(revokedOne, revoked)
  const stranger = { ...world.official, der: Uint8Array.of(1) }
  const cases: readonly (readonly [string, Certified | undefined, string])[] = [
    ['GET /permits/7', world.official, 'admitted'],
    ['HEAD /permits/7', world.official, 'admitted'],
    ['GET /permits/8', world.official, 'permission-missing'],
    ['DELETE /permits/7', world.official, 'route-unpublished'],
    ['GET /permits/7', undefined, 'certificate-missing'],
    ['GET /permits/7', revokedOne, 'certificate-refused'],
    ['GET /permits//7', world.official, 'target-malformed'],
    ['GET /permits/%2e%2e/7', world.official, 'target-malformed'],
    ['GET /permits/a%2Fb', world.official, 'target-malformed'],
    ['GET /permits/7;v=1', world.official, 'target-malformed'],
    ['TRACE /permits/7', world.official, 'method-unsupported'],
  ]
  for (const [line, who, expected] of cases) {
    const entriesBefore = world.keeper.entries.length
    const caller = await TestCaller.connect(world, who)
    const seen = await caller.ask(request(line))
    const atGate = world.keeper.entries.slice(entriesBefore)
    const answer = await decided(world, line, who)
    const behind = world.keeper.entries.slice(entriesBefore + atGate.length)
    assert.equal(kindOf(answer), expected, line)
    assert.deepEqual(answer.admitted ? 200 : answer.details.status, seen.status, line)
    if (seen.body.startsWith('{')) assert.deepEqual(!answer.admitted && answer.details, JSON.parse(seen.body))
    assert.deepEqual(behind.map(comparable), atGate.map(comparable), line)
    assert.ok(behind.every(({ through }) => through === 'front'))
  }
  assert.equal(kindOf(await decided(world, 'GET /permits/7', stranger)), 'certificate-refused')
})

/** What must be the same whoever asked: not the times, the bytes only the gate counts, and who asked. */
function comparable(entry: AccessEntry): object {
  const { at: _, durationMilliseconds: __, through: ___, address: ____, ...rest } = entry
  return { ...rest, receivedBytes: undefined, sentBytes: undefined }
}

test('only the proxy named for the service is answered, and asking without is journalled', async () => {
  for (const proxy of [undefined, 'other']) {
    await using world = await openWorld(proxy === undefined ? {} : { proxy })
    assert.equal(kindOf(await decided(world, 'GET /permits/7', world.official)), 'proxy-not-named')
    const [entry] = world.keeper.entries
    assert.deepEqual([entry?.outcome, entry?.through, entry?.principal], ['refused', 'front', undefined])
  }
  await using world = await openWorld({ proxy: 'front' })
  const elsewhere = { host: 'archive.example' }
  assert.equal(kindOf(await decided(world, 'GET /permits/7', world.official, elsewhere)), 'host-not-served')
  for (const host of [undefined, '', 'a b', 'permits.example, archive.example']) {
    const answer = await decided(world, 'GET /permits/7', world.official, { host })
    assert.equal(kindOf(answer), 'request-malformed', host ?? 'none')
  }
})

test('the end of a right, of a service for now and of admission are those of proxies too', async () => {
  await using world = await openWorld({ proxy: 'front' })
  const ask = async (): Promise<string> => kindOf(await decided(world, 'GET /permits/7', world.official))
  assert.equal(await ask(), 'admitted')
  world.keeper.withdrawRights()
  assert.equal(await ask(), 'permission-missing')
  world.keeper.permit(world.official, 'permit.read', 'permit/7')
  assert.equal(await ask(), 'admitted')
  world.keeper.suspend('permits.example')
  assert.equal(await ask(), 'service-suspended')
  world.keeper.refuseCaller(world.official, revoked)
  assert.equal(await ask(), 'certificate-refused')
  world.keeper.stopAdmitting()
  assert.equal(await ask(), 'not-admitting')
})

test('a counted use is used up before the answer, and no more than there are', async () => {
  await using world = await openWorld({ proxy: 'front' })
  world.keeper.permit(world.official, 'permit.approve', 'permit/9', { counted: true, usesLeft: 2 })
  const asks = Array.from({ length: 4 }, () => decided(world, 'POST /permits/9/approve', world.official))
  const kinds = (await Promise.all(asks)).map(kindOf)
  assert.deepEqual(kinds.filter((kind) => kind === 'admitted').length, 2)
  assert.equal(world.keeper.uses.length, 2)
  const outcomes = world.keeper.entries.map(({ outcome }) => outcome).sort()
  assert.deepEqual(outcomes, ['forwarded', 'forwarded', 'refused', 'refused'])
})

test('for a strict service the entry is durable before the answer, for another it may follow', async () => {
  for (const strict of [true, false]) {
    await using world = await openWorld({ proxy: 'front', strict })
    world.keeper.breakJournal('held')
    const answering = decided(world, 'GET /permits/7', world.official)
    const first = await Promise.race([
      answering.then(kindOf),
      new Promise((resolve) => setImmediate(resolve)),
    ])
    assert.equal(first, strict ? undefined : 'admitted')
    world.keeper.releaseJournal()
    assert.equal(kindOf(await answering), 'admitted')
    assert.equal(world.keeper.entries.length, 1)
  }
})

test('a right that ends while the entry of a strict service is written is not given any more', async () => {
  await using world = await openWorld({ proxy: 'front', strict: true })
  world.keeper.breakJournal('held')
  const answering = decided(world, 'GET /permits/7', world.official)
  world.keeper.withdrawRights()
  world.keeper.releaseJournal()
  assert.equal(kindOf(await answering), 'permission-missing')
  assert.deepEqual(
    world.keeper.entries.map(({ outcome }) => outcome),
    ['forwarded', 'cut'],
  )
})

test('once an entry was lost nobody is admitted, through a proxy or at the gate', async () => {
  await using world = await openWorld({ proxy: 'front', strict: true })
  world.keeper.breakJournal('failed')
  assert.equal(kindOf(await decided(world, 'GET /permits/7', world.official)), 'not-admitting')
  const caller = await TestCaller.connect(world, world.official)
  assert.equal((await caller.ask(request('GET /permits/7'))).status, 503)
})
