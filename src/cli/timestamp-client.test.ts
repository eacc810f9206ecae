import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sha256, utf8 } from '#bytes'
import { systemRandom } from '#crypto'
import { sure } from '#fault'
import { verifyToken } from '#timestamp'
import { exitCodes } from './exit.ts'
import { type FakeTsa, type FakeTsaFault, openFakeTsa } from './fake-tsa.ts'
import { exitCodeOf, sentenceOf } from './fault.ts'
import { fetchTimestamp } from './timestamp-client.ts'
import { timestampRefusal } from './timestamp-words.ts'

let tsa: FakeTsa
before(async () => {
  tsa = await openFakeTsa()
})
after(() => tsa.close())

const digest = sha256(utf8('the document'))
const wishTo = (url: string) => ({ url, algorithm: 'sha256', digest, random: systemRandom }) as const

describe('a time-stamp fetched over HTTP', () => {
  test('verifies under the anchor of its authority', async () => {
    tsa.fault = undefined
    const { token, info } = sure(await fetchTimestamp(wishTo(tsa.url)), 'a token')
    const question = {
      anchors: [tsa.certificate],
      intermediates: [],
      at: info.time,
      statusOf: () => ({ status: 'good' }) as const,
    }
    assert.ok(verifyToken(token, () => digest, question).ok)
  })

  const faults: readonly (readonly [FakeTsaFault, string, number])[] = [
    ['refuses', 'timestamp-denied', exitCodes.refused],
    ['answers another', 'timestamp-answer-differs', exitCodes.unverified],
    ['redirects', 'timestamp-status', exitCodes.unreachable],
    ['fails', 'timestamp-status', exitCodes.unreachable],
    ['answers a page', 'timestamp-type', exitCodes.unreachable],
    ['answers too much', 'timestamp-answer-too-large', exitCodes.unreachable],
    ['cuts off', 'timestamp-unreachable', exitCodes.unreachable],
  ]
  for (const [fault, kind, code] of faults) {
    test(`is none when the authority ${fault}`, async () => {
      tsa.fault = fault
      const fetched = await fetchTimestamp(wishTo(tsa.url))
      assert.ok(!fetched.ok)
      assert.equal(fetched.fault.kind, kind)
      const told = timestampRefusal({ explain: (refusal) => refusal.kind }, fetched.fault)
      assert.equal(exitCodeOf(told), code)
      assert.ok(sentenceOf(told).length > 0)
    })
  }

  for (const url of ['ftp://example.org/', 'timestamps', 'http://me@localhost/']) {
    test(`is not asked for at \`${url}\``, async () => {
      const fetched = await fetchTimestamp(wishTo(url))
      assert.ok(!fetched.ok && fetched.fault.kind === 'timestamp-address-malformed')
    })
  }

  test('is none when nobody listens', async () => {
    const fetched = await fetchTimestamp(wishTo('http://localhost:1/'))
    assert.ok(!fetched.ok && fetched.fault.kind === 'timestamp-unreachable')
  })
})
