import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64, utf8 } from '#bytes'
import { actPayloadType, parseAct } from './act.ts'

test('an act that a schema would run off the stack with, or that has two readings, is refused', () => {
  const head = '"id":"AAAAAAAAAAAAAAAAAAAAAA","unit":"u","time":"2026-11-22T12:00:00.000Z"'
  const deep = '['.repeat(20_000) + ']'.repeat(20_000)
  const cases: readonly (readonly [payload: string, outcome: string])[] = [
    [`{"act":"a.b",${head},"input":{}}`, 'accepted'],
    [`{"act":{"length":${deep}},${head},"input":{}}`, 'act-malformed'],
    [`{"act":"a.b",${head},"input":{"a":${deep}}}`, 'act-malformed'],
    [`{"act":"a.b",${head},"input":{"a":1e999}}`, 'act-malformed'],
    [`{"act":"a.b",${head},"override":"strand-running-cases","input":{}}`, 'accepted'],
    ...['', 'Strand', 'strand-', '-cases', 'two words', 'a--b', 'été', 'x'.repeat(65)].map(
      (name) => [`{"act":"a.b",${head},"override":"${name}","input":{}}`, 'act-malformed'] as const,
    ),
    [`{"act":"a.b",${head},"override":null,"input":{}}`, 'act-malformed'],
    [`{"act":"a.b","act":"a.c",${head},"input":{}}`, 'act-malformed'],
    [`{"act":"a.b",${head},"input":{"a":1,"a":2}}`, 'act-malformed'],
  ]
  for (const [payload, outcome] of cases) {
    const envelope = { payloadType: actPayloadType, payload: base64(utf8(payload)), signatures: [] }
    const parsed = parseAct(envelope)
    assert.equal(parsed.ok ? 'accepted' : parsed.fault.kind, outcome, payload.slice(0, 40))
  }
})
