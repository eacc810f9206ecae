import { concat } from '#bytes'
import { fakePdf, fakeStream, fakeTrailer, fakeUpdate } from '#pdf'
import { type Attack, bodyOf, numberOfObject, octetsOf } from './attack.ts'

const page = fakeStream('BT /F1 12 Tf 72 720 Td (The permit is refused.) Tj ET')

/** Incremental saving: what is shown is changed behind the signature, which itself stays as it was. */
export const savings: readonly Attack[] = [
  {
    name: 'saving-contents.pdf',
    idea: 'other contents of a page',
    build: (sign) => fakeUpdate(sign(fakePdf()), { 7: page }),
    answer: { path: '/Pages/Kids[1]/Contents[0]' },
  },
  {
    name: 'saving-contents-packed.pdf',
    idea: 'the same in a file of object streams',
    build: (sign) => fakeUpdate(sign(fakePdf('packed')), { 7: page }),
    answer: { path: '/Pages/Kids[1]/Contents[0]' },
  },
  {
    name: 'saving-without-end.pdf',
    idea: 'objects behind the end, and no cross-reference, for those who repair',
    build: (sign) => concat(sign(fakePdf()), octetsOf(`7 0 obj\n${page}\nendobj\n%%EOF\n`)),
    answer: { refused: 'pdf-damaged end-marker-missing' },
  },
  {
    name: 'saving-without-table.pdf',
    idea: 'objects and a trailer, but no cross-reference, for those who repair',
    build: (sign) => {
      const signed = sign(fakePdf())
      const [start] = Buffer.from(signed).toString('latin1').split('startxref\n').at(-1)?.split('\n') ?? []
      const trailer = `trailer\n<<${fakeTrailer} /Size 40 /Prev ${start}>>\nstartxref\n${start}\n%%EOF\n`
      return concat(signed, octetsOf(`7 0 obj\n${page}\nendobj\n${trailer}`))
    },
    answer: { refused: 'pdf-ambiguous junk-between-objects' },
  },
  {
    name: 'saving-copied-signature.pdf',
    idea: 'a copy of the signature in the update, which a verifier may take for the newest',
    build: (sign) => {
      const signed = sign(fakePdf())
      const [signature, field] = [
        numberOfObject(signed, '/ByteRange'),
        numberOfObject(signed, '/T (signature'),
      ]
      return fakeUpdate(signed, {
        7: page,
        60: bodyOf(signed, signature),
        [field]: bodyOf(signed, field).replace(`/V ${signature} 0 R`, '/V 60 0 R'),
      })
    },
    answer: { later: 'byte-range-gap', path: '/Pages/Kids[1]/Contents[0]' },
  },
  {
    name: 'saving-catalog.pdf',
    idea: 'a catalog that leads to other pages',
    build: (sign) => {
      const signed = sign(fakePdf())
      return fakeUpdate(signed, {
        ...{ 1: bodyOf(signed, 1).replace('/Pages 2 0 R', '/Pages 60 0 R'), 61: page },
        60: '<</Type /Pages /Kids [62 0 R] /Count 1>>',
        62: '<</Type /Page /Parent 60 0 R /MediaBox [0 0 595 842] /Contents 61 0 R>>',
      })
    },
    answer: { path: '/Pages' },
  },
  {
    name: 'saving-root.pdf',
    idea: 'a trailer that leads to another catalog',
    build: (sign) => {
      const signed = sign(fakePdf())
      const trailer = fakeTrailer.replace('/Root 1 0 R', '/Root 60 0 R')
      return fakeUpdate(signed, { 60: bodyOf(signed, 1), 7: page }, { trailer })
    },
    answer: { path: 'trailer/Root' },
  },
  {
    name: 'saving-page-added.pdf',
    idea: 'one page more',
    build: (sign) =>
      fakeUpdate(sign(fakePdf()), {
        2: bodyOf(fakePdf(), 2).replace('5 0 R] /Count 3', '5 0 R 60 0 R] /Count 4'),
        60: '<</Type /Page /Parent 2 0 R /Contents 61 0 R>>',
        61: page,
      }),
    answer: { path: '/Pages/Kids' },
  },
  {
    name: 'saving-page-removed.pdf',
    idea: 'one page less',
    build: (sign) =>
      fakeUpdate(sign(fakePdf()), {
        2: bodyOf(fakePdf(), 2).replace('4 0 R 5 0 R] /Count 3', '5 0 R] /Count 2'),
      }),
    answer: { path: '/Pages/Kids' },
  },
  {
    name: 'saving-pages-exchanged.pdf',
    idea: 'the pages in another order',
    build: (sign) =>
      fakeUpdate(sign(fakePdf()), { 2: bodyOf(fakePdf(), 2).replace('4 0 R 5 0 R', '5 0 R 4 0 R') }),
    answer: { path: '/Pages/Kids[1]' },
  },
  {
    name: 'saving-page-cropped.pdf',
    idea: 'a part of the page out of sight',
    build: (sign) =>
      fakeUpdate(sign(fakePdf()), { 5: bodyOf(fakePdf(), 5).replace('>>', '/CropBox [0 0 595 400]>>') }),
    answer: { path: '/Pages/Kids[2]/CropBox' },
  },
  {
    name: 'saving-taken-back.pdf',
    idea: 'a change that a second update takes back',
    build: (sign) => {
      const signed = sign(fakePdf())
      return fakeUpdate(fakeUpdate(signed, { 7: page }), { 7: bodyOf(signed, 7) })
    },
    answer: { path: '/Pages/Kids[1]/Contents[0]' },
  },
  {
    name: 'saving-open-action.pdf',
    idea: 'a script that runs when the file is opened',
    build: (sign) => {
      const signed = sign(fakePdf())
      const script = '/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>>>'
      return fakeUpdate(signed, { 1: bodyOf(signed, 1).replace(/>>$/, script) })
    },
    answer: { path: '/OpenAction' },
  },
  {
    name: 'saving-title.pdf',
    idea: 'another title in the window',
    build: (sign) => fakeUpdate(sign(fakePdf()), { 17: '<</Title (Refusal) /Producer (fake)>>' }),
    answer: { path: 'trailer/Info/Title' },
  },
  {
    name: 'saving-store.pdf',
    idea: 'something else under the name of the security store',
    build: (sign) => {
      const signed = sign(fakePdf())
      const store = '/DSS <</Type /DSS /Certs [3 0 R]>>>>'
      return fakeUpdate(signed, { 1: bodyOf(signed, 1).replace(/>>$/, store) })
    },
    answer: { path: '/DSS' },
  },
  {
    name: 'saving-store-over-font.pdf',
    idea: 'a font that becomes a piece of the security store',
    build: (sign) => {
      const signed = sign(fakePdf())
      const store = '/DSS <</Type /DSS /Certs [8 0 R]>>>>'
      return fakeUpdate(signed, { 1: bodyOf(signed, 1).replace(/>>$/, store), 8: fakeStream('0') })
    },
    answer: { path: '/AcroForm/DR/Font/F1' },
  },
]
