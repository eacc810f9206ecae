import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventKinds, tellEvent } from './events.ts'
import { languages } from './language.ts'

const party = { kind: 'person', id: 'li.wei', key: 'k1', office: 'registrar', for: 'chen.yu' }

/** Members that any event might carry, each of a fitting type: what a line reads of them is in the words. */
const evidence = {
  ...Object.fromEntries(
    ['agreement', 'audience', 'case', 'digest', 'document', 'domain', 'founder', 'key', 'lodging'].map(
      (name) => [name, `<${name}>`],
    ),
  ),
  ...Object.fromEntries(
    ['name', 'object', 'office', 'outcome', 'override', 'permission', 'person', 'procedure', 'replaces'].map(
      (name) => [name, `<${name}>`],
    ),
  ),
  ...Object.fromEntries(
    ['request', 'serial', 'service', 'signature', 'step', 'substitute', 'title', 'training', 'unit'].map(
      (name) => [name, `<${name}>`],
    ),
  ),
  ...Object.fromEntries(
    ['expires', 'from', 'nextUpdate', 'notAfter', 'number', 'size', 'until'].map((name) => [name, 7]),
  ),
  ...{ visitor: '<visitor>', grade: 'medium', layer: 'decision', reason: '<reason>', hosts: ['<host>'] },
  ...{ digests: ['<one>', '<other>'], principal: party, opener: party, executor: party, by: party },
  attestation: { ...party, name: '<name>', by: 'chen.yu' },
  delegate: { ...party, by: party, permissions: ['permit.read'], until: 7 },
  glass: { by: party, told: party, reason: '<reason>' },
  terms: { domain: '<domain>' },
}

/** Evidence of another shape than that of its name elsewhere. */
const special: Readonly<Record<string, object>> = {
  'agreement-proposed': { by: '<by>' },
  'rollover-proposed': { by: '<by>' },
  'procedure-drafted': { by: '<by>' },
  'procedure-adopted': { by: '<by>' },
  'step-held': { by: 'supervisor' },
  'certificate-revoked': { reason: 'key-compromise' },
  'visitor-ended': { reason: 'path-lost' },
  'visits-cut': { by: { agreement: '<agreement>' }, reason: 'revoked' },
}

/** What both languages name as it is. */
function named(told: string): readonly string[] {
  return (told.match(/`[^`]+`|<\w+>|\d(?:[\d:.TZ-]*[\dZ])?/g) ?? []).sort()
}

for (const kind of eventKinds) {
  test(`${kind} is told in one sentence of both languages, with the same values`, () => {
    const event = { ...evidence, ...special[kind], kind }
    const [english = '', chinese = ''] = languages.map((language) => tellEvent(event, language))
    assert.match(english, /^[a-z`]/)
    assert.match(chinese, /\p{Script=Han}/u)
    for (const told of [english, chinese]) {
      assert.doesNotMatch(told, /[.。]$|undefined|NaN|\[object|\n| {2}/, told)
      assert.doesNotMatch(told, /\p{Script=Han}[,:;!?]/u, 'punctuation is Chinese')
    }
    assert.deepEqual([...new Set(named(chinese))], [...new Set(named(english))])
  })
}

test('a kind that is not known is told by its name', () => {
  assert.equal(tellEvent({ kind: 'not-in-any-table' }, 'zh'), 'not-in-any-table')
  assert.equal(tellEvent({ kind: 'constructor' }, 'en'), 'constructor')
})

test('what need not be there leaves nothing behind', () => {
  const claimed = {
    kind: 'step-claimed',
    case: '3',
    step: 'read',
    executor: { kind: 'person', id: 'li.wei' },
  }
  assert.equal(tellEvent(claimed, 'en'), '`li.wei` claimed step `read` of case `3`')
  assert.equal(tellEvent(claimed, 'zh'), '`li.wei` 认领案件 `3` 的环节 `read`')
  const completed = { kind: 'step-completed', case: '3', step: 'read' }
  assert.equal(tellEvent(completed, 'zh'), '案件 `3` 的环节 `read` 完成')
})
