import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import { equalBytes, hex, utf8 } from '#bytes'
import { digestOfAlgorithm, suiteOfSignerInfo, verifySignature } from '#crypto'
import { integer, nullValue, objectIdentifier, octetString, sequence, utf8String } from '#der'
import { certain, sure } from '#fault'
import { attributesNamed, readMessageDigest, readSingle, writeAttribute } from './attribute.ts'
import { fakeMessage, fakeSigner, fakeSignerInfo } from './fake-message.ts'
import { attributeOid, contentTypeOid } from './identifiers.ts'
import { parseSignedData, type SignedData } from './signed-data.ts'
import { parseSignerInfo } from './signer-info.ts'
import { readSigningCertificate } from './signing-certificate.ts'
import {
  withAddedSigner,
  withEvidence,
  withUnsignedAttributes,
  writeSignedData,
} from './write-signed-data.ts'

const content = utf8('the office opens at nine')
const ada = fakeSigner('ed25519', 'Ada')
const bert = fakeSigner('ecdsa-p256-sha256', 'Bert')
const carl = fakeSigner('ml-dsa-65', 'Carl')
const message = fakeMessage([ada, bert, carl], content)

function parsed(der: Uint8Array): SignedData {
  return sure(parseSignedData(der), 'a message')
}

/** Where the signer of this signature stands. */
function placeOf({ signers }: SignedData, signature: Uint8Array): number | undefined {
  const place = signers.findIndex((signer) => equalBytes(signer.signature, signature))
  return place < 0 ? undefined : place
}

group('a signed message', () => {
  test('says what was written, by signers whose signatures verify', () => {
    const read = parsed(message)
    assert.equal(read.contentType, contentTypeOid.data)
    assert.deepEqual(read.content, content)
    assert.equal(read.wasBer, false)
    assert.equal(read.version, 1)
    assert.deepEqual([...read.digestAlgorithms].sort(), ['sha256', 'sha512'])
    assert.equal(read.certificates.length, 3)
    assert.equal(read.signers.length, 3)
    for (const signer of read.signers) {
      const by = certain(
        [ada, bert, carl].find(({ certificate }) => {
          const { identifier } = signer
          return identifier.kind === 'issuer-serial' && identifier.serial === certificate.serial
        }),
        'who signed',
      )
      const digest = certain(digestOfAlgorithm(signer.digestAlgorithm), 'a digest').name
      const { publicKey } = by.key
      const suite = certain(suiteOfSignerInfo(signer.signatureAlgorithm, digest, publicKey.type), 'a suite')
      const signed = certain(signer.signedBytes, 'signed attributes')
      assert.ok(verifySignature(suite, publicKey, signed, signer.signature))
      const attributes = certain(signer.signedAttributes, 'signed attributes')
      const reference = certain(sure(readSigningCertificate(attributes), 'it'), 'a reference')
      assert.equal(reference.issuerSerial?.serial, by.certificate.serial)
    }
  })

  test('is written anew as the same octets', () => {
    const read = parsed(message)
    const again = writeSignedData({ ...read, signers: read.signers.map(({ der }) => der) })
    assert.equal(hex(again), hex(message))
  })

  test('of another type than signed data is told apart', () => {
    const other = sequence(objectIdentifier(contentTypeOid.data))
    assert.deepEqual(parseSignedData(other), {
      ok: false,
      fault: {
        kind: 'content-type-unexpected',
        expected: contentTypeOid.signedData,
        found: contentTypeOid.data,
      },
    })
  })

  test('takes unsigned attributes, and what is signed stays as it is', () => {
    const read = parsed(message)
    const more = [writeAttribute('1.2.3', utf8String('b')), writeAttribute('1.2.3', utf8String('a'))]
    for (const signer of read.signers) {
      const index = certain(placeOf(read, signer.signature), 'a place')
      const once = parsed(withUnsignedAttributes(read, index, more))
      const at = certain(placeOf(once, signer.signature), 'a place')
      const twice = parsed(withUnsignedAttributes(once, at, [writeAttribute('1.2.2', nullValue())]))
      const found = certain(twice.signers[certain(placeOf(twice, signer.signature), 'a place')], 'it')
      assert.deepEqual(found.signedBytes, signer.signedBytes)
      assert.deepEqual(found.beforeUnsigned, signer.beforeUnsigned)
      assert.deepEqual(
        found.unsignedAttributes.map(({ type }) => type),
        ['1.2.2', '1.2.3', '1.2.3'],
      )
      assert.equal(sure(parseSignerInfo(found.der), 'alone').unsignedAttributes.length, 3)
      for (const rest of read.signers) {
        if (rest !== signer) assert.ok(twice.signers.some(({ der }) => equalBytes(der, rest.der)))
      }
    }
  })

  test('takes certificates, lists and OCSP responses once each', () => {
    const read = parsed(message)
    const basic = sequence(sequence(integer(1)), integer(2))
    const whole = sequence(Uint8Array.of(0x0a, 1, 0))
    const list = sequence(integer(3))
    const evidence = {
      certificates: [ada.certificate.der, fakeSigner('ed25519', 'Dora').certificate.der],
      lists: [list, list],
      ocsp: [basic, whole],
    }
    const grown = parsed(withEvidence(read, evidence))
    assert.equal(grown.certificates.length, 4)
    assert.deepEqual(grown.lists, [list])
    assert.deepEqual(new Set(grown.ocsp.map(hex)), new Set([basic, whole].map(hex)))
    assert.equal(grown.revocationChoices.length, 3)
    assert.equal(grown.version, 5)
    assert.deepEqual(
      grown.signers.map(({ der }) => hex(der)),
      read.signers.map(({ der }) => hex(der)),
    )
    assert.equal(hex(withEvidence(grown, evidence)), hex(grown.der))
  })

  test('takes another signer', () => {
    const alone = parsed(fakeMessage([bert], content))
    const both = parsed(withAddedSigner(alone, fakeSignerInfo(ada, content), 'sha512'))
    assert.equal(both.signers.length, 2)
    assert.deepEqual([...both.digestAlgorithms].sort(), ['sha256', 'sha512'])
  })

  test('names the digest of its content', () => {
    for (const { signedAttributes = [] } of parsed(message).signers) {
      assert.equal(attributesNamed(signedAttributes, attributeOid.messageDigest).length, 1)
      const digest = sure(readSingle(signedAttributes, attributeOid.messageDigest, readMessageDigest), 'it')
      assert.ok(digest?.length === 32 || digest?.length === 64)
    }
    assert.equal(octetString(content).length, content.length + 2)
  })
})
