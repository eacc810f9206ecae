import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hex } from '#bytes'
import { second } from '#clock'
import { sure } from '#fault'
import {
  bitString,
  bmpString,
  booleanValue,
  type DerReader,
  enumerated,
  explicit,
  ia5String,
  implicit,
  integer,
  listLimits,
  namedBits,
  nullValue,
  objectIdentifier,
  octetString,
  printableString,
  readDer,
  sequence,
  sequenceOf,
  setOf,
  tag,
  time,
  unsignedInteger,
  utf8String,
} from './index.ts'

const back = <T>(der: Uint8Array, read: (reader: DerReader) => T): T =>
  sure(readDer(der, read), 'what was written')

const known: readonly (readonly [string, Uint8Array, string])[] = [
  ['zero', integer(0), '020100'],
  ['127', integer(127), '02017f'],
  ['128', integer(128), '02020080'],
  ['-128', integer(-128), '020180'],
  ['-129', integer(-129), '0202ff7f'],
  ['a magnitude with its top bit set', unsignedInteger(Uint8Array.of(0, 0, 0xff)), '020200ff'],
  ['an empty magnitude', unsignedInteger(new Uint8Array(0)), '020100'],
  ['ENUMERATED', enumerated(4), '0a0104'],
  ['true', booleanValue(true), '0101ff'],
  ['null', nullValue(), '0500'],
  ['an OID', objectIdentifier('1.2.840.113549.1.1.11'), '06092a864886f70d01010b'],
  ['an OID under 2', objectIdentifier('2.999.3'), '0603883703'],
  ['an octet string', octetString(Uint8Array.of(1)), '040101'],
  ['a bit string', bitString(Uint8Array.of(0x80)), '03020080'],
  ['named bits', namedBits([5, 6]), '03020106'],
  ['named bits past one octet', namedBits([8]), '0303070080'],
  ['no named bits', namedBits([]), '030100'],
  ['a SET OF, sorted', setOf(integer(2), integer(1)), '3106020101020102'],
  ['an explicit tag', explicit(0, integer(2)), 'a003020102'],
  ['an implicit primitive tag', implicit(1, ia5String('a')), '810161'],
  ['an implicit constructed tag', implicit(1, sequence(nullValue())), 'a1020500'],
  ['a BMPString', bmpString('aé'), '1e04006100e9'],
  [
    'a time through 2049',
    time(Date.UTC(2049, 11, 31, 23, 59, 59)),
    `170d${hex(Buffer.from('491231235959Z'))}`,
  ],
  ['a time from 2050', time(Date.UTC(2050, 0, 1)), `180f${hex(Buffer.from('20500101000000Z'))}`],
  ['a time before 1950', time(Date.UTC(1949, 0, 1)), `180f${hex(Buffer.from('19490101000000Z'))}`],
  ['200 octets', octetString(new Uint8Array(200)), `0481c8${'00'.repeat(200)}`],
  ['70,000 octets', octetString(new Uint8Array(70_000)), `0483011170${'00'.repeat(70_000)}`],
]

for (const [what, der, expected] of known) {
  test(`${what} has its one encoding`, () => assert.equal(hex(der), expected))
}

test('what no type can hold is a bug and throws', () => {
  assert.throws(() => printableString('a@b'), /outside its string type/)
  assert.throws(() => ia5String('é'), /outside its string type/)
  assert.throws(() => utf8String('\ud800'), /surrogate/)
  for (const text of ['', '1', '3.1', '1.40', '1.02', '1.2.', 'a.b']) {
    assert.throws(() => objectIdentifier(text), /OID/)
  }
  assert.throws(() => time(Date.UTC(10_000, 0, 1)), /GeneralizedTime/)
})

test('every value written is read back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }), (value) => {
      assert.equal(
        back(integer(value), (r) => r.integer()),
        value,
      )
    }),
  )
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 40 })), (positions) => {
      const sorted = [...positions].sort((a, b) => a - b)
      assert.deepEqual(
        back(namedBits(positions), (r) => r.namedBits()),
        sorted,
      )
    }),
  )
  const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), { maxLength: 5 })
  fc.assert(
    fc.property(fc.constantFrom('0.9', '1.39', '2.5', '2.999'), arcs, (root, rest) => {
      const text = [root, ...rest].join('.')
      assert.equal(
        back(objectIdentifier(text), (r) => r.objectIdentifier()),
        text,
      )
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.deepEqual(
        back(utf8String(text), (r) => r.string()),
        { tag: tag.utf8String, text },
      )
      assert.equal(back(bmpString(text), (r) => r.string()).text, text)
    }),
  )
  const range = {
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  }
  fc.assert(
    fc.property(fc.date(range), (date) => {
      const instant = Math.floor(date.getTime() / second) * second
      assert.equal(
        back(time(instant), (r) => r.time()),
        instant,
      )
    }),
  )
})

test('a SET OF written in any order is the same and is read', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 4 })), (values) => {
      const elements = values.map((value) => octetString(value))
      const der = setOf(...elements)
      assert.deepEqual(setOf(...elements.toReversed()), der)
      assert.equal(back(der, (r) => r.set((i) => i.list((e) => e.octetString()))).length, values.length)
    }),
  )
})

test('a list of 200,000 elements is written and read without a deep stack', () => {
  const der = sequenceOf(Array.from({ length: 200_000 }, nullValue))
  const read = readDer(
    der,
    (reader) => reader.sequence((list) => list.list((element) => element.null())),
    listLimits,
  )
  assert.equal(sure(read, 'the list').length, 200_000)
})
