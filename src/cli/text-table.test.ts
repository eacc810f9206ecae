import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerText, tableText } from './text-table.ts'

const answers: readonly (readonly [name: string, answer: unknown, text: string])[] = [
  [
    'a list of records is a table',
    {
      cases: [
        { case: '17', steps: ['accept', 'decide'], state: 'open' },
        { case: '9', late: true },
      ],
    },
    'case  steps           state  late\n17    accept, decide  open\n9                            true\n',
  ],
  ['an empty list says so', { cases: [] }, 'no cases\n'],
  [
    'a record has a line for each member',
    { kind: 'person', id: 'mei', notAfter: undefined, more: { a: 1 } },
    'kind  person\nid    mei\nmore  {"a":1}\n',
  ],
  [
    'members and lists stand one after the other',
    { case: '17', steps: [{ step: 'accept' }] },
    'case  17\n\nsteps\nstep\naccept\n',
  ],
  ['a list of texts is one line', { offices: ['registrar', 'auditor'] }, 'offices  registrar, auditor\n'],
  [
    'wide characters take two columns',
    {
      people: [
        { name: '王丽', id: 'wang.li' },
        { name: 'Mei', id: 'mei' },
      ],
    },
    'name  id\n王丽  wang.li\nMei   mei\n',
  ],
  ['what would steer a terminal is not printed', { name: 'a\u001b[31mb\u202ec' }, 'name  a [31mb c\n'],
  ['a bare value is itself', 'text', 'text\n'],
]

for (const [name, answer, text] of answers) {
  test(name, () => assert.equal(answerText(answer), text))
}

test('records that make too wide a table stand one after the other, whole', () => {
  const detail = 'x'.repeat(90)
  const peer = { unit: 'there.example', url: 'y'.repeat(59), problem: 'z'.repeat(59), detail }
  const piece = `unit     there.example\nurl      ${peer.url}\nproblem  ${peer.problem}\ndetail   ${detail}\n`
  assert.equal(answerText({ peers: [peer, peer] }), `${piece}\n${piece}`)
})

test('a wide cell is cut, however wide its characters are', () => {
  const [, latin = '', chinese = ''] = tableText([{ a: 'x'.repeat(80) }, { a: '文'.repeat(80) }]).split('\n')
  assert.equal(latin, `${'x'.repeat(59)}…`)
  assert.equal(chinese, `${'文'.repeat(29)}…`)
})
