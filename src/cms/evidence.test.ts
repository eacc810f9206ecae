import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import { hex, sha256, utf8 } from '#bytes'
import {
  bitString,
  element,
  enumerated,
  explicit,
  implicit,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  preciseTime,
  sequence,
} from '#der'
import { certain, sure } from '#fault'
import { isSignedBy } from '#x509'
import { readAlgorithmProtection, writeAlgorithmProtection } from './algorithm-protection.ts'
import { parseEvidenceRecord, writeEvidenceRecord, writeTimestampChains } from './evidence-record.ts'
import { fakeSigner } from './fake-message.ts'
import { parseOcspResponse } from './ocsp.ts'
import {
  readCertificateValues,
  readHashIndex,
  readRevocationValues,
  writeCertificateValues,
  writeHashIndex,
  writeRevocationValues,
} from './validation-values.ts'

const token = sequence(integer(1))
const digest = sha256(utf8('document'))
const sha256Identifier = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'))

group('an evidence record', () => {
  test('is read as it was written', () => {
    const chains = [
      [{ token }, { algorithm: 'sha256', reducedTree: [[digest], [digest, digest]], token }],
      [{ algorithm: 'sha3-512', token }],
    ] as const
    const der = writeEvidenceRecord({ digestAlgorithms: ['sha256', 'sha3-512'], chains })
    const read = sure(parseEvidenceRecord(der), 'a record')
    assert.deepEqual(read.digestAlgorithms, ['sha256', 'sha3-512'])
    const plain = read.chains.map((chain) => chain.map(({ der: _, ...rest }) => rest))
    assert.deepEqual(plain, chains)
    assert.equal(hex(writeEvidenceRecord(read)), hex(der))
    const first = certain(read.chains[0]?.[0], 'a time-stamp')
    assert.equal(hex(writeTimestampChains([[first]])), hex(sequence(sequence(first.der))))
  })

  test('keeps what it does not read when it grows', () => {
    const strange = sequence(element(0xa1, sequence(objectIdentifier('1.2.3'))), token)
    const infos = element(0xa0, sequence(objectIdentifier('1.2.3')))
    const der = sequence(integer(1), sequence(sha256Identifier), infos, sequence(sequence(strange)))
    const read = sure(parseEvidenceRecord(der), 'a record')
    assert.equal(hex(writeEvidenceRecord(read)), hex(der))
  })

  test('is refused for what cannot be followed', () => {
    const chains = sequence(sequence(sequence(token)))
    const algorithms = sequence(sha256Identifier)
    const encryption = element(0xa1, objectIdentifier('1.2.3'))
    const many = sequence(sequence(...Array.from({ length: 1025 }, () => sequence(token))))
    const unknown = sequence(sequence(objectIdentifier('1.2.3')))
    const cases = [
      [sequence(integer(2), algorithms, chains), 'version-unsupported'],
      [sequence(integer(1), algorithms, encryption, chains), 'encryption-unsupported'],
      [sequence(integer(1), unknown, chains), 'digest-unknown'],
      [
        sequence(
          integer(1),
          algorithms,
          sequence(sequence(sequence(implicit(0, sequence(objectIdentifier('1.2.3'))), token))),
        ),
        'digest-unknown',
      ],
      [sequence(integer(1), algorithms, many), 'too-many'],
      [sequence(integer(1), algorithms, sequence()), 'not-der'],
      [nullValue(), 'not-der'],
    ] as const
    for (const [der, kind] of cases) {
      const read = parseEvidenceRecord(der)
      assert.equal(read.ok ? 'accepted' : read.fault.kind, kind)
    }
  })
})

const { key, certificate } = fakeSigner()
const time = Date.UTC(2026, 10, 22)
const certId = (serial: number) => {
  return sequence(sha256Identifier, octetString(digest), octetString(digest), integer(serial))
}

function answer(serial: number, status: Uint8Array): Uint8Array {
  return sequence(certId(serial), status, preciseTime(time), explicit(0, preciseTime(time + 1000)))
}

const answers = [
  answer(1, implicit(0, nullValue())),
  answer(2, element(0xa1, preciseTime(time), explicit(0, enumerated(1)))),
  answer(3, element(0xa1, preciseTime(time))),
  answer(4, implicit(2, nullValue())),
]

function basic(responder: Uint8Array, ...given: readonly Uint8Array[]): Uint8Array {
  const data = sequence(responder, preciseTime(time), sequence(...given))
  const certificates = explicit(0, sequence(certificate.der))
  return sequence(data, key.suite.algorithmIdentifier, bitString(key.sign(data)), certificates)
}

function whole(status: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return sequence(enumerated(status), ...parts.map((part) => explicit(0, part)))
}

const byName = basic(explicit(1, certificate.subject.der), ...answers)
const basicIdentifier = objectIdentifier('1.3.6.1.5.5.7.48.1.1')

group('an OCSP response', () => {
  test('says of each certificate what is known', () => {
    for (const der of [byName, whole(0, sequence(basicIdentifier, octetString(byName)))]) {
      const read = sure(parseOcspResponse(der), 'a response')
      assert.equal(hex(read.der), hex(byName))
      assert.equal(read.responder.kind, 'name')
      assert.equal(read.producedAt, time)
      assert.deepEqual(
        read.answers.map(({ certificate: { serial }, status }) => [serial, status]),
        [
          ['01', { kind: 'good' }],
          ['02', { kind: 'revoked', at: time, reason: 'keyCompromise' }],
          ['03', { kind: 'revoked', at: time }],
          ['04', { kind: 'unknown' }],
        ],
      )
      assert.ok(read.answers.every(({ nextUpdate }) => nextUpdate === time + 1000))
      assert.equal(read.answers[0]?.certificate.algorithm, 'sha256')
      assert.deepEqual(read.certificates, [certificate.der])
      assert.ok(isSignedBy(read, key.publicKey))
    }
  })

  test('may name its responder by the key', () => {
    const read = sure(parseOcspResponse(basic(explicit(2, octetString(digest)))), 'a response')
    assert.deepEqual(read.responder, { kind: 'key', digest })
  })

  test('that answers nothing is refused', () => {
    const cases = [
      [whole(6), { kind: 'ocsp-unanswered', status: 6 }],
      [whole(0), { kind: 'ocsp-unanswered', status: 0 }],
      [
        whole(0, sequence(objectIdentifier('1.2.3'), octetString(byName))),
        { kind: 'content-type-unexpected', expected: '1.3.6.1.5.5.7.48.1.1', found: '1.2.3' },
      ],
      [basic(explicit(0, integer(1)), ...answers).subarray(0, 4), undefined],
    ] as const
    for (const [der, fault] of cases) {
      const read = parseOcspResponse(der)
      assert.ok(!read.ok)
      if (fault) assert.deepEqual(read.fault, fault)
      else assert.equal(read.fault.kind, 'not-der')
    }
  })
})

group('the values of unsigned attributes', () => {
  test('are read as they were written', () => {
    const list = sequence(integer(2))
    assert.deepEqual(sure(readCertificateValues(writeCertificateValues([token, list])), 'it'), [token, list])
    for (const values of [
      { lists: [list], ocsp: [token] },
      { lists: [], ocsp: [token] },
      { lists: [], ocsp: [] },
    ]) {
      assert.deepEqual(sure(readRevocationValues(writeRevocationValues(values)), 'it'), values)
    }
    const index = {
      algorithm: 'sha256',
      certificates: [digest],
      revocations: [],
      attributes: [digest],
    } as const
    assert.deepEqual(sure(readHashIndex(writeHashIndex(index)), 'it'), index)
    const { algorithmIdentifier } = key.suite
    const protection = writeAlgorithmProtection('sha256', algorithmIdentifier)
    const read = sure(readAlgorithmProtection(protection), 'it')
    assert.equal(hex(read.signatureAlgorithm), hex(algorithmIdentifier))
    assert.equal(hex(read.digestAlgorithm), hex(sha256Identifier))
  })

  test('are refused for digests that are none', () => {
    const index = {
      algorithm: 'sha256',
      certificates: [digest, token],
      revocations: [],
      attributes: [],
    } as const
    assert.deepEqual(readHashIndex(writeHashIndex(index)), {
      ok: false,
      fault: { kind: 'digest-length', length: token.length, lengthDue: 32 },
    })
    const unknown = sequence(sequence(objectIdentifier('1.2.3')), sequence(), sequence(), sequence())
    const read = readHashIndex(unknown)
    assert.ok(!read.ok && read.fault.kind === 'digest-unknown')
  })
})
