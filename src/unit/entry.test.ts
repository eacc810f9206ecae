import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { parseEntry } from './entry.ts'

/** An entry whose one event has this JSON for a member. */
function entryWith(value: string): Uint8Array {
  const envelope = { payloadType: 'a', payload: '', signatures: [{ keyid: 'k', sig: '' }] }
  const head = JSON.stringify({ v: 1, time: '2026-11-22T12:00:00.000Z', envelope, drawn: [] }).slice(0, -1)
  return utf8(`${head},"grant":{"by":"founding"},"events":[{"kind":"k","value":${value}}]}`)
}

test('an entry whose events cannot be compared with those that are due is refused', () => {
  const cases: readonly (readonly [value: string, outcome: string])[] = [
    ['"text"', 'accepted'],
    ['[[[[{"a":[1,null]}]]]]', 'accepted'],
    ['1e999', 'entry-unreadable'],
    ['[{"a":-1e999}]', 'entry-unreadable'],
    ['['.repeat(70) + ']'.repeat(70), 'entry-unreadable'],
    ['['.repeat(20_000) + ']'.repeat(20_000), 'entry-unreadable'],
  ]
  for (const [value, outcome] of cases) {
    const parsed = parseEntry(entryWith(value))
    assert.equal(parsed.ok ? 'accepted' : parsed.fault.kind, outcome, value.slice(0, 40))
  }
})
