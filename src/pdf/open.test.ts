import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { concat } from '#bytes'
import { sure } from '#fault'
import { objectIn, resolve, viewOf } from './document.ts'
import { type FakeRevision, fakeLetter, fakePdf, fakeRevision, fakeStream, fakeTrailer } from './fake-file.ts'
import type { PdfFault } from './fault.ts'
import { fieldsOf, pagesOf } from './form.ts'
import { openPdf } from './open.ts'
import { isKind, reference } from './value.ts'

const none = new Uint8Array(0)

function letter(changes: Partial<FakeRevision> = {}, base = none): Uint8Array {
  return fakeRevision(base, { objects: fakeLetter, trailer: fakeTrailer, ...changes })
}

function changed(objects: Readonly<Record<number, string>>, changes: Partial<FakeRevision> = {}): Uint8Array {
  return letter({ objects: { ...fakeLetter, ...objects }, ...changes })
}

function update(changes: Partial<FakeRevision>, base = fakePdf()): Uint8Array {
  return fakeRevision(base, { objects: {}, trailer: fakeTrailer, ...changes })
}

function faultOf(bytes: Uint8Array): string {
  const opened = openPdf(bytes)
  return opened.ok ? 'opened' : told(opened.fault)
}

function told(fault: PdfFault): string {
  if (fault.kind === 'pdf-budget') return `${fault.kind} ${fault.budget}`
  if (fault.kind === 'pdf-filter') return `${fault.kind} ${fault.filter}`
  return 'what' in fault ? `${fault.kind} ${fault.what}` : fault.kind
}

describe('a file', () => {
  for (const form of ['table', 'stream', 'packed'] as const) {
    test(`is read with its pages and fields in the form ${form}`, () => {
      const pdf = sure(openPdf(fakePdf(form)), 'the letter')
      const view = viewOf(pdf)
      assert.equal(pdf.version, '1.7')
      assert.equal(pdf.revisions.length, 1)
      assert.deepEqual(
        pagesOf(view).map((page) => page.reference.number),
        [3, 4, 5],
      )
      assert.deepEqual(
        fieldsOf(view).map((field) => [field.name, field.type]),
        [
          ['amount', 'Tx'],
          ['iban', 'Tx'],
          ['agreed', 'Btn'],
          ['approval', 'Sig'],
        ],
      )
      assert.deepEqual(pdf.revisions[0]?.unlisted, [])
    })

    test(`shows each of its revisions in the form ${form}`, () => {
      const base = fakePdf(form)
      const pdf = sure(openPdf(update({ objects: { 8: '(new)' }, entries: { 23: 'free' } }, base)), 'two')
      assert.deepEqual(
        pdf.revisions.map(({ start, end }) => [start, end]),
        [
          [0, base.length],
          [base.length, pdf.bytes.length],
        ],
      )
      assert.deepEqual(
        [...(pdf.revisions[1]?.defines.keys() ?? [])].toSorted((a, b) => a - b),
        [8, 23],
      )
      assert.notEqual(objectIn(viewOf(pdf, 0), 8)?.value, objectIn(viewOf(pdf), 8)?.value)
      assert.notEqual(resolve(viewOf(pdf, 0), reference(23)), null)
      assert.equal(resolve(viewOf(pdf), reference(23)), null)
      assert.equal(resolve(viewOf(pdf), reference(8, 1)), null)
    })
  }

  test('may say in a full table again where unchanged objects are', () => {
    const base = Buffer.from(fakePdf()).toString('latin1')
    const offset = base.indexOf('\n8 0 obj') + 1
    const pdf = sure(openPdf(update({ objects: { 7: 'null' }, entries: { 8: { offset } } })), 'a full table')
    assert.deepEqual([...(pdf.revisions[1]?.defines.keys() ?? [])], [7])
  })

  test('may have a table and a stream for newer readers', () => {
    const hybrid = hybridFile(false)
    const pdf = sure(openPdf(hybrid), 'a hybrid file')
    assert.equal(pdf.revisions[0]?.form, 'hybrid')
    assert.equal(resolve(viewOf(pdf), reference(30)), 42)
    assert.equal(faultOf(hybridFile(true)), 'pdf-ambiguous xref-hybrid-contradiction')
  })

  test('has its predictors undone', () => {
    const parameters = '/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 4>>'
    const base = '%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n'
    const members = `/Type /XRef /W [1 2 1] /Index [1 2] /Size 3 /Root 1 0 R ${parameters}`
    const rows = [...[2, 1, 0, 9, 0], ...[2, 0, 0, base.length - 9, 0]]
    const text = deflateSync(Buffer.from(rows)).toString('latin1')
    const file = `${base}2 0 obj\n${fakeStream(text, members)}\nendobj\nstartxref\n${base.length}\n%%EOF`
    assert.equal(faultOf(Buffer.from(file, 'latin1')), 'opened')
  })
})

/** A table with a stream at its side, which says where number 30 is, or contradicts it. */
function hybridFile(contradicts: boolean): Uint8Array {
  const base = fakeRevision(none, {
    ...{ objects: { ...fakeLetter, 30: '42' }, packed: [30], trailer: fakeTrailer },
    entries: { 30: 'free' },
  })
  const text = Buffer.from(base).toString('latin1')
  const xref = text.indexOf('xref\n')
  const row = Buffer.from(contradicts ? [1, 0, 99, 0] : [2, 0, 31, 0]).toString('latin1')
  const number = contradicts ? 1 : 30
  const members = `/Type /XRef /W [1 2 1] /Index [${number} 1] /Size 33`
  const stream = `32 0 obj\n${fakeStream(row, members)}\nendobj\n`
  const rest = text
    .slice(xref)
    .replace('trailer\n<<', `trailer\n<</XRefStm ${xref}`)
    .replace(/startxref\n\d+/, `startxref\n${xref + stream.length}`)
  return Buffer.from(text.slice(0, xref) + stream + rest, 'latin1')
}

/** What is broken or ambiguous, and what is said of it. */
const refused: Readonly<Record<string, readonly [string, () => Uint8Array]>> = {
  'no octets': ['pdf-no-header', () => none],
  'something before the header': ['pdf-no-header', () => concat(Buffer.from('\n'), fakePdf())],
  'no end': ['pdf-damaged end-marker-missing', () => fakePdf().subarray(0, -8)],
  'something behind the end': ['pdf-damaged end-marker-missing', () => concat(fakePdf(), Buffer.from('x'))],
  encryption: ['pdf-encrypted', () => letter({ trailer: `${fakeTrailer} /Encrypt 8 0 R` })],
  'no catalog': ['pdf-damaged trailer-malformed', () => letter({ trailer: '/Root 19 0 R' })],
  'a start outside': ['pdf-damaged xref-malformed', () => letter({ startxref: 99_999 })],
  'a start within an object': ['pdf-damaged object-malformed', () => letter({ startxref: 17 })],
  'sections in a circle': ['pdf-damaged xref-loop', () => update({ prev: fakePdf().length })],
  'a section left out': [
    'pdf-ambiguous xref-section-unchained',
    () => update({ prev: startOf(fakePdf()) }, update({ objects: { 8: 'null' } })),
  ],
  'a start that leads to an older section': [
    'pdf-ambiguous xref-section-unchained',
    () => update({ startxref: startOf(fakePdf()) }),
  ],
  'an entry that leads to another object': [
    'pdf-ambiguous xref-entry-astray',
    () => update({ entries: { 8: { offset: offsetOf(fakePdf(), 7) } } }),
  ],
  'an entry that leads into a stream': [
    'pdf-ambiguous xref-entry-astray',
    () => changed({ 30: fakeStream('8 0 obj null endobj') }, { entries: { 8: { offset: 2000 } } }),
  ],
  'an entry outside the file': [
    'pdf-ambiguous xref-entry-astray',
    () => update({ entries: { 8: { offset: 999_999 } } }),
  ],
  'an entry that leads to an object of an older revision that it did not list': [
    'pdf-ambiguous xref-entry-astray',
    () => {
      const base = changed({ 30: '<<>>' }, { entries: { 30: undefined } })
      return update({ entries: { 30: { offset: offsetOf(base, 30) } } }, base)
    },
  ],
  'an entry into an object stream at another place': [
    'pdf-ambiguous xref-entry-astray',
    () =>
      changed({ 30: '1', 31: '2' }, { ...streamed([30, 31]), entries: { 30: { container: 32, index: 1 } } }),
  ],
  'a number that is not below the size': ['pdf-ambiguous xref-entry-beyond-size', () => letter({ size: 20 })],
  'an object twice in a revision': [
    'pdf-ambiguous object-twice',
    () => letter({ prologue: '8 0 obj\nnull\nendobj\n' }),
  ],
  'an object in the file and in an object stream': [
    'pdf-ambiguous object-twice',
    () => changed({ 30: '1' }, { ...streamed([30]), prologue: '30 0 obj\nnull\nendobj\n' }),
  ],
  'octets between objects': ['pdf-ambiguous junk-between-objects', () => letter({ prologue: 'hidden\n' })],
  'a key twice': ['pdf-ambiguous key-twice', () => changed({ 8: '<</Type /Font /T#79pe /Page>>' })],
  'a key twice in an object stream': [
    'pdf-ambiguous key-twice',
    () => changed({ 30: '<</A 1 /A 2>>' }, streamed([30])),
  ],
  'an object stream defined anew': [
    'pdf-ambiguous object-stream-redefined',
    () => {
      const base = changed({ 30: '1' }, streamed([30]))
      return update({ objects: { 31: fakeStream('30 0 2', '/Type /ObjStm /N 1 /First 5') } }, base)
    },
  ],
  'a length defined anew': ['pdf-ambiguous stream-length-redefined', () => update({ objects: { 19: '10' } })],
  'a stream longer than it says': ['pdf-damaged stream-length', () => changed({ 7: overlong() })],
  'a stream of unknown length': [
    'pdf-damaged stream-length',
    () => changed({ 7: '<<>>\nstream\n\nendstream' }),
  ],
  'an object stream packed in another way': [
    'pdf-filter LZWDecode',
    () => changed({ 30: fakeStream('x', '/Type /ObjStm /N 1 /First 0 /Filter /LZWDecode') }),
  ],
  'an object stream that does not inflate': [
    'pdf-damaged stream-data',
    () => changed({ 30: fakeStream('x', '/Type /ObjStm /N 1 /First 0 /Filter /FlateDecode') }),
  ],
  'an object stream with something between its objects': [
    'pdf-damaged object-stream-malformed',
    () => changed({ 30: fakeStream('31 0 32 4 1 2 3', '/Type /ObjStm /N 2 /First 10') }),
  ],
  'a number that is none': ['pdf-damaged number-malformed', () => changed({ 8: '1e5' })],
  'a name with a broken escape': ['pdf-damaged name-malformed', () => changed({ 8: '/A#0' })],
  'a string without an end': ['pdf-damaged string-malformed', () => changed({ 8: '(a' })],
  'a hexadecimal string with something else': ['pdf-damaged string-malformed', () => changed({ 8: '<0g>' })],
  'an object without an end': ['pdf-damaged object-malformed', () => changed({ 8: '1 2' })],
  'an unknown word': ['pdf-damaged value-malformed', () => changed({ 8: 'nul' })],
}

function streamed(packed: readonly number[]): Partial<FakeRevision> {
  return { form: 'stream', packed }
}

function overlong(): string {
  return fakeStream('0123456789').replace('/Length 10', '/Length 5')
}

function offsetOf(bytes: Uint8Array, number: number): number {
  return Buffer.from(bytes).toString('latin1').indexOf(`\n${number} 0 obj`) + 1
}

function startOf(bytes: Uint8Array): number {
  return Number(/startxref\n(\d+)\n%%EOF\n$/.exec(Buffer.from(bytes).toString('latin1'))?.[1])
}

describe('a file is refused for', () => {
  for (const [what, [fault, make]] of Object.entries(refused)) {
    test(`${what}: ${fault}`, () => assert.equal(faultOf(make()), fault))
  }
})

test('literal strings are read with their escapes, ends of lines and brackets', () => {
  const rows: readonly (readonly [string, string])[] = [
    [String.raw`(a\(b\)c(d)\\)`, String.raw`a(b)c(d)\ `.trim()],
    [String.raw`(\101\60\7x\400\n\r\t\b\f\z)`, 'A0\x07x\0\n\r\t\b\fz'],
    ['(a\\\nb\\\r\nc\\\rd)', 'abcd'],
    ['(a\nb\r\nc\rd)', 'a\nb\nc\nd'],
    ['()', ''],
  ]
  for (const [written, read] of rows) {
    const value = objectIn(viewOf(sure(openPdf(changed({ 8: written })), written)), 8)?.value
    assert.equal(isKind(value, 'string') && Buffer.from(value.bytes).toString('latin1'), read)
  }
})

describe('what reading costs is limited', () => {
  const bomb = deflateSync(Buffer.alloc(200_000_000)).toString('latin1')
  const limits: Readonly<Record<string, readonly [string, () => Uint8Array]>> = {
    'deep arrays': ['pdf-budget depth', () => changed({ 8: '['.repeat(100_000) })],
    'deep dictionaries': ['pdf-budget depth', () => changed({ 8: '<</A'.repeat(100_000) })],
    'very many values': ['pdf-budget values', () => changed({ 8: `[${'0 '.repeat(2_000_001)}]` })],
    'a bomb as object stream': [
      'pdf-budget inflated octets',
      () => changed({ 30: fakeStream(bomb, '/Type /ObjStm /N 1 /First 0 /Filter /FlateDecode') }),
    ],
    'a table said to be huge': [
      'pdf-damaged xref-malformed',
      () => Buffer.from('%PDF-1.7\nxref\n0 999999999999\nstartxref\n9\n%%EOF'),
    ],
    'an object stream said to be huge': [
      'pdf-damaged object-stream-malformed',
      () => changed({ 30: fakeStream('31 0 1', '/Type /ObjStm /N 999999999 /First 5') }),
    ],
    'very many octets': ['pdf-budget octets', () => new Uint8Array(64 * 1024 * 1024 + 1)],
    'very many revisions': ['pdf-budget revisions', () => manyRevisions()],
    'many revisions of many values': [
      'pdf-budget values in all revisions',
      () => manyRevisions(changed({ 8: `[${'0 '.repeat(200_000)}]` }), 200),
    ],
    'very many signatures': [
      'pdf-budget signatures',
      () => changed({ 8: `[${'<</Type /Sig>>'.repeat(600)}]` }),
    ],
    'a string as long as a file': ['opened', () => changed({ 8: `(${String.raw`\101`.repeat(2_000_000)})` })],
  }
  for (const [what, [fault, make]] of Object.entries(limits)) {
    test(`${what}: ${fault}`, () => assert.equal(faultOf(make()), fault))
  }
})

function manyRevisions(base = fakePdf(), count = 260): Uint8Array {
  const parts: Uint8Array[] = [base]
  let [at, prev] = [base.length, startOf(base)]
  for (let left = count; left > 0; left -= 1) {
    const part = Buffer.from(
      `xref\n0 0\ntrailer\n<</Size 30 ${fakeTrailer} /Prev ${prev}>>\nstartxref\n${at}\n%%EOF\n`,
    )
    parts.push(part)
    prev = at
    at += part.length
  }
  return concat(...parts)
}
