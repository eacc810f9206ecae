import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BodyReader, encode, findData, malformed } from './body.ts'
import type { Framing } from './head.ts'
import { gateLimits } from './limits.ts'

interface ReadBody {
  readonly body: string
  readonly state: 'done' | 'more' | 'malformed'
  readonly left: string
}

function readBody(framing: Framing, pieces: readonly string[]): ReadBody {
  const reader = new BodyReader(framing, gateLimits)
  let body = ''
  let left = ''
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1')
    const found = findData(reader, bytes, 0)
    if (found.next === malformed) return { body, state: 'malformed', left }
    body += encode('', found, false, false).toString('latin1')
    left += bytes.toString('latin1', found.next)
  }
  return { body, state: reader.done ? 'done' : 'more', left }
}

const chunked: Framing = { kind: 'chunked' }

test('chunked coding that is not exactly right is refused', () => {
  const refused = [
    'x\r\n',
    '\r\n',
    ' 1\r\na\r\n',
    '1 \r\na\r\n',
    '+1\r\na\r\n',
    '0x1\r\na\r\n',
    '1\na\r\n',
    '1\r\na\n0\r\n\r\n',
    '1\r\nab\r\n',
    '1\r\na\rb',
    '1;\r\na\r\n',
    '1;a=\r\na\r\n',
    '1;a="b\r\na\r\n',
    '1;a\rb\r\na\r\n',
    '1;a\x00\r\na\r\n',
    '1234567890123\r\n',
    '0\r\nX : a\r\n\r\n',
    '0\r\n X: a\r\n\r\n',
    '0\r\nX: a\n\r\n',
    `1;${'a'.repeat(300)}\r\na\r\n`,
    'a'.repeat(300),
    `0\r\n${'X: a\r\n'.repeat(2000)}\r\n`,
  ]
  for (const text of refused)
    assert.equal(readBody(chunked, [text]).state, 'malformed', JSON.stringify(text.slice(0, 40)))
})

test('chunked coding is taken apart however its bytes are cut', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['0\r\n\r\n', ''],
    ['5\r\nhello\r\n0\r\n\r\n', 'hello'],
    ['3\r\nhel\r\n2\r\nlo\r\n000\r\n\r\n', 'hello'],
    ['5;a;b=c;d="e;\\"f"\r\nhello\r\n0;x\r\n\r\n', 'hello'],
    ['A\r\n0\r\n\r\n0\r\n\r\n\r\n0\r\nX: y\r\nZ:\r\n\r\n', '0\r\n\r\n0\r\n\r\n'],
  ]
  for (const [text, body] of cases) {
    const coded = `${text}GET`
    assert.deepEqual(readBody(chunked, [coded]), { body, state: 'done', left: 'GET' }, text)
    assert.deepEqual(readBody(chunked, coded.split('')), { body, state: 'done', left: 'GET' }, text)
  }
})

test('a body of a length ends after it, and one until close never by itself', () => {
  assert.deepEqual(readBody({ kind: 'length', bytes: 5 }, ['he', 'lloGET']), {
    body: 'hello',
    state: 'done',
    left: 'GET',
  })
  assert.deepEqual(readBody({ kind: 'length', bytes: 5 }, ['hell']), {
    body: 'hell',
    state: 'more',
    left: '',
  })
  assert.deepEqual(readBody({ kind: 'until-close' }, ['he', 'llo']), {
    body: 'hello',
    state: 'more',
    left: '',
  })
  assert.deepEqual(readBody({ kind: 'none' }, ['GET']), { body: '', state: 'done', left: 'GET' })
})

test('what is encoded in chunks is read as what it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.uint8Array(), { maxLength: 4 })),
      fc.integer({ min: 1, max: 9 }),
      (reads, cut) => {
        let coded = ''
        let plain = ''
        for (const [index, parts] of reads.entries()) {
          const source = Buffer.concat(parts)
          let at = 0
          const stretches = parts.flatMap((part) => [at, (at += part.length)])
          const found = { source, stretches, bytes: source.length, next: 0 }
          coded += encode('', found, true, index === reads.length - 1).toString('latin1')
          plain += source.toString('latin1')
        }
        if (reads.length === 0) return
        const cuts = Array.from({ length: Math.ceil(coded.length / cut) }, (_, at) =>
          coded.slice(at * cut, at * cut + cut),
        )
        assert.deepEqual(readBody(chunked, cuts), { body: plain, state: 'done', left: '' })
      },
    ),
  )
})
