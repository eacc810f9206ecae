import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { decodeBundle } from '#record'
import { Actor, entriesOf, take } from './actor.ts'
import { adopted } from './employed.ts'
import { domain, found, founder, type NodeProcess, start, temporaryFolder } from './node-process.ts'
import { inCase, registered } from './registration.ts'

interface Told {
  readonly status: number
  readonly identifier: unknown
  readonly body: Readonly<Record<string, unknown>>
}

const paper = `procedure: paper
title: { en: Sign a paper }
opened-by: anyone
steps:
  sign: { by: opener, permits: [paper.sign], objects: [paper/one], uses: { paper.sign: 1 } }
`

type Context = Readonly<Record<string, unknown>>

describe('decisions of a node in a process of its own, asked for by AuthZEN', () => {
  const scratch = temporaryFolder()
  const keys = {
    front: PrivateKey.generate('ecdsa-p256-sha256'),
    ann: PrivateKey.generate('ecdsa-p256-sha256'),
  }
  const certificates = { front: '', ann: '' }
  const serials = { front: '', ann: '' }
  let node: NodeProcess
  let mei: Actor
  let authority = ''

  before(async () => {
    await scratch.make()
    await found(scratch.path)
    mei = await Actor.founderOf(scratch.path)
    authority = await readFile(join(scratch.path, 'people', founder, 'authority.pem'), 'utf8')
    node = await start(scratch.path)
    await adopted(node, mei, 'paper', paper)
    for (const [name, kind] of [['front', 'service'] as const, ['ann', 'person'] as const]) {
      serials[name] = (await registered(node, mei, keys[name], name, kind)).serial
      certificates[name] = await (await fetch(`${node.public}/certificates/${serials[name]}`)).text()
    }
  })
  after(async () => {
    await node.end('SIGKILL')
    await scratch.remove()
  })

  type Who = 'front' | 'ann' | 'mei' | 'nobody'

  async function asked(who: Who, path: string, question?: object): Promise<IncomingMessage> {
    const folder = join(scratch.path, 'people', founder)
    const shown = {
      front: { key: keys.front.tlsPem(), cert: certificates.front },
      ann: { key: keys.ann.tlsPem(), cert: certificates.ann },
      mei: { key: mei.key.tlsPem(), cert: await readFile(join(folder, 'certificate.pem'), 'utf8') },
      nobody: {},
    }
    const request = httpsRequest({
      ...{ host: '127.0.0.1', port: node.api, servername: 'localhost', path, ca: authority, agent: false },
      ...{ method: question ? 'POST' : 'GET', ...shown[who] },
      headers: { 'Content-Type': 'application/json', 'X-Request-ID': `of ${who}` },
    })
    request.end(question && JSON.stringify(question))
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return response
  }

  async function bytesOf(response: IncomingMessage): Promise<Buffer> {
    const parts: Buffer[] = []
    for await (const part of response) parts.push(part as Buffer)
    return Buffer.concat(parts)
  }

  async function told(who: Who, path: string, question?: object): Promise<Told> {
    const response = await asked(who, path, question)
    const body = JSON.parse((await bytesOf(response)).toString()) as Told['body']
    return { status: response.statusCode ?? 0, identifier: response.headers['x-request-id'], body }
  }

  /** Whether Ann may sign the paper, or what is asked instead. */
  function question(instead: object = {}): Readonly<Record<string, unknown>> {
    return {
      subject: { type: 'user', id: `ann@${domain}` },
      action: { name: 'sign' },
      resource: { type: 'paper', id: 'one' },
      ...instead,
    }
  }

  const evaluation = '/access/v1/evaluation'

  test('a service learns what a step permits, and a counted yes stands on the record', async () => {
    const no = await told('front', evaluation, question())
    assert.deepEqual([no.status, no.identifier, no.body['decision']], [200, 'of front', false])
    assert.equal((no.body['context'] as Context)['reason'], 'no-step')
    const ann = mei.withKey(keys.ann)
    const id = await inCase(node, ann, 'paper', {}, 'sign')
    const look = await told('front', evaluation, question({ context: { use: false } }))
    const { case: of, step, counted, epoch } = look.body['context'] as Context
    assert.deepEqual([look.body['decision'], of, step, counted], [true, id, 'sign', true])
    const before = (await entriesOf(node)) ?? 0
    const bound = { type: 'user', id: 'ann', properties: { key: keys.ann.publicKey.thumbprint } }
    const yes = await told('front', evaluation, question({ subject: bound }))
    const { record } = yes.body['context'] as Context
    assert.equal(yes.body['decision'], true)
    const { use, entry } = record as Readonly<Record<string, number>>
    assert.equal(entry, epoch)
    assert.ok((use ?? 0) >= before, `entry ${use} of ${before}`)
    assert.equal((await told('front', evaluation, question())).body['decision'], false, 'it is used up')
  })

  test('no service uses up what an act of the unit asks for', async () => {
    const ann = mei.withKey(keys.ann)
    await inCase(node, ann, 'revoke-own-certificate', { serial: serials.ann }, 'revoke')
    const before = await entriesOf(node)
    const resource = { type: 'certificate', id: serials.ann }
    const revoking = question({ action: { name: 'revoke-own' }, resource })
    for (const time of ['once', 'again']) {
      const { body } = await told('front', evaluation, revoking)
      assert.deepEqual([body['decision'], (body['context'] as Context)['counted']], [true, true], time)
    }
    assert.equal(await entriesOf(node), before)
  })

  test('people ask about themselves, and nobody else asks at all', async () => {
    const ann = mei.withKey(keys.ann)
    await inCase(node, ann, 'paper', {}, 'sign')
    const looking = question({ context: { use: false } })
    assert.equal((await told('ann', evaluation, looking)).body['decision'], true)
    const refused = await told('mei', evaluation, looking)
    assert.deepEqual([refused.status, refused.identifier], [403, 'of mei'])
    assert.equal(refused.body['type'], 'urn:chancery:problem:asker-not-entitled')
    assert.equal((await told('nobody', evaluation, looking)).status, 401)
    const plain = await fetch(`${node.public}${evaluation}`, { method: 'POST', body: '{}' })
    assert.equal(plain.status, 403)
  })

  test('a service searches, and what it asked stands in the journal', async () => {
    const found = await told('front', '/access/v1/search/subject', question({ subject: { type: 'person' } }))
    assert.deepEqual(found.body['results'], [{ type: 'person', id: 'ann' }])
    const actions = await told('front', '/access/v1/search/action', question())
    assert.deepEqual(actions.body['results'], [{ name: 'sign' }])
    await inCase(node, mei, 'audit', {}, 'read')
    const note = await bytesOf(await asked('mei', '/journal/checkpoint'))
    const size = Number(note.toString().split('\n')[1])
    const tile = await bytesOf(await asked('mei', `/journal/tile/entries/000.p/${size}`))
    const lines = sure(decodeBundle(tile), 'the journal').map((line) => Buffer.from(line).toString())
    const whats = lines.map((line) => (JSON.parse(line) as { what?: string }).what)
    assert.equal(whats.filter((what) => what === 'access.evaluation').length, 6, 'not what Ann asked')
    assert.ok(whats.includes('access.search.subject') && whats.includes('access.search.action'))
  })

  test('tells where it is asked, and ends with the certificate of who asks', async () => {
    const metadata = await told('nobody', '/.well-known/authzen-configuration')
    assert.equal(metadata.body['access_evaluation_endpoint'], `https://localhost${evaluation}`)
    const open = await fetch(`${node.public}/.well-known/authzen-configuration`)
    assert.deepEqual(await open.json(), metadata.body)
    const { front: serial } = serials
    await inCase(node, mei, 'revoke-certificate', { serial }, 'revoke')
    await take(node, mei.sign('certificate.revoke', { serial, reason: 'key-compromise' }))
    assert.equal((await told('front', evaluation, question())).status, 403)
  })
})
