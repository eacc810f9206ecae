import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { PrivateKey } from '#crypto'
import { Actor, take } from './actor.ts'
import { found, founder, type NodeProcess, start, temporaryFolder } from './node-process.ts'
import { inCase, registered } from './registration.ts'

/** What ends is told at once; this is for a machine under load, and so that nothing hangs. */
const toldMillisecondsMax = 20_000

type Told = Readonly<Record<string, unknown>> & { readonly event: string; readonly id: string }

describe('the feed of ended rights of a node in a process of its own', () => {
  const scratch = temporaryFolder()
  const keys = {
    proxy: PrivateKey.generate('ecdsa-p256-sha256'),
    ann: PrivateKey.generate('ecdsa-p256-sha256'),
  }
  const serials = { proxy: '', ann: '' }
  let node: NodeProcess
  let mei: Actor
  let ann: Actor
  let authority = ''

  before(async () => {
    await scratch.make()
    await found(scratch.path)
    mei = await Actor.founderOf(scratch.path)
    ann = mei.withKey(keys.ann)
    authority = await readFile(join(scratch.path, 'people', founder, 'authority.pem'), 'utf8')
    node = await start(scratch.path)
    serials.proxy = (await registered(node, mei, keys.proxy, 'proxy', 'service')).serial
    serials.ann = (await registered(node, mei, keys.ann, 'ann')).serial
  })
  after(async () => {
    await node.end('SIGKILL')
    await scratch.remove()
  })

  /** Asks for the feed, as somebody or as nobody. */
  async function asked(who?: 'proxy' | 'ann', lastEventId?: string): Promise<IncomingMessage> {
    const certificate = who && (await (await fetch(`${node.public}/certificates/${serials[who]}`)).text())
    const request = httpsRequest({
      ...{ host: '127.0.0.1', port: node.api, servername: 'localhost', path: '/rights/ended', ca: authority },
      ...(who && { key: keys[who].tlsPem(), cert: certificate }),
      ...(lastEventId !== undefined && { headers: { 'last-event-id': lastEventId } }),
      agent: false,
    })
    request.end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return response
  }

  async function followed(who: 'proxy' | 'ann', lastEventId?: string): Promise<Follower> {
    const response = await asked(who, lastEventId)
    assert.equal(response.statusCode, 200)
    return new Follower(response)
  }

  /** A case whose only step somebody holds; its number. */
  function heldBy(actor: Actor): Promise<string> {
    return inCase(node, actor, 'revoke-own-certificate', { serial: serials.ann }, 'revoke')
  }

  test('is not for whoever shows no certificate', async () => {
    const response = await asked()
    assert.equal(response.statusCode, 401)
    response.resume()
  })

  test('tells a service of a certificate that is revoked, and of the right so used up', async () => {
    const proxy = await followed('proxy')
    assert.equal((await proxy.next('resync'))['reason'], 'new')
    const victim = PrivateKey.generate('ecdsa-p256-sha256')
    const { serial } = await registered(node, mei, victim, 'bob')
    const of = await inCase(node, mei, 'revoke-certificate', { serial }, 'revoke')
    await take(node, mei.sign('certificate.revoke', { serial, reason: 'key-compromise' }))
    const told = await proxy.next('certificate-ended')
    assert.deepEqual([told['serial'], told['principal']], [serial, { kind: 'person', id: 'bob' }])
    const right = await proxy.next('right-ended')
    const { case: id, step, person, reason } = right
    assert.deepEqual([id, step, person, reason], [of, 'revoke', founder, 'limit-reached'])
    assert.equal(right['epoch'], Number(right.id.split('.')[0]))
    proxy.leave()
  })

  test('tells a person of their own, goes on after a break, ends with the certificate', async () => {
    const own = await followed('ann')
    await own.next('resync')
    const others = await heldBy(mei)
    await take(node, mei.sign('case.cancel', { case: others, reason: 'enough' }))
    const of = await heldBy(ann)
    await take(node, ann.sign('case.cancel', { case: of, reason: 'enough' }))
    const first = await own.next('right-ended')
    assert.deepEqual([first['case'], first['person'], first['reason']], [of, 'ann', 'cancelled'])
    own.leave()
    const missed = await heldBy(ann)
    await take(node, ann.sign('case.cancel', { case: missed, reason: 'enough' }))
    const again = await followed('ann', first.id)
    assert.equal((await again.next('right-ended'))['case'], missed)
    assert.deepEqual(
      again.seen.filter(({ event }) => event === 'resync'),
      [],
    )
    const { ann: serial } = serials
    await inCase(node, mei, 'revoke-certificate', { serial }, 'revoke')
    await take(node, mei.sign('certificate.revoke', { serial, reason: 'key-compromise' }))
    await again.ended
    assert.equal((await asked('ann')).resume().statusCode, 403)
  })

  test('has whoever comes back after a restart drop everything', async () => {
    const proxy = await followed('proxy')
    const { id } = await proxy.next('epoch')
    await heldBy(mei)
    assert.equal((await node.end('SIGTERM')).code, 0)
    await proxy.ended
    node = await start(scratch.path)
    const again = await followed('proxy', id)
    assert.equal((await again.next('resync'))['reason'], 'gap')
    again.leave()
  })
})

/** Somebody who follows the feed. */
class Follower {
  readonly seen: Told[] = []
  readonly ended: Promise<unknown>
  readonly #response: IncomingMessage
  #text = ''

  constructor(response: IncomingMessage) {
    this.#response = response
    this.ended = once(response, 'end')
    this.ended.catch(() => undefined)
    response.on('data', (part: Buffer) => this.#take(part.toString()))
  }

  /** The next event of a kind that was not asked for yet. */
  async next(event: string): Promise<Told> {
    const signal = AbortSignal.timeout(toldMillisecondsMax)
    for (;;) {
      const at = this.seen.findIndex((told) => told.event === event)
      const told = this.seen[at]
      if (told) {
        this.seen.splice(0, at + 1)
        return told
      }
      await once(this.#response, 'data', { signal })
    }
  }

  leave(): void {
    this.#response.destroy()
  }

  #take(text: string): void {
    const blocks = (this.#text + text).split('\n\n')
    this.#text = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, event, id, data] = /^event: (.*)\nid: (.*)\ndata: (.*)$/.exec(block) ?? []
      if (event !== undefined && id !== undefined) {
        this.seen.push({ ...(JSON.parse(data ?? '') as object), event, id })
      }
    }
  }
}
