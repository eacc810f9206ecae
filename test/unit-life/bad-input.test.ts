import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { utf8 } from '#bytes'
import { minute, systemClock } from '#clock'
import { PrivateKey } from '#crypto'
import { pem } from '#x509'
import { Actor, type Answer, entriesOf, post, send, take, untilQuiet } from './actor.ts'
import { found, type NodeProcess, start, temporaryFolder } from './node-process.ts'
import { derType, inCase, registered, requestOf, sentRequest } from './registration.ts'

/** A request with an RSA key of 1024 bits, as `openssl req -newkey rsa:1024` makes it. */
const weakRequest = `-----BEGIN CERTIFICATE REQUEST-----
MIIBTjCBuAIBADAPMQ0wCwYDVQQDDAR3ZWFrMIGfMA0GCSqGSIb3DQEBAQUAA4GN
ADCBiQKBgQClGfnr6XQ2QJQTqfMJsEVF01Uw7HY0zrTLT5lEFasgrGFI1Ef5ZCxc
UkQ6uEt9eFQXuzm3FsHcKM8dmVVJXkPW88Qq/biJnelaWup0AH+OQaNHHWGHAOvg
tsEXhPJGV93/QXwEzWIR4xTFG0z12gBNQmRF+6g39o6HwVLBTxAVMQIDAQABoAAw
DQYJKoZIhvcNAQELBQADgYEAedmwULsC+7GGXc1uTdfrfuSlz0J5sKRmBg7G71uW
QbwzstlP17n6uOwoy29UoeHljzyxq6nbcbd2qEso6fl96V+JmV22sNftiuk2Q7Bu
hM02OqlojublXA/7wrnndH2/V3sJkL0dgfbBud4XXfJ6uox8IGBeWUiZD3pMjnU9
nws=
-----END CERTIFICATE REQUEST-----
`

const fileType = 'application/x-pem-file'

/** What is wrong, how it is sent, and what comes back. */
type Case = readonly [what: string, status: number, problem: string, send: () => Promise<Answer>]

describe('what bad input gets over HTTP: a refusal in words, and nothing on the record', () => {
  const scratch = temporaryFolder()
  const stranger = PrivateKey.generate('ecdsa-p256-sha256')
  let node: NodeProcess
  let mei: Actor
  let revoked: Actor
  /** Requests of a service and of a person, in cases in which they may be attested. */
  let service = ''
  let person = ''
  /** A case in which a procedure may be drafted. */
  let drafting = ''

  before(async () => {
    await scratch.make()
    await found(scratch.path)
    mei = await Actor.founderOf(scratch.path)
    node = await start(scratch.path)
    const { serial } = await registered(node, mei, stranger, 'ann')
    await inCase(node, mei, 'revoke-certificate', { serial }, 'revoke')
    await take(node, mei.sign('certificate.revoke', { serial, reason: 'key-compromise' }))
    revoked = mei.withKey(stranger)
    service = await sentRequest(node, PrivateKey.generate('ecdsa-p256-sha256'))
    await inCase(node, mei, 'register-service', { request: service }, 'attest')
    person = await sentRequest(node, mei.key)
    await inCase(node, mei, 'register-person', { request: person }, 'attest')
    drafting = await inCase(node, mei, 'change-procedure', { name: 'lending' }, 'draft')
    // What was revoked makes the node publish, which is an entry of its own.
    await untilQuiet(node)
  })
  after(async () => {
    await node.end('SIGTERM')
    await scratch.remove()
  })

  const requests = (): readonly Case[] => {
    const good = requestOf(PrivateKey.generate('ecdsa-p256-sha256'))
    const sendRequest = (type: string, bytes: Uint8Array | string) => () =>
      post(`${node.public}/requests`, type, typeof bytes === 'string' ? utf8(bytes) : bytes)
    // BER with an indefinite length (X.690 §8.1.3.6), which DER forbids (§10.1).
    const indefinite = Uint8Array.of(0x30, 0x80, ...good.subarray(4), 0, 0)
    return [
      ['a text that is no request', 400, 'request-not-pem', sendRequest(fileType, 'let me in')],
      ['PEM of something else', 400, 'request-not-pem', sendRequest(fileType, pem('CERTIFICATE', good))],
      ['an empty body', 400, 'request-not-pem', sendRequest(derType, '')],
      ['a request that is BER but not DER', 400, 'request-refused', sendRequest(derType, indefinite)],
      ['a request cut short', 400, 'request-refused', sendRequest(derType, good.subarray(0, -9))],
      [
        'a request with more behind it',
        400,
        'request-refused',
        sendRequest(derType, Uint8Array.of(...good, 0)),
      ],
      ['a request with a wrong signature', 400, 'request-refused', sendRequest(derType, resigned(good))],
      ['a weak key', 400, 'request-refused', sendRequest(fileType, weakRequest)],
      ['a request of 20 KB', 413, 'body-too-large', sendRequest(derType, new Uint8Array(20_000))],
      ['a request as JSON', 415, 'body-type-unsupported', sendRequest('application/json', '{}')],
    ]
  }

  const acts = (): readonly Case[] => {
    const open = { procedure: 'audit' }
    const name = 'lending'
    const signed = mei.sign('case.open', open)
    const by =
      (actor: Actor, act: string, input: object, instead = {}) =>
      () =>
        send(node, actor.sign(act, input, instead))
    const raw = (path: string, bytes: Uint8Array) => () => send(node, { act: path, id: '', bytes })
    const draft = (text: string) =>
      by(mei, 'procedure.draft', { name, text }, { under: { case: drafting, step: 'draft' } })
    const seen = { name: 'Web', evidence: 'seen' }
    const outside = { request: service, kind: 'service', id: 'web', ...seen, dns: ['web.elsewhere.org'] }
    const another = { request: person, kind: 'person', id: 'web', ...seen }
    return [
      ['no JSON', 400, 'envelope-unreadable', raw('case.open', utf8('open a case'))],
      ['no envelope', 400, 'envelope-unreadable', raw('case.open', utf8('{"act":"case.open"}'))],
      ['an act for another path', 400, 'act-path-differs', raw('case.cancel', signed.bytes)],
      ['an act unknown here', 404, 'act-unknown', by(mei, 'treasury.empty', {})],
      ['an input that does not fit', 400, 'act-malformed', by(mei, 'case.open', { procedure: 7 })],
      ['an act for another unit', 400, 'unit-differs', by(mei, 'case.open', open, { unit: 'A'.repeat(43) })],
      [
        'an old act',
        400,
        'act-time-off',
        by(mei, 'case.open', open, { time: systemClock.now() - 6 * minute }),
      ],
      [
        'an act from the future',
        400,
        'act-time-off',
        by(mei, 'case.open', open, { time: systemClock.now() + 6 * minute }),
      ],
      ['an act changed on the way', 403, 'signature-wrong', raw('case.open', changed(signed.bytes))],
      [
        'an unknown key',
        403,
        'key-unknown',
        by(mei.withKey(PrivateKey.generate('ed25519')), 'case.open', open),
      ],
      ['a revoked key', 403, 'certificate-revoked', by(revoked, 'case.open', open)],
      ['no step', 403, 'no-step', by(mei, 'certificate.revoke', { serial: '00ff', reason: 'superseded' })],
      ['an unknown procedure', 404, 'procedure-unknown', by(mei, 'case.open', { procedure: 'nothing' })],
      ['an unknown case', 404, 'case-unknown', by(mei, 'step.claim', { case: '999', step: 'read' })],
      ['a name outside the domain', 400, 'name-outside-domain', by(mei, 'request.attest', outside)],
      ['the key of somebody else', 409, 'request-key-taken', by(mei, 'request.attest', another)],
      ['a procedure with a cycle', 400, 'procedure-text', draft(cyclic)],
      ['a procedure with an unknown office', 400, 'procedure-text', draft(ofNobody)],
      ['a procedure that is no YAML', 400, 'procedure-text', draft('procedure: [')],
      ['a text that is too long', 400, 'act-malformed', draft(`# ${'x'.repeat(17_000)}\n${sound}`)],
      ['an envelope of 70 KB', 413, 'body-too-large', raw('case.open', new Uint8Array(70_000))],
    ]
  }

  for (const [name, table] of [
    ['a certificate request', requests],
    ['an act', acts],
  ] as const) {
    test(name, async () => {
      const before = await entriesOf(node)
      for (const [what, status, problem, sent] of table()) {
        const answer = await sent()
        assert.deepEqual([what, answer.status, answer.problem], [what, status, problem], answer.detail)
        assert.match(answer.detail, /^\S.{20,}[^.]$/, what)
        assert.equal(await entriesOf(node), before, what)
      }
    })
  }

  test('a procedure is refused with line and key', async () => {
    const under = { case: drafting, step: 'draft' }
    const drafts = [
      [cyclic, /line 5, key `steps\.ask\.after`: these steps wait for each other: ask → lend/],
      [ofNobody, /line 6, key `steps\.lend\.by\.office`: there is no office `librarian`/],
    ] as const
    for (const [text, words] of drafts) {
      const answer = await send(node, mei.sign('procedure.draft', { name: 'lending', text }, { under }))
      assert.match(answer.detail, words)
    }
  })

  test('a replayed act: the first receipt, and another act under its identifier is refused', async () => {
    const act = mei.sign('case.open', { procedure: 'audit' })
    const receipt = await take(node, act)
    const before = await entriesOf(node)
    const again = await send(node, act)
    assert.equal(again.status, 200)
    assert.deepEqual(again.json, { ...receipt, repeated: true })
    const other = await send(node, mei.sign('case.open', { procedure: 'establish-office' }, { id: act.id }))
    assert.deepEqual([other.status, other.problem], [409, 'act-id-taken'])
    assert.equal(await entriesOf(node), before)
  })
})

const cyclic = `procedure: lending
title: { en: Lending }
opened-by: anyone
steps:
  ask: { after: lend, by: opener, within: P1D }
  lend: { after: ask, by: opener, within: P1D }
`
const ofNobody = `procedure: lending
title: { en: Lending }
opened-by: anyone
steps:
  ask: { by: opener, within: P1D }
  lend: { after: ask, by: { office: librarian }, within: P1D }
`
const sound = ofNobody.replace('{ office: librarian }', 'opener')

/** The request with a bit of its signature, the last thing in it, flipped. */
function resigned(request: Uint8Array): Uint8Array {
  return request.map((octet, at) => (at === request.length - 1 ? octet ^ 1 : octet))
}

/** The envelope with another identifier in its payload, under the old signature. */
function changed(bytes: Uint8Array): Uint8Array {
  const envelope = JSON.parse(Buffer.from(bytes).toString('utf8')) as { readonly payload: string }
  const act = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as object
  const payload = JSON.stringify({ ...act, id: 'A'.repeat(22) })
  return utf8(JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') }))
}
