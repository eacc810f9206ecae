import { fakePdf, fakeStream, fakeTrailer, fakeUpdate } from '#pdf'
import { type Attack, bodyOf, offsetOf, prepared } from './attack.ts'

const overlay = '<</Type /Annot /Subtype /Stamp /P 3 0 R /Rect [60 700 400 740] /AP <</N 40 0 R>>>>'
const look = fakeStream('1 g 0 0 340 40 re f', '/Type /XObject /Subtype /Form /BBox [0 0 340 40]')
const hidden = fakeStream('BT /F1 12 Tf 72 720 Td (The permit is refused.) Tj ET')
const nines = '<</Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /CharProcs <<>>>>'
const layered = '/OCProperties <</OCGs [40 0 R] /D <<'

/** Shadow attacks: the file is prepared before it is signed, and shows its other face afterwards. */
export const shadows: readonly Attack[] = [
  {
    name: 'shadow-hide-image.pdf',
    idea: 'hide: an image over the text is freed',
    build: (sign) => fakeUpdate(sign(fakePdf()), {}, { entries: { 18: 'free' } }),
    answer: { path: '/Pages/Resources/XObject/Logo' },
  },
  {
    name: 'shadow-hide-annotation.pdf',
    idea: 'hide: an annotation over the text is taken off the page',
    build: (sign) => {
      const signed = sign(prepared({ 16: '[10 0 R 41 0 R]', 40: look, 41: overlay }), {
        fieldName: 'approval',
      })
      return fakeUpdate(signed, { 16: '[10 0 R]' })
    },
    answer: { path: '/Pages/Kids[0]/Annots' },
  },
  {
    name: 'shadow-hide-look.pdf',
    idea: 'hide: an annotation over the text loses its look',
    build: (sign) => {
      const signed = sign(prepared({ 16: '[10 0 R 41 0 R]', 40: look, 41: overlay }))
      return fakeUpdate(signed, { 40: fakeStream('', '/Subtype /Form /BBox [0 0 0 0]') })
    },
    answer: { path: '/Pages/Kids[0]/Annots[1]/AP/N' },
  },
  {
    name: 'shadow-hide-layer.pdf',
    idea: 'hide: optional content is switched off',
    build: (sign) => {
      const catalog = bodyOf(fakePdf(), 1).replace(/>>$/, `${layered}/ON [40 0 R]>>>>>>`)
      const signed = sign(prepared({ 1: catalog, 40: '<</Type /OCG /Name (text)>>' }))
      return fakeUpdate(signed, { 1: bodyOf(signed, 1).replace('/ON', '/OFF') })
    },
    answer: { path: '/OCProperties/D/ON' },
  },
  {
    name: 'shadow-replace-font.pdf',
    idea: 'replace: a font that shows other letters',
    build: (sign) =>
      fakeUpdate(sign(fakePdf()), {
        8: '<</Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /CharProcs <<>>>>',
      }),
    answer: { path: '/AcroForm/DR/Font/F1/Subtype' },
  },
  {
    name: 'shadow-replace-missing-font.pdf',
    idea: 'replace: a font that the look of a field names, and that comes after the signature',
    build: (sign) => {
      const field = bodyOf(fakePdf(), 11).replace('/T (iban)', '/T (iban) /V (100) /DA (/#46x 12 Tf 0 g)')
      const form = bodyOf(fakePdf(), 9).replace('/DA', '/NeedAppearances true /DA')
      const signed = sign(prepared({ 9: form, 11: field }))
      return fakeUpdate(signed, {
        9: bodyOf(signed, 9).replace('/F1 8 0 R', '/F1 8 0 R /Fx 40 0 R'),
        40: nines,
      })
    },
    answer: { path: '/AcroForm/DR/Font/Fx' },
  },
  {
    name: 'shadow-replace-encoding.pdf',
    idea: 'replace: a font that takes letters for others',
    build: (sign) => {
      const font = bodyOf(fakePdf(), 8).replace('>>', '/Encoding <</Differences [49 /nine]>>>>')
      return fakeUpdate(sign(fakePdf()), { 8: font })
    },
    answer: { path: '/AcroForm/DR/Font/F1/Encoding' },
  },
  {
    name: 'shadow-replace-field.pdf',
    idea: 'replace: a text field of a document that nobody certified',
    build: (sign) => {
      const field = bodyOf(fakePdf(), 10).replace('(100)', '(900)')
      return fakeUpdate(sign(fakePdf()), { 10: field, 13: bodyOf(fakePdf(), 13).replace('(100)', '(900)') })
    },
    answer: { path: '/AcroForm/Fields[0]/V' },
  },
  {
    name: 'shadow-replace-field-look.pdf',
    idea: 'replace: the look of a text field alone, whose value stays',
    build: (sign) => fakeUpdate(sign(fakePdf()), { 13: bodyOf(fakePdf(), 13).replace('(100)', '(900)') }),
    answer: { path: '/AcroForm/Fields[0]/AP/N' },
  },
  {
    name: 'shadow-both-entry.pdf',
    idea: 'hide and replace: a second page lies unlisted in the signed file, and a later entry leads to it',
    build: (sign) => {
      const signed = sign(prepared({ 40: hidden }, { 40: undefined }))
      return fakeUpdate(signed, {}, { entries: { 40: { offset: offsetOf(signed, 40) } } })
    },
    answer: { refused: 'pdf-ambiguous xref-entry-astray' },
  },
  {
    name: 'shadow-both-number.pdf',
    idea: 'hide and replace: an entry leads to another object of the signed file',
    build: (sign) => {
      const signed = sign(prepared({ 40: hidden }))
      return fakeUpdate(signed, {}, { entries: { 7: { offset: offsetOf(signed, 40) } } })
    },
    answer: { refused: 'pdf-ambiguous xref-entry-astray' },
  },
  {
    name: 'shadow-both-catalog.pdf',
    idea: 'hide and replace: a second catalog in the signed file',
    build: (sign) => {
      const second = bodyOf(fakePdf(), 1).replace('/Pages 2 0 R', '/Pages 41 0 R')
      const signed = sign(
        prepared({
          ...{ 40: second, 41: '<</Type /Pages /Kids [42 0 R] /Count 1>>', 43: hidden },
          42: '<</Type /Page /Parent 41 0 R /Contents 43 0 R>>',
        }),
      )
      const trailer = fakeTrailer.replace('/Root 1 0 R', '/Root 40 0 R')
      return fakeUpdate(signed, {}, { trailer })
    },
    answer: { path: 'trailer/Root' },
  },
  {
    name: 'shadow-dangling.pdf',
    idea: 'a page that leads to nothing when it is signed, and later to something',
    build: (sign) => {
      const page = bodyOf(fakePdf(), 4).replace('[7 0 R]', '[7 0 R 90 0 R]')
      return fakeUpdate(sign(prepared({ 4: page })), { 90: hidden })
    },
    answer: { path: '/Pages/Kids[1]/Contents[1]' },
  },
  {
    name: 'shadow-unused.pdf',
    idea: 'contents that nothing leads to when it is signed, and a page does later',
    build: (sign) => {
      const signed = sign(prepared({ 40: hidden }))
      return fakeUpdate(signed, { 5: bodyOf(signed, 5).replace('15 0 R', '40 0 R') })
    },
    answer: { path: '/Pages/Kids[2]/Contents' },
  },
  {
    name: 'shadow-shared.pdf',
    idea: 'an object that is an annotation and also the resources of a page',
    build: (sign) => {
      const page = bodyOf(fakePdf(), 5).replace('>>', '/Resources 10 0 R>>')
      const signed = sign(prepared({ 5: page }), { certification: 2 })
      return fakeUpdate(signed, { 10: bodyOf(signed, 10).replace('(100)', '(900)') })
    },
    answer: { path: '/Pages/Kids[2]/Resources/V' },
  },
]
