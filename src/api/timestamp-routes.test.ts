import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { World } from './test-world.ts'

const world = new World()

before(() => world.open())
after(() => world.api.close())

const headers = { 'content-type': 'application/timestamp-query' }

test('a request for a time-stamp is answered to anybody, on both listeners, in the form it has', async () => {
  for (const answer of [
    await world.plain('POST', '/time-stamp', { headers, body: 'query' }),
    await world.secure('POST', '/time-stamp', { headers, body: 'query' }),
  ]) {
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/timestamp-reply')
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.deepEqual([...answer.body], [0x30, 2, 4, 5])
  }
})

test('a request without a body is one that nobody can read, and is answered as such', async () => {
  const answer = await world.plain('POST', '/time-stamp', { headers, body: '' })
  assert.deepEqual([answer.status, ...answer.body], [200, 0x30, 2, 4, 0])
})

const refused: readonly (readonly [string, string, string, number])[] = [
  ['of another type', 'application/json', '{}', 415],
  ['that is too large', 'application/timestamp-query', 'x'.repeat(5_000), 413],
]
for (const [what, type, body, status] of refused) {
  test(`a request ${what} is refused before it is read`, async () => {
    const answer = await world.plain('POST', '/time-stamp', { headers: { 'content-type': type }, body })
    assert.equal(answer.status, status)
  })
}

test('whoever asks too often waits, and others do not', async () => {
  const slow = await new World().open({ limits: { timestamps: { burst: 2, perSecond: 0.1 } } })
  try {
    const statuses: number[] = []
    for (let at = 0; at < 3; at++) {
      statuses.push((await slow.plain('POST', '/time-stamp', { headers, body: 'x' })).status)
    }
    assert.deepEqual(statuses, [200, 200, 429])
    assert.equal((await slow.plain('GET', '/authority')).status, 200)
  } finally {
    await slow.api.close()
  }
})
