import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Speaker } from '#unit'
import { EndedFeed, type Ending, type FeedReader } from './ended-feed.ts'
import { StandingClock } from './fake-unit.ts'
import type { FeedLimits } from './limits.ts'

const day = Date.UTC(2026, 10, 22)

/** A reader who takes what comes, does not take it, or whose certificate is over. */
class FakeReader implements FeedReader {
  readonly speaker: Speaker
  text = ''
  ended: 'end' | 'cut' | undefined
  pendingBytes = 0
  isLive = true
  readonly stream = this

  constructor(kind: Speaker['kind'], id: string) {
    this.speaker = { kind, id, key: `key-${id}` }
  }

  counts(): boolean {
    return this.isLive
  }

  write(text: string): void {
    this.text += text
  }

  end(): void {
    this.ended = 'end'
  }

  cut(): void {
    this.ended = 'cut'
  }

  /** Name and id of each event since the last call. */
  taken(): readonly string[] {
    const events = [...this.text.matchAll(/^event: (.*)\nid: (.*)\ndata: (.*)\n\n/gm)]
    this.text = ''
    return events.map(([, event, id]) => `${event} ${id}`)
  }
}

class Fixture {
  size = 10
  isServing = true
  readonly feed: EndedFeed

  constructor(limits: Partial<FeedLimits> = {}) {
    this.feed = new EndedFeed({
      size: () => this.size,
      isServing: () => this.isServing,
      clock: new StandingClock(day),
      limits,
    })
    fixtures.push(this)
  }

  /** One more entry. */
  entry(...endings: readonly Ending[]): void {
    this.size++
    this.feed.tell(this.size - 1, day, endings)
  }

  reader(kind: Speaker['kind'], id: string, lastEventId?: string): FakeReader {
    const reader = new FakeReader(kind, id)
    const started = this.feed.start(reader, lastEventId)
    assert.ok(started.ok)
    return reader
  }
}

const fixtures: Fixture[] = []
after(() => {
  for (const { feed } of fixtures) feed.close()
})

function right(person: string, kind: Ending['of']['kind'] = 'person'): Ending {
  return { event: 'right-ended', of: { kind, id: person }, data: { case: '3', [kind]: person } }
}

describe('the feed of ended rights', () => {
  test('tells enforcement points everything, people and visitors what was theirs', () => {
    const office = new Fixture()
    const readers = [
      office.reader('service', 'proxy'),
      office.reader('device', 'door'),
      office.reader('person', 'mei'),
      office.reader('visitor', 'wei@w'),
      // A person of that name is another than the visitor.
      office.reader('person', 'wei@w'),
    ]
    for (const reader of readers) assert.deepEqual(reader.taken(), ['resync 10.0', 'epoch 10.0'])
    office.entry(right('mei'), right('wei@w', 'visitor'), right('ida'))
    const told = readers.map((reader) => reader.taken())
    const all = ['right-ended 10.1', 'right-ended 10.2', 'right-ended 10.3']
    assert.deepEqual(told, [all, all, [all[0]], [all[1]], []])
  })

  test('writes events as the standard has them, one line of JSON each', () => {
    const office = new Fixture()
    const reader = office.reader('service', 'proxy')
    reader.taken()
    office.entry({ event: 'right-ended', of: { kind: 'person', id: 'mei' }, data: { reason: 'a\nb\u2028' } })
    const at = '2026-11-22T00:00:00.000Z'
    const data = `{"reason":"a\\nb\u2028","at":"${at}"}`
    assert.equal(reader.text, `event: right-ended\nid: 10.1\ndata: ${data}\n\n`)
  })

  test('goes on after any event that was read, with nothing left out and nothing twice', () => {
    const office = new Fixture()
    const whole = office.reader('service', 'proxy')
    office.entry(right('mei'), right('ida'))
    office.entry()
    office.entry(right('ivo'))
    const all = whole.taken().filter((event) => event.startsWith('right'))
    assert.equal(all.length, 3)
    for (const [place, last] of ['10.0', '10.1', '10.2', '11.0', '12.0', '12.1', '13.0'].entries()) {
      const expected = all.filter((event) => isAfter(event.split(' ')[1] ?? '', last))
      assert.deepEqual(office.reader('service', `p${place}`, last).taken(), [...expected, 'epoch 13.0'], last)
    }
    const mine = office.reader('person', 'ida', '10.1').taken()
    assert.deepEqual(mine, ['right-ended 10.2', 'epoch 13.0'])
  })

  test('has whoever cannot be told everything drop everything', () => {
    const office = new Fixture({ eventsKeptMax: 2 })
    office.entry(right('mei'), right('ida'), right('ivo'))
    const isResync = (last: string): boolean => {
      const reader = office.reader('service', last, last)
      return reader.taken()[0] === 'resync 11.0'
    }
    // Before the start of this process, before what is kept, ahead of the record, no id at all.
    const lost = ['9.0', '9.9', '10.0', '11.1', '12.0', '', 'x', '-1.0', '10.2.1', '1e1.0', '9'.repeat(400)]
    for (const last of lost) assert.ok(isResync(last), last)
    for (const last of ['10.1', '10.2', '10.3', '11.0']) assert.ok(!isResync(last), last)
  })

  test('has everybody start anew when one entry ends more than is kept', () => {
    const office = new Fixture({ eventsKeptMax: 2 })
    const readers = [office.reader('service', 'proxy'), office.reader('person', 'mei')]
    for (const reader of readers) reader.taken()
    office.entry(right('mei'), right('ida'), right('ivo'))
    for (const reader of readers) assert.deepEqual(reader.taken(), ['resync 11.0'])
  })

  test('cuts a reader off who does not take what he is told, and no other', () => {
    const office = new Fixture({ pendingBytesMax: 100 })
    const [slow, other] = [office.reader('service', 'slow'), office.reader('service', 'other')]
    slow.pendingBytes = 101
    office.entry(right('mei'))
    office.entry()
    assert.deepEqual([slow.ended, other.ended, office.feed.open], ['cut', undefined, 1])
    assert.deepEqual(slow.taken(), ['resync 10.0', 'epoch 10.0'])
    assert.deepEqual(office.reader('service', 'slow', '10.0').taken(), ['right-ended 10.1', 'epoch 12.0'])
  })

  test('ends with the reader’s certificate, before another word, though the entry is not about him', () => {
    const office = new Fixture()
    const reader = office.reader('service', 'proxy')
    reader.taken()
    reader.isLive = false
    office.entry(right('mei'))
    assert.deepEqual([reader.ended, reader.text, office.feed.open], ['end', '', 0])
    const idle = office.reader('person', 'mei')
    idle.isLive = false
    office.entry()
    assert.equal(idle.ended, 'end')
  })

  test('beats while the node serves, and ends when it cannot know of anything new', async () => {
    const office = new Fixture({ heartbeatMilliseconds: 1 })
    const reader = office.reader('service', 'proxy')
    reader.taken()
    while (reader.text === '') await new Promise((resolve) => setTimeout(resolve, 1))
    assert.equal(reader.taken()[0], 'epoch 10.0')
    office.isServing = false
    while (reader.ended === undefined) await new Promise((resolve) => setTimeout(resolve, 1))
    assert.deepEqual([reader.ended, office.feed.open], ['end', 0])
  })

  test('has places for so many streams of one caller, of enforcement points and of people', () => {
    const limits = { perPrincipalMax: 2, enforcersMax: 3, personsMax: 3 }
    const office = new Fixture(limits)
    const refusal = (kind: Speaker['kind'], id: string): string => {
      const started = office.feed.start(new FakeReader(kind, id), undefined)
      if (started.ok) return 'open'
      return started.fault.kind === 'streams-too-many' ? started.fault.of : started.fault.kind
    }
    const people = ['a', 'a', 'a', 'b', 'c'].map((id) => refusal('person', id))
    assert.deepEqual(people, ['open', 'open', 'caller', 'open', 'node'])
    const enforcers = ['a', 'a', 'a', 'b', 'c'].map((id) => refusal('service', id))
    assert.deepEqual(enforcers, ['open', 'open', 'caller', 'open', 'node'])
    office.feed.close()
    assert.equal(refusal('service', 'd'), 'node-closing')
  })

  test('gives a place back when the stream has ended, and ends all when it closes', () => {
    const office = new Fixture({ perPrincipalMax: 1 })
    const reader = new FakeReader('person', 'mei')
    const started = office.feed.start(reader, undefined)
    assert.ok(started.ok)
    started.value()
    const next = office.reader('person', 'mei')
    office.feed.close()
    assert.deepEqual([reader.ended, next.ended, office.feed.open], [undefined, 'end', 0])
  })
})

function isAfter(id: string, last: string): boolean {
  const [[a = 0, b = 0], [c = 0, d = 0]] = [id.split('.').map(Number), last.split('.').map(Number)]
  return a > c || (a === c && b > d)
}
