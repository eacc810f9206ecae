import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pem } from '#x509'
import { World } from './test-world.ts'

const world = new World()
const der = Uint8Array.of(0x30, 4, 1, 2, 3, 4)

before(() => world.open({ limits: { certificateRequests: { burst: 100, perSecond: 1 } } }))
after(() => world.api.close())

const taken = [
  ['application/pkcs10', der],
  ['application/pkcs10', pem('CERTIFICATE REQUEST', der)],
  ['application/x-pem-file', `subject=CN = x\n${pem('NEW CERTIFICATE REQUEST', der)}`],
  ['text/plain; charset=us-ascii', pem('CERTIFICATE REQUEST', der)],
] as const

for (const [type, body] of taken) {
  test(`a request sent as ${type}, ${typeof body === 'string' ? 'PEM' : 'DER'}, is taken`, async () => {
    const answer = await world.plain('POST', '/requests', { headers: { 'content-type': type }, body })
    assert.equal(answer.status, 202)
    const digest = Buffer.from(der).toString('base64url').slice(0, 8)
    assert.deepEqual(answer.json, { request: digest, status: `/requests/${digest}` })
    assert.equal(answer.headers.location, `/requests/${digest}`)
  })
}

const refused = [
  ['no PEM', 'text/plain', 'hello', 400, 'request-not-pem'],
  ['another block', 'text/plain', pem('CERTIFICATE', der), 400, 'request-not-pem'],
  ['two requests', 'text/plain', pem('CERTIFICATE REQUEST', der).repeat(2), 400, 'request-not-pem'],
  ['no text', 'text/plain', Uint8Array.of(0xff, 0xff), 400, 'request-not-pem'],
  ['nothing', 'text/plain', '', 400, 'request-not-pem'],
  ['a form', 'application/x-www-form-urlencoded', 'a=b', 415, 'body-type-unsupported'],
  ['JSON', 'application/json', '{}', 415, 'body-type-unsupported'],
  ['too much', 'application/pkcs10', 'x'.repeat(16 * 1024 + 1), 413, 'body-too-large'],
] as const

for (const [name, type, body, status, kind] of refused) {
  test(`${name} is refused as ${kind}`, async () => {
    const answer = await world.plain('POST', '/requests', { headers: { 'content-type': type }, body })
    assert.equal(answer.status, status)
    assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
  })
}

test('a certificate on the record is open to all, another serial is not found', async () => {
  const answer = await world.plain('GET', '/certificates/a1')
  assert.equal(answer.headers['content-type'], 'application/pem-certificate-chain')
  assert.equal(answer.body.toString(), world.mei.cert)
  assert.equal(
    (await world.plain('GET', '/certificates/b2')).json['type'],
    'urn:chancery:problem:certificate-not-found',
  )
  for (const serial of ['A1', 'x', 'a'.repeat(41)]) {
    assert.equal(
      (await world.plain('GET', `/certificates/${serial}`)).json['type'],
      'urn:chancery:problem:act-malformed',
    )
  }
  const long = await world.plain('GET', `/certificates/${'a'.repeat(129)}`)
  assert.equal(long.json['type'], 'urn:chancery:problem:target-malformed')
})

const files = [
  ['/authority', 'application/pem-certificate-chain'],
  ['/crl/issuing.crl', 'application/pkix-crl'],
  ['/.well-known/jwks.json', 'application/jwk-set+json'],
] as const

for (const [path, type] of files) {
  test(`${path} is open to all and asked for anew each time`, async () => {
    const answer = await world.plain('GET', path)
    assert.equal(answer.status, 200)
    assert.match(answer.headers['content-type'] ?? '', new RegExp(`^${RegExp.escape(type)}`))
    assert.equal(answer.headers['cache-control'], 'no-cache')
    assert.ok(answer.body.length > 0)
  })
}
