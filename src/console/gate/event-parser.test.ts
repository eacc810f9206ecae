import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventParser, type StreamEvent } from './event-parser.ts'

const text =
  'retry: 1000\n\nevent: heartbeat\ndata: {}\n\n: a comment\n\nid: 7\nevent: decisions\ndata: {"a":1}\n\n' +
  'data: one\ndata: two\n\n'

const events: readonly StreamEvent[] = [
  { event: 'heartbeat', data: '{}', id: '' },
  { event: 'decisions', data: '{"a":1}', id: '7' },
  { event: 'message', data: 'one\ntwo', id: '7' },
]

test('events are read whole, wherever the text is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
      const parse = eventParser()
      const ordered = [0, ...cuts.toSorted((one, other) => one - other), text.length]
      const found = ordered.slice(1).flatMap((end, at) => parse(text.slice(ordered[at], end)))
      assert.deepEqual(found, events)
    }),
  )
})

test('lines may end as on other systems', () => {
  assert.deepEqual(eventParser()(text.replaceAll('\n', '\r\n')), events)
})

test('an event without data is none, and one without an end is not given', () => {
  const parse = eventParser()
  assert.deepEqual(parse('event: ended\n\ndata: half'), [])
  assert.deepEqual(parse('\n\n'), [{ event: 'message', data: 'half', id: '' }])
})

test('a stream that sends no whole event is given up', () => {
  assert.throws(() => eventParser()('x'.repeat(5_000_000)), /no whole event/)
})
