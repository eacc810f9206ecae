import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { Ending } from './ended-feed.ts'
import type { Followed } from './test-answer.ts'
import { World } from './test-world.ts'

const path = '/rights/ended'
const world = new World()
const shutting = new World()

before(async () => {
  // An answer that is no stream would be refused as late after this time.
  await world.open({ limits: { answerMilliseconds: 100 } })
  await shutting.open()
})
after(() => world.api.close())
beforeEach(() => {
  world.revoked = false
  world.serving = false
  world.visiting = false
  world.unit.fault = undefined
  world.readings.length = 0
})

function right(person: string, kind: Ending['of']['kind'] = 'person'): Ending {
  return { event: 'right-ended', of: { kind, id: person }, data: { case: '3', person } }
}

/** One more entry. */
function entry(...endings: readonly Ending[]): void {
  world.unit.state.size++
  world.ended.tell(world.unit.state.size - 1, world.clock.now(), endings)
}

async function followed(lastEventId?: string): Promise<Followed> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const stream = await world.follow(path, world.mei, headers)
  await stream.until('event: epoch')
  return stream
}

async function gone(stream: Followed): Promise<void> {
  stream.response.destroy()
  while (world.ended.open > 0) await new Promise(setImmediate)
}

test('nobody without a certificate, with a stranger’s or over plain HTTP is told anything', async () => {
  const answers = [
    await world.secure('GET', path),
    await world.secure('GET', path, { as: world.stranger }),
    await world.plain('GET', path),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401, 403],
  )
  assert.equal(world.ended.open, 0)
})

test('a head and other methods are refused, for neither would have an end', async () => {
  for (const method of ['HEAD', 'POST']) {
    const answer = await world.secure(method, path, { as: world.mei })
    assert.deepEqual([answer.status, answer.headers.allow], [405, 'GET'])
  }
})

test('a stream goes on beyond the time an answer may take, and is kept by nobody', async () => {
  const stream = await followed()
  const { headers, statusCode } = stream.response
  assert.deepEqual(
    [statusCode, headers['content-type'], headers['cache-control']],
    [200, 'text/event-stream', 'no-store'],
  )
  assert.equal(headers['x-content-type-options'], 'nosniff')
  const beats = (): number => stream.text.split('event: epoch').length - 1
  while (beats() < 4) await new Promise((resolve) => setTimeout(resolve, 10))
  entry(right('mei'))
  await stream.until('event: right-ended')
  await gone(stream)
})

test('a person is told of his own, and it stands in no journal', async () => {
  const stream = await followed()
  entry(right('ida'), right('mei', 'visitor'), right('mei'))
  await stream.until('event: right-ended')
  assert.equal(stream.text.match(/right-ended/g)?.length, 1)
  assert.equal(world.readings.length, 0)
  await gone(stream)
})

test('a service is told of everybody, once it stands in the journal that it listens', async () => {
  world.serving = true
  world.unit.fault = 'journal-fails'
  assert.equal((await world.secure('GET', path, { as: world.mei })).status, 500)
  assert.equal(world.ended.open, 0)
  world.unit.fault = undefined
  const stream = await followed()
  const [reading] = world.readings
  assert.deepEqual(
    [reading?.what, reading?.reader.kind, world.readings.length],
    ['rights/ended', 'service', 1],
  )
  entry(right('ida'), right('wei@w', 'visitor'))
  await stream.until('wei@w')
  assert.match(stream.text, /ida/)
  await gone(stream)
})

test('whoever comes back goes on after the event he names, or drops everything', async () => {
  const first = await followed()
  entry(right('mei'))
  await first.until('event: right-ended')
  const id = /event: right-ended\nid: (\S+)/.exec(first.text)?.[1]
  await gone(first)
  entry(right('mei'))
  const second = await followed(id)
  assert.equal(second.text.match(/right-ended/g)?.length, 1)
  assert.doesNotMatch(second.text, /resync/)
  await gone(second)
  for (const unknown of ['0.1', 'yesterday', 'x'.repeat(500)]) {
    const third = await followed(unknown)
    assert.match(third.text, /^event: resync\n.*\ndata: \{"reason":"gap"/m)
    await gone(third)
  }
})

test('the stream of a certificate that is revoked ends at the next entry, and no other begins', async () => {
  const stream = await followed()
  const { length } = stream.text
  world.revoked = true
  entry(right('mei'))
  assert.equal(await stream.ended, 'end')
  assert.equal(stream.text.slice(length).includes('right-ended'), false)
  assert.equal((await world.secure('GET', path, { as: world.mei })).status, 401)
})

test('a reader who takes nothing is cut off with what waits', async () => {
  const stream = await followed()
  stream.response.pause()
  const much = { ...right('mei'), data: { text: 'x'.repeat(200_000) } }
  // The network takes some megabytes before anything waits.
  for (let entries = 0; world.ended.open > 0; entries++) {
    assert.ok(entries < 500, 'it is held for ever')
    entry(much)
    await new Promise(setImmediate)
  }
  stream.response.resume()
  assert.equal(await stream.ended, 'cut')
})

test('more streams than one caller may have are refused with the time to come back', async () => {
  const streams = await Promise.all(Array.from({ length: 4 }, () => followed()))
  const answer = await world.secure('GET', path, { as: world.mei })
  assert.deepEqual([answer.status, answer.headers['retry-after']], [429, '1'])
  for (const stream of streams) stream.response.destroy()
  while (world.ended.open > 0) await new Promise(setImmediate)
})

test('nothing is told by a node that has stopped: streams end, and none begins', async () => {
  const stream = await followed()
  world.unit.fault = 'stopped'
  assert.equal(await stream.ended, 'end')
  assert.equal((await world.secure('GET', path, { as: world.mei })).status, 503)
})

test('a shutdown ends the streams and does not wait for their readers', async () => {
  const stream = await shutting.follow(path, shutting.mei)
  await stream.until('event: epoch')
  await Promise.all([shutting.api.close(), stream.ended])
  assert.equal(shutting.ended.open, 0)
})
