import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { base64 } from '#bytes'
import type { PrivateKey } from '#crypto'
import { fakeKey, fakeRequest } from '#identity'
import { pem } from '#x509'
import { forwardClock, type RealNode, realNode } from './real-node-fixture.ts'

const host = 'cases.unit.example'

describe('a proxy that stands before a service of a real node', () => {
  const key = fakeKey()
  let folder: string
  let at: RealNode
  let certificate: string
  let serial: string

  const must = async (...argv: readonly string[]): Promise<string> => {
    const { code, out, err } = await at.command(...argv)
    assert.equal(code, 0, err)
    return out
  }
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chancery-proxied-'))
    at = await realNode(folder, 'unit.example', forwardClock())
    ;({ certificate, serial } = await registered('front', key))
    const route = { method: 'GET', path: '/cases/:case', permission: 'case.read', object: 'case/{case}' }
    const upstream = 'tcp://127.0.0.1:9'
    const publication = { service: 'cases', title: 'Cases', hosts: [host], upstream, routes: [route] }
    const path = join(folder, 'cases.json')
    await writeFile(path, JSON.stringify(publication))
    await must('service', 'propose', '--input', path, '--proxy', 'front')
    await must('service', 'publish', '--service', 'cases')
  })
  after(async () => {
    await at.node.stop()
    await rm(folder, { recursive: true })
  })

  async function registered(id: string, of: PrivateKey): Promise<Registered> {
    const path = join(folder, `${id}.pem`)
    await writeFile(path, fakeRequest(of, id))
    const sent = JSON.parse(await must('request', 'send', path, '--to', at.public, '--json')) as Sent
    const whom = ['--request', sent.request, '--kind', 'service']
    await must('request', 'attest', ...whom, '--id', id, '--name', id, '--evidence', 'seen')
    await must('certificate', 'issue', ...whom)
    const told = await fetch(`${at.public}/requests/${sent.request}`)
    const issued = /"serial":"([0-9a-f]+)"/.exec(await told.text())?.[1] ?? ''
    const chain = await fetch(`${at.public}/certificates/${issued}`)
    return { certificate: await chain.text(), serial: issued }
  }

  /** What the proxy is answered about a request of the founder. */
  async function asked(path: string): Promise<string> {
    const { port } = at.node.api.apiAddress
    const sent = request({
      ...{ host: '127.0.0.1', port, servername: 'localhost', path: `/authorize${path}`, agent: false },
      ...{ key: key.tlsPem(), cert: certificate, ca: pem('CERTIFICATE', at.fake.authority.der) },
      headers: { Host: host, 'Client-Cert': `:${base64(at.founder.der)}:` },
    })
    sent.end()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    answer.resume()
    const { headers, statusCode } = answer
    const grant = [headers['chancery-principal'], headers['chancery-case'], headers['chancery-step']]
    return [statusCode, headers['chancery-problem'] ?? grant.join(' ')].join(' ')
  }

  test('is told what the gate would decide, as long as the case and the service stand', async () => {
    assert.equal(await asked('/cases/1'), '403 permission-missing')
    const opening = await must('case', 'open', '--procedure', 'audit', '--json')
    const id = /"case":\s*"(\d+)"/.exec(opening)?.[1] ?? ''
    await must('step', 'claim', '--case', id, '--step', 'read')
    assert.equal(await asked('/cases/1'), `200 person/fay ${id} read`)
    assert.equal(await asked('/cases/1/steps'), '404 route-unpublished')
    await must('service', 'suspend', '--service', 'cases', '--reason', 'a flaw')
    assert.equal(await asked('/cases/1'), '503 service-suspended')
  })

  test('is told nothing once its own certificate is revoked', async () => {
    await must('certificate', 'revoke', '--serial', serial, '--reason', 'key-compromise')
    assert.equal(await asked('/cases/1'), '403 proxy-refused')
  })
})

interface Registered {
  /** PEM, with that of the issuing key. */
  readonly certificate: string
  readonly serial: string
}

interface Sent {
  readonly request: string
}
