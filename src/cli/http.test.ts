import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { rootCertificates } from 'node:tls'
import { accept, refuse } from '#fault'
import { FakeUnit } from './fake-unit.ts'
import { type HttpFault, httpCaller, type TlsIdentity } from './http.ts'

const unit = new FakeUnit()
const other = new FakeUnit()
let plain: Server
let plainAddress = ''

before(async () => {
  await unit.open()
  await other.open()
  unit.situation = { '/unit': { name: 'unit' } }
  plain = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/' }).end()
    else if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': '100' }).write('only the beginning')
      setImmediate(() => request.socket.destroy())
    } else if (request.url === '/large') {
      const part = Buffer.alloc(1024 * 1024)
      const more = (): void => {
        while (!response.destroyed && response.write(part));
      }
      response.on('drain', more)
      more()
    } else response.writeHead(200, { 'content-type': 'Text/Plain; charset=utf-8' }).end('whole')
  })
  await new Promise<void>((resolve) => plain.listen(0, 'localhost', resolve))
  plainAddress = `http://localhost:${(plain.address() as AddressInfo).port}`
})

after(() => {
  unit.close()
  other.close()
  plain.closeAllConnections()
  plain.close()
})

async function faultOf(
  address: string,
  path: string,
  identity?: TlsIdentity,
): Promise<HttpFault | undefined> {
  const caller = httpCaller(address, identity)
  if (!caller.ok) return caller.fault
  const answer = await caller.value.send({ method: 'GET', path })
  caller.value.close()
  return answer.ok ? undefined : answer.fault
}

test('a unit is believed under its own authority', async () => {
  assert.equal(await faultOf(unit.address, '/unit', { authority: unit.authorityPem }), undefined)
})

test('a unit is not believed under the authority of another', async () => {
  const fault = await faultOf(unit.address, '/unit', { authority: other.authorityPem })
  assert.equal(fault?.kind, 'peer-untrusted')
})

test('the roots of the system count for nothing', async () => {
  const fault = await faultOf(unit.address, '/unit', { authority: rootCertificates.join('\n') })
  assert.equal(fault?.kind, 'peer-untrusted')
  assert.equal((await faultOf(unit.address, '/unit'))?.kind, 'peer-untrusted')
  assert.equal((await faultOf(unit.address, '/unit', { authority: '' }))?.kind, 'peer-untrusted')
  for (const content of ['!', 'AAAA']) {
    const none = { authority: `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----\n` }
    assert.equal((await faultOf(unit.address, '/unit', none))?.kind, 'peer-untrusted')
  }
})

test('a unit is not believed under a name that its certificate does not hold', async () => {
  const address = unit.address.replace('localhost', '127.0.0.1')
  const fault = await faultOf(address, '/unit', { authority: unit.authorityPem })
  assert.equal(fault?.kind, 'peer-untrusted')
})

test('an answer that is cut off is no answer, and the request may have been carried out', async () => {
  const fault = await faultOf(plainAddress, '/cut')
  assert.deepEqual(fault, {
    kind: 'unreachable',
    address: plainAddress,
    problem: 'the connection was cut off',
    sent: true,
  })
})

test('where nothing listens the request was not sent', async () => {
  const fault = await faultOf('http://localhost:1', '/')
  assert.partialDeepStrictEqual(fault, { kind: 'unreachable', sent: false })
})

test('an answer without end is given up', async () => {
  assert.equal((await faultOf(plainAddress, '/large'))?.kind, 'answer-too-large')
})

test('what is no address is refused before anything is sent', () => {
  for (const address of ['localhost:8480', 'ftp://localhost', 'http://mei@localhost', '']) {
    assert.deepEqual(httpCaller(address), refuse({ kind: 'address-malformed', address }))
  }
})

test('an answer comes with its status and its media type, and redirects are not followed', async () => {
  const caller = httpCaller(`${plainAddress}/`)
  assert.ok(caller.ok)
  const whole = await caller.value.send({ method: 'GET', path: '/' })
  assert.deepEqual(whole, accept({ status: 200, type: 'text/plain', body: Buffer.from('whole') }))
  const moved = await caller.value.send({ method: 'GET', path: '/moved' })
  assert.equal(moved.ok && moved.value.status, 302)
  caller.value.close()
})
