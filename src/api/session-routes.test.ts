import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { utf8 } from '#bytes'
import { isoInstant, minute } from '#clock'
import { PrivateKey, signEnvelope } from '#crypto'
import { actPayloadType } from '#unit'
import { signInPayloadType } from './session-statement.ts'
import type { Answer } from './test-answer.ts'
import { type Shown, World } from './test-world.ts'

describe('sessions', () => {
  let world: World
  let host: string
  before(async () => {
    world = await new World().open()
    host = `localhost:${world.api.apiAddress.port}`
  })
  after(() => world.api.close())
  beforeEach(() => {
    Object.assign(world, { revoked: false, visiting: false, serving: false })
  })

  function sent(body: object, more: Readonly<Record<string, string>> = {}) {
    const fields = { 'content-type': 'application/json', origin: `https://${host}`, host }
    return { headers: { ...fields, ...more }, body: JSON.stringify(body) }
  }

  async function challenge(certificate = 'a1'): Promise<string> {
    const answer = await world.secure('POST', '/session/challenge', sent({ certificate }))
    assert.equal(answer.status, 200, answer.body.toString())
    return String(answer.json['challenge'])
  }

  interface Instead {
    readonly statement?: object
    readonly key?: PrivateKey
    readonly type?: string
    readonly certificate?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly as?: Shown
  }

  /** Answers a challenge as Mei does, with what differs instead. */
  async function begin(instead: Instead = {}): Promise<Answer> {
    const { key = world.meiKey, type = signInPayloadType, certificate = 'a1', headers, as } = instead
    const time = isoInstant(world.clock.now())
    const statement = { unit: 'unit-key', host, time, ...instead.statement }
    const whole = 'challenge' in statement ? statement : { ...statement, challenge: await challenge() }
    const envelope = signEnvelope(type, utf8(JSON.stringify(whole)), key)
    return world.secure('POST', '/session', {
      ...sent({ certificate, envelope }, headers),
      ...(as && { as }),
    })
  }

  function cookieIn(answer: Answer): string {
    const [field = ''] = answer.headers['set-cookie'] ?? []
    return field.split(';')[0] ?? ''
  }

  function kindOf({ json }: Answer): string {
    return String(json['type']).replace('urn:chancery:problem:', '')
  }

  async function signedIn(): Promise<string> {
    const answer = await begin()
    assert.equal(answer.status, 201, answer.body.toString())
    return cookieIn(answer)
  }

  test('whoever signs a challenge with the key of a certificate reads as its holder', async () => {
    const answer = await begin()
    assert.equal(answer.status, 201)
    assert.deepEqual(answer.json['reader'], { kind: 'person', id: 'mei' })
    const [field = ''] = answer.headers['set-cookie'] ?? []
    assert.match(field, /^__Host-chancery-session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/)
    const me = await world.secure('GET', '/me', { headers: { cookie: cookieIn(answer) } })
    assert.deepEqual(me.json, { id: 'mei' })
    const shown = await world.secure('GET', '/session', { headers: { cookie: cookieIn(answer) } })
    assert.equal(shown.json['by'], 'session')
    assert.equal(shown.json['idleSeconds'], 900)
  })

  test('the certificate may be given in PEM, too', async () => {
    const text = await challenge(world.mei.cert)
    const answer = await begin({ certificate: world.mei.cert, statement: { challenge: text } })
    assert.equal(answer.status, 201)
  })

  const refused: readonly (readonly [name: string, kind: string, instead: () => Promise<Instead>])[] = [
    ['another key', 'session-signature-wrong', async () => ({ key: world.frontKey })],
    ['an act as statement', 'session-malformed', async () => ({ type: actPayloadType })],
    ['another unit', 'session-differs', async () => ({ statement: { unit: 'other' } })],
    ['another host', 'session-differs', async () => ({ statement: { host: 'evil.example' } })],
    ['no challenge', 'challenge-unknown', async () => ({ statement: { challenge: 'AAAA' } })],
    [
      'a challenge for another host',
      'challenge-unknown',
      async () => {
        const headers = { host: 'localhost:1', origin: 'https://localhost:1' }
        const asked = await world.secure('POST', '/session/challenge', sent({ certificate: 'a1' }, headers))
        assert.equal(asked.status, 200)
        return { statement: { challenge: String(asked.json['challenge']) } }
      },
    ],
    ['a member more', 'session-malformed', async () => ({ statement: { more: 1 } })],
    ['a time that is none', 'session-malformed', async () => ({ statement: { time: 'now' } })],
    [
      'a clock six minutes late',
      'session-clock-off',
      async () => ({ statement: { time: isoInstant(world.clock.now() - 6 * minute) } }),
    ],
    ['an unknown serial', 'certificate-not-found', async () => ({ certificate: 'ff' })],
    ['a certificate that is none', 'session-certificate-malformed', async () => ({ certificate: 'x y' })],
    [
      'a stranger’s certificate',
      'certificate-not-recorded',
      async () => ({ certificate: world.stranger.cert }),
    ],
    [
      'a service’s certificate',
      'session-not-for',
      async () => ({ certificate: world.front.cert, key: world.frontKey }),
    ],
    ['a page elsewhere', 'session-cross-site', async () => ({ headers: { origin: 'https://evil.example' } })],
    ['a page elsewhere that says so', 'session-cross-site', async () => cross('cross-site')],
    ['a neighbour’s page', 'session-cross-site', async () => cross('same-site')],
    ['an origin that is none', 'session-cross-site', async () => ({ headers: { origin: 'null' } })],
  ]
  function cross(site: string): Instead {
    return { headers: { 'sec-fetch-site': site } }
  }
  for (const [name, kind, instead] of refused) {
    test(`nobody signs in with ${name}: ${kind}`, async () => {
      const answer = await begin(await instead())
      assert.equal(kindOf(answer), kind)
      assert.equal(answer.headers['set-cookie'], undefined)
    })
  }

  test('a challenge is answered once, even by the right key', async () => {
    const statement = { challenge: await challenge() }
    assert.equal((await begin({ statement })).status, 201)
    assert.equal(kindOf(await begin({ statement })), 'challenge-used')
  })

  test('a challenge outlives neither two minutes nor a restart of the node', async () => {
    const statement = { challenge: await challenge() }
    world.clock.move(3 * minute)
    assert.equal(kindOf(await begin({ statement })), 'challenge-over')
    const other = await new World().open()
    const asked = await other.secure('POST', '/session/challenge', sent({ certificate: 'a1' }))
    await other.api.close()
    const foreign = { challenge: String(asked.json['challenge']) }
    assert.equal(kindOf(await begin({ statement: foreign })), 'challenge-unknown')
  })

  test('a key that is not the certificate’s signs nobody in, however right its signature', async () => {
    const key = PrivateKey.generate('ed25519')
    assert.equal(kindOf(await begin({ key })), 'session-signature-wrong')
  })

  test('a revoked certificate gets no challenge and ends its sessions with the next request', async () => {
    const cookie = await signedIn()
    world.revoked = true
    const asked = await world.secure('POST', '/session/challenge', sent({ certificate: 'a1' }))
    assert.equal(kindOf(asked), 'certificate-not-recorded')
    const me = await world.secure('GET', '/me', { headers: { cookie } })
    assert.equal(kindOf(me), 'certificate-not-recorded')
  })

  test('a certificate that is a service’s meanwhile is refused at the second step', async () => {
    const statement = { challenge: await challenge() }
    world.serving = true
    assert.equal(kindOf(await begin({ statement })), 'session-not-for')
  })

  test('a token that a stranger put there beforehand is worth nothing after signing in', async () => {
    const fixed = await signedIn()
    const answer = await begin({ headers: { cookie: fixed } })
    assert.notEqual(cookieIn(answer), fixed)
    const kind = kindOf(await world.secure('GET', '/me', { headers: { cookie: fixed } }))
    assert.equal(kind, 'session-unknown')
    const made = `__Host-chancery-session=${'A'.repeat(43)}`
    assert.notEqual(cookieIn(await begin({ headers: { cookie: made } })), made)
  })

  test('of two cookies of the name none counts', async () => {
    const cookie = await signedIn()
    const two = { cookie: `${cookie}; __Host-chancery-session=${'A'.repeat(43)}` }
    assert.equal(kindOf(await world.secure('GET', '/me', { headers: two })), 'certificate-missing')
  })

  test('over plain HTTP nobody signs in and no session counts', async () => {
    const cookie = await signedIn()
    assert.equal(kindOf(await world.plain('GET', '/session')), 'session-needs-tls')
    assert.equal(kindOf(await world.plain('DELETE', '/session')), 'session-needs-tls')
    for (const path of ['/session', '/session/challenge']) {
      assert.equal(kindOf(await world.plain('POST', path, sent({}))), 'session-needs-tls', path)
    }
    assert.equal(kindOf(await world.plain('GET', '/me', { headers: { cookie } })), 'reading-needs-tls')
  })

  test('what changes something under a session comes from the unit’s own page', async () => {
    const cookie = await signedIn()
    const act = { act: 'case.open', input: { procedure: 'permit' } }
    const post = (more: Readonly<Record<string, string>>) =>
      world.secure('POST', '/acts/case.open/preview', sent(act, { cookie, ...more }))
    assert.equal((await post({})).status, 200)
    assert.equal((await post({ 'sec-fetch-site': 'same-origin', origin: 'null' })).status, 200)
    assert.equal(kindOf(await post({ origin: 'https://evil.example' })), 'session-cross-site')
    assert.equal(kindOf(await post({ 'sec-fetch-site': 'cross-site' })), 'session-cross-site')
    const silent = { 'content-type': 'application/json', cookie, host }
    const bare = await world.secure('POST', '/acts/case.open/preview', { headers: silent, body: '{}' })
    assert.equal(kindOf(bare), 'session-cross-site')
  })

  test('a certificate of the handshake that counts speaks before a session', async () => {
    const cookie = await signedIn()
    const answer = await world.secure('GET', '/session', { headers: { cookie }, as: world.front })
    assert.equal(answer.json['by'], 'certificate')
    assert.deepEqual(answer.json['reader'], { kind: 'service', id: 'front' })
  })

  test('a browser that shows some other authority’s certificate can sign in all the same', async () => {
    const cookie = cookieIn(await begin({ as: world.stranger }))
    const answer = await world.secure('GET', '/me', { headers: { cookie }, as: world.stranger })
    assert.deepEqual(answer.json, { id: 'mei' })
  })

  test('what a page asks by itself keeps no session alive', async () => {
    const cookie = await signedIn()
    world.clock.move(14 * minute)
    const unattended = { cookie, 'chancery-unattended': '1' }
    assert.equal((await world.secure('GET', '/me', { headers: unattended })).status, 200)
    world.clock.move(minute)
    assert.equal(kindOf(await world.secure('GET', '/me', { headers: { cookie } })), 'session-idle')
  })

  test('whoever signs out has no session', async () => {
    const cookie = await signedIn()
    const fields = { cookie, origin: `https://${host}`, host }
    const answer = await world.secure('DELETE', '/session', { headers: fields })
    assert.equal(answer.status, 204)
    assert.match(String(answer.headers['set-cookie']), /Max-Age=0/)
    assert.equal(kindOf(await world.secure('GET', '/session', { headers: { cookie } })), 'session-unknown')
  })

  test('bodies that are no question are refused in words', async () => {
    for (const body of ['', '[]', '{', '{"certificate":1}', '{"certificate":"\\u0000"}', 'x'.repeat(9)]) {
      const answer = await world.secure('POST', '/session/challenge', { ...sent({}), body })
      assert.equal(kindOf(answer), 'session-certificate-malformed', body)
      const begun = await world.secure('POST', '/session', { ...sent({}), body })
      assert.equal(kindOf(begun), 'session-malformed', body)
    }
  })

  test('nothing of a token or certificate is written into the log', async () => {
    const cookie = await signedIn()
    const token = cookie.split('=')[1] ?? ''
    assert.ok(!JSON.stringify(world.lines).includes(token))
    assert.ok(!JSON.stringify(world.lines).includes('mei'))
  })
})

test('thousands of challenges are held back by their rate', async () => {
  const world = await new World().open({ limits: { signIns: { burst: 2, perSecond: 0.1 } } })
  const host = `localhost:${world.api.apiAddress.port}`
  const headers = { 'content-type': 'application/json', origin: `https://${host}`, host }
  const body = JSON.stringify({ certificate: 'a1' })
  const statuses: number[] = []
  for (let asked = 0; asked < 3; asked++) {
    statuses.push((await world.secure('POST', '/session/challenge', { headers, body })).status)
  }
  await world.api.close()
  assert.deepEqual(statuses, [200, 200, 429])
})
