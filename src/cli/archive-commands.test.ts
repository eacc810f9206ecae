import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { parseEvidenceRecord } from '#cms'
import { sure } from '#fault'
import { pem } from '#x509'
import { runCommandLine } from './command-line.ts'
import { type FakeTsa, openFakeTsa } from './fake-tsa.ts'
import { FakeUnit } from './fake-unit.ts'
import { folderTests } from './folder-tests.ts'

const unit = new FakeUnit()
let tsa: FakeTsa

before(async () => {
  await unit.open()
  tsa = await openFakeTsa()
})
const { at, test } = folderTests(setUp)

function setUp(): void {
  unit.reset()
  mkdirSync(at('files', 'deep'), { recursive: true })
  for (const name of ['a', 'b', 'c', join('deep', 'd')]) writeFileSync(at('files', name), `document ${name}`)
  writeFileSync(at('trusted.pem'), pem('CERTIFICATE', tsa.certificate.der))
  tsa.fault = undefined
}

after(() => {
  unit.close()
  tsa.close()
})

function run(...argv: readonly string[]): Promise<number> {
  const now = Date.UTC(2026, 10, 22, 12)
  const explain = (refusal: { readonly kind: string }) => refusal.kind
  return runCommandLine(
    ['timestamp', ...argv],
    unit.ports({ environment: {}, clock: { now: () => now }, explain }),
  )
}

const make = () => run('archive', at('files'), '--out', at('records'), '--url', tsa.url)
const renew = (...more: readonly string[]) => run('renew-archive', at('records'), '--url', tsa.url, ...more)

function verify(record: string, ...files: readonly string[]): Promise<number> {
  const paths = files.map((file) => at('files', file))
  return run(
    'verify-archived',
    at('records', `${record}.ers`),
    ...paths,
    '--trust',
    at('trusted.pem'),
    '--without-status',
  )
}

const timestampsOf = (name: string) =>
  sure(parseEvidenceRecord(readFileSync(at('records', name))), name).chains.map((chain) => chain.length)

test('an archive gets one time-stamp, and a record for each of its files that proves it alone', async () => {
  assert.equal(await make(), 0, unit.err)
  assert.match(unit.out, /^4 records in /)
  assert.deepEqual(
    readdirSync(at('records'), { recursive: true, encoding: 'utf8' }).toSorted((a, b) => (a < b ? -1 : 1)),
    ['a.ers', 'b.ers', 'c.ers', 'deep', join('deep', 'd.ers')],
  )
  for (const name of ['a', 'b', 'c', join('deep', 'd')]) assert.equal(await verify(name, name), 0, unit.err)
  assert.match(unit.out, /stands since 2026-11-22T12:00:00\.000Z/)
  assert.match(unit.out, /renew +not yet/)
  assert.equal(await verify('a', 'b'), 4)
  assert.match(unit.err, /record-object-missing/)
})

test('records are renewed by one more time-stamp, and by hashing the files again', async () => {
  await make()
  assert.equal(await renew(), 0, unit.err)
  assert.deepEqual(timestampsOf('a.ers'), [2])
  assert.equal(await renew('--of', at('files'), '--digest', 'sha512'), 0, unit.err)
  assert.deepEqual(timestampsOf('a.ers'), [2, 1])
  assert.equal(await verify('a', 'a'), 0, unit.err)
  assert.equal(await verify(join('deep', 'd'), join('deep', 'd')), 0, unit.err)
  assert.match(unit.out, /timestamps +3/)
  writeFileSync(at('files', 'a'), 'another document')
  assert.equal(await verify('a', 'a'), 4)
})

test('records of one kind are renewed together, of two kinds apart', async () => {
  await make()
  const other = ['archive', at('files', 'deep'), '--out', at('records', 'other'), '--digest', 'sha512']
  assert.equal(await run(...other, '--url', tsa.url), 0, unit.err)
  assert.equal(await renew(), 2)
  assert.match(unit.err, /folders of their own/)
  assert.deepEqual(timestampsOf('a.ers'), [1])
})

test('nothing is written where there is no time-stamp, and nothing among the files', async () => {
  tsa.fault = 'fails'
  assert.equal(await make(), 3)
  assert.throws(() => readdirSync(at('records')))
  assert.equal(await run('archive', at('files'), '--out', at('files', 'records'), '--url', tsa.url), 2)
  assert.equal(await run('archive', at('missing'), '--out', at('records'), '--url', tsa.url), 2)
  assert.equal(await run('renew-archive', at('files'), '--url', tsa.url), 2)
})
