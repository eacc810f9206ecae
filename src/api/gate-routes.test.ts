import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, beforeEach, test } from 'node:test'
import type { Followed } from './test-answer.ts'
import { World } from './test-world.ts'

const path = '/gate/decisions'
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
  world.permitted = true
  world.unit.fault = undefined
  world.readings.length = 0
  world.sessions.length = 0
})

/** One more entry of the journal. */
function decide(who: string, permitted = true): void {
  const entry = world.decided.length
  world.decided.push([{ entry, decision: { permitted, by: { id: who } } }])
}

async function watching(lastEventId?: number): Promise<Followed> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }
  const stream = await world.follow(path, world.mei, headers)
  await stream.until('event: heartbeat')
  return stream
}

async function gone(stream: Followed): Promise<void> {
  const closed = once(stream.response, 'close')
  stream.response.destroy()
  await closed
}

/** Whom the decisions of a stream are about, in order. */
function told(stream: Followed): readonly string[] {
  return Array.from(stream.text.matchAll(/"id":"(\w+)"/g), ([, id]) => id ?? '')
}

test('nobody without a certificate, or without a step that permits it, sees the gate at work', async () => {
  for (const asked of [path, '/gate/sessions']) {
    world.permitted = false
    const answers = [
      await world.secure('GET', asked),
      await world.plain('GET', asked),
      await world.secure('GET', asked, { as: world.stranger }),
      await world.secure('GET', asked, { as: world.mei }),
    ]
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 403, 401, 403],
    )
  }
  assert.equal(world.readings.length, 0)
})

test('sessions are told once it stands in the journal that they were read', async () => {
  const key = 'k'
  world.sessions.push({ principal: 'person/ida', certificateSerial: 'a1', key, since: 0, underWay: [] })
  world.unit.fault = 'journal-fails'
  assert.equal((await world.secure('GET', '/gate/sessions', { as: world.mei })).status, 500)
  world.unit.fault = undefined
  const answer = await world.secure('GET', '/gate/sessions', { as: world.mei })
  assert.deepEqual([answer.status, answer.json['connected']], [200, 1])
  const [reading] = world.readings
  assert.deepEqual([reading?.what, reading?.permission], ['gate/sessions', 'journal.read'])
})

test('a stream begins with the newest decisions and goes on with each that falls', async () => {
  decide('ida')
  const stream = await watching()
  await stream.until('"ida"')
  decide('bo', false)
  await stream.until('"bo"')
  assert.deepEqual(told(stream), ['ida', 'bo'])
  assert.equal(stream.response.headers['content-type'], 'text/event-stream')
  await gone(stream)
})

test('that somebody watches stands in the journal once, before anything is told', async () => {
  world.unit.fault = 'journal-fails'
  assert.equal((await world.secure('GET', path, { as: world.mei })).status, 500)
  world.unit.fault = undefined
  const stream = await watching()
  decide('ida')
  await stream.until('"ida"')
  assert.deepEqual(
    world.readings.map(({ what }) => what),
    ['gate/decisions'],
  )
  await gone(stream)
})

test('whoever comes back goes on after the event he names', async () => {
  decide('ida')
  const last = world.decided.length - 1
  decide('bo')
  const stream = await watching(last)
  await stream.until('"bo"')
  assert.deepEqual(told(stream), ['bo'])
  await gone(stream)
  const ahead = await watching(1_000_000)
  await ahead.until('"bo"')
  await gone(ahead)
})

test('a stream ends with the reason when the step or the certificate ends', async () => {
  const ends = [
    ['not-executor', () => (world.permitted = false)],
    ['certificate-not-recorded', () => (world.revoked = true)],
  ] as const
  for (const [kind, end] of ends) {
    world.permitted = true
    world.revoked = false
    const stream = await watching()
    end()
    await stream.until('event: ended')
    assert.match(stream.text, new RegExp(`"kind":"${kind}","detail":"`))
    decide(`after ${kind}`)
    assert.equal(await stream.ended, 'end')
    assert.ok(!stream.text.includes(`after ${kind}`))
  }
})

test('a person has so many streams and no more, and all end with the node', async () => {
  const streams: Followed[] = []
  for (let count = 0; count < 4; count++) {
    const stream = await shutting.follow(path, shutting.mei)
    await stream.until('event: heartbeat')
    streams.push(stream)
  }
  const fifth = await shutting.secure('GET', path, { as: shutting.mei })
  assert.equal(fifth.status, 429)
  await shutting.api.close()
  for (const stream of streams) assert.equal(await stream.ended, 'end')
})
