import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '#bytes'
import { EventReader, type StreamEvent } from './event-stream.ts'

const text =
  'retry: 1000\n\nevent: right-ended\nid: 17.1\ndata: {"person":"李"}\n\n' +
  ': nothing\n\nevent: epoch\nid: 18.0\ndata: {"size":18}\n\n'
const events: readonly StreamEvent[] = [
  { event: 'right-ended', data: '{"person":"李"}' },
  { event: 'epoch', data: '{"size":18}' },
]

test('events are read whole, wherever the network cuts them', () => {
  const bytes = utf8(text)
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
      const reader = new EventReader()
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const read = places.flatMap((from, at) => reader.read(bytes.subarray(from, places[at + 1])) ?? [])
      assert.deepEqual(read, events)
      assert.equal(reader.lastEventId, '18.0')
    }),
  )
})

test('an event that had only begun when the stream broke off is as if it had not come', () => {
  const reader = new EventReader()
  reader.read(utf8('event: a\nid: 1.1\ndata: {}\n\nevent: b\nid: 2.1\nda'))
  assert.equal(reader.lastEventId, '1.1')
  reader.restart()
  assert.deepEqual(reader.read(utf8('event: b\nid: 2.1\ndata: {}\n\n')), [{ event: 'b', data: '{}' }])
})

test('an event without end is not kept', () => {
  const reader = new EventReader()
  const piece = utf8('x'.repeat(40_000))
  assert.deepEqual(reader.read(piece), [])
  assert.equal(reader.read(piece), undefined)
})
