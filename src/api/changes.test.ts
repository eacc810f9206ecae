import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, beforeEach, describe, test } from 'node:test'
import { accept, type Result, refuse } from '#fault'
import type { Refusal, Speaker } from '#unit'
import { Changes } from './changes.ts'
import { World } from './test-world.ts'

const mei: Speaker = { kind: 'person', id: 'mei', key: 'k' }

/** A reader that takes what it is told, and may stop doing so. */
function reader(speaker = mei) {
  const told: string[] = []
  const fake = {
    told,
    outcome: 'open' as 'open' | 'ended' | 'cut',
    standing: accept(speaker) as Result<Speaker, Refusal>,
    pending: 0,
  }
  const stream = {
    write: (text: string) => told.push(text),
    get pendingBytes() {
      return fake.pending
    },
    end: () => {
      fake.outcome = 'ended'
    },
    cut: () => {
      fake.outcome = 'cut'
    },
  }
  const asked = { speaker, stream, counts: () => fake.standing, tell: (fault: Refusal) => fault }
  return Object.assign(fake, { asked })
}

function turn(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

test('a stream begins with the size of the record, and many entries are told as one', async () => {
  let size = 7
  const changes = new Changes(() => size, { tellMilliseconds: 5 })
  const one = reader()
  changes.start(one.asked)
  for (let entry = 0; entry < 50; entry++) {
    size += 1
    changes.tell()
  }
  await turn(30)
  changes.close()
  const sizes = one.told.join('').match(/"size":\d+/g)
  assert.deepEqual(sizes, ['"size":7', '"size":57'])
  assert.equal(one.outcome, 'ended')
})

test('whoever does not count any more is told why and ended, and nobody else is', async () => {
  const changes = new Changes(() => 7, { tellMilliseconds: 1 })
  const [gone, other] = [reader(), reader({ ...mei, id: 'other' })]
  changes.start(gone.asked)
  changes.start(other.asked)
  gone.standing = refuse({ kind: 'certificate-revoked' })
  changes.tell()
  await turn(20)
  assert.match(gone.told.at(-1) ?? '', /^event: ended\ndata: \{"kind":"certificate-revoked"\}\n\n$/)
  assert.deepEqual([gone.outcome, other.outcome, changes.open], ['ended', 'open', 1])
  changes.close()
})

test('what ends by time alone is told within a second or so, though nothing happens', async () => {
  const changes = new Changes(() => 7)
  const one = reader()
  changes.start(one.asked)
  one.standing = refuse({ kind: 'session-idle' })
  while (one.outcome === 'open') await turn(50)
  assert.match(one.told.at(-1) ?? '', /session-idle/)
  assert.equal(changes.open, 0)
})

test('a reader that takes nothing is cut off', async () => {
  const changes = new Changes(() => 7, { tellMilliseconds: 1 })
  const one = reader()
  changes.start(one.asked)
  one.pending = 70_000
  changes.tell()
  await turn(20)
  assert.deepEqual([one.outcome, changes.open], ['cut', 0])
})

test('nobody has more streams than his share, and the node no more than it can bear', () => {
  const changes = new Changes(() => 7, { perPrincipalMax: 2, streamsMax: 3 })
  const started = ['mei', 'mei', 'mei', 'a', 'b'].map((id) => {
    const answer = changes.start(reader({ ...mei, id }).asked)
    return answer.ok ? 'open' : answer.fault
  })
  assert.deepEqual(started, [
    'open',
    'open',
    { kind: 'streams-too-many', of: 'caller', streamsMax: 2 },
    'open',
    { kind: 'streams-too-many', of: 'node', streamsMax: 3 },
  ])
  changes.close()
  assert.equal(changes.start(reader().asked).ok, false)
})

describe('over HTTP', () => {
  let world: World
  before(async () => {
    world = await new World().open()
  })
  after(() => world.api.close())
  beforeEach(() => {
    world.revoked = false
  })

  test('an open page is told of entries, and of the revocation of its certificate', async () => {
    const followed = await world.follow('/changes', world.mei)
    assert.equal(followed.response.headers['content-type'], 'text/event-stream')
    await followed.until('"size":7')
    world.unit.grow()
    await followed.until('"size":8')
    world.revoked = true
    world.unit.grow()
    await followed.until('event: ended')
    await followed.until('urn:chancery:problem:certificate-not-recorded')
    assert.equal(await followed.ended, 'end')
  })

  test('whoever has neither certificate nor session is not told', async () => {
    const answer = await world.secure('GET', '/changes')
    assert.equal(answer.status, 401)
    assert.equal((await world.plain('GET', '/changes')).status, 403)
  })

  test('a reader that goes away leaves nothing behind', async () => {
    const followed = await world.follow('/changes', world.mei)
    await followed.until('"size"')
    followed.response.destroy()
    await once(followed.response, 'close')
    world.unit.grow()
    const again = await world.follow('/changes', world.mei)
    await again.until('"size"')
    again.response.destroy()
  })
})
