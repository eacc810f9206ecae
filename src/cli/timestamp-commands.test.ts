import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { after, before, describe } from 'node:test'
import { readTimestamp } from '#timestamp'
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
after(() => {
  unit.close()
  tsa.close()
})
const { at, test } = folderTests(setUp)

function setUp(): void {
  unit.reset()
  writeFileSync(at('document'), 'the document')
  writeFileSync(at('trusted.pem'), pem('CERTIFICATE', tsa.certificate.der))
  tsa.fault = undefined
}

function run(...argv: readonly string[]): Promise<number> {
  const now = Date.UTC(2026, 10, 22, 12)
  const ports = unit.ports({
    environment: {},
    clock: { now: () => now },
    explain: (refusal) => JSON.stringify(refusal),
  })
  return runCommandLine(['timestamp', ...argv], ports)
}

const stamp = (...more: readonly string[]) => run(at('document'), '--url', tsa.url, ...more)
const trusted = () => ['--trust', at('trusted.pem')] as const

describe('`chancery timestamp`', () => {
  test('puts a token beside the file, which verifies for it', async () => {
    assert.equal(await stamp(), 0, unit.err)
    assert.match(unit.out, /document\.tst proves that .*document` stood at 2026-11-22T12:00:00\.000Z/)
    assert.ok(readTimestamp(readFileSync(at('document.tst'))).ok)
    const verify = ['verify', at('document.tst'), at('document'), ...trusted()]
    assert.equal(await run(...verify, '--without-status', '--json'), 0, unit.err)
    const told = JSON.parse(unit.out.slice(unit.out.indexOf('{'))) as Record<string, unknown>
    assert.deepEqual(
      [told['verified'], told['time'], told['by'], told['trusted'], told['status']],
      [true, '2026-11-22T12:00:00.000Z', 'CN=Clock', 'CN=Anchor', 'not asked'],
    )
  })

  test('puts it where it is told, by the digest it is told, and over nothing', async () => {
    assert.equal(await stamp('--out', at('other'), '--digest', 'sha512'), 0, unit.err)
    const read = readTimestamp(readFileSync(at('other')))
    assert.ok(read.ok && read.value.info.imprint.algorithm === 'sha512')
    assert.equal(await stamp('--out', at('other')), 1)
    assert.match(unit.err, /stands already/)
  })

  test('writes nothing when there is no token', async () => {
    tsa.fault = 'refuses'
    assert.equal(await stamp(), 1)
    tsa.fault = 'redirects'
    assert.equal(await stamp(), 3)
    assert.match(unit.err, /answers with HTTP 302/)
    assert.ok(!existsSync(at('document.tst')))
  })

  test('wants an authority and a file', async () => {
    assert.equal(await run(at('document')), 2)
    assert.match(unit.err, /`--url`/)
    assert.equal(await run(at('missing'), '--url', tsa.url), 2)
    assert.match(unit.err, /there is no such file/)
  })
})

describe('`chancery timestamp verify` refuses', () => {
  const verify = (...argv: readonly string[]) => run('verify', ...argv)

  test('a token for another file', async () => {
    await stamp()
    writeFileSync(at('other'), 'another document')
    assert.equal(await verify(at('document.tst'), at('other'), ...trusted(), '--without-status'), 4)
    assert.match(unit.err, /token-imprint-differs/)
  })

  test('a token of whose certificate nothing is known, and says what to do', async () => {
    await stamp()
    assert.equal(await verify(at('document.tst'), at('document'), ...trusted()), 4)
    assert.match(unit.err, /status-unknown.*`--list`.*`--without-status`/)
  })

  test('a token whose authority nobody trusts', async () => {
    await stamp()
    const other = await openFakeTsa()
    other.close()
    writeFileSync(at('trusted.pem'), pem('CERTIFICATE', other.certificate.der))
    assert.equal(await verify(at('document.tst'), at('document'), ...trusted(), '--without-status'), 4)
    assert.match(unit.err, /token-path-refused/)
  })

  test('what is no token, no certificate and no list', async () => {
    assert.equal(await verify(at('document'), at('document'), ...trusted()), 4)
    await stamp()
    const list = ['--list', at('document')]
    assert.equal(await verify(at('document.tst'), at('document'), ...trusted(), ...list), 2)
    assert.equal(await verify(at('document.tst'), at('document'), '--trust', at('document')), 2)
    assert.equal(await verify(at('document.tst'), at('document')), 2)
  })
})
