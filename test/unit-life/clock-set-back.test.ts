import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { hour, type Instant, minute, systemClock } from '#clock'
import { openKey, type PrivateKey, systemRandom } from '#crypto'
import { sure } from '#fault'
import { type OpenUnit, openUnit } from '#node'
import { openSqliteStore } from '#store'
import { Actor, eventMember } from './actor.ts'
import { command, domain, found, founder, passphraseOfAll, temporaryFolder } from './node-process.ts'

describe('a node whose clock is set back', () => {
  const scratch = temporaryFolder()
  const clock = { time: systemClock.now() + hour, now: (): Instant => clock.time }
  let open: OpenUnit
  let mei: Actor
  let close: () => Promise<void>

  before(async () => {
    await scratch.make()
    await found(scratch.path)
    mei = await Actor.founderOf(scratch.path)
    const path = join(scratch.path, 'unit', 'store.sqlite')
    const store = sure(await openSqliteStore(path), 'the store')
    const [logKey, issuingKey] = [await keyOf('log'), await keyOf('issuing')]
    const keys = { logKey, issuingKey, sealKey: await keyOf('seal') }
    open = sure(await openUnit({ store, domain, ...keys, clock, random: systemRandom }), 'the unit')
    close = () => store.close()
  })
  after(() => scratch.remove())

  const does = async (time: Instant, act: string, input: object) => {
    return open.unit.submit(mei.sign(act, input, { time }).bytes)
  }

  test('goes on at the time of its last entry, and takes acts of those whose clocks are right', async () => {
    const right = clock.time
    const opened = sure(await does(right, 'case.open', { procedure: 'audit' }), 'the opening')
    const place = { case: eventMember(opened, 'case-opened', 'case'), step: 'read' }
    sure(await does(right, 'step.claim', place), 'the claim')
    clock.time -= hour
    const early = await does(clock.time, 'step.hold', place)
    assert.deepEqual([early.ok, !early.ok && early.fault.kind], [false, 'act-time-off'])
    const before = open.unit.state
    assert.equal(before.time, right)
    sure(await does(right + minute, 'step.hold', place), 'the hold')
    assert.equal(open.unit.state.time, right)
    sure(await does(right + minute, 'step.resume', place), 'the resumption')
    assert.equal(open.unit.state.size, before.size + 2)
    await close()
  })

  test('and leaves a record that verifies', async () => {
    const as = ['--as', join(scratch.path, 'people', founder)]
    const store = join(scratch.path, 'unit', 'store.sqlite')
    const { code, err } = await command(['record', 'verify', '--store', store, ...as])
    assert.equal(code, 0, err)
  })

  async function keyOf(role: string): Promise<PrivateKey> {
    const sealed = await readFile(join(scratch.path, 'unit', 'keys', `${role}.key.json`), 'utf8')
    return sure(await openKey(sealed, passphraseOfAll), `the ${role} key`)
  }
})
