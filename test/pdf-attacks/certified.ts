import { fakePdf, fakeSigned, fakeStream, fakeUpdate, type MarkPlace, reference } from '#pdf'
import { type Attack, bodyOf, numberOfObject, prepared, type Sign } from './attack.ts'

const look = fakeStream('1 g 0 0 340 40 re f', '/Type /XObject /Subtype /Form /BBox [0 0 340 40]')

function annotated(sign: Sign, level: 1 | 2 | 3, annotation: string): Uint8Array {
  const signed = sign(fakePdf(), { certification: level, fieldName: 'approval' })
  return fakeUpdate(signed, { 16: '[10 0 R 11 0 R 21 0 R 23 0 R 60 0 R]', 60: annotation, 61: look })
}

function filled(signed: Uint8Array): Uint8Array {
  return fakeUpdate(signed, { 10: bodyOf(fakePdf(), 10).replace('(100)', '(900)') })
}

const appearance: MarkPlace['appearance'] = () => [{ kind: 'array', items: [reference(8)] }]

function marked(
  sign: Sign,
  base: Uint8Array,
  rectangle: readonly [number, number, number, number],
): Uint8Array {
  return sign(base, {
    mark: { page: 0, rectangle, appearance },
  })
}

const annots = '/Pages/Kids[0]/Annots[4]'

/** Attacks on certified documents: what the certification allows is used to show something else. */
export const certifiedAttacks: readonly Attack[] = [
  ...['FreeText', 'Stamp', 'Redact', 'Square', 'Ink', 'Watermark'].map(
    (subtype): Attack => ({
      name: `certified-evil-${subtype.toLowerCase()}.pdf`,
      idea: `an annotation of type ${subtype} that is laid over the text`,
      build: (sign) => {
        const members = '/P 3 0 R /Rect [60 700 400 740] /AP <</N 61 0 R>>'
        return annotated(sign, 3, `<</Type /Annot /Subtype /${subtype} ${members}>>`)
      },
      answer: { path: annots },
    }),
  ),
  {
    name: 'certified-evil-highlight.pdf',
    idea: 'a marking whose look covers what it marks',
    build: (sign) => {
      const members = '/QuadPoints [60 740 400 740 60 700 400 700] /AP <</N 61 0 R>>'
      return annotated(sign, 3, `<</Subtype /Highlight /Rect [60 700 400 740] ${members}>>`)
    },
    answer: { path: annots },
  },
  {
    name: 'certified-evil-large-note.pdf',
    idea: 'a note as large as a paragraph',
    build: (sign) =>
      annotated(sign, 3, '<</Subtype /Text /Contents (x) /Rect [60 600 400 740] /AP <</N 61 0 R>>>>'),
    answer: { path: annots },
  },
  {
    name: 'certified-acting-note.pdf',
    idea: 'a note that runs a script',
    build: (sign) => annotated(sign, 3, '<</Subtype /Text /Rect [0 0 9 9] /A <</S /JavaScript /JS (1)>>>>'),
    answer: { path: annots },
  },
  {
    name: 'certified-note-on-form.pdf',
    idea: 'a note where only forms may change',
    build: (sign) => annotated(sign, 2, '<</Subtype /Text /Contents (x) /Rect [0 0 9 9]>>'),
    answer: { path: annots },
  },
  {
    name: 'certified-note-changed.pdf',
    idea: 'a note that was there says something else',
    build: (sign) => {
      const signed = sign(fakePdf(), { certification: 3 })
      return fakeUpdate(signed, { 23: bodyOf(signed, 23).replace('(seen)', '(refused)') })
    },
    answer: { path: '/Pages/Kids[0]/Annots[3]/Contents' },
  },
  {
    name: 'certified-sneaky-signature.pdf',
    idea: 'a further signature whose mark lies over the text',
    build: (sign) => marked(sign, sign(fakePdf(), { certification: 2 }), [60, 700, 300, 740]),
    answer: { path: '/AcroForm/Fields[5]' },
  },
  {
    name: 'signed-large-mark.pdf',
    idea: 'a mark as large as the page, on a document that nobody certified',
    build: (sign) => marked(sign, sign(fakePdf()), [0, 0, 595, 842]),
    answer: { path: '/AcroForm/Fields[5]' },
  },
  {
    name: 'signed-mark-over-field.pdf',
    idea: 'a mark over a field',
    build: (sign) => marked(sign, sign(fakePdf()), [100, 590, 140, 630]),
    answer: { path: '/AcroForm/Fields[5]' },
  },
  {
    name: 'signed-marked-stamp.pdf',
    idea: 'a mark that comes with a time-stamp, which needs nobody to sign',
    build: (sign) =>
      fakeSigned(sign(fakePdf()), {
        subFilter: 'ETSI.RFC3161',
        mark: { page: 0, rectangle: [400, 20, 500, 60], appearance },
      }),
    answer: { path: '/AcroForm/Fields[5]' },
  },
  {
    name: 'certified-final.pdf',
    idea: 'a form filled in where nothing may change',
    build: (sign) => filled(sign(fakePdf(), { certification: 1 })),
    answer: { path: '/AcroForm/Fields[0]/V' },
  },
  {
    name: 'certified-final-signed.pdf',
    idea: 'a further signature where nothing may change',
    build: (sign) => sign(sign(fakePdf(), { certification: 1 })),
    answer: { path: '/AcroForm/Fields[5]' },
  },
  {
    name: 'certified-locked.pdf',
    idea: 'a field that the signature locks',
    build: (sign) => {
      const lock = '/Lock <</Type /SigFieldLock /Action /Include /Fields [(amount)] /P 2>>>>'
      const base = prepared({ 12: bodyOf(fakePdf(), 12).replace('>>', lock) })
      return filled(sign(base, { certification: 2, fieldName: 'approval' }))
    },
    answer: { path: '/AcroForm/Fields[0]/V' },
  },
  {
    name: 'certified-read-only.pdf',
    idea: 'a field that nobody fills in',
    build: (sign) => {
      const base = prepared({ 10: bodyOf(fakePdf(), 10).replace('/FT /Tx', '/FT /Tx /Ff 1') })
      const signed = sign(base, { certification: 2 })
      return fakeUpdate(signed, { 10: bodyOf(signed, 10).replace('(100)', '(900)') })
    },
    answer: { path: '/AcroForm/Fields[0]/V' },
  },
  {
    name: 'certified-field-moved.pdf',
    idea: 'a field that is moved over the text',
    build: (sign) => {
      const signed = sign(fakePdf(), { certification: 2 })
      return fakeUpdate(signed, { 10: bodyOf(signed, 10).replace('72 600 272 620', '60 700 400 740') })
    },
    answer: { path: '/AcroForm/Fields[0]/Rect[0]' },
  },
  {
    name: 'certified-field-acting.pdf',
    idea: 'a field that runs a script',
    build: (sign) => {
      const signed = sign(fakePdf(), { certification: 2 })
      return fakeUpdate(signed, { 11: bodyOf(signed, 11).replace('>>', '/AA <</F 60 0 R>>>>'), 60: '<<>>' })
    },
    answer: { path: '/AcroForm/Fields[1]/AA' },
  },
  {
    name: 'certified-field-added.pdf',
    idea: 'a new field with a text in it',
    build: (sign) => {
      const signed = sign(fakePdf(), { certification: 2 })
      const field = '<</Type /Annot /Subtype /Widget /FT /Tx /T (new) /V (refused) /Rect [60 700 400 740]>>'
      const form = bodyOf(signed, 9)
        .replace('12 0 R', '12 0 R')
        .replace(/\] \/DA/, ' 60 0 R] /DA')
      return fakeUpdate(signed, { 60: field, 9: form, 16: bodyOf(signed, 16).replace(']', ' 60 0 R]') })
    },
    answer: { path: '/AcroForm/Fields[5]' },
  },
  {
    name: 'certified-appearances-needed.pdf',
    idea: 'viewers are told to draw the fields anew',
    build: (sign) => {
      const signed = sign(fakePdf(), { certification: 2 })
      return fakeUpdate(signed, { 9: bodyOf(signed, 9).replace('<<', '<</NeedAppearances true ') })
    },
    answer: { path: '/AcroForm/NeedAppearances' },
  },
  {
    name: 'certified-level-raised.pdf',
    idea: 'the certification is made to allow more',
    build: (sign) => {
      const signed = sign(fakePdf(), { certification: 1 })
      const number = numberOfObject(signed, '/ByteRange')
      return filled(fakeUpdate(signed, { [number]: bodyOf(signed, number).replace('/P 1', '/P 3') }))
    },
    answer: { path: '/Perms/DocMDP/Reference[0]/TransformParams/P' },
  },
]
