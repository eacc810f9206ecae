import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Actor, take } from './actor.ts'
import { Caller } from './caller.ts'
import { opened, until } from './employed.ts'
import { command, found, founder, type NodeProcess, start, temporaryFolder } from './node-process.ts'
import { opensMax, type Staff, staffed, Well, wellHost } from './well.ts'

const kills = 4

/** More than there are uses, so that some are in each other's way. */
const requestsAtOnce = 8

describe('counted uses of a node that is killed', () => {
  const scratch = temporaryFolder()
  const well = new Well()
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
  })
  after(async () => {
    await node.end('SIGKILL')
    await well.stop()
    await scratch.remove()
  })

  /** A connection of the head's to a gate that serves the wells. */
  async function atGate(): Promise<Caller> {
    const caller = await Caller.of(node, authority, staff.carl, wellHost)
    await until('the gate serves the wells', () =>
      caller.ask('GET', '/wells/1').then(
        ({ status }) => status === 403,
        () => false,
      ),
    )
    return caller
  }

  /** A case in which the head may open the well; its number. */
  async function decidable(): Promise<string> {
    const number = await opened(node, mei, 'well')
    const { ann, carl } = staff
    const measure = { case: number, step: 'measure' }
    await take(node, ann.actor.sign('step.claim', measure))
    await take(node, ann.actor.sign('step.complete', { ...measure, data: { depth: 12 } }))
    await take(node, carl.actor.sign('step.claim', { case: number, step: 'decide' }))
    return number
  }

  const reached = (number: string): number => well.reached.get(`POST /wells/${number}/open`) ?? 0

  test('never come to more than the limit, whenever it is killed', async () => {
    for (let kill = 0; kill < kills; kill++) {
      const number = await decidable()
      const callers: Caller[] = []
      for (let i = 0; i < requestsAtOnce; i++) callers.push(await atGate())
      const killedAfter = randomInt(1, opensMax + 1)
      let answered = 0
      let ended: ReturnType<NodeProcess['end']> | undefined
      const statuses = await Promise.all(
        callers.map(async (caller) => {
          const reply = await caller.ask('POST', `/wells/${number}/open`).catch(() => undefined)
          if (++answered === killedAfter) ended = node.end('SIGKILL')
          return reply?.status
        }),
      )
      await ended
      for (const caller of callers) caller.close()
      const given = statuses.filter((status) => status === 200).length
      assert.ok(given <= reached(number))

      node = await start(scratch.path)
      const caller = await atGate()
      let more = 0
      while ((await caller.ask('POST', `/wells/${number}/open`)).status === 200) more++
      caller.close()
      assert.ok(given + more <= opensMax, `${given} before the kill and ${more} after it`)
      assert.ok(reached(number) <= opensMax, `${reached(number)} reached the service`)
    }
  })

  test('and the record of it verifies', async () => {
    assert.equal((await node.end('SIGTERM')).code, 0)
    const as = ['--as', join(scratch.path, 'people', founder)]
    const store = join(scratch.path, 'unit', 'store.sqlite')
    const { code, err } = await command(['record', 'verify', '--store', store, ...as])
    assert.equal(code, 0, err)
  })
})
