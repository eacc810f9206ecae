import { fakePdf, fakeStream, fakeUpdate } from '#pdf'
import { type Attack, bodyOf, numberOfObject, prepared } from './attack.ts'

const lookAlike = '<</Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <3000>>>'

/** Signatures that are hidden, orphaned, exchanged, or none. */
export const hiddenSignatures: readonly Attack[] = [
  {
    name: 'hidden-orphan.pdf',
    idea: 'a signature that no field leads to',
    build: (sign) => fakeUpdate(sign(fakePdf()), { 60: lookAlike }),
    answer: { later: 'field-missing', path: '' },
  },
  {
    name: 'hidden-unlisted.pdf',
    idea: 'a signature that no cross-reference leads to',
    build: (sign) => fakeUpdate(sign(fakePdf()), { 60: lookAlike }, { entries: { 60: undefined } }),
    answer: { later: 'field-missing', path: '' },
  },
  {
    name: 'hidden-in-object-stream.pdf',
    idea: 'a signature within an object stream, where it cannot be signed',
    build: (sign) => {
      const signed = sign(fakePdf('packed'))
      const form = '<</Fields [10 0 R 11 0 R 21 0 R 12 0 R 61 0 R]>>'
      const field = '<</FT /Sig /T (packed) /V 60 0 R>>'
      return fakeUpdate(signed, { 60: lookAlike, 61: field, 9: form }, { packed: [60, 61, 9] })
    },
    answer: { later: 'contents-malformed', path: '/AcroForm/DA' },
  },
  {
    name: 'hidden-removed.pdf',
    idea: 'the signature is taken out of the form',
    build: (sign) => {
      const signed = sign(fakePdf())
      return fakeUpdate(signed, { 9: bodyOf(fakePdf(), 9) })
    },
    answer: { path: '/AcroForm/Fields' },
  },
  {
    name: 'hidden-exchanged.pdf',
    idea: 'another signature is put in the place of the first',
    build: (sign) => {
      const signed = sign(fakePdf(), { fieldName: 'approval' })
      const emptied = fakeUpdate(signed, { 12: bodyOf(fakePdf(), 12) })
      return sign(emptied, { fieldName: 'approval' })
    },
    answer: { path: '/AcroForm/Fields[3]/V' },
  },
  {
    name: 'hidden-mixed-case.pdf',
    idea: 'two spellings of the same contents',
    build: (sign) => {
      const signed = Buffer.from(sign(fakePdf())).toString('latin1')
      return Buffer.from(
        signed.replace(/(?<=\/Contents <[0-9a-f]{2,}?)[a-f]/, (digit) => digit.toUpperCase()),
        'latin1',
      )
    },
    answer: { faulty: 'contents-mixed-case' },
  },
  {
    name: 'hidden-empty.pdf',
    idea: 'an empty field that says it is signed',
    build: (sign) => {
      const signed = sign(fakePdf())
      const field = bodyOf(fakePdf(), 12).replace('>>', '/V 60 0 R>>')
      return fakeUpdate(signed, { 12: field, 60: '<</Type /Sig /Name (Mayor)>>' })
    },
    answer: { later: 'byte-range-malformed', path: '/AcroForm/Fields[3]/V' },
  },
  {
    name: 'hidden-as-stream.pdf',
    idea: 'a field that is also the contents of a page',
    build: (sign) => {
      const stream = fakeStream('BT ET', '/FT /Tx /T (page) /V (1)')
      const form = bodyOf(fakePdf(), 9).replace('12 0 R', '12 0 R 15 0 R')
      const signed = sign(prepared({ 15: stream, 9: form }), { certification: 2 })
      return fakeUpdate(signed, { 15: stream.replace('BT ET', 'BT Tj') })
    },
    answer: { path: '/AcroForm/Fields[4]' },
  },
  {
    name: 'hidden-number.pdf',
    idea: 'a signature dictionary takes the number of a font',
    build: (sign) => {
      const signed = sign(fakePdf())
      const signature = bodyOf(signed, numberOfObject(signed, '/ByteRange'))
      return fakeUpdate(signed, { 8: signature })
    },
    answer: { later: 'byte-range-gap', path: '/AcroForm/DR/Font/F1/Filter' },
  },
]
