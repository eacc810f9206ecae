import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import fc from 'fast-check'
import { concat, hex, utf8 } from '#bytes'
import { integer, octetString, sequence, setOf, utf8String } from '#der'
import { sure } from '#fault'
import { derOfBer, readTranscoded } from './ber.ts'
import { fakeMessage, fakeSigner } from './fake-message.ts'
import { parseSignedData } from './signed-data.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** What is written in BER, and its DER. */
const transcoded: readonly (readonly [what: string, ber: string, der: string])[] = [
  ['an indefinite length', '3080 020101 0000', '3003 020101'],
  ['indefinite lengths inside each other', '3080 a080 020101 0000 0000', '3005 a003 020101'],
  ['an indefinite length inside a definite one', '3007 a080 020101 0000', '3005 a003 020101'],
  ['an empty indefinite length', '3080 0000', '3000'],
  ['an octet string in parts', '2480 040161 040162 0000', '0402 6162'],
  ['an octet string in parts of known length', '2406 040161 040162', '0402 6162'],
  ['an octet string in parts of parts', '2480 2480 040161 0000 040162 0000', '0402 6162'],
  ['an octet string in no parts', '2480 0000', '0400'],
  ['a set in no order', '3106 020102 020101', '3106 020101 020102'],
  ['a set inside a set', '310a 3106 020102 020101 0500', '310a 0500 3106 020101 020102'],
]

/** What stays as it is, or is refused. */
const refused: readonly (readonly [what: string, source: string, kind: string])[] = [
  ['nothing', '', 'truncated'],
  ['an end without a beginning', '0000', 'tag-reserved'],
  ['a length without an end', '3080 020101', 'truncated'],
  ['a primitive without a length', '0480 0000', 'length-indefinite'],
  ['an octet string with an integer in it', '2480 020101 0000', 'form-wrong'],
  ['a length longer than need be', '308103 020101', 'length-not-minimal'],
  ['a long length of zeros', '30820003 020101', 'length-not-minimal'],
  ['a length of five octets', '30850000000003 020101', 'length-excessive'],
  ['a tag of several octets', '3080 1f8101 00 0000', 'tag-number-high'],
  ['something behind the end', '3080 0000 00', 'trailing-bytes'],
  ['an inner element beyond the outer one', '3003 020201', 'truncated'],
]

group('BER', () => {
  for (const [what, ber, der] of transcoded) {
    test(`with ${what} has one DER`, () => {
      assert.equal(hex(sure(derOfBer(bytes(ber)), what)), hex(bytes(der)))
      assert.equal(hex(sure(derOfBer(bytes(der)), what)), hex(bytes(der)))
    })
  }

  for (const [what, source, kind] of refused) {
    test(`with ${what} is refused`, () => {
      const read = derOfBer(bytes(source))
      assert.ok(!read.ok && read.fault.kind === 'not-der')
      assert.equal(read.fault.fault.kind, kind)
    })
  }

  test('that is DER is given back itself', () => {
    const source = sequence(setOf(integer(1), utf8String('x')), octetString(utf8('y')))
    assert.equal(sure(derOfBer(source), 'DER'), source)
  })

  test('is refused beyond its limits', () => {
    const deep = concat(...Array.from({ length: 70 }, () => bytes('3080')), new Uint8Array(140))
    const limits = { bytesMax: 100, depthMax: 10, elementsMax: 5 }
    const cases = [
      [new Uint8Array(101), 'too-large'],
      [deep.subarray(0, 90), 'too-many-elements'],
      [sequence(...Array.from({ length: 6 }, () => integer(1))), 'too-many-elements'],
    ] as const
    for (const [source, kind] of cases) {
      const read = derOfBer(source, limits)
      assert.ok(!read.ok && read.fault.kind === 'not-der' && read.fault.fault.kind === kind)
    }
    const read = derOfBer(deep)
    assert.ok(!read.ok && read.fault.kind === 'not-der' && read.fault.fault.kind === 'too-deep')
  })

  test('is told from what is no message at all by the fault of the strict reader', () => {
    const read = readTranscoded(bytes('3003 020101'), (reader) => reader.octetString())
    assert.ok(!read.ok && read.fault.kind === 'not-der' && read.fault.fault.kind === 'tag-unexpected')
  })

  test('of a message gives the message, whichever elements are written with which lengths', () => {
    const message = fakeMessage(
      [fakeSigner(), fakeSigner('ecdsa-p256-sha256', 'Bert')],
      utf8('x'.repeat(300)),
    )
    const strict = sure(parseSignedData(message), 'a message')
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 400, maxLength: 400 }), (choices) => {
        const rest = [...choices]
        const ber = loosened(message, () => rest.pop() === true)
        const read = sure(parseSignedData(ber), 'a message in BER')
        assert.equal(hex(read.der), hex(message))
        assert.equal(read.wasBer, hex(ber) !== hex(message))
        assert.deepEqual(
          read.signers.map(({ signature }) => hex(signature)),
          strict.signers.map(({ signature }) => hex(signature)),
        )
      }),
      { numRuns: 50 },
    )
  })
})

/** The element with lengths left open, and octet strings in two parts, wherever `choose` says so. */
function loosened(der: Uint8Array, choose: () => boolean): Uint8Array {
  const [identifier = 0, first = 0] = der
  const start = first < 0x80 ? 2 : 2 + (first & 0x7f)
  const content = der.subarray(start)
  const end = new Uint8Array(2)
  if (identifier === 0x04 && choose()) {
    const half = content.length >> 1
    const parts = [octetString(content.subarray(0, half)), octetString(content.subarray(half))]
    return concat(Uint8Array.of(0x24, 0x80), ...parts, end)
  }
  if ((identifier & 0x20) === 0) return der
  const children = elementsOf(content).map((child) => loosened(child, choose))
  if (choose()) return concat(Uint8Array.of(identifier, 0x80), ...children, end)
  const inner = concat(...children)
  return concat(Uint8Array.of(identifier), octetString(inner).subarray(1))
}

function elementsOf(content: Uint8Array): readonly Uint8Array[] {
  const elements: Uint8Array[] = []
  for (let rest = content; rest.length > 0; ) {
    const first = rest[1] ?? 0
    const start = first < 0x80 ? 2 : 2 + (first & 0x7f)
    const length = first < 0x80 ? first : Number(`0x${hex(rest.subarray(2, start))}`)
    const one = rest.subarray(0, start + length)
    elements.push(one)
    rest = rest.subarray(one.length)
  }
  return elements
}
