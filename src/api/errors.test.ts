import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { refuseSocket } from './errors.ts'

/** Both ends of a connection. */
async function pair(): Promise<{ readonly near: Socket; readonly far: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const near = connect(port, '127.0.0.1')
  const [far] = (await once(server, 'connection')) as [Socket]
  server.close()
  return { near, far }
}

const answered = [
  ['HPE_INVALID_METHOD', 400, 'request-malformed'],
  ['HPE_HEADER_OVERFLOW', 431, 'head-too-large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'request-slow'],
] as const

for (const [code, status, kind] of answered) {
  test(`a connection that ends with ${code} is told ${status}`, async () => {
    const { near, far } = await pair()
    refuseSocket(Object.assign(new Error(), { code }), far)
    const answer = await text(near)
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `))
    assert.match(answer, new RegExp(`"type":"urn:chancery:problem:${kind}"`))
  })
}

for (const code of ['ERR_TLS_HANDSHAKE_TIMEOUT', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ECONNRESET', '']) {
  test(`a connection that ends with ${code || 'no code'} is destroyed without a word`, async () => {
    const { near, far } = await pair()
    refuseSocket(Object.assign(new Error(), { code }), far)
    assert.equal(far.destroyed, true)
    assert.equal(await text(near), '')
  })
}
