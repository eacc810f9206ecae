import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sha256, utf8 } from '#bytes'
import { day, hour, second } from '#clock'
import { parseTimestampResponse, timestampPolicy, writeTimestampRequest } from '#cms'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { Log, type MemoryDisk, type MemoryFault, memoryDisk, memoryStore } from '#record'
import { readTimestamp, verifyToken } from '#timestamp'
import {
  authorityContent,
  type Certificate,
  leafContent,
  nameOf,
  parseCertificate,
  writeCertificate,
} from '#x509'
import { TimestampAuthority, type TimestampCertificate } from './timestamp-authority.ts'

const start = Date.UTC(2026, 10, 22, 12)
const keys = { anchor: PrivateKey.generate('ed25519'), clock: PrivateKey.generate('ecdsa-p256-sha256') }
const logKey = PrivateKey.generate('ed25519')
const validity = { notBefore: start - day, notAfter: start + 365 * day }
const serial = new Uint8Array(16).fill(1)
const common = { ...validity, serial, domain: 'unit.example' }

const anchor = certificateOf(
  writeCertificate(
    authorityContent({ ...common, name: nameOf({ commonName: 'Unit' }), spki: keys.anchor.publicKey.spki }),
    keys.anchor,
  ),
)
const certificate = certificateOf(
  writeCertificate(
    leafContent({
      ...common,
      ...{ kind: 'service', use: 'time-stamp', id: 'time-stamp', grade: 'medium' },
      ...{ commonName: 'time-stamp', organization: 'Unit', issuer: anchor },
      spki: keys.clock.publicKey.spki,
    }),
    keys.anchor,
  ),
)

function certificateOf(der: Uint8Array): Certificate {
  return sure(parseCertificate(der), 'a certificate of the test')
}

interface Bench {
  readonly disk?: MemoryDisk
  readonly fault?: () => MemoryFault | undefined
  readonly certificate?: () => TimestampCertificate | undefined
}

/** An authority on a simulated disk, and the clock it reads. */
async function authority({ disk = memoryDisk(), fault, certificate: under }: Bench = {}) {
  const life = { opened: false, serving: true }
  const store = memoryStore({ disk, fault: () => (life.opened ? fault?.() : undefined) })
  const opened = await Log.open({ store, name: 'journal', origin: 'unit.example/j', signer: logKey })
  const journal = sure(opened, 'the journal')
  life.opened = true
  const clock = { time: start, now: () => clock.time }
  const tsa = await TimestampAuthority.open({
    journal,
    signer: keys.clock,
    clock,
    certificate: under ?? (() => ({ certificate, chain: [] })),
    serving: () => life.serving,
  })
  return { tsa, clock, journal, disk, life }
}

const digest = sha256(utf8('document'))
const query = writeTimestampRequest({ imprint: { algorithm: 'sha256', digest }, certificateWanted: true })

/** Serial number and time to the microsecond of an answer's token, or what failed. */
function told(response: Uint8Array): { readonly serial: number; readonly time: string } | string {
  const { token, failures } = sure(parseTimestampResponse(response), 'a response')
  if (token === undefined) return failures.join()
  const { info } = sure(readTimestamp(token), 'a token')
  const time = /20\d{12}(?:\.\d+)?Z/.exec(Buffer.from(token).toString('latin1'))?.[0] ?? ''
  return { serial: Number(info.serial), time }
}

describe('the time-stamp authority of a node', () => {
  test('gives tokens that verify, under its one policy, as its journal says', async () => {
    const { tsa, journal } = await authority()
    const { token = new Uint8Array() } = sure(parseTimestampResponse(await tsa.answer(query)), 'a response')
    const question = {
      anchors: [anchor],
      intermediates: [],
      at: start,
      statusOf: () => ({ status: 'good' }) as const,
    }
    const verified = sure(
      verifyToken(token, () => digest, question),
      'a token',
    )
    assert.deepEqual([verified.policy, verified.time, verified.ordering], [timestampPolicy, start, true])
    const [entry] = await journal.read(Number(verified.serial), 1)
    assert.deepEqual(JSON.parse(Buffer.from(entry ?? []).toString('utf8')), {
      v: 1,
      at: '2026-11-22T12:00:00.000Z',
      outcome: 'time-stamped',
      time: '2026-11-22T12:00:00.000000Z',
      algorithm: 'sha256',
      imprint: Buffer.from(digest).toString('base64'),
    })
  })

  test('numbers tokens as the journal does, and never gives two one time', async () => {
    const { tsa, clock } = await authority()
    const first = await Promise.all(Array.from({ length: 20 }, () => tsa.answer(query)))
    clock.time += second
    const answers = [...first, await tsa.answer(query)].map(told)
    assert.deepEqual(
      answers.map((answer) => (typeof answer === 'string' ? answer : answer.serial)),
      Array.from({ length: 21 }, (_, at) => at),
    )
    const times = answers.map((answer) => (typeof answer === 'string' ? answer : answer.time))
    assert.deepEqual(times.slice(0, 3), [
      '20261122120000Z',
      '20261122120000.000001Z',
      '20261122120000.000002Z',
    ])
    assert.equal(times.at(-1), '20261122120001Z')
  })

  test('goes on under a clock a little behind, and refuses under one set back', async () => {
    const { tsa, clock } = await authority()
    await tsa.answer(query)
    clock.time = start - 5
    assert.deepEqual(told(await tsa.answer(query)), { serial: 1, time: '20261122120000.000001Z' })
    clock.time = start - hour
    assert.equal(told(await tsa.answer(query)), 'timeNotAvailable')
    clock.time = start + 1
    assert.deepEqual(told(await tsa.answer(query)), { serial: 2, time: '20261122120000.001Z' })
  })

  test('remembers after a restart when it gave the last token', async () => {
    const { tsa, clock, journal, disk } = await authority()
    clock.time = start + hour
    await tsa.answer(query)
    await journal.appendMany(Array.from({ length: 3_000 }, () => utf8('{"v":1,"outcome":"forwarded"}')))
    const again = await authority({ disk })
    assert.equal(told(await again.tsa.answer(query)), 'timeNotAvailable')
    again.clock.time = start + hour
    assert.deepEqual(told(await again.tsa.answer(query)), { serial: 3_001, time: '20261122130000.000001Z' })
  })

  for (const fault of ['failed', 'full', 'failed but persisted'] as const) {
    test(`gives no token, then and after, when the write of the journal ${fault}`, async () => {
      const { tsa } = await authority({ fault: () => fault })
      const answers = await Promise.all([tsa.answer(query), tsa.answer(query)])
      assert.deepEqual(answers.map(told), ['systemFailure', 'systemFailure'])
      assert.equal(told(await tsa.answer(query)), 'systemFailure')
    })
  }

  test('gives none without a certificate that counts, nor when its node stops', async () => {
    const bare = await authority({ certificate: () => undefined })
    assert.equal(told(await bare.tsa.answer(query)), 'systemFailure')
    const { tsa, clock, life, journal } = await authority()
    clock.time = start + 366 * day
    assert.equal(told(await tsa.answer(query)), 'systemFailure')
    clock.time = start
    life.serving = false
    assert.equal(told(await tsa.answer(query)), 'systemFailure')
    assert.equal(journal.size, 0)
  })

  test('answers what is no request in the form of an answer, and writes nothing down', async () => {
    const { tsa, journal } = await authority()
    assert.equal(told(await tsa.answer(utf8('hello'))), 'badDataFormat')
    assert.equal(journal.size, 0)
    assert.deepEqual(tsa.counts, { 'request-malformed': 1 })
  })
})
