import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromHex, hex } from '#bytes'
import { parseInstant } from '#clock'
import { type Result, sure } from '#fault'
import {
  type DerFault,
  type DerReader,
  identifierTable,
  objectIdentifier,
  objectLimits,
  readDer,
  tag,
  time,
} from './index.ts'

const bytes = (text: string): Uint8Array => sure(fromHex(text.replaceAll(' ', '')), 'hex')
const kindOf = (result: Result<unknown, DerFault>): string => (result.ok ? 'accepted' : result.fault.kind)
const structure = (text: string): string => kindOf(readDer(bytes(text), (reader) => reader.node()))

/** Reads whatever is there, by every accessor that fits, and so exercises the reader on any bytes. */
function anything(reader: DerReader): void {
  const next = reader.nextTag
  if (next !== undefined && (next & 0x20) !== 0)
    return reader.sequence((inside) => void inside.list(anything), next)
  if (next === tag.boolean) reader.flag()
  else if (next === tag.integer) reader.integer()
  else if (next === tag.bitString) reader.namedBits()
  else if (next === tag.objectIdentifier) reader.objectIdentifier()
  else if (next === tag.utcTime || next === tag.generalizedTime) reader.time()
  else reader.string()
}

const refusedStructures: readonly (readonly [what: string, der: string, kind: string])[] = [
  ['no bytes', '', 'truncated'],
  ['only an identifier', '30', 'truncated'],
  ['content cut off', '04 05 01', 'truncated'],
  ['length cut off', '04 82 01', 'truncated'],
  ['child past its parent', '30 03 04 05 01', 'truncated'],
  ['bytes after the end', '05 00 00', 'trailing-bytes'],
  ['indefinite length', '30 80 00 00', 'length-indefinite'],
  ['long length for a short one', '04 81 01 61', 'length-not-minimal'],
  ['length with a leading zero', `04 82 00 80 ${'61'.repeat(128)}`, 'length-not-minimal'],
  ['length of five octets', '04 85 01 00 00 00 00', 'length-excessive'],
  ['reserved length octet', '04 ff', 'length-excessive'],
  ['end-of-contents as an element', '00 00', 'tag-reserved'],
  ['tag number above 30', '1f 81 01 00', 'tag-number-high'],
  ['constructed octet string', '24 03 04 01 61', 'form-wrong'],
  ['constructed UTF8String', '2c 03 0c 01 61', 'form-wrong'],
  ['primitive sequence', '10 00', 'form-wrong'],
  ['BOOLEAN 01', '01 01 01', 'boolean-malformed'],
  ['BOOLEAN of two octets', '01 02 ff ff', 'boolean-malformed'],
  ['INTEGER without content', '02 00', 'integer-malformed'],
  ['INTEGER padded with 00', '02 02 00 7f', 'integer-malformed'],
  ['INTEGER padded with ff', '02 02 ff 80', 'integer-malformed'],
  ['ENUMERATED padded', '0a 02 00 01', 'integer-malformed'],
  ['BIT STRING without a count', '03 00', 'bit-string-malformed'],
  ['BIT STRING with 8 unused bits', '03 02 08 00', 'bit-string-malformed'],
  ['BIT STRING with unused bits set', '03 02 01 01', 'bit-string-malformed'],
  ['empty BIT STRING with unused bits', '03 01 01', 'bit-string-malformed'],
  ['NULL with content', '05 01 00', 'null-malformed'],
  ['OID without content', '06 00', 'object-identifier-malformed'],
  ['OID arc padded with 80', '06 03 55 80 01', 'object-identifier-malformed'],
  ['OID ending inside an arc', '06 02 55 84', 'object-identifier-malformed'],
  ['OID arc of 20 octets', `06 15 55 ${'81'.repeat(19)} 01`, 'object-identifier-malformed'],
  ['UTF8String that is not UTF-8', '0c 02 c3 28', 'text-malformed'],
  ['SET OF out of order', '31 06 02 01 02 02 01 01', 'set-unsorted'],
  ['a fault deep inside', '30 07 a0 05 30 03 01 01 7f', 'boolean-malformed'],
]

for (const [what, der, kind] of refusedStructures) {
  test(`the reader refuses ${what} wherever it stands`, () => assert.equal(structure(der), kind))
}

const integers = (reader: DerReader): readonly bigint[] => reader.list((element) => element.integer())

const refusedReadings: readonly (readonly [string, string, (reader: DerReader) => unknown, string])[] = [
  ['another tag than the one asked for', '04 00', (r) => r.integer(), 'tag-unexpected'],
  ['a missing element', '30 00', (r) => r.sequence((i) => i.integer()), 'tag-unexpected'],
  ['an element too many', '30 04 05 00 05 00', (r) => r.sequence((i) => i.null()), 'trailing-bytes'],
  ['an unread source', '05 00', () => 0, 'trailing-bytes'],
  ['FALSE where it is the default', '30 03 01 01 00', (r) => r.sequence((i) => i.flag()), 'default-encoded'],
  ['a count below 0', '02 01 ff', (r) => r.count(5), 'integer-out-of-range'],
  ['a count above its limit', '02 01 06', (r) => r.count(5), 'integer-out-of-range'],
  ['an implicit INTEGER padded', '80 02 00 01', (r) => r.count(5, 0x80), 'integer-malformed'],
  ['an implicit BOOLEAN 01', '80 01 01', (r) => r.boolean(0x80), 'boolean-malformed'],
  ['named bits with a zero at the end', '03 02 00 06', (r) => r.namedBits(), 'bit-string-malformed'],
  ['loose bits where octets are due', '03 02 01 06', (r) => r.wholeBitString(), 'bit-string-malformed'],
  [
    'an implicit SET OF out of order',
    'a0 06 02 01 02 02 01 01',
    (r) => r.set(integers, 0xa0),
    'set-unsorted',
  ],
  [
    'an empty list of at least one',
    '30 00',
    (r) => r.sequence((i) => i.listOfSome((e) => e.null())),
    'list-empty',
  ],
  ['PrintableString with @', '13 01 40', (r) => r.string(), 'text-malformed'],
  ['IA5String above 7f', '16 01 80', (r) => r.string(), 'text-malformed'],
  ['BMPString of three octets', '1e 03 00 61 00', (r) => r.string(), 'text-malformed'],
  ['half a surrogate pair', '1e 02 d8 00', (r) => r.string(), 'text-malformed'],
  ['a number as text', '02 01 01', (r) => r.string(), 'text-malformed'],
  ['UTCTime without seconds', `17 0b ${hex(Buffer.from('2611221200Z'))}`, (r) => r.time(), 'time-malformed'],
  [
    'UTCTime with an offset',
    `17 11 ${hex(Buffer.from('261122120000+0000'))}`,
    (r) => r.time(),
    'time-malformed',
  ],
  [
    'a time with a fraction',
    `18 11 ${hex(Buffer.from('20500101000000.5Z'))}`,
    (r) => r.time(),
    'time-malformed',
  ],
  ['30 February', `17 0d ${hex(Buffer.from('260230000000Z'))}`, (r) => r.time(), 'time-malformed'],
]

for (const [what, der, read, kind] of refusedReadings) {
  test(`the reader refuses ${what}`, () => assert.equal(kindOf(readDer(bytes(der), read)), kind))
}

test('a fault names the place, the tag asked for and the tag found', () => {
  const result = readDer(bytes('30 05 02 01 01 04 00'), (r) => r.sequence((i) => [i.integer(), i.integer()]))
  assert.deepEqual(result, { ok: false, fault: { kind: 'tag-unexpected', offset: 5, expected: 2, found: 4 } })
})

test('the limits on size, depth and number of elements hold', () => {
  const nested = (depth: number): Uint8Array => {
    let der = bytes('05 00')
    for (let level = 0; level < depth; level += 1) der = Uint8Array.of(0x30, der.length, ...der)
    return der
  }
  const read = (der: Uint8Array): string => kindOf(readDer(der, (reader) => reader.node()))
  assert.equal(read(nested(objectLimits.depthMax)), 'accepted')
  assert.equal(read(nested(objectLimits.depthMax + 1)), 'too-deep')
  const many = (count: number): Uint8Array => {
    const content = bytes('05 00'.repeat(count))
    return Uint8Array.of(0x30, 0x82, content.length >> 8, content.length & 0xff, ...content)
  }
  assert.equal(read(many(objectLimits.elementsMax - 1)), 'accepted')
  assert.equal(read(many(objectLimits.elementsMax)), 'too-many-elements')
  assert.equal(read(new Uint8Array(objectLimits.bytesMax + 1)), 'too-large')
})

test('reading never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (source) => {
      const result = readDer(source, anything)
      assert.equal(typeof result.ok, 'boolean')
    }),
    { numRuns: 2000 },
  )
})

const leapYears = ['20000229000000', '21000229000000', '00000229235959', '20200101240000', '20240630235960']

test('a time is the instant that its digits name', () => {
  const instants = fc.integer({
    min: Date.UTC(1950, 0) / 1000,
    max: Date.UTC(9999, 11, 31, 23, 59, 59) / 1000,
  })
  fc.assert(
    fc.property(instants, (seconds) => {
      assert.equal(
        sure(
          readDer(time(seconds * 1000), (reader) => reader.time()),
          'time',
        ),
        seconds * 1000,
      )
    }),
  )
  const generalized = (text: string): Uint8Array => bytes(`18 0f ${hex(Buffer.from(text))}`)
  const digits = fc
    .integer({ min: 0, max: 99_999_999_999_999 })
    .map((number) => `${number}`.padStart(14, '0'))
  fc.assert(
    fc.property(digits, (text) => {
      const iso = text.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z')
      const read = readDer(generalized(`${text}Z`), (reader) => reader.time())
      assert.equal(read.ok ? read.value : undefined, parseInstant(iso))
    }),
    {
      numRuns: 1000,
      examples: leapYears.map((text) => [text]),
    },
  )
})

test('object identifiers are read as they were written, however long their arcs are', () => {
  const arc = fc.oneof(fc.nat({ max: 200 }), fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }))
  fc.assert(
    fc.property(fc.nat({ max: 39 }), fc.array(arc, { maxLength: 5 }), (second, arcs) => {
      for (const text of [[1, second, ...arcs].join('.'), [2, ...arcs, second].join('.')]) {
        const read = readDer(objectIdentifier(text), (reader) => reader.objectIdentifier())
        assert.equal(sure(read, 'identifier'), text)
      }
    }),
  )
})

test('an object identifier is found in a table by its octets', () => {
  const table = identifierTable([
    ['2.5.29.15', 'key usage'],
    ['2.5.29.19', 'basic constraints'],
    ['1.2.840.113549.1.9.1', 'e-mail'],
  ])
  const found = (text: string): string | undefined =>
    sure(
      readDer(objectIdentifier(text), (reader) => reader.identified(table)),
      text,
    )
  assert.equal(found('2.5.29.19'), 'basic constraints')
  assert.equal(found('1.2.840.113549.1.9.1'), 'e-mail')
  assert.equal(found('2.5.29.16'), undefined)
  assert.equal(found('1.2.840.113549.1.9'), undefined)
  assert.equal(
    kindOf(readDer(bytes('06 02 55 84'), (r) => r.identified(table))),
    'object-identifier-malformed',
  )
})

test('what an OCTET STRING holds is read with its own limits, and its faults are told and not kept', () => {
  const inside = (der: string): readonly [DerFault | undefined, string] => {
    let fault: DerFault | undefined
    const read = readDer(bytes(der), (reader) =>
      reader.sequence(() => {
        fault = reader.inside((within) => within.sequence((list) => list.integer()))
        reader.null()
      }),
    )
    return [fault, kindOf(read)]
  }
  assert.deepEqual(inside('30 09 04 05 30 03 02 01 05 05 00'), [undefined, 'accepted'])
  assert.deepEqual(inside('30 0a 04 06 30 04 02 02 00 05 05 00'), [
    { kind: 'integer-malformed', offset: 2 },
    'accepted',
  ])
  assert.deepEqual(inside('30 0b 04 07 30 03 02 01 05 05 00 05 00'), [
    { kind: 'trailing-bytes', offset: 5 },
    'accepted',
  ])
  assert.deepEqual(inside('30 09 04 05 30 03 02 01 05 01 00'), [undefined, 'tag-unexpected'])
})

test('a list ends at the first fault instead of running on', () => {
  const result = readDer(bytes('30 06 05 00 04 00 05 00'), (r) => r.sequence((i) => i.list((e) => e.null())))
  assert.equal(kindOf(result), 'tag-unexpected')
})
