import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonText } from './context.ts'

test('what would steer a terminal stands in JSON as escapes that mean the same', () => {
  const name = 'Mayor\u009b31m\u202efdp.timrep\u{E0041}\u2028\u007f\u200f 市长 😀'
  const text = jsonText({ name, lines: ['a\nb'] })
  assert.deepEqual(JSON.parse(text), { name, lines: ['a\nb'] })
  assert.match(text, /^(?:\n|[^\p{Cc}\p{Cf}\u2028\u2029])*$/u)
  assert.ok(text.includes('市长 😀'))
})
