import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { utf8 } from '#bytes'
import { parseEnvelope, signEnvelope } from '#crypto'
import { sure } from '#fault'
import { fakeKey } from '#identity'
import { statementDigest } from '#recognition'
import type { Event } from '#unit'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

/** At home, where the statement is made; and the unit that is visited. */
const home = new FakeUnit()
const city = new FakeUnit()
const statement = signEnvelope('application/vnd.test', utf8('{}'), fakeKey())
const received = {
  visitor: 'mei@unit.example',
  offices: ['inspector'],
  grade: 'basic',
  until: '2026-11-22T20:00:00.000Z',
  index: 9,
}

/** The folder of the unit to be visited, as its people hand it out. */
let at = ''

before(async () => {
  await home.open()
  await city.open()
  home.events.set('statement.issue', [{ kind: 'statement-issued', statement } as Event])
  at = join(home.folder, 'city')
  mkdirSync(at)
  for (const name of ['authority.pem', 'unit.json']) {
    const text = readFileSync(join(city.folder, name), 'utf8')
    writeFileSync(join(at, name), text.replace('unit.example', 'city.example'))
  }
})
after(() => {
  home.close()
  city.close()
})
beforeEach(() => {
  home.reset()
  city.reset()
  situation()
})

function situation(): void {
  const procedure = {
    ...{ name: 'visit', founding: false, openedBy: { kind: 'anyone' } },
    data: [{ name: 'unit', type: 'text', required: true }],
    steps: [
      {
        ...{ id: 'state', by: { kind: 'opener' }, after: [], permits: ['statement.issue'] },
        ...{ objects: ['unit/{unit}'], uses: [], outcomes: [], data: [] },
      },
    ],
  }
  home.situation = {
    '/procedures': { procedures: [procedure] },
    '/cases': { cases: [] },
    '/me/offices': { offices: [] },
  }
  city.situation = { '/visits': received, '/authority': city.authorityPem, '/unit': facts() }
}

function facts(): object {
  const { unit: key, recordKey } = city
  return { name: 'City', domain: 'city.example', key, recordKey, journalKey: recordKey }
}

test('a visit opens its case at home, takes the statement along and shows it by one’s key', async () => {
  assert.equal(await runCommandLine(['visit', '--at', at], home.ports()), 0, home.err)
  assert.deepEqual(home.done, [
    'case.open {"procedure":"visit","data":{"unit":"city.example"}}',
    'step.claim {"case":"17","step":"state"}',
    'statement.issue 17/state {"unit":"city.example"}',
  ])
  const sent = JSON.parse(city.received.at(-1) ?? '') as Record<string, unknown>
  assert.deepEqual(sent['statement'], statement)
  const presentation = sure(parseEnvelope(JSON.stringify(sent['presentation'])), 'an envelope')
  assert.deepEqual(JSON.parse(Buffer.from(presentation.payload, 'base64').toString()), {
    ...{ v: 1, unit: city.unit, statement: statementDigest(statement), time: '2026-11-22T12:00:00.000Z' },
  })
  assert.equal(
    home.out,
    'received at city.example as mei@unit.example, in the grade basic, until 2026-11-22T20:00:00.000Z\n' +
      `offices stated: inspector\nact there with \`chancery --as ${home.folder} --at ${at} …\`\n`,
  )
})

test('what is done with `--at` goes to the other unit, under its authority and in its record', async () => {
  city.situation['/cases/3'] = { case: '3' }
  assert.equal(await runCommandLine(['case', 'show', '3', '--at', at], home.ports()), 0, home.err)
  assert.equal(city.caller, 'URI:spiffe://unit.example/person/mei')
  assert.deepEqual(home.received, [])
})

test('a unit that no folder knows is asked for its own, under the key that was named', async () => {
  const where = ['--from', city.publicAddress, '--api', city.address]
  const folder = join(home.folder, 'at', 'city.example')
  const other = await runCommandLine(['visit', ...where, '--authority', home.unit], home.ports())
  assert.equal(other, 3)
  assert.match(home.err, /its authority has not the key named; nothing was sent/)
  assert.equal(existsSync(folder), false)
  home.reset()
  assert.equal(await runCommandLine(['visit', ...where], home.ports()), 2)
  home.reset()
  const elsewhere = ['visit', '--from', city.publicAddress, '--authority', city.unit]
  assert.equal(await runCommandLine(elsewhere, home.ports()), 3)
  assert.match(home.err, /`--api` names the TLS address where it is another/)
  situation()
  assert.equal(await runCommandLine(['visit', ...where, '--authority', city.unit], home.ports()), 0, home.err)
  const unit = JSON.parse(readFileSync(join(folder, 'unit.json'), 'utf8')) as Record<string, unknown>
  assert.deepEqual([unit['domain'], unit['unit'], unit['api']], ['city.example', city.unit, city.address])
  assert.equal(readFileSync(join(folder, 'authority.pem'), 'utf8'), city.authorityPem)
  rmSync(folder, { recursive: true })
})
