import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sure } from '#fault'
import { readTimestamp } from '#timestamp'
import { forwardClock, type RealNode, realNode } from './real-node-fixture.ts'

/** The `openssl` program is an oracle here; a machine without it skips and says so. */
const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? ''
const skip = version.startsWith('OpenSSL ') ? false : 'no openssl program on this machine'
const folder = mkdtempSync(join(tmpdir(), 'chancery-timestamps-'))
const at = (name: string) => join(folder, name)
const authority = () => at(join('city.example', 'authority.pem'))
const clock = forwardClock()
let unit: RealNode

before(async () => {
  unit = await realNode(folder, 'city.example', clock)
  writeFileSync(at('document'), 'the document')
})
after(async () => {
  await unit.node.stop()
  rmSync(folder, { recursive: true })
})

async function list(): Promise<string> {
  const answer = await fetch(`${unit.public}/crl/issuing.crl`)
  writeFileSync(at('issuing.crl'), Buffer.from(await answer.arrayBuffer()))
  return at('issuing.crl')
}

describe('a unit that was founded', () => {
  test('gives time-stamps at once, to its people’s command line, which verifies them', async () => {
    const asked = await unit.command('timestamp', at('document'))
    assert.equal(asked.code, 0, asked.err)
    const verify = ['timestamp', 'verify', at('document.tst'), at('document'), '--list', await list()]
    const verified = await unit.command(...verify)
    assert.equal(verified.code, 0, verified.err)
    assert.match(verified.out, /stood at .*\nfile/s)
    assert.match(verified.out, /status +in force/)
    const offline = await unit.command('timestamp', 'verify', at('document.tst'), at('document'))
    assert.equal(offline.code, 4)
    assert.match(offline.err, /--without-status/)
  })

  test('gives them to openssl, which verifies them under its authority key', { skip }, async () => {
    const openssl = (...parameters: readonly string[]): string => {
      const { status, stdout, stderr } = spawnSync('openssl', parameters, { encoding: 'utf8' })
      assert.equal(status, 0, `openssl ${parameters.join(' ')}: ${stderr}`)
      return `${stdout}${stderr}`
    }
    openssl('ts', '-query', '-data', at('document'), '-sha256', '-cert', '-out', at('query'))
    const answer = await fetch(`${unit.public}/time-stamp`, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: readFileSync(at('query')),
    })
    assert.equal(answer.headers.get('content-type'), 'application/timestamp-reply')
    writeFileSync(at('reply'), Buffer.from(await answer.arrayBuffer()))
    const verify = ['ts', '-verify', '-queryfile', at('query'), '-in', at('reply')] as const
    assert.match(openssl(...verify, '-CAfile', authority()), /Verification: OK/)
  })

  test('proves a whole folder by one, and each file of it by itself', async () => {
    mkdirSync(at('files'))
    for (const name of ['a', 'b', 'c']) writeFileSync(at(join('files', name)), name)
    const kept = await unit.command('timestamp', 'archive', at('files'), '--out', at('records'))
    assert.equal(kept.code, 0, kept.err)
    const lists = ['--list', await list()]
    const [record, file] = [at(join('records', 'b.ers')), at(join('files', 'b'))]
    const verified = await unit.command('timestamp', 'verify-archived', record, file, ...lists)
    assert.equal(verified.code, 0, verified.err)
    assert.match(verified.out, /renew +not yet/)
    const other = await unit.command('timestamp', 'verify-archived', record, at('document'), ...lists)
    assert.equal(other.code, 4)
  })

  test('refuses under a clock that was set back, until that is where it was', async () => {
    clock.ahead = -3_600_000
    const refused = await unit.command('timestamp', at('document'), '--out', at('early.tst'))
    assert.equal(refused.code, 1)
    clock.ahead = 0
    const given = await unit.command('timestamp', at('document'), '--out', at('later.tst'))
    assert.equal(given.code, 0, given.err)
    const [before, later] = ['document.tst', 'later.tst'].map((name) =>
      sure(readTimestamp(readFileSync(at(name))), name),
    )
    assert.ok(
      later && before && later.info.serial > before.info.serial && later.info.time >= before.info.time,
    )
  })
})
