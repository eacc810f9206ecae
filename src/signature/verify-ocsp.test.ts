import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, type Instant } from '#clock'
import { digestBytes, digestNamed } from '#crypto'
import {
  bitString,
  contextConstructed,
  contextPrimitive,
  element,
  explicit,
  octetString,
  preciseTime,
  readDer,
  sequence,
  unsignedInteger,
} from '#der'
import { certain, sure } from '#fault'
import { type FakeHolder, fakeHolder, fakeRoot, fakeSignature, nothing } from './fake-signatures.ts'
import { judgeSignatures } from './verify.ts'

const now = Date.UTC(2026, 10, 22, 12)
const terms = { from: now - 90 * day, until: now + 90 * day }
const city = fakeRoot('City', terms)
const other = fakeRoot('Other', terms)
const wei = fakeHolder(city, 'Li Wei', terms)
const mei = fakeHolder(city, 'Zhao Mei', terms)
const ocsp = ['1.3.6.1.5.5.7.3.9']
const noCheck = [{ oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: Uint8Array.of(5, 0) }]
const responder = fakeHolder(city, 'Responder', { ...terms, purposes: ocsp, more: noCheck })
const checked = fakeHolder(city, 'Checked responder', { ...terms, purposes: ocsp })
const pretender = fakeHolder(city, 'Pretender', { ...terms, more: noCheck })
const elsewhere = fakeHolder(other, 'Responder', { ...terms, purposes: ocsp, more: noCheck })

interface Answer {
  readonly about?: FakeHolder
  readonly by?: FakeHolder
  readonly revoked?: Instant
  readonly unknown?: true
  readonly from?: Instant
  readonly until?: Instant
}

const sha1 = certain(digestNamed('sha1'), 'SHA-1')

/** BasicOCSPResponse (RFC 6960 §4.2.1). */
function response(answer: Answer = {}): Uint8Array {
  const { about = wei, by = city, revoked, unknown, from = now - day, until = now + day } = answer
  const status = unknown
    ? element(contextPrimitive(2), new Uint8Array(0))
    : revoked === undefined
      ? element(contextPrimitive(0), new Uint8Array(0))
      : element(contextConstructed(1), preciseTime(revoked))
  const named = sequence(
    sha1.algorithmIdentifier,
    octetString(digestBytes('sha1', about.certificate.issuer.der)),
    octetString(digestBytes('sha1', keyBits(city.certificate.spki))),
    unsignedInteger(Buffer.from(about.certificate.serial, 'hex')),
  )
  const single = sequence(named, status, preciseTime(from), explicit(0, preciseTime(until)))
  const data = sequence(explicit(1, by.certificate.subject.der), preciseTime(from), sequence(single))
  const { key } = by
  const certificates = by === city ? [] : [explicit(0, sequence(by.certificate.der))]
  return sequence(data, key.suite.algorithmIdentifier, bitString(key.sign(data)), ...certificates)
}

function keyBits(spki: Uint8Array): Uint8Array {
  const bits = readDer(spki, (reader) =>
    reader.sequence((inside) => {
      inside.sequence((algorithm) => algorithm.list((part) => part.node()))
      return inside.wholeBitString()
    }),
  )
  return sure(bits, 'a key')
}

const table: readonly (readonly [string, Uint8Array, string])[] = [
  ['by the issuer', response(), 'TOTAL-PASSED'],
  ['by a responder of the issuer', response({ by: responder }), 'TOTAL-PASSED'],
  ['that says revoked', response({ revoked: now - 9 * day }), 'REVOKED_NO_POE'],
  ['that says unknown', response({ unknown: true }), 'TRY_LATER'],
  ['about somebody else', response({ about: mei }), 'TRY_LATER'],
  ['that is over', response({ until: now - day / 2 }), 'TRY_LATER'],
  ['by a responder whose own status is open', response({ by: checked }), 'TRY_LATER'],
  ['by a key for something else', response({ by: pretender }), 'TRY_LATER'],
  ['by the responder of another authority', response({ by: elsewhere }), 'TRY_LATER'],
  ['that is no response', Uint8Array.of(0x30, 0), 'TRY_LATER'],
]

for (const [name, bytes, expected] of table) {
  test(`an OCSP response ${name}: ${expected}`, () => {
    const plain = fakeSignature(wei)
    const [judged] = judgeSignatures({
      objects: [{ ...plain, evidence: { ...plain.evidence, ocsp: [bytes] } }],
      context: { anchors: [city.certificate], intermediates: [], evidence: nothing, now },
    })
    const { indication, subIndication } = certain(judged, 'a signature').verdict
    assert.equal(subIndication ?? indication, expected)
    if (indication === 'TOTAL-PASSED') assert.equal(judged?.believed?.statuses[0]?.statement.source, 'ocsp')
  })
}
