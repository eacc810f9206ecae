import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  parseEnvelope,
  parsePublicKey,
  suiteNamed,
  thumbprintOf,
  verifyEnvelope,
  verifySignature,
} from '#crypto'
import { certain, sure } from '#fault'
import * as unit from '#unit'
import { parseRequest, verifyRequest } from '#x509'
import { browserKey, type KeyUse, newKey, type StoredKey } from './browser-key.ts'
import { clockBehind, signingTime } from './clock.ts'
import { shortCode, typedCode } from './code.ts'
import { actPayloadType, signAct } from './envelope.ts'
import type { KeyStore } from './key-store.ts'
import { keyringOver } from './keyring.ts'
import { makeRequest } from './request.ts'

/** Keys in memory, as a browser has them. */
function fakeStore(): KeyStore {
  const kept = new Map<string, StoredKey>()
  return {
    all: async () => [...kept.values()],
    put: async (key) => void kept.set(key.thumbprint, structuredClone(key)),
    remove: async (thumbprint) => void kept.delete(thumbprint),
  }
}

const made = (use: KeyUse = 'acts') => newKey(use, '陈浩').then(browserKey)

test('a key of a browser cannot be read out', async () => {
  const { key } = await newKey('acts', 'Ann')
  assert.equal(key.extractable, false)
  await assert.rejects(crypto.subtle.exportKey('pkcs8', key))
})

test('the unit reads the request of a browser and believes its key', async () => {
  const key = await made()
  const request = sure(parseRequest(await makeRequest(key, '陈浩')), 'the request')
  assert.ok(verifyRequest(request).ok)
  assert.equal(thumbprintOf(request), key.thumbprint)
  assert.deepEqual(
    request.subject.rdns.flat().map(({ value }) => value),
    ['陈浩'],
  )
})

test('an act signed in a browser is one that the unit reads, by the key that signed it', async () => {
  assert.equal(actPayloadType, unit.actPayloadType)
  const key = await made()
  const act = {
    act: 'case.open',
    unit: 'u',
    time: '2026-11-23T00:00:00.000Z',
    input: { procedure: 'permit' },
  }
  const text = JSON.stringify(await signAct(key, act))
  const envelope = sure(parseEnvelope(text), 'the envelope')
  const publicKey = sure(parsePublicKey(key.spki), 'the key')
  assert.ok(verifyEnvelope(envelope, publicKey))
  const read = sure(unit.parseAct(envelope), 'the act')
  assert.deepEqual(read.input, { procedure: 'permit' })
  assert.match(read.id, /^[\w-]{22}$/)
  const again = sure(parseEnvelope(JSON.stringify(await signAct(key, act))), 'the envelope')
  assert.notEqual(sure(unit.parseAct(again), 'the act').id, read.id)
})

test('an act under a step says so, and nothing that was not meant', async () => {
  const under = { case: '7', step: 'decide' }
  const act = { act: 'x', under, unit: 'u', time: '2026-11-23T00:00:00.000Z', input: {} }
  const { payload } = await signAct(await made(), act)
  const said = JSON.parse(Buffer.from(payload, 'base64').toString()) as object
  assert.deepEqual(Object.keys(said), ['act', 'id', 'unit', 'time', 'under', 'input'])
})

test('signatures are those that certificates and documents have, whatever they begin with', async () => {
  const key = await made()
  const publicKey = sure(parsePublicKey(key.spki), 'the key')
  const suite = certain(suiteNamed(key.suite), 'the suite')
  // A half begins with zeros, or with a bit that needs one, in most of these.
  for (let round = 0; round < 64; round++) {
    const message = crypto.getRandomValues(new Uint8Array(40))
    assert.ok(verifySignature(suite, publicKey, message, await key.sign(message)))
  }
})

test('a code is read out without doubt, and depends on every request and on no order', () => {
  const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]
  assert.match(shortCode([a]), /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  assert.equal(shortCode([a, b]), shortCode([b, a]))
  assert.equal(new Set([shortCode([a]), shortCode([b]), shortCode([a, b])]).size, 3)
})

test('a code may be typed as people type, and what is none is none', () => {
  for (const typed of ['AB01-23CD', 'ab01 23cd', 'aboi23cd', ' AB0L-23CD ']) {
    assert.equal(typedCode(typed)?.replaceAll('-', '').slice(-4), '23CD', typed)
  }
  assert.equal(typedCode('aboi23cd'), 'AB01-23CD')
  for (const typed of ['', 'AB01-23C', 'AB01-23CDE', 'UUUU-UUUU', '<b>12345']) {
    assert.equal(typedCode(typed), undefined, typed)
  }
})

test('a keyring tells keys with a certificate from those that wait, and forgets for ever', async () => {
  const keyring = keyringOver(fakeStore())
  const acts = await keyring.make('acts', 'Ann')
  const documents = await keyring.make('documents', 'Ann')
  assert.deepEqual(await keyring.identities(), [])
  await keyring.keep(acts.thumbprint, { serial: 'a1', id: 'ann' })
  const [own] = await keyring.identities()
  assert.equal(own?.serial, 'a1')
  assert.ok(own)
  assert.equal((await keyring.signerForDocuments(own)).thumbprint, acts.thumbprint)
  await keyring.keep(documents.thumbprint, { serial: 'd1', id: 'ann' })
  assert.equal((await keyring.signerForDocuments(own)).thumbprint, documents.thumbprint)
  assert.equal((await keyring.signerForDocuments({ ...own, id: 'ben' })).thumbprint, acts.thumbprint)
  await keyring.forget(acts.thumbprint)
  assert.equal(await keyring.keyOf(acts.thumbprint), undefined)
  assert.equal((await keyring.keys()).length, 1)
})

test('a clock that is little off is believed, and one that is far off is corrected', () => {
  const time = '2026-11-23T12:00:00.000Z'
  const now = Date.parse(time)
  assert.equal(clockBehind({ time, askedAt: now - 30_000, heardAt: now }), 0)
  const heard = { time, askedAt: now - 600_000, heardAt: now - 600_000 }
  assert.equal(clockBehind(heard), 600_000)
  assert.equal(signingTime(heard, now - 599_000), '2026-11-23T12:00:01.000Z')
  assert.equal(clockBehind({ time, askedAt: now + 3_600_000, heardAt: now + 3_600_000 }), -3_600_000)
})
