import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import fc from 'fast-check'
import { isObject, strictJson } from './strict-json.ts'

group('strict JSON', () => {
  test('reads what JSON.stringify writes, however it is laid out', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent)
        assert.deepEqual(strictJson(text, 1 << 20), JSON.parse(text))
      }),
    )
  })

  const refused = [
    '',
    '{',
    '{"a":1}x',
    '{"a":1,"a":1}',
    '{"a":{"b":1,"b" :2}}',
    '[{"":1,"":2}]',
    '{"a":1,"\\u0061":2}',
    '{"\\"":1,"\\"":2}',
    '{"__proto__":1,"__proto__":2}',
    '[[[[[[[[[1]]]]]]]]]',
    '1e999',
    '{"a":[-1e999]}',
  ]
  for (const text of refused) {
    test(`refuses ${text === '' ? 'no text' : text}`, () => assert.equal(strictJson(text, 100), undefined))
  }

  test('takes a colon inside a text for what it is', () => {
    const text = String.raw`{"a\":":"b\\\":","c":["d:", "\":"]}`
    assert.deepEqual(strictJson(text, 100), JSON.parse(text))
  })

  test('refuses a text longer than the limit', () => {
    assert.equal(strictJson('"1234"', 6), '1234')
    assert.equal(strictJson('"1234"', 5), undefined)
  })

  test('takes as many levels as it is told', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    assert.ok(strictJson(nested(30), 100, 30))
    assert.equal(strictJson(nested(31), 100, 30), undefined)
    assert.equal(strictJson(nested(30_000), 60_000, 30), undefined)
  })

  test('tells whether an object has exactly the members asked for', () => {
    assert.equal(isObject({ a: 1, b: undefined }, ['a', 'b']), true)
    for (const value of [null, [], 'a', { a: 1 }, { a: 1, c: 1 }, { a: 1, b: 1, c: 1 }]) {
      assert.equal(isObject(value, ['a', 'b']), false)
    }
  })
})
