import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()

before(() => unit.open())
after(() => unit.close())
beforeEach(() => unit.reset())

const path = '/.well-known/chancery-bundle'

test('what is exported must be a bundle, from whatever size on', async () => {
  unit.situation = { [path]: { status: 'ok' }, [`${path}?since=7`]: '<html>' }
  for (const argv of [[], ['--since', '7']]) {
    unit.err = ''
    assert.equal(await runCommandLine(['bundle', 'export', ...argv], unit.ports()), 3)
    assert.match(unit.err, /no bundle \(bundle-malformed\)/)
    assert.equal(unit.out, '')
  }
})

test('a size that is none is not sent', async () => {
  for (const since of ['0', '-1', 'all', '1e3']) {
    assert.equal(await runCommandLine(['bundle', 'export', '--since', since], unit.ports()), 2)
  }
  assert.match(unit.err, /`1e3` is no number of entries of a record/)
})

test('a file is brought as it is, and what became of it is told', async () => {
  const file = join(unit.folder, 'other.bundle')
  writeFileSync(file, '{"bundle":1}')
  const brought = { key: 'k', domain: 'other.example', number: 7, outcome: 'accepted' }
  unit.situation = { '/bundles': brought }
  assert.equal(await runCommandLine(['bundle', 'import', file], unit.ports()), 0, unit.err)
  assert.equal(unit.out, 'bundle 7 of other.example stands on the record\n')
  assert.deepEqual(unit.received, ['{"bundle":1}'])
  assert.match(unit.caller ?? '', /person\/mei/)
  unit.situation = { '/bundles': { ...brought, outcome: 'known' } }
  await runCommandLine(['bundle', 'import', file], unit.ports())
  assert.match(unit.out, /bundle 7 of other\.example was there already\n$/)
})

test('a file that is missing or larger than any bundle is not sent', async () => {
  const large = join(unit.folder, 'large')
  writeFileSync(large, new Uint8Array(5 * 1024 * 1024))
  for (const file of [join(unit.folder, 'none'), large]) {
    assert.equal(await runCommandLine(['bundle', 'import', file], unit.ports()), 2)
  }
  assert.match(unit.err, /there is no such file/)
  assert.match(unit.err, /it has 5242880 bytes, 4456448 at most are read/)
  assert.deepEqual(unit.received, [])
})

test('how the fetching goes is a table', async () => {
  const fetch = { unit: 'other.example', failures: 2, problem: 'unreachable' }
  unit.situation = { '/peers/fetches': { fetches: [fetch] } }
  assert.equal(await runCommandLine(['peer', 'fetches'], unit.ports()), 0, unit.err)
  assert.match(unit.out, /^unit +failures +problem\nother\.example +2 +unreachable\n$/)
  unit.out = ''
  await runCommandLine(['peer', 'fetches', '--json'], unit.ports())
  assert.deepEqual(JSON.parse(unit.out), { fetches: [fetch] })
})
