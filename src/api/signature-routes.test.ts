import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { base64, utf8 } from '#bytes'
import { refuse } from '#fault'
import { signaturesAtOnceMax } from './limits.ts'
import type { SigningRefusal } from './signing-port.ts'
import { World } from './test-world.ts'

const world = new World()

before(() => world.open())
after(() => world.api.close())

const headers = { 'content-type': 'application/json' }
const wish = { document: base64(utf8('a letter')), name: 'letter.txt', form: 'CAdES', object: 'letter/1' }
const done = { document: wish.document, name: 'letter.txt', envelope: { payload: '' } }

describe('a document to be signed', () => {
  const unknown = [
    ['nobody in particular', undefined, 401],
    ['somebody the unit does not know', 'stranger', 401],
  ] as const
  for (const [who, as, status] of unknown) {
    for (const path of ['/signatures/prepare', '/signatures']) {
      test(`of ${who} is refused at ${path} before its body is read`, async () => {
        const shown = as === undefined ? {} : { as: world[as] }
        // A body that would be refused for its size if anybody looked.
        const sent = { headers: { ...headers, 'content-length': '999999999' }, body: '{', ...shown }
        const answer = await world.secure('POST', path, sent)
        assert.equal(answer.status, status)
        assert.equal(answer.headers['connection'], 'close')
      })
    }
  }

  test('is not taken without TLS', async () => {
    const answer = await world.plain('POST', '/signatures', { headers, body: '{}' })
    assert.equal(answer.json['type'], 'urn:chancery:problem:reading-needs-tls')
  })

  const malformed: readonly (readonly [string, string, object | string, string])[] = [
    ['no JSON', '/signatures/prepare', '{', 'act-malformed'],
    ['no document', '/signatures/prepare', { ...wish, document: undefined }, 'act-malformed'],
    ['octets that are no base64', '/signatures/prepare', { ...wish, document: '%' }, 'act-malformed'],
    ['a folder in its name', '/signatures/prepare', { ...wish, name: 'a/b' }, 'act-malformed'],
    ['an unknown form', '/signatures/prepare', { ...wish, form: 'XAdES' }, 'act-malformed'],
    ['a wide object', '/signatures/prepare', { ...wish, object: 'letter/*' }, 'act-malformed'],
    ['an unknown wish', '/signatures/prepare', { ...wish, password: 'x' }, 'act-malformed'],
    ['an unknown level', '/signatures', { ...done, level: 'B-X' }, 'act-malformed'],
    ['a time that is none', '/signatures', { ...done, time: 'now' }, 'act-malformed'],
    ['no envelope', '/signatures', { ...done, envelope: undefined }, 'act-malformed'],
  ]
  for (const [what, path, body, kind] of malformed) {
    test(`with ${what} is refused as ${kind}`, async () => {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const answer = await world.secure('POST', path, { headers, body: text, as: world.mei })
      assert.equal(answer.status, 400)
      assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
    })
  }

  test('comes to the node as it was sent, and the node’s refusal goes out in words', async () => {
    const answer = await world.secure('POST', '/signatures/prepare', {
      ...{ headers, body: JSON.stringify(wish), as: world.mei },
    })
    assert.equal(answer.status, 409)
    assert.equal(answer.json['type'], 'urn:chancery:problem:document-differs')
    const second = await world.secure('POST', '/signatures', {
      ...{ headers, body: JSON.stringify(done), as: world.mei },
    })
    assert.equal(second.json['type'], 'urn:chancery:problem:signed-octets-differ')
  })

  test('waits where as many as fit are in work, and the place is free again afterwards', async () => {
    const held: (() => void)[] = []
    const busy = await new World().open({
      signing: {
        prepare: () => refuse<SigningRefusal>({ kind: 'document-differs' }),
        complete: () =>
          new Promise((resolve) => {
            held.push(() => resolve(refuse<SigningRefusal>({ kind: 'document-differs' })))
          }),
        receipt: async (signature) => refuse<SigningRefusal>({ kind: 'signature-not-found', signature }),
      },
    })
    try {
      const sent = { headers, body: JSON.stringify(done), as: busy.mei }
      const first = Array.from({ length: signaturesAtOnceMax }, () =>
        busy.secure('POST', '/signatures', sent),
      )
      while (held.length < signaturesAtOnceMax) await new Promise((resolve) => setImmediate(resolve))
      const more = await busy.secure('POST', '/signatures', sent)
      assert.equal(more.json['type'], 'urn:chancery:problem:signatures-busy')
      for (const release of held) release()
      for (const answer of await Promise.all(first)) assert.equal(answer.status, 409)
      const again = await busy.secure('POST', '/signatures/prepare', {
        ...sent,
        body: JSON.stringify(wish),
      })
      assert.equal(again.status, 409)
    } finally {
      await busy.api.close()
    }
  })
})

test('a receipt is told to members alone', async () => {
  const path = `/signatures/${'0'.repeat(64)}/receipt`
  assert.equal((await world.secure('GET', path)).status, 401)
  assert.equal((await world.secure('GET', path, { as: world.mei })).status, 404)
  world.visiting = true
  assert.equal((await world.secure('GET', path, { as: world.mei })).status, 403)
  world.visiting = false
})
