import { concat } from '#bytes'
import { fakePdf, fakeRevision, fakeStream, fakeTrailer, fakeUpdate } from '#pdf'
import { type Attack, bodyOf, octetsOf, textOf } from './attack.ts'

const page = fakeStream('BT ET')

function lastStart(file: Uint8Array): number {
  return Number(/startxref\n(\d+)\n%%EOF\n$/.exec(textOf(file))?.[1])
}

function refusedAs(what: string): Attack['answer'] {
  return { refused: `pdf-ambiguous ${what}` }
}

/** Files that two programs would read as two documents. */
export const structures: readonly Attack[] = [
  {
    name: 'structure-entry-into-stream.pdf',
    idea: 'an entry that leads into a stream that holds an object',
    build: (sign) => {
      const signed = sign(fakePdf())
      const inner = fakeStream(`7 0 obj\n${page}\nendobj`)
      const offset = signed.length + '60 0 obj\n'.length + inner.indexOf('7 0 obj')
      return fakeUpdate(signed, { 60: inner }, { entries: { 7: { offset } } })
    },
    answer: refusedAs('xref-entry-astray'),
  },
  {
    name: 'structure-entry-outside.pdf',
    idea: 'an entry that leads out of the file',
    build: (sign) => fakeUpdate(sign(fakePdf()), {}, { entries: { 7: { offset: 9_999_999 } } }),
    answer: refusedAs('xref-entry-astray'),
  },
  {
    name: 'structure-object-twice.pdf',
    idea: 'one number twice in an update: the table leads to one, whoever repairs finds the other',
    build: (sign) =>
      fakeUpdate(sign(fakePdf()), { 60: page }, { prologue: `60 0 obj\n${fakeStream('q Q')}\nendobj\n` }),
    answer: refusedAs('object-twice'),
  },
  {
    name: 'structure-section-skipped.pdf',
    idea: 'the newest section leads past the one with the signature',
    build: (sign) => {
      const base = fakePdf()
      return fakeUpdate(sign(base), { 7: page }, { prev: lastStart(base) })
    },
    answer: refusedAs('xref-section-unchained'),
  },
  {
    name: 'structure-start-older.pdf',
    idea: 'the end leads to an older section than the one before it',
    build: (sign) => {
      const signed = sign(fakePdf())
      return fakeUpdate(signed, { 7: page }, { startxref: lastStart(signed) })
    },
    answer: refusedAs('xref-section-unchained'),
  },
  {
    name: 'structure-loop.pdf',
    idea: 'sections that lead to one another',
    build: (sign) => {
      const signed = sign(fakePdf())
      const update = fakeUpdate(signed, {})
      return fakeUpdate(signed, {}, { prev: lastStart(update) })
    },
    answer: { refused: 'pdf-damaged xref-loop' },
  },
  {
    name: 'structure-stream-redefined.pdf',
    idea: 'an object stream defined anew, with other objects for old entries',
    build: (sign) => {
      const signed = sign(fakePdf('packed'))
      return fakeUpdate(signed, { 27: fakeStream('90 0 1', '/Type /ObjStm /N 1 /First 5') })
    },
    answer: refusedAs('object-stream-redefined'),
  },
  {
    name: 'structure-length-redefined.pdf',
    idea: 'a stream that becomes shorter, although no octet of it changes',
    build: (sign) => fakeUpdate(sign(fakePdf()), { 19: '50' }),
    answer: refusedAs('stream-length-redefined'),
  },
  {
    name: 'structure-key-twice.pdf',
    idea: 'a key twice, in two spellings',
    build: (sign) => {
      const other = '/Con#74ents 15 0 R /Contents'
      return fakeUpdate(sign(fakePdf()), { 4: bodyOf(fakePdf(), 4).replace('/Contents', other) })
    },
    answer: refusedAs('key-twice'),
  },
  {
    name: 'structure-hybrid.pdf',
    idea: 'a stream beside the table that says something else to newer readers',
    build: (sign) => {
      const signed = sign(fakePdf())
      const at = signed.length
      const row = String.fromCharCode(1, 0, 17)
      const members = '/Type /XRef /W [1 2 0] /Index [7 1] /Size 70'
      const prologue = `60 0 obj\n${fakeStream(row, members)}\nendobj\n`
      const update = { objects: { 7: page }, prologue, trailer: `${fakeTrailer} /XRefStm ${at}` }
      return fakeRevision(signed, { ...update, size: 70 })
    },
    answer: refusedAs('xref-hybrid-contradiction'),
  },
  {
    name: 'structure-junk.pdf',
    idea: 'octets that are no object, for those who repair',
    build: (sign) => fakeUpdate(sign(fakePdf()), {}, { prologue: '7 0 objx\n' }),
    answer: { refused: 'pdf-damaged object-malformed' },
  },
  {
    name: 'structure-text-between.pdf',
    idea: 'words between objects',
    build: (sign) => fakeUpdate(sign(fakePdf()), {}, { prologue: 'endobj\n' }),
    answer: refusedAs('junk-between-objects'),
  },
  {
    name: 'structure-beyond-size.pdf',
    idea: 'a number that is not below the size, which some readers pass over',
    build: (sign) => fakeUpdate(sign(fakePdf()), { 60: page }, { size: 40 }),
    answer: refusedAs('xref-entry-beyond-size'),
  },
  {
    name: 'structure-before-header.pdf',
    idea: 'octets before the header, which move every offset',
    build: (sign) => concat(octetsOf('GIF89a\n'), sign(fakePdf())),
    answer: { refused: 'pdf-no-header' },
  },
  {
    name: 'structure-behind-end.pdf',
    idea: 'another file behind the end',
    build: (sign) => concat(sign(fakePdf()), octetsOf('PK\u0003\u0004')),
    answer: { refused: 'pdf-damaged end-marker-missing' },
  },
  {
    name: 'structure-encrypted.pdf',
    idea: 'an update that says that the file is encrypted',
    build: (sign) =>
      fakeUpdate(
        sign(fakePdf()),
        { 60: '<</Filter /Standard /V 1 /R 2>>' },
        { trailer: `${fakeTrailer} /Encrypt 60 0 R` },
      ),
    answer: { refused: 'pdf-encrypted' },
  },
]
