import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import fc from 'fast-check'
import { base64, fromUtf8, utf8 } from '#bytes'
import { sure } from '#fault'
import { type Envelope, envelopePayload, pae, parseEnvelope, signEnvelope, verifyEnvelope } from './dsse.ts'
import { PrivateKey } from './private-key.ts'
import { suiteNamed, unitSuiteNames } from './suite.ts'

const type = 'application/vnd.example+json'
const payload = utf8('{"act":"certificate.revoke"}')
const key = PrivateKey.generate('ed25519')
const other = PrivateKey.generate('ed25519')
const envelope = signEnvelope(type, payload, key)
const [signature] = envelope.signatures
const text = JSON.stringify(envelope)

const paeText = (payloadType: string, body: string) => sure(fromUtf8(pae(payloadType, utf8(body))), 'text')

group('the encoding before authentication', () => {
  test('is the example of the DSSE protocol', () => {
    const expected = 'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    assert.equal(paeText('http://example.com/HelloWorld', 'hello world'), expected)
  })

  test('counts bytes, and takes nothing', () => {
    assert.equal(paeText('é', '€'), 'DSSEv1 2 é 3 €')
    assert.equal(paeText('', ''), 'DSSEv1 0  0 ')
  })

  test('is never the same for two different pairs', () => {
    const part = fc.string({ unit: fc.constantFrom(' ', '1', '0', 'a'), maxLength: 6 })
    fc.assert(
      fc.property(part, part, part, part, (a, b, c, d) => {
        return (a === c && b === d) || paeText(a, b) !== paeText(c, d)
      }),
    )
  })
})

group('an envelope', () => {
  for (const name of unitSuiteNames) {
    test(`signed with ${name} is read and verified`, () => {
      const signer = PrivateKey.generate(name)
      const made = JSON.stringify(signEnvelope(type, payload, signer))
      for (const source of [made, utf8(made)]) {
        const read = sure(parseEnvelope(source), 'the envelope')
        assert.equal(verifyEnvelope(read, signer.publicKey), true)
        assert.equal(read.payloadType, type)
        assert.deepEqual(Buffer.from(envelopePayload(read)), Buffer.from(payload))
      }
    })
  }

  const changes: readonly (readonly [string, Envelope])[] = [
    ['another payload', { ...envelope, payload: base64(utf8('{}')) }],
    ['another type', { ...envelope, payloadType: 'application/json' }],
    ['no signature', { ...envelope, signatures: [] }],
    ["another key's signature", signEnvelope(type, payload, other)],
    ['a signature under a false name', named(key.publicKey.thumbprint, signEnvelope(type, payload, other))],
    ['its signature under another name', named(other.publicKey.thumbprint, envelope)],
    [
      'a signature that is no base64',
      { ...envelope, signatures: [{ keyid: key.publicKey.thumbprint, sig: '*' }] },
    ],
  ]
  for (const [what, changed] of changes) {
    test(`is not verified with ${what}`, () => assert.equal(verifyEnvelope(changed, key.publicKey), false))
  }

  test('is not verified with the right key under another suite', () => {
    assert.equal(verifyEnvelope(envelope, key.publicKey, suiteNamed('ed448')), false)
    const ecdsa = PrivateKey.generate('ecdsa-p256-sha256')
    const signed = signEnvelope(type, payload, ecdsa)
    assert.equal(verifyEnvelope(signed, ecdsa.publicKey, suiteNamed('ecdsa-p256-sha384')), false)
  })

  const unreadable: readonly (readonly [string, string | Uint8Array])[] = [
    ['no text', ''],
    ['no JSON', 'DSSEv1'],
    ['bytes that are no UTF-8', Uint8Array.of(0xff)],
    ['a byte order mark', `\ufeff${text}`],
    ['another value', '7'],
    ['a list', `[${text}]`],
    ['an unknown member', JSON.stringify({ ...envelope, comment: 1 })],
    ['an unknown member of a signature', signedBy({ ...signature, cert: '' })],
    ['a missing member', JSON.stringify({ payloadType: type, payload: envelope.payload })],
    ['a signature without its key', signedBy({ sig: signature?.sig })],
    ['a signature for no key', signedBy({ keyid: '', sig: signature?.sig })],
    ['a signature that is no object', signedBy(null)],
    ['signatures that are no list', JSON.stringify({ ...envelope, signatures: {} })],
    ['a member named twice', text.replace('"payload"', '"payload":"","payload"')],
    ['a member named twice in other letters', text.replace('"payload"', '"p\\u0061yload":"","payload"')],
    ['half a surrogate pair in the type', JSON.stringify({ ...envelope, payloadType: 'a\ud800' })],
    ['no type', JSON.stringify({ ...envelope, payloadType: '' })],
    ['a payload without padding', JSON.stringify({ ...envelope, payload: 'YQ' })],
    ['a payload in the other alphabet', JSON.stringify({ ...envelope, payload: '__8=' })],
    ['a payload with stray bits', JSON.stringify({ ...envelope, payload: 'YR==' })],
    ['a payload that is no text', JSON.stringify({ ...envelope, payload: null })],
    ['a prototype', text.replace('"payload"', '"__proto__"')],
    ['the same key twice', JSON.stringify({ ...envelope, signatures: [signature, signature] })],
    ['endless lists', '['.repeat(60_000)],
    ['deep lists', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ]
  for (const [what, source] of unreadable) {
    test(`is not read: ${what}`, () => {
      assert.deepEqual(parseEnvelope(source), { ok: false, fault: { kind: 'envelope-unreadable' } })
    })
  }

  test('is not read with more signatures than the limit says, or none', () => {
    const two = JSON.stringify({
      ...envelope,
      signatures: [signature, ...signEnvelope(type, payload, other).signatures],
    })
    const fault = (count: number) => ({ kind: 'envelope-signatures', count, countMax: 1 })
    assert.deepEqual(parseEnvelope(two), { ok: false, fault: fault(2) })
    assert.deepEqual(parseEnvelope(JSON.stringify({ ...envelope, signatures: [] })), {
      ok: false,
      fault: fault(0),
    })
    const read = sure(parseEnvelope(two, { signaturesMax: 2 }), 'the envelope')
    assert.equal(verifyEnvelope(read, key.publicKey) && verifyEnvelope(read, other.publicKey), true)
  })

  test('is not read beyond 60 KiB', () => {
    const room = 60 * 1024 - text.length
    assert.equal(parseEnvelope(text + ' '.repeat(room)).ok, true)
    const fault = { kind: 'envelope-too-large', bytesMax: 61440 }
    assert.deepEqual(parseEnvelope(text + ' '.repeat(room + 1)), { ok: false, fault })
    assert.deepEqual(parseEnvelope('é'.repeat(40_000)), { ok: false, fault })
  })

  test('holds a payload and a type of any content', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.uint8Array(), (payloadType, body) => {
        const made = signEnvelope(payloadType, body, key)
        const read = sure(parseEnvelope(JSON.stringify(made)), 'the envelope')
        assert.deepEqual(read, made)
        assert.equal(verifyEnvelope(read, key.publicKey), true)
      }),
    )
  })
})

function named(keyid: string, from: Envelope): Envelope {
  return { ...from, signatures: from.signatures.map(({ sig }) => ({ keyid, sig })) }
}

function signedBy(value: unknown): string {
  return JSON.stringify({ ...envelope, signatures: [value] })
}
