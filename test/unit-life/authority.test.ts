import assert from 'node:assert/strict'
import { copyFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import { isoInstant, systemClock } from '#clock'
import { openKey, systemRandom } from '#crypto'
import { sure } from '#fault'
import { constitution, openUnit } from '#node'
import { openSqliteStore } from '#store'
import { stateHash } from '#unit'
import { Actor, entriesOf, send, take, untilQuiet } from './actor.ts'
import { Caller } from './caller.ts'
import { type Employee, opened, substituted, until } from './employed.ts'
import {
  command,
  domain,
  found,
  founder,
  type NodeProcess,
  passphraseOfAll,
  start,
  temporaryFolder,
} from './node-process.ts'
import { inCase } from './registration.ts'
import { type Staff, staffed, Well, wellHost } from './well.ts'

/** Long enough for what is to be seen before it is over, also on a machine under load. */
const shortMilliseconds = 4_000

const stepForm = z.looseObject({
  step: z.string(),
  state: z.string(),
  escalated: z.string().optional(),
  delegates: z.array(z.unknown()).default([]),
})

/** A case as the API shows it. */
const caseForm = z.looseObject({ state: z.string(), steps: z.array(stepForm) })

describe('authority in a node of its own, as time passes', () => {
  const scratch = temporaryFolder()
  const well = new Well()
  const callers: Caller[] = []
  let node: NodeProcess
  let mei: Actor
  let staff: Staff
  let authority = ''

  before(async () => {
    await scratch.make()
    await well.start()
    await found(scratch.path)
    mei = await Actor.founderOf(scratch.path)
    authority = await readFile(join(scratch.path, 'people', founder, 'authority.pem'), 'utf8')
    node = await start(scratch.path)
    staff = await staffed(node, mei, well)
    // The gate's certificate has to name the new service first.
    const early = await atGate(staff.ann)
    await until('the gate serves the wells', () =>
      early.ask('GET', '/wells/1').then(
        ({ status }) => status === 403,
        () => false,
      ),
    )
  })
  after(async () => {
    for (const caller of callers) caller.close()
    await node.end('SIGKILL')
    await well.stop()
    await scratch.remove()
  })

  async function reached(who: Employee, host: string): Promise<Caller> {
    const caller = await Caller.of(node, authority, who, host)
    callers.push(caller)
    return caller
  }

  const atGate = (who: Employee): Promise<Caller> => reached(who, wellHost)

  async function shownCase(number: string): Promise<z.infer<typeof caseForm>> {
    const caller = await reached(staff.ann, 'localhost')
    const { json } = await caller.ask('GET', `/cases/${number}`)
    caller.close()
    return caseForm.parse(json)
  }

  async function shown(number: string, step: string): Promise<z.infer<typeof stepForm>> {
    const found = (await shownCase(number)).steps.find((one) => one.step === step)
    assert.ok(found)
    return found
  }

  const does = (who: Employee, act: string, input: object) => take(node, who.actor.sign(act, input))

  /** A case whose measurement is done; its number. */
  async function measured(): Promise<string> {
    const number = await opened(node, mei, 'well')
    const place = { case: number, step: 'measure' }
    await does(staff.ann, 'step.claim', place)
    await does(staff.ann, 'step.complete', { ...place, data: { depth: 12 } })
    return number
  }

  test('of two who claim at the same moment one wins, and the other is told who', async () => {
    const { ann, bob } = staff
    for (let round = 0; round < 5; round++) {
      const place = { case: await opened(node, mei, 'well'), step: 'measure' }
      const claims = [ann, bob].map(({ actor }) => actor.sign('step.claim', place))
      const answers = await Promise.all(claims.map((claim) => send(node, claim)))
      const lost = answers.find(({ status }) => status !== 201)
      const winner = answers[0]?.status === 201 ? 'ann' : 'bob'
      assert.deepEqual([lost?.status, lost?.problem], [409, 'step-taken'])
      assert.match(lost?.detail ?? '', new RegExp(`\`${winner}\``))
      await take(node, mei.sign('case.cancel', { case: place.case, reason: 'enough' }))
    }
  })

  test('a step nobody takes is escalated by the clock, and whoever is above gives it out then', async () => {
    const { bob, carl } = staff
    const number = await opened(node, mei, 'well')
    const given = { case: number, step: 'measure', person: bob.id }
    const early = await send(node, carl.actor.sign('step.assign', given))
    assert.deepEqual([early.status, early.problem], [403, 'may-not-assign'])
    await until('it is escalated', async () => (await shown(number, 'measure')).escalated !== undefined)
    await does(carl, 'step.assign', given)
    assert.equal((await (await atGate(bob)).ask('GET', `/wells/${number}`)).status, 200)
    await take(node, mei.sign('case.cancel', { case: number, reason: 'enough' }))
  })

  test('a delegation is over at its time, on the same connection and on the record', async () => {
    const { ann, bob } = staff
    const number = await opened(node, mei, 'well')
    const place = { case: number, step: 'measure' }
    await does(ann, 'step.claim', place)
    const end = isoInstant(systemClock.now() + shortMilliseconds)
    await does(ann, 'step.delegate', { ...place, person: bob.id, permissions: ['well.read'], until: end })
    const caller = await atGate(bob)
    const first = await caller.ask('GET', `/wells/${number}`)
    assert.equal(first.status, 200)
    assert.equal((await caller.ask('POST', `/wells/${number}/notes`)).status, 403)
    const isOver = async (): Promise<boolean> => {
      return (await shown(number, 'measure')).delegates.length === 0
    }
    await until('the delegation is over', isOver)
    const last = await caller.ask('GET', `/wells/${number}`)
    assert.deepEqual([last.status, last.connection], [403, first.connection])
    assert.equal((await (await atGate(ann)).ask('GET', `/wells/${number}`)).status, 200)
    await take(node, mei.sign('case.cancel', { case: number, reason: 'enough' }))
  })

  test('a completion without the data it takes changes nothing', async () => {
    const { ann } = staff
    const number = await opened(node, mei, 'well')
    const place = { case: number, step: 'measure' }
    await does(ann, 'step.claim', place)
    await untilQuiet(node)
    const size = await entriesOf(node)
    for (const [data, problem] of [
      [undefined, 'data-missing'],
      [{ depth: 'deep' }, 'data-type'],
      [{ depth: 3, width: 4 }, 'data-unknown'],
    ] as const) {
      const answer = await send(node, ann.actor.sign('step.complete', { ...place, ...(data && { data }) }))
      assert.deepEqual([answer.status, answer.problem], [400, problem])
      assert.match(answer.detail, /depth|width/)
    }
    assert.equal(await entriesOf(node), size)
    assert.equal((await (await atGate(ann)).ask('GET', `/wells/${number}`)).status, 200)
    await take(node, mei.sign('case.cancel', { case: number, reason: 'enough' }))
  })

  test('whoever goes away loses the step to the substitute, until the time he said', async () => {
    const { bob, carl } = staff
    const number = await measured()
    const place = { case: number, step: 'decide' }
    await does(carl, 'step.claim', place)
    const [first, second] = [await atGate(carl), await atGate(bob)]
    assert.equal((await first.ask('GET', `/wells/${number}`)).status, 200)
    await substituted(node, mei, { person: carl.id, office: 'head', substitute: bob.id })
    await inCase(node, carl.actor, 'absence', {}, 'declare')
    const end = isoInstant(systemClock.now() + shortMilliseconds)
    await does(carl, 'absence.declare', { until: end })
    assert.equal((await first.ask('GET', `/wells/${number}`)).status, 403)
    await does(bob, 'step.claim', place)
    assert.equal((await second.ask('GET', `/wells/${number}`)).status, 200)
    await until('he is back', async () => (await shown(number, 'decide')).state === 'invoked')
    assert.equal((await second.ask('GET', `/wells/${number}`)).status, 403)
    await does(carl, 'step.claim', place)
    assert.equal((await first.ask('GET', `/wells/${number}`)).status, 200)
    await does(carl, 'step.complete', place)
  })

  test('what is suspended permits nothing to the executor until it is restored', async () => {
    const { carl } = staff
    const number = await measured()
    const place = { case: number, step: 'decide' }
    await does(carl, 'step.claim', place)
    const caller = await atGate(carl)
    assert.equal((await caller.ask('GET', `/wells/${number}`)).status, 200)
    const supervision = await inCase(node, mei, 'supervise-case', { number }, 'suspend')
    await take(node, mei.sign('step.suspend', { ...place, reason: 'a complaint came in' }))
    assert.equal((await caller.ask('GET', `/wells/${number}`)).status, 403)
    const resumed = await send(node, carl.actor.sign('step.resume', place))
    assert.deepEqual([resumed.status, resumed.problem], [409, 'step-stopped'])
    await take(node, mei.sign('step.complete', { case: supervision, step: 'suspend' }))
    await take(node, mei.sign('step.claim', { case: supervision, step: 'decide' }))
    await take(node, mei.sign('step.restore', place))
    assert.equal((await caller.ask('GET', `/wells/${number}`)).status, 200)
    await does(carl, 'step.complete', place)
  })

  test('a node that stops and starts again goes on from its snapshot where everybody stood', async () => {
    const { ann, bob, carl } = staff
    const open = await opened(node, mei, 'well')
    const measure = { case: open, step: 'measure' }
    await does(ann, 'step.claim', measure)
    await does(ann, 'step.delegate', { ...measure, person: bob.id, permissions: ['well.read'] })
    const held = await measured()
    const decide = { case: held, step: 'decide' }
    await does(carl, 'step.claim', decide)
    assert.equal((await (await atGate(carl)).ask('POST', `/wells/${held}/open`)).status, 200)
    await does(carl, 'step.hold', decide)
    const { code, err } = await node.end('SIGTERM')
    assert.equal(code, 0, err)
    const kept = await stateIn('kept', true)
    const replayed = await stateIn('replayed', false)
    assert.equal(kept.replayed, 0)
    assert.ok(replayed.replayed > 0)
    assert.equal(kept.hash, replayed.hash)

    node = await start(scratch.path)
    const reader = await atGate(bob)
    assert.equal((await reader.ask('GET', `/wells/${open}`)).status, 200)
    assert.equal((await reader.ask('POST', `/wells/${open}/notes`)).status, 403)
    const opener = await atGate(carl)
    assert.equal((await opener.ask('POST', `/wells/${held}/open`)).status, 403)
    await does(carl, 'step.resume', decide)
    assert.equal((await opener.ask('POST', `/wells/${held}/open`)).status, 200)
  })

  test('what was broken open is over at its time, and the case when it was reviewed', async () => {
    const { ann, carl, dora, erik } = staff
    const number = await opened(node, mei, 'well')
    const decide = { case: number, step: 'decide' }
    await does(erik, 'step.break-glass', { ...decide, reason: 'a child fell in', second: dora.id })
    const caller = await atGate(erik)
    const first = await caller.ask('GET', `/wells/${number}`)
    assert.equal(first.status, 200)
    await until('the window is over', async () => (await shown(number, 'decide')).state === 'dormant')
    const last = await caller.ask('GET', `/wells/${number}`)
    assert.deepEqual([last.status, last.connection], [403, first.connection])
    const cancelled = await send(node, mei.sign('case.cancel', { case: number, reason: 'all is well' }))
    assert.deepEqual([cancelled.status, cancelled.problem], [409, 'review-outstanding'])

    // The emergency did not do what the step is for: it goes on in its order.
    const measure = { case: number, step: 'measure' }
    await does(ann, 'step.claim', measure)
    await does(ann, 'step.complete', { ...measure, data: { depth: 12 } })
    await does(carl, 'step.claim', decide)
    await does(carl, 'step.complete', decide)
    const review = { case: number, step: 'review' }
    await does(dora, 'step.claim', review)
    assert.equal((await shownCase(number)).state, 'open')
    await does(dora, 'step.complete', review)
    assert.equal((await shownCase(number)).state, 'finished')
  })

  test('and the record of it all verifies', async () => {
    assert.equal((await node.end('SIGTERM')).code, 0)
    const as = ['--as', join(scratch.path, 'people', founder)]
    const store = join(scratch.path, 'unit', 'store.sqlite')
    const { code, err, out } = await command(['record', 'verify', '--store', store, ...as])
    assert.equal(code, 0, err)
    assert.match(out, /^the record verifies: /)
  })

  /** The state that a copy of the store comes to, from its snapshot or from its first entry. */
  async function stateIn(name: string, withSnapshot: boolean) {
    const path = join(scratch.path, name)
    await copyFile(join(scratch.path, 'unit', 'store.sqlite'), path)
    const store = sure(await openSqliteStore(path), 'the store')
    if (!withSnapshot) sure(await store.saveSnapshot('state', new Uint8Array()), 'the snapshot')
    const [logKey, issuingKey] = [await keyOf('log'), await keyOf('issuing')]
    const sealKey = await keyOf('seal')
    const parts = { store, domain, logKey, issuingKey, sealKey, clock: systemClock, random: systemRandom }
    const { unit, replayed } = sure(await openUnit(parts), 'the unit')
    const hash = stateHash(constitution.slices, unit.state)
    await store.close()
    await rm(path)
    return { hash, replayed }
  }

  async function keyOf(role: string) {
    const sealed = await readFile(join(scratch.path, 'unit', 'keys', `${role}.key.json`), 'utf8')
    return sure(await openKey(sealed, passphraseOfAll), `the ${role} key`)
  }
})
