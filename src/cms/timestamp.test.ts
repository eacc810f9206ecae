import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import { sha256, utf8 } from '#bytes'
import { integer, sequence } from '#der'
import { sure } from '#fault'
import { nameOf } from '#x509'
import { parseTimestampRequest, type TimestampRequest, writeTimestampRequest } from './timestamp-request.ts'
import { parseTimestampResponse, writeTimestampResponse } from './timestamp-response.ts'
import { parseTstInfo, type TstInfo, writeTstInfo } from './tst-info.ts'

const imprint = { algorithm: 'sha256', digest: sha256(utf8('document')) } as const
const request: TimestampRequest = { imprint, certificateWanted: false, extensions: [] }
const info: TstInfo = {
  policy: '1.2.3',
  imprint,
  serial: 2n ** 159n,
  time: Date.UTC(2026, 10, 22, 9, 0, 0, 120),
  ordering: false,
  extensions: [],
}

group('time-stamps', () => {
  test('are asked for as it was written', () => {
    const requests: readonly TimestampRequest[] = [
      request,
      { ...request, policy: '1.2.3', nonce: 2n ** 63n, certificateWanted: true },
    ]
    for (const one of requests) {
      assert.deepEqual(sure(parseTimestampRequest(writeTimestampRequest(one)), 'a request'), one)
    }
  })

  test('say what was written, to the millisecond', () => {
    const tsaName = { kind: 'directory', name: nameOf({ commonName: 'Clock' }) } as const
    const infos: readonly TstInfo[] = [
      info,
      { ...info, time: info.time + 3 },
      { ...info, time: info.time - 120, nonce: 0n, ordering: true },
      { ...info, accuracyMilliseconds: 500 },
      { ...info, accuracyMilliseconds: 61_001 },
      { ...info, accuracyMilliseconds: 0 },
    ]
    for (const one of infos) {
      assert.deepEqual(sure(parseTstInfo(writeTstInfo(one)), 'a time-stamp'), one)
    }
    const named = sure(parseTstInfo(writeTstInfo({ ...info, tsaName })), 'a time-stamp').tsaName
    assert.equal(named?.kind, 'directory')
  })

  test('write their times as DER has them', () => {
    const times: readonly (readonly [number, string])[] = [
      [0, '20261122090000Z'],
      [100, '20261122090000.1Z'],
      [120, '20261122090000.12Z'],
      [7, '20261122090000.007Z'],
    ]
    for (const [milliseconds, text] of times) {
      const der = Buffer.from(writeTstInfo({ ...info, time: Date.UTC(2026, 10, 22, 9) + milliseconds }))
      assert.ok(der.includes(text), text)
    }
  })

  test('refuse times in any other spelling', () => {
    const good = Buffer.from(writeTstInfo(info)).toString('latin1')
    for (const text of ['120000.12Z', '090000.10Z', '090000,12Z', '090000.1 Z', '096000.12Z', '090000.12z']) {
      const der = Buffer.from(good.replace('090000.12Z', text), 'latin1')
      const read = parseTstInfo(der)
      assert.equal(read.ok, text === '120000.12Z', text)
      assert.ok(read.ok || (read.fault.kind === 'not-der' && read.fault.fault.kind === 'time-malformed'))
    }
  })

  test('are refused when the digest is not one of its algorithm', () => {
    const short = writeTimestampRequest({ ...request, imprint: { ...imprint, digest: new Uint8Array(31) } })
    assert.deepEqual(parseTimestampRequest(short), {
      ok: false,
      fault: { kind: 'digest-length', length: 31, lengthDue: 32 },
    })
  })

  test('of other versions are refused', () => {
    const second = sequence(integer(2))
    for (const parse of [parseTimestampRequest, parseTstInfo]) {
      assert.deepEqual(parse(second), { ok: false, fault: { kind: 'version-unsupported', version: 2 } })
    }
  })

  test('are granted or refused', () => {
    const token = sequence(integer(1))
    assert.deepEqual(
      sure(parseTimestampResponse(writeTimestampResponse('granted', undefined, token)), 'it'),
      { status: 'granted', texts: [], failures: [], token },
    )
    const refusal = { failure: 'unacceptedPolicy', text: 'ask for 1.2.3' } as const
    assert.deepEqual(sure(parseTimestampResponse(writeTimestampResponse('rejection', refusal)), 'it'), {
      status: 'rejection',
      texts: ['ask for 1.2.3'],
      failures: ['unacceptedPolicy'],
    })
  })
})
