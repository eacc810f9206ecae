import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()

before(() => unit.open())
after(() => unit.close())
beforeEach(() => unit.reset())

const revokeStep = {
  step: 'revoke',
  state: 'invoked',
  mine: false,
  claimable: true,
  permits: ['certificate.revoke'],
  objects: ['certificate/4f'],
  uses: [],
  outcomes: [],
  asks: [],
}

const revokeProcedure = {
  name: 'revoke-certificate',
  founding: false,
  openedBy: { kind: 'office', office: 'registrar' },
  data: [{ name: 'serial', type: 'text', required: true }],
  steps: [
    {
      id: 'revoke',
      by: { kind: 'office', office: 'registrar' },
      after: [],
      permits: ['certificate.revoke'],
      objects: ['certificate/{serial}'],
      uses: [],
      outcomes: [],
      data: [],
    },
  ],
}

function situation(parts: { procedures?: unknown[]; steps?: unknown[] }): void {
  unit.situation = {
    '/procedures': { procedures: parts.procedures ?? [] },
    '/cases': { cases: [{ case: '9', procedure: 'revoke-certificate', steps: parts.steps ?? [] }] },
    '/me/offices': { offices: ['registrar'] },
  }
}

const revoking = ['certificate', 'revoke', '--serial', '4f', '--reason', 'superseded']

test('an act opens a case, claims its step, acts and completes it where there is one way', async () => {
  situation({ procedures: [revokeProcedure] })
  assert.equal(await runCommandLine(revoking, unit.ports()), 0)
  assert.deepEqual(unit.done, [
    'case.open {"procedure":"revoke-certificate","data":{"serial":"4f"}}',
    'step.claim {"case":"17","step":"revoke"}',
    'certificate.revoke 17/revoke {"serial":"4f","reason":"superseded"}',
    'step.complete {"case":"17","step":"revoke"}',
  ])
  assert.equal(
    unit.out.replaceAll(/entry \d+|of \d+ entries/g, '…'),
    [
      'opened case 17 of revoke-certificate (…, 2026-11-22T12:00:00.000Z)',
      'claimed step revoke of case 17 (…, 2026-11-22T12:00:00.000Z)',
      'certificate.revoke stands on the record (…, 2026-11-22T12:00:00.000Z)',
      '  something-done to=4f',
      'completed step revoke of case 17 (…, 2026-11-22T12:00:00.000Z)',
      "4 receipts verified: included in the record …, signed with the unit's record key",
      '',
    ].join('\n'),
  )
  assert.equal(unit.err, '')
  assert.equal(unit.caller, 'URI:spiffe://unit.example/person/mei')
})

test('an act under a step that is named is one act, and its receipt is printed as JSON', async () => {
  const argv = [...revoking, '--case', '3', '--step', 'revoke', '--json']
  assert.equal(await runCommandLine(argv, unit.ports()), 0)
  assert.deepEqual(unit.done, ['certificate.revoke 3/revoke {"serial":"4f","reason":"superseded"}'])
  const receipt = JSON.parse(unit.out) as Record<string, unknown>
  assert.equal(receipt['act'], 'certificate.revoke')
  assert.deepEqual(receipt['under'], { case: '3', step: 'revoke' })
  assert.equal(receipt['verified'], true)
})

test('an override is signed with the act alone, and told with it', async () => {
  const named = 'strand-running-cases'
  situation({ procedures: [revokeProcedure] })
  assert.equal(await runCommandLine([...revoking, '--override', named], unit.ports()), 0)
  const overrides = unit.received
    .filter((body) => body !== '')
    .map((body) => {
      const act = JSON.parse(Buffer.from(JSON.parse(body).payload, 'base64').toString('utf8'))
      return [act.act, act.override]
    })
  assert.deepEqual(overrides, [
    ['case.open', undefined],
    ['step.claim', undefined],
    ['certificate.revoke', named],
    ['step.complete', undefined],
  ])
  assert.match(unit.out, /revoke stands on the record \(entry \d+, [^,]+, override strand-running-cases\)/)

  unit.reset()
  const argv = ['step', 'complete', '--case', '3', '--step', 'revoke', '--override', named, '--json']
  assert.equal(await runCommandLine(argv, unit.ports()), 0)
  assert.equal((JSON.parse(unit.out) as Record<string, unknown>)['override'], named)
})

test('a step with outcomes says how to complete it', async () => {
  situation({ steps: [{ ...revokeStep, outcomes: ['approved', 'rejected'] }] })
  assert.equal(await runCommandLine(revoking, unit.ports()), 0)
  const command = 'chancery step complete --case 9 --step revoke --outcome approved|rejected'
  assert.ok(unit.out.includes(`step revoke of case 9 stays yours until you complete it: \`${command}\`\n`))
})

test('when the answer is lost the same envelope is sent again and the first receipt counts', async () => {
  unit.faults = ['answer-lost', 'cut', 'answer-lost']
  assert.equal(await runCommandLine([...revoking, '--case', '3', '--step', 'revoke'], unit.ports()), 0)
  assert.equal(unit.done.length, 1)
  assert.equal(new Set(unit.received).size, 1)
  assert.deepEqual(unit.waits, [500, 2000, 5000])
  assert.match(unit.out, /received before/)
})

test('when no answer comes at all nobody is told that the act was not done', async () => {
  unit.faults = ['cut', 'cut', 'cut', 'cut']
  assert.equal(await runCommandLine([...revoking, '--case', '3', '--step', 'revoke'], unit.ports()), 3)
  assert.match(unit.err, /whether the act stands on the record is not known, so look before you repeat it/)
})

interface Refused {
  readonly name: string
  readonly argv: readonly string[]
  readonly prepare?: () => void
  readonly code: number
  readonly err: RegExp
}

const named = [...revoking, '--case', '3', '--step', 'revoke']

const refused: readonly Refused[] = [
  {
    name: 'a checkpoint that the record key did not sign does not verify',
    argv: named,
    prepare: () => void (unit.faults = ['checkpoint-forged']),
    code: 4,
    err: /^chancery: the receipt does not verify: its checkpoint is not one of the unit \(note-unsigned\)/,
  },
  {
    name: 'a proof for another leaf does not verify',
    argv: named,
    prepare: () => void (unit.faults = ['leaf-forged']),
    code: 4,
    err: /^chancery: the receipt does not verify: its inclusion proof fails \(root-differs\)/,
  },
  {
    name: 'a receipt for another act does not verify',
    argv: named,
    prepare: () => void (unit.faults = ['receipt-swapped']),
    code: 4,
    err: /^chancery: the receipt does not verify: it is for another act/,
  },
  {
    name: 'a refusal by the unit is told in its words',
    argv: named,
    prepare: () => void (unit.faults = ['act-refused']),
    code: 1,
    err: /^chancery: the certificate is revoked already\n$/,
  },
  {
    name: 'an act that stops halfway says which case stays open',
    argv: revoking,
    prepare: () => {
      situation({ steps: [revokeStep] })
      unit.faults = ['act-refused']
    },
    code: 1,
    err: /already; case 9 stays open: go on with `--case 9 --step revoke` or cancel it\n$/,
  },
  {
    name: 'nothing that permits it is a sentence that says so',
    argv: revoking,
    prepare: () => situation({}),
    code: 1,
    err: /^chancery: no step of yours and no procedure permits `certificate.revoke` on `certificate\/4f`\n$/,
  },
  {
    name: 'several ways are listed and nothing is done',
    argv: revoking,
    prepare: () =>
      situation({ procedures: [revokeProcedure, { ...revokeProcedure, name: 'revoke-quickly' }] }),
    code: 1,
    err: /in more than one way: `--procedure revoke-certificate`, `--procedure revoke-quickly`; name one\n$/,
  },
  {
    name: 'an answer that is no JSON is nobody the client knows',
    argv: ['case', 'show', '17'],
    prepare: () => void (unit.faults = ['garbled']),
    code: 3,
    err: /cannot be read: not JSON\n$/,
  },
  {
    name: 'an input that the schema refuses is never sent',
    argv: ['certificate', 'revoke', '--serial', 'XY', '--reason', 'superseded'],
    code: 2,
    err: /^chancery: `--serial`: .*\^\[0-9a-f\]\+\$.*; see the command's `--help`\n$/,
  },
  {
    name: 'a step without a case names no step',
    argv: [...revoking, '--step', 'revoke'],
    code: 2,
    err: /`--step` alone names no step/,
  },
  {
    name: 'an unknown command is usage',
    argv: ['certificate', 'revok'],
    code: 2,
    err: /^chancery: unknown command `revok`: did you mean `revoke`\?\n$/,
  },
  {
    name: 'an unknown option is usage',
    argv: ['unit', 'show', '--deep'],
    code: 2,
    err: /^chancery: unknown option `--deep`: did you mean `--help`\?\n$/,
  },
  {
    name: 'an address where nothing listens is out of reach',
    argv: ['unit', 'show', '--url', 'http://localhost:1'],
    code: 3,
    err: /^chancery: `http:\/\/localhost:1` gives no answer: nothing listens there; is the unit running\?\n$/,
  },
]

for (const { name, argv, prepare, code, err } of refused) {
  test(name, async () => {
    prepare?.()
    assert.equal(await runCommandLine(argv, unit.ports()), code, unit.err)
    assert.match(unit.err, err)
    assert.equal(unit.out, '')
    assert.doesNotMatch(unit.err, /\n.|Error|at file/)
  })
}

test('without a folder nobody acts', async () => {
  const code = await runCommandLine(named, unit.ports({ environment: { CHANCERY_AS: '' } }))
  assert.equal(code, 2)
  assert.match(unit.err, /nobody to act as: name the folder .* by `--as` or `CHANCERY_AS`/)
})

test('without a passphrase and without a terminal it is said where to put it', async () => {
  const code = await runCommandLine(named, unit.ports({ environment: { CHANCERY_AS: unit.folder } }))
  assert.equal(code, 2)
  assert.match(unit.err, /no terminal to ask at: set `CHANCERY_PASSPHRASE`/)
})

test('a wrong passphrase is refused and not repeated', async () => {
  const ports = unit.ports({
    environment: { CHANCERY_AS: unit.folder },
    askSecret: () => Promise.resolve('sesame open'),
  })
  assert.equal(await runCommandLine(named, ports), 1)
  assert.match(unit.err, /key\.json` is not opened: the passphrase is wrong/)
  assert.doesNotMatch(unit.err, /sesame/)
})

test('a query fills its path and reads its answer for people and for machines', async () => {
  const answer = { case: '17', state: 'open' }
  unit.situation = { '/cases/17?closed=true': answer, '/cases/17': answer }
  assert.equal(await runCommandLine(['case', 'show', '17', '--closed'], unit.ports()), 0)
  assert.equal(unit.out, 'case   17\nstate  open\n')
  unit.out = ''
  assert.equal(await runCommandLine(['--json', 'case', 'show', '17'], unit.ports()), 0)
  assert.deepEqual(JSON.parse(unit.out), answer)
})

test('a public query is asked over TLS under the unit’s authority, without a certificate', async () => {
  unit.situation = { '/unit': { name: 'unit' } }
  assert.equal(await runCommandLine(['unit', 'show'], unit.ports()), 0)
  assert.equal(unit.caller, undefined)
})

test('a bug is told as one, with its place only when asked', async () => {
  const broken = { askSecret: () => Promise.reject(new Error('the terminal burns')) }
  const environment = { CHANCERY_AS: unit.folder }
  assert.equal(await runCommandLine(named, unit.ports({ ...broken, environment })), 70)
  assert.equal(
    unit.err,
    'chancery: this is a bug, please report it: the terminal burns (with `--debug` you see where)\n',
  )
  unit.err = ''
  assert.equal(await runCommandLine([...named, '--debug'], unit.ports({ ...broken, environment })), 70)
  assert.match(unit.err, /command-line\.test/)
})

test('the first page fits on a screen and names every group', async () => {
  assert.equal(await runCommandLine(['--help'], unit.ports()), 0)
  const lines = unit.out.split('\n')
  assert.ok(lines.length <= 50, `${lines.length} lines`)
  assert.ok(lines.every((line) => line.length <= 100))
  for (const group of ['found', 'start', 'status', 'key', 'request', 'record', 'procedure', 'certificate']) {
    assert.match(unit.out, new RegExp(`^  ${group} `, 'm'))
  }
})

test('no command takes a secret as an option', async () => {
  const groups = ['found', 'start', 'key new', 'key export', 'key import', 'certificate revoke']
  for (const group of groups) await runCommandLine([...group.split(' '), '--help'], unit.ports())
  assert.doesNotMatch(unit.out, /--[a-z-]*(?:pass|secret|pin)/)
})
