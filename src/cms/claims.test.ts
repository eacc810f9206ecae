import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import { sha256, utf8 } from '#bytes'
import { nullValue, objectIdentifier, octetString, sequence, setOf, utf8String } from '#der'
import { sure } from '#fault'
import { attributesNamed, readSingle, singleValue, writeAttribute } from './attribute.ts'
import { type AuthorityClaim, readAuthority, readReceipt, writeAuthority, writeReceipt } from './authority.ts'
import {
  readCommitment,
  readContentHints,
  readMimeType,
  readSignaturePolicy,
  readSignerLocation,
  readSignerRoles,
  readSigningTime,
  type SignaturePolicy,
  writeCommitment,
  writeContentHints,
  writeMimeType,
  writeSignaturePolicy,
  writeSignerLocation,
  writeSignerRoles,
  writeSigningTime,
} from './claims.ts'
import { fakeSigner, fakeSignerInfo } from './fake-message.ts'
import { attributeOid, commitmentType } from './identifiers.ts'
import { parseSignerInfo } from './signer-info.ts'

const claim: AuthorityClaim = {
  unit: 'p4VZ',
  case: '17',
  step: 'decide',
  permission: 'permit.sign',
  object: 'permit/17',
  epoch: 2 ** 40,
  grant: sha256(utf8('grant')),
}

group('what a signer claims', () => {
  test('is read as it was written', () => {
    const instant = Date.UTC(2051, 1, 3, 4, 5, 6)
    assert.equal(sure(readSigningTime(writeSigningTime(instant)), 'a time'), instant)
    const approval = commitmentType.proofOfApproval
    assert.equal(sure(readCommitment(writeCommitment(approval)), 'a commitment'), approval)
    const location = { country: 'DE', locality: '上海', postalAddress: ['Markt 1', 'Bürgeramt'] }
    assert.deepEqual(sure(readSignerLocation(writeSignerLocation(location)), 'a place'), location)
    assert.deepEqual(sure(readSignerLocation(writeSignerLocation({})), 'nothing'), {})
    const roles = ['Amtsleiterin', '主任']
    assert.deepEqual(new Set(sure(readSignerRoles(writeSignerRoles(roles)), 'roles')), new Set(roles))
    assert.equal(sure(readMimeType(writeMimeType('text/plain')), 'a type'), 'text/plain')
    const hints = { description: 'Content-Type: text/plain', contentType: '1.2.3' }
    assert.deepEqual(sure(readContentHints(writeContentHints(hints)), 'hints'), hints)
    assert.deepEqual(sure(readContentHints(writeContentHints({ contentType: '1.2' })), 'hints'), {
      contentType: '1.2',
    })
  })

  test('may name a policy, or that there is one', () => {
    const digest = { algorithm: 'sha256', digest: sha256(utf8('policy')) } as const
    const policies: readonly SignaturePolicy[] = [
      { kind: 'implied' },
      { kind: 'named', oid: '1.2.3' },
      { kind: 'named', oid: '1.2.3', digest },
      { kind: 'named', oid: '1.2.3', digest, uri: 'https://office.example/policy' },
    ]
    for (const policy of policies) {
      assert.deepEqual(sure(readSignaturePolicy(writeSignaturePolicy(policy)), policy.kind), policy)
    }
    const unknown = sequence(
      objectIdentifier('1.2.3'),
      sequence(sequence(objectIdentifier('1.2')), octetString(utf8('x'))),
    )
    assert.deepEqual(readSignaturePolicy(unknown), {
      ok: false,
      fault: { kind: 'digest-unknown', algorithm: '300306012a' },
    })
  })

  test('may be the authority it was made under', () => {
    for (const one of [claim, { ...claim, office: '許可證' }]) {
      assert.deepEqual(sure(readAuthority(writeAuthority(one)), 'a claim'), one)
    }
    assert.throws(() => writeAuthority({ ...claim, grant: new Uint8Array(31) }))
    const later = sequence(Uint8Array.of(2, 1, 2), utf8String('what comes then'))
    assert.deepEqual(readAuthority(later), { ok: false, fault: { kind: 'version-unsupported', version: 2 } })
    assert.equal(readAuthority(nullValue()).ok, false)
  })

  test('carries the receipt of its act beside it', () => {
    const json = utf8('{"v":1}')
    assert.deepEqual(sure(readReceipt(writeReceipt(json)), 'a receipt'), json)
    assert.equal(readReceipt(utf8String('{"v":1}')).ok, false)
  })

  test('has no commitment, place, role or type in what is none', () => {
    const junk = sequence(setOf(utf8String('x')))
    for (const read of [
      readCommitment,
      readSignerLocation,
      readMimeType,
      readContentHints,
      readSigningTime,
    ]) {
      const result = read(junk)
      assert.ok(!result.ok && result.fault.kind === 'not-der')
    }
  })
})

group('attributes', () => {
  const ada = fakeSigner()
  const double = [writeAttribute('1.2.3', nullValue(), utf8String('x')), writeAttribute('1.2.4', nullValue())]
  const { unsignedAttributes } = sure(
    parseSignerInfo(fakeSignerInfo(ada, utf8('x'), [...double, writeAttribute('1.2.4', nullValue())])),
    'a signer',
  )

  test('are found by their type', () => {
    assert.equal(attributesNamed(unsignedAttributes, '1.2.3')[0]?.values.length, 2)
    assert.equal(attributesNamed(unsignedAttributes, '1.2.4').length, 2)
    assert.equal(attributesNamed(unsignedAttributes, '1.2.5').length, 0)
    assert.deepEqual(singleValue(unsignedAttributes, '1.2.5'), { ok: true, value: undefined })
  })

  test('of one value are refused with several values or several times', () => {
    assert.deepEqual(singleValue(unsignedAttributes, '1.2.3'), {
      ok: false,
      fault: { kind: 'attribute-values', type: '1.2.3', count: 2 },
    })
    assert.deepEqual(singleValue(unsignedAttributes, '1.2.4'), {
      ok: false,
      fault: { kind: 'attribute-duplicate', type: '1.2.4' },
    })
  })

  test('that do not hold what their type says are named in the refusal', () => {
    const [attribute] = sure(
      parseSignerInfo(
        fakeSignerInfo(ada, utf8('x'), [writeAttribute(attributeOid.signingTime, nullValue())]),
      ),
      'a signer',
    ).unsignedAttributes
    assert.ok(attribute)
    const read = readSingle([attribute], attributeOid.signingTime, readSigningTime)
    assert.ok(!read.ok && read.fault.kind === 'attribute-malformed')
  })
})
