import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()
const revoking = ['certificate', 'revoke', '--serial', '4f', '--reason', 'superseded', '--dry-run']

before(() => unit.open())
after(() => unit.close())
beforeEach(() => {
  unit.reset()
  unit.situation = {
    '/procedures': { procedures: [revokeProcedure] },
    '/cases': { cases: [] },
    '/me/offices': { offices: ['registrar'] },
  }
})

const registrar = { kind: 'office', office: 'registrar' }
const revokeStep = {
  ...{ id: 'revoke', by: registrar, after: [], permits: ['certificate.revoke'] },
  ...{ objects: ['certificate/{serial}'], uses: [], outcomes: [], data: [] },
}
const revokeProcedure = {
  ...{ name: 'revoke-certificate', founding: false, openedBy: registrar },
  ...{ data: [{ name: 'serial', type: 'text', required: true }], steps: [revokeStep] },
}

/** What the fake unit says that it would mean. */
const meaning = [
  '1 person would lose 2 steps:',
  '  li.wei: decide of case 5',
  '  li.wei: inspect of case 6 (permit.read)',
  '3 open connections would be cut:',
  '  person/li.wei, certificate 4f: 1 request under way',
  '  person/li.wei, certificate 4f: idle',
  '  and 1 more',
  '1 case could not be finished any more:',
  '  case 7 (lending): nobody of holders of the office `clerk` could take `sign`; one more holder of clerk ' +
    'would repair it',
]

/** What was asked, without what the fake was asked for planning. */
function asked(): readonly unknown[] {
  return unit.received.filter((body) => body !== '').map((body) => JSON.parse(body) as unknown)
}

test('a dry run goes through the whole plan, and nothing is done', async () => {
  assert.equal(await runCommandLine(revoking, unit.ports()), 0)
  assert.deepEqual(unit.done, [])
  assert.equal(
    unit.out,
    [
      'case.open would be done: something-done',
      'step.claim would be done: something-done',
      'certificate.revoke would be done: something-done',
      'step.complete would be done: something-done',
      ...meaning,
      'nothing was done',
      '',
    ].join('\n'),
  )
  const place = { case: '17', step: 'revoke' }
  const open = { act: 'case.open', input: { procedure: 'revoke-certificate', data: { serial: '4f' } } }
  const revoke = { act: 'certificate.revoke', input: { serial: '4f', reason: 'superseded' }, under: place }
  assert.deepEqual(asked(), [
    { input: open.input, first: [] },
    { input: revoke.input, under: place, first: [open, { act: 'step.claim', input: place }] },
    { input: place, first: [open, { act: 'step.claim', input: place }, revoke] },
  ])
})

test('a dry run under a step that is named asks for the one act, with its override', async () => {
  const argv = [
    ...revoking,
    '--case',
    '3',
    '--step',
    'revoke',
    '--override',
    'strand-running-cases',
    '--json',
  ]
  assert.equal(await runCommandLine(argv, unit.ports()), 0)
  const told = JSON.parse(unit.out) as {
    readonly foreseen: unknown
    readonly impact: { readonly steps: number }
  }
  assert.deepEqual(told.foreseen, [{ act: 'certificate.revoke', events: ['something-done'] }])
  assert.equal(told.impact.steps, 2)
  const input = { serial: '4f', reason: 'superseded' }
  const under = { case: '3', step: 'revoke' }
  assert.deepEqual(asked(), [{ input, under, override: 'strand-running-cases', first: [] }])
})

test('a dry run of what would be refused is refused, and says so in the unit’s words', async () => {
  unit.faults = ['act-refused']
  assert.equal(await runCommandLine([...revoking, '--keep'], unit.ports()), 1)
  const refused = 'certificate.revoke would be refused after case.open, step.claim'
  assert.equal(unit.err, `chancery: ${refused}: it is revoked already (nothing was done)\n`)
  assert.deepEqual([unit.out, unit.done], [`${meaning.join('\n')}\n`, []])

  unit.reset()
  unit.faults = ['act-refused']
  const argv = ['step', 'complete', '--case', '3', '--step', 'revoke', '--dry-run']
  assert.equal(await runCommandLine(argv, unit.ports()), 1)
  assert.match(unit.err, /^chancery: step\.complete would be refused: it is revoked already/)
})

test('a dry run without an answer that can be read says so', async () => {
  unit.faults = ['garbled']
  const argv = ['step', 'complete', '--case', '3', '--step', 'revoke', '--dry-run']
  assert.equal(await runCommandLine(argv, unit.ports()), 3)
})
