import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Answer } from './test-answer.ts'
import { World } from './test-world.ts'

const world = new World()

before(() => world.open({ limits: { reads: { burst: 1, perSecond: 1 } } }))
after(() => world.api.close())
beforeEach(() => {
  world.wishes.length = 0
  world.openSteps = 1
})

const original = {
  'X-Original-Method': 'POST',
  'X-Original-URI': '/permits//7?x=%2e',
  'X-Original-Host': 'permits.example',
}

const shown = () => ({ 'Client-Cert': `:${Buffer.from(world.mei.der).toString('base64')}:` })

function told(headers: Readonly<Record<string, string>>, as = world.front): Promise<Answer> {
  return world.secure('GET', '/authorize', { as, headers })
}

function prefixed(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return world.secure(method, `/authorize${target}`, { as: world.front, headers })
}

function kindOf({ headers, json }: Answer): string {
  assert.equal(json['type'], `urn:chancery:problem:${String(headers['chancery-problem'])}`)
  return String(headers['chancery-problem'])
}

test('a proxy tells the request in fields, and is given what it passes on', async () => {
  const answer = await told({ ...original, ...shown() })
  assert.equal(answer.status, 200)
  assert.equal(answer.body.length, 0)
  assert.equal(answer.headers['chancery-principal'], 'person/mei')
  assert.equal(answer.headers['chancery-token'], 'token')
  assert.equal(answer.headers['cache-control'], 'no-store')
  const { leafDer, ...wish } = world.wishes[0] as { readonly leafDer: Uint8Array }
  assert.deepEqual(new Uint8Array(leafDer), new Uint8Array(world.mei.der))
  const target = '/permits//7?x=%2e'
  assert.deepEqual(wish, { proxy: 'front', method: 'POST', target, host: 'permits.example' })
})

test('a proxy puts the caller’s method and target behind the path, whatever they are', async () => {
  const long = `/${'a'.repeat(300)}/${'b/'.repeat(20)}c`
  const headers = { ...shown(), Host: 'permits.example' }
  for (const method of [
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'DELETE',
    'PATCH',
    'OPTIONS',
    'PROPFIND',
    'QUERY',
    'TRACE',
  ]) {
    for (const target of ['/', '/permits/7?x=%2e', '/permits//7', '/%E8%AE%B8', long]) {
      world.wishes.length = 0
      const answer = await prefixed(method, target, headers)
      assert.equal(answer.status, 200, `${method} ${target}`)
      const [{ method: seenMethod, target: seenTarget, host } = assert.fail('nothing asked')] =
        world.wishes as { readonly method: string; readonly target: string; readonly host: string }[]
      assert.deepEqual([seenMethod, seenTarget, host], [method, target, 'permits.example'])
    }
  }
})

test('a refusal goes to Envoy as it is, to nginx as one it knows, its details in a field', async () => {
  const strange = { 'Client-Cert': ':AAAA:' }
  const [first, second] = [await prefixed('GET', '/x', strange), await told({ ...original, ...strange })]
  assert.deepEqual([first.status, second.status], [404, 403])
  for (const answer of [first, second]) {
    assert.equal(kindOf(answer), 'route-unpublished')
    assert.equal(answer.json['status'], answer.status)
    assert.equal(answer.headers['content-type'], 'application/problem+json')
    const line = String(answer.headers['chancery-problem-details'])
    assert.match(line, /^[ -~]+$/)
    assert.deepEqual(JSON.parse(line), answer.json)
  }
  for (const answer of [await prefixed('GET', '/x', {}), await told(original)]) {
    assert.deepEqual([answer.status, kindOf(answer)], [401, 'certificate-missing'])
    assert.equal(answer.headers['www-authenticate'], 'ClientCertificate')
  }
})

test('a field never grows with the number of open steps', async () => {
  world.openSteps = 200
  const answer = await told({ ...original, 'Client-Cert': ':AAAA:' })
  const { openSteps, ...rest } = answer.json
  assert.equal((openSteps as readonly unknown[]).length, 200)
  assert.deepEqual(JSON.parse(String(answer.headers['chancery-problem-details'])), rest)
})

describe('nothing is decided for', () => {
  test('whoever is no service of this unit', async () => {
    const answers = [
      await told({ ...original, ...shown() }, world.mei),
      await told({ ...original, ...shown() }, world.stranger),
      await world.secure('GET', '/authorize', { headers: { ...original, ...shown() } }),
      await world.plain('GET', '/authorize', { headers: { ...original, ...shown() } }),
      await world.plain('GET', '/authorize/permits/7', { headers: shown() }),
    ]
    for (const answer of answers) assert.deepEqual([answer.status, kindOf(answer)], [403, 'proxy-refused'])
    assert.deepEqual(world.wishes, [])
  })

  const { 'X-Original-Host': _, ...hostless } = original
  const told400: readonly (readonly [string, () => Readonly<Record<string, string>>])[] = [
    ['a request without its host', () => ({ ...hostless, ...shown() })],
    [
      'a certificate told in two forms',
      () => ({ ...original, ...shown(), 'X-SSL-Client-Escaped-Cert': 'a' }),
    ],
    ['a certificate in no form', () => ({ ...original, 'Client-Cert': 'a' })],
  ]
  for (const [what, headers] of told400) {
    test(what, async () => {
      const answer = await told(headers())
      assert.deepEqual([answer.status, kindOf(answer)], [403, 'proxied-request-malformed'])
      assert.deepEqual(world.wishes, [])
    })
  }

  test('a request told in fields and in the path', async () => {
    const answer = await prefixed('GET', '/permits/7', { ...shown(), 'X-Original-URI': '/permits/8' })
    assert.deepEqual([answer.status, kindOf(answer)], [400, 'proxied-request-malformed'])
    assert.deepEqual(world.wishes, [])
  })

  test('another method on the path of nginx', async () => {
    const answer = await world.secure('POST', '/authorize', {
      as: world.front,
      headers: { ...original, ...shown() },
    })
    assert.equal(answer.status, 405)
    assert.deepEqual(world.wishes, [])
  })
})
