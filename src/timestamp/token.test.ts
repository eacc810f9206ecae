import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, hour, second } from '#clock'
import { parseTimestampResponse, timestampPolicy, writeTimestampRequest } from '#cms'
import { unitSuiteNames } from '#crypto'
import { implicit, objectIdentifier, octetString, sequence } from '#der'
import { sure } from '#fault'
import { keyPurpose } from '#x509'
import {
  digested,
  type FakeTsaTerms,
  fakeAnchor,
  fakeNow,
  fakeQuestion,
  fakeToken,
  fakeTsa,
  usualIssue,
} from './fake-timestamps.ts'
import {
  considerRequest,
  issueToken,
  makeTimestampRequest,
  refusalResponse,
  type TimestampQuestion,
  type TimestampRequestFault,
  tokenOfResponse,
  verifyToken,
} from './index.ts'

const document = digested('the document')
const over = (algorithm: string) => (algorithm === 'sha256' ? document.digest : undefined)
const terms = { policy: timestampPolicy, at: fakeNow }
const tsa = fakeTsa()

function answer(token: Uint8Array, more: Partial<TimestampQuestion> = {}, imprint = over): string {
  const verified = verifyToken(token, imprint, fakeQuestion(more))
  if (verified.ok) return 'verified'
  const { fault } = verified
  return 'fault' in fault && fault.kind === 'token-path-refused' ? `path: ${fault.fault.kind}` : fault.kind
}

describe('a time-stamp', () => {
  for (const suite of unitSuiteNames) {
    test(`by ${suite} verifies and says what it was told`, () => {
      const token = fakeToken(fakeTsa({ suite }), document, { serial: 99n })
      const verified = sure(verifyToken(token, over, fakeQuestion()), 'a token')
      assert.equal(verified.time, fakeNow)
      assert.equal(verified.serial, 99n)
      assert.equal(verified.policy, timestampPolicy)
      assert.equal(verified.accuracyMilliseconds, 1_000)
      assert.ok(verified.ordering)
      assert.equal(verified.path.anchor, fakeAnchor)
      assert.deepEqual(verified.uses[0], { algorithm: 'sha256' })
      assert.equal(verified.suite.name, suite)
    })
  }

  test('without its certificate verifies where that is at hand, and not elsewhere', () => {
    const { der } = {
      der: writeTimestampRequest({ imprint: document, certificateWanted: false }),
    }
    const request = sure(considerRequest(der, terms), 'a request')
    const response = sure(parseTimestampResponse(issueToken({ ...usualIssue(tsa), request })), 'a response')
    const token = response.token ?? new Uint8Array()
    assert.equal(answer(token, { intermediates: [tsa.certificate] }), 'verified')
    assert.equal(answer(token), 'token-certificate-missing')
    assert.equal(answer(token, { intermediates: [fakeTsa().certificate] }), 'token-certificate-missing')
  })

  test('keeps the microseconds that order it', () => {
    const one = fakeToken(tsa, document, { microseconds: 7 })
    assert.ok(Buffer.from(one).includes('20261122120000.000007Z'))
    assert.equal(answer(one), 'verified')
  })
})

describe('a time-stamp is refused', () => {
  const token = fakeToken(tsa, document)

  test('over something else, or over what is not at hand', () => {
    assert.equal(
      answer(token, {}, () => digested('another').digest),
      'token-imprint-differs',
    )
    assert.equal(
      answer(token, {}, () => undefined),
      'token-imprint-missing',
    )
  })

  const certificates: readonly (readonly [string, FakeTsaTerms, string])[] = [
    ['whose certificate is for something else', { purposes: [keyPurpose.clientAuth] }, 'purpose-refused'],
    [
      'whose certificate is for something besides',
      { purposes: [keyPurpose.timeStamping, keyPurpose.clientAuth] },
      'purpose-refused',
    ],
    ['whose certificate is for any purpose', { purposes: [keyPurpose.any] }, 'purpose-refused'],
    ['whose purpose is not critical', { critical: false }, 'purpose-refused'],
    ['whose certificate is over', { notAfter: fakeNow - day }, 'expired'],
  ]
  for (const [name, wish, kind] of certificates) {
    test(name, () => assert.equal(answer(fakeToken(fakeTsa(wish), document)), `path: ${kind}`))
  }

  test('whose certificate is revoked, or of unknown status, or leads to nobody who is trusted', () => {
    assert.equal(answer(token, { statusOf: () => ({ status: 'revoked' }) }), 'path: revoked')
    assert.equal(answer(token, { statusOf: () => ({ status: 'unknown' }) }), 'path: status-unknown')
    assert.equal(answer(token, { anchors: [] }), 'path: issuer-unknown')
  })

  test('that claims to be older than its certificate', () => {
    const young = fakeTsa({ notBefore: fakeNow + day })
    assert.equal(answer(fakeToken(young, document)), 'token-time-early')
    assert.equal(answer(fakeToken(young, document), { at: fakeNow + 2 * day }), 'token-time-early')
  })

  test('that claims to be of later than it is looked at', () => {
    const later = fakeToken(tsa, document, { time: fakeNow + hour })
    assert.equal(answer(later), 'token-time-ahead')
    assert.equal(answer(fakeToken(tsa, document, { time: fakeNow + second })), 'verified')
  })

  test('with any octet of it changed, except where it is unread or changes nothing that is said', () => {
    const read = sure(verifyToken(token, over, fakeQuestion()), 'a token')
    for (let at = 0; at < token.length; at++) {
      for (const bit of [0x01, 0x80]) {
        const changed = Uint8Array.from(token)
        changed[at] = (changed[at] ?? 0) ^ bit
        const verified = verifyToken(changed, over, fakeQuestion())
        if (!verified.ok) continue
        const { time, serial, policy } = verified.value
        assert.deepEqual([time, serial, policy], [read.time, read.serial, read.policy], `octet ${at}`)
      }
    }
  })

  test('that is none at all', () => {
    assert.equal(answer(new Uint8Array()), 'token-unreadable')
    assert.equal(answer(sequence()), 'token-unreadable')
  })
})

describe('a request', () => {
  const wish = { imprint: document, certificateWanted: true }
  const extension = sequence(objectIdentifier('1.2.3'), octetString(Uint8Array.of(5, 0)))
  const extended = sequence(writeTimestampRequest(wish).subarray(2), implicit(0, sequence(extension)))

  const refusals: readonly (readonly [string, Uint8Array, string, string])[] = [
    ['that is no DER', Uint8Array.of(1, 2, 3), 'request-malformed', 'badDataFormat'],
    ['without a body', new Uint8Array(), 'request-malformed', 'badDataFormat'],
    ['of another version', sequence(Uint8Array.of(2, 1, 2)), 'request-malformed', 'badRequest'],
    [
      'with an imprint of another length',
      writeTimestampRequest({ ...wish, imprint: { algorithm: 'sha512', digest: document.digest } }),
      'request-malformed',
      'badDataFormat',
    ],
    [
      'with an imprint by SHA-1',
      writeTimestampRequest({ ...wish, imprint: digested('x', 'sha1') }),
      'imprint-refused',
      'badAlg',
    ],
    [
      'under another policy',
      writeTimestampRequest({ ...wish, policy: '1.2.3' }),
      'timestamp-policy-refused',
      'unacceptedPolicy',
    ],
    ['with an extension', extended, 'timestamp-extension-refused', 'unacceptedExtension'],
  ]
  for (const [name, der, kind, failure] of refusals) {
    test(`${name} is answered with ${failure}`, () => {
      const considered = considerRequest(der, terms)
      assert.ok(!considered.ok)
      assert.equal(considered.fault.kind, kind)
      const response = sure(parseTimestampResponse(refusalResponse(considered.fault)), 'a response')
      assert.equal(response.status, 'rejection')
      assert.deepEqual(response.failures, [failure])
      assert.equal(response.token, undefined)
    })
  }

  test('is refused by an authority whose table has ended its algorithm', () => {
    const table = [{ algorithm: 'sha256', until: fakeNow, source: 'the unit' }]
    const considered = considerRequest(writeTimestampRequest(wish), { ...terms, sunset: { table } })
    assert.ok(!considered.ok && considered.fault.kind === 'imprint-refused')
  })

  const others: readonly (readonly [TimestampRequestFault, string])[] = [
    [{ kind: 'clock-behind' }, 'timeNotAvailable'],
    [{ kind: 'timestamps-unavailable' }, 'systemFailure'],
    [{ kind: 'request-malformed', fault: { kind: 'digest-unknown', algorithm: '3000' } }, 'badAlg'],
  ]
  for (const [fault, failure] of others) {
    test(`refused as ${fault.kind} is answered with ${failure}`, () => {
      const response = sure(parseTimestampResponse(refusalResponse(fault)), 'a response')
      assert.deepEqual(response.failures, [failure])
      assert.equal(response.texts.length, 1)
    })
  }
})

describe('an answer', () => {
  const made = makeTimestampRequest({ ...document, nonce: 7n })
  const request = sure(considerRequest(made.der, terms), 'a request')
  const granted = issueToken({ ...usualIssue(tsa), request })

  function told(response: Uint8Array, asked = made): string {
    const token = tokenOfResponse(response, asked)
    if (token.ok) return 'token'
    return token.fault.kind === 'timestamp-answer-differs' ? token.fault.what : token.fault.kind
  }

  test('to the request gives its token', () => assert.equal(told(granted), 'token'))

  test('to another request gives none', () => {
    assert.equal(told(granted, makeTimestampRequest({ ...document, nonce: 8n })), 'nonce')
    assert.equal(told(granted, makeTimestampRequest({ ...digested('other'), nonce: 7n })), 'imprint')
    const policy = { ...document, nonce: 7n, policy: '1.2.3' }
    assert.equal(told(granted, makeTimestampRequest(policy)), 'policy')
  })

  test('without the certificate that was wanted gives none', () => {
    const plain = sure(
      considerRequest(
        writeTimestampRequest({ imprint: document, nonce: 7n, certificateWanted: false }),
        terms,
      ),
      'a request',
    )
    assert.equal(told(issueToken({ ...usualIssue(tsa), request: plain })), 'certificate')
  })

  test('that refuses, or is no answer, gives none', () => {
    assert.equal(told(refusalResponse({ kind: 'clock-behind' })), 'timestamp-denied')
    assert.equal(told(Uint8Array.of(4)), 'timestamp-answer-unreadable')
  })

  test('signed by another key than that of its certificate gives none', () => {
    const forged = issueToken({ ...usualIssue(tsa), request, signer: fakeTsa().key })
    assert.equal(told(forged), 'token-signature-wrong')
  })
})
