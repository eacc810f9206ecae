import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import fc from 'fast-check'
import { concat, hex, utf8 } from '#bytes'
import { type DigestName, digestOfAlgorithm, suiteOfSignerInfo, verifySignature } from '#crypto'
import {
  contextConstructed,
  element,
  explicit,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from '#der'
import { certain, sure } from '#fault'
import { readMessageDigest, readSingle, writeAttribute, writeMessageDigest } from './attribute.ts'
import { fakeMessage, fakeSigner, fakeSignerInfo } from './fake-message.ts'
import type { CmsFault } from './fault.ts'
import { attributeOid, contentTypeOid } from './identifiers.ts'
import { attributesMax, certificatesMax, contentBytesMax, messageBytesMax, signersMax } from './limits.ts'
import { parseSignedData } from './signed-data.ts'
import { parseSignerInfo, writeSignerInfo } from './signer-info.ts'
import { withUnsignedAttributes } from './write-signed-data.ts'

const content = utf8('the office opens at nine')
const ada = fakeSigner('ed25519', 'Ada')
const signer = fakeSignerInfo(ada, content)
const encapsulated = sequence(objectIdentifier(contentTypeOid.data), explicit(0, octetString(content)))

interface Parts {
  readonly version?: number
  readonly encapsulated?: Uint8Array
  readonly certificates?: readonly Uint8Array[]
  readonly revocations?: readonly Uint8Array[]
  readonly signers?: readonly Uint8Array[]
}

/** A message of parts that nobody looks at. */
function message(parts: Parts): Uint8Array {
  const { certificates = [], revocations = [], signers = [signer] } = parts
  const inner = sequence(
    integer(parts.version ?? 1),
    setOf(),
    parts.encapsulated ?? encapsulated,
    ...(certificates.length === 0 ? [] : [element(contextConstructed(0), ...certificates)]),
    ...(revocations.length === 0 ? [] : [element(contextConstructed(1), ...revocations)]),
    element(0x31, ...signers),
  )
  return sequence(objectIdentifier(contentTypeOid.signedData), explicit(0, inner))
}

/** A SignerInfo of these attributes; what it signs, nobody has signed. */
function signerOf(signed: readonly Uint8Array[], unsigned: readonly Uint8Array[] = []): Uint8Array {
  return writeSignerInfo({
    identifier: { kind: 'key-identifier', identifier: new Uint8Array(20) },
    digestAlgorithm: 'sha256',
    signedAttributes: signed,
    signatureAlgorithm: ada.key.suite.algorithmIdentifier,
    signature: new Uint8Array(64),
    unsignedAttributes: unsigned,
  })
}

const digestAttribute = writeAttribute(attributeOid.messageDigest, writeMessageDigest(content))
const numbered = (count: number) => {
  return Array.from({ length: count }, (_, at) => writeAttribute(`1.2.${at}`, nullValue()))
}
/** Two attributes in the wrong order, with octets of the same length around them. */
const unsorted = Buffer.from(hex(signerOf(numbered(2))).replace(/(3008.{16})(3008.{16})/, '$2$1'), 'hex')

type Row = readonly [what: string, der: Uint8Array, kind: CmsFault['kind'], inner?: string]

const rows: readonly Row[] = [
  ['nothing', new Uint8Array(0), 'not-der', 'truncated'],
  ['half of it', message({}).subarray(0, 100), 'not-der', 'truncated'],
  ['something behind it', concat(message({}), Uint8Array.of(0)), 'not-der', 'trailing-bytes'],
  ['version 0', message({ version: 0 }), 'version-unsupported'],
  ['version 6', message({ version: 6 }), 'version-unsupported'],
  [
    'attributes twice',
    message({ signers: [signerOf([digestAttribute, digestAttribute])] }),
    'attribute-duplicate',
  ],
  ['signed attributes out of order', message({ signers: [unsorted] }), 'not-der', 'set-unsorted'],
  [
    'an attribute without a value',
    message({ signers: [signerOf([sequence(objectIdentifier('1.2'), setOf())])] }),
    'not-der',
    'list-empty',
  ],
  ['too many attributes', message({ signers: [signerOf([], numbered(attributesMax + 1))] }), 'too-many'],
  [
    'too many signers',
    message({ signers: Array.from({ length: signersMax + 1 }, () => signer) }),
    'too-many',
  ],
  [
    'too many certificates',
    message({ certificates: Array.from({ length: certificatesMax + 1 }, () => sequence()) }),
    'too-many',
  ],
  [
    'too large a list',
    message({ revocations: [sequence(octetString(new Uint8Array(messageBytesMax)))] }),
    'too-many',
  ],
  [
    'content of another kind',
    message({ encapsulated: sequence(objectIdentifier('1.2'), explicit(0, sequence())) }),
    'not-der',
    'tag-unexpected',
  ],
  [
    'a signer of version 2',
    message({ signers: [element(0x30, integer(2), signer.subarray(7))] }),
    'version-unsupported',
  ],
]

group('a message is refused', () => {
  for (const [what, der, kind, inner] of rows) {
    test(`with ${what}`, () => {
      const read = parseSignedData(der)
      assert.ok(!read.ok)
      assert.equal(read.fault.kind, kind)
      if (read.fault.kind === 'not-der') assert.equal(read.fault.fault.kind, inner)
    })
  }

  test('with content beyond what is kept in memory, and not with content up to that', () => {
    const holding = (octets: number) => {
      const info = explicit(0, octetString(new Uint8Array(octets)))
      return message({ encapsulated: sequence(objectIdentifier(contentTypeOid.data), info) })
    }
    assert.equal(parseSignedData(holding(contentBytesMax)).ok, true)
    const read = parseSignedData(holding(contentBytesMax + 1))
    assert.ok(!read.ok && read.fault.kind === 'too-many')
    assert.deepEqual([read.fault.what, read.fault.countMax], ['octets', contentBytesMax])
  })
})

group('a message is taken', () => {
  const lenient: readonly (readonly [what: string, der: Uint8Array])[] = [
    ['certificates in no order', message({ certificates: [sequence(integer(2)), sequence(integer(1))] })],
    ['signers in no order', message({ signers: [signerOf(numbered(3)), signerOf([])] })],
    ['no signers', message({ signers: [] })],
    ['certificates of other kinds', message({ certificates: [element(0xa3, objectIdentifier('1.2'))] })],
  ]
  for (const [what, der] of lenient) {
    test(`with ${what}`, () => {
      const read = sure(parseSignedData(der), what)
      assert.equal(read.wasBer, false)
      read.signers.forEach((_, place) => {
        const grown = withUnsignedAttributes(read, place, [])
        assert.equal(hex(grown), hex(der))
      })
    })
  }
})

/** Whether a message still says that Ada signed this content. */
function isAdas(der: Uint8Array): boolean {
  const read = parseSignedData(der)
  if (!read.ok) return false
  const [first] = read.value.signers
  const name: DigestName | undefined = first && digestOfAlgorithm(first.digestAlgorithm)?.name
  const suite = first && suiteOfSignerInfo(first.signatureAlgorithm, name, 'ed25519')
  if (!first?.signedBytes || !suite) return false
  return verifySignature(suite, ada.key.publicKey, first.signedBytes, first.signature)
}

group('properties of messages', () => {
  test('no changed octet of the signed attributes or the signature goes unnoticed', () => {
    const der = Buffer.from(fakeMessage([ada], content))
    const { signers } = sure(parseSignedData(der), 'a message')
    const { signedBytes, signature } = certain(signers[0], 'a signer')
    const attributes = certain(signedBytes, 'signed attributes').subarray(1)
    assert.ok(isAdas(der))
    for (const part of [attributes, signature]) {
      const start = der.indexOf(part)
      for (let at = start; at < start + part.length; at += 1) {
        const changed = Buffer.from(der)
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
        assert.equal(isAdas(changed), false, `octet ${at}`)
      }
    }
  })

  test('whatever unsigned attributes are added, in whatever order, what is signed stays', () => {
    const attribute = fc
      .record({ arc: fc.nat({ max: 300 }), value: fc.uint8Array({ maxLength: 40 }) })
      .map(({ arc, value }) => writeAttribute(`1.2.${arc}`, octetString(value)))
    fc.assert(
      fc.property(
        fc.array(attribute, { maxLength: 8 }),
        fc.array(attribute, { maxLength: 8 }),
        (one, two) => {
          const start = sure(parseSignedData(fakeMessage([ada], content)), 'a message')
          const once = sure(parseSignedData(withUnsignedAttributes(start, 0, one)), 'it')
          const twice = sure(parseSignedData(withUnsignedAttributes(once, 0, two)), 'it')
          const [before, after] = [certain(start.signers[0], 'it'), certain(twice.signers[0], 'it')]
          assert.equal(hex(after.beforeUnsigned), hex(before.beforeUnsigned))
          assert.equal(after.unsignedAttributes.length, one.length + two.length)
          assert.equal(hex(twice.der), hex(withUnsignedAttributes(start, 0, [...two, ...one])))
          const digest = readSingle(
            after.signedAttributes ?? [],
            attributeOid.messageDigest,
            readMessageDigest,
          )
          assert.ok(digest.ok && digest.value)
        },
      ),
    )
  })

  test('any octets are a message, a signer or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        return typeof parseSignedData(octets).ok === 'boolean' && !parseSignerInfo(octets).ok
      }),
    )
  })
})
