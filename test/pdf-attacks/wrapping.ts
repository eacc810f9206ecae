import { fakePdf, fakeStream, fakeUpdate } from '#pdf'
import { type Attack, altered, bodyOf, numberOfObject, octetsOf, textOf } from './attack.ts'

/** Signature wrapping: what was signed is moved apart, and what is shown is put between. */
export const wrappings: readonly Attack[] = [
  {
    name: 'wrapping-gap.pdf',
    idea: 'the contents end early, and what is shown follows them within the gap',
    build: (sign) => {
      const signed = sign(fakePdf(), { contentsBytes: 300 })
      const object = `/X <</Type /Page>> /Y <${'0'.repeat(200)}`
      return altered(signed, `${'0'.repeat(240)}>`, `>${object.padEnd(239, '0')}>`)
    },
    answer: { faulty: 'byte-range-gap' },
  },
  {
    name: 'wrapping-moved.pdf',
    idea: 'the signed end is moved to the end of a longer file',
    build: (sign) => {
      const signed = textOf(sign(fakePdf()))
      const [, from = '', behind = '', rest = ''] = /\/ByteRange \[0 (\d+) (\d+) (\d+)/.exec(signed) ?? []
      const tail = signed.slice(Number(behind))
      const page = `7 0 obj\n${fakeStream('BT ET')}\nendobj\n`
      const moved = String(Number(behind) + page.length + tail.length)
      const head = signed
        .slice(0, Number(behind))
        .replace(`${from} ${behind} ${rest}`, `${from} ${moved} ${rest}`)
      return octetsOf(head + tail + page + tail)
    },
    answer: { refused: 'pdf-ambiguous junk-between-objects' },
  },
  {
    name: 'wrapping-longer.pdf',
    idea: 'a byte range that takes in an update made later',
    build: (sign) => {
      const file = fakeUpdate(sign(fakePdf()), { 7: fakeStream('BT ET') })
      const [, head = '', behind = '', rest = ''] = /(Range \[0 \d+ )(\d+) (\d+)/.exec(textOf(file)) ?? []
      return altered(file, `${head}${behind} ${rest}`, `${head}${behind} ${file.length - Number(behind)}`)
    },
    answer: { faulty: 'byte-range-end' },
  },
  {
    name: 'wrapping-shorter.pdf',
    idea: 'a byte range that ends before its revision does',
    build: (sign) => {
      const signed = sign(fakePdf())
      const [, head = '', rest = ''] = /(Range \[0 \d+ \d+ )(\d+)/.exec(textOf(signed)) ?? []
      return altered(signed, head + rest, `${head}${Number(rest) - 20}`)
    },
    answer: { faulty: 'byte-range-end' },
  },
  {
    name: 'wrapping-old-range.pdf',
    idea: 'a new signature whose byte range is that of an older one',
    build: (sign) => {
      const signed = sign(fakePdf())
      const signature = bodyOf(signed, numberOfObject(signed, '/ByteRange'))
      const field = '<</Type /Annot /Subtype /Widget /FT /Sig /T (second) /V 60 0 R /Rect [0 0 0 0]>>'
      const form = bodyOf(signed, 9).replace('12 0 R', '12 0 R 61 0 R')
      return fakeUpdate(signed, { 60: signature, 61: field, 9: form })
    },
    answer: { later: 'byte-range-gap', path: '/AcroForm/Fields[4]' },
  },
  {
    name: 'wrapping-two-in-one.pdf',
    idea: 'two signatures in one revision, each leaving the other to be checked',
    build: (sign) => {
      const field = '<</FT /Sig /T (twin) /V 61 0 R>>'
      const twin = '<</Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <3000>>>'
      const base = fakePdf()
      const signed = sign(base, { fieldName: 'one' })
      const update = textOf(signed).slice(base.length)
      const form = bodyOf(signed, 9).replace(/\] \/DA/, ' 60 0 R] /DA')
      return fakeUpdate(base, {
        ...{ 60: field, 61: twin, 9: form, 27: bodyOf(octetsOf(`\n${update}`), 27) },
        28: bodyOf(octetsOf(update), 28),
      })
    },
    answer: { faulty: 'revision-shared' },
  },
  {
    name: 'wrapping-two-fields.pdf',
    idea: 'one signature as the value of two fields',
    build: (sign) => {
      const base = fakePdf()
      const both = '[10 0 R 11 0 R 21 0 R 12 0 R 27 0 R]'
      const second = '<</FT /Sig /T (second) /V 28 0 R>>'
      const form = bodyOf(base, 9).replace(/\[10[^\]]*\]/, both)
      const signed = sign(fakeUpdate(base, { 9: form, 27: second }))
      return altered(signed, '/V 28 0 R', `/V ${numberOfObject(signed, '/ByteRange')} 0 R`)
    },
    answer: { faulty: 'field-twice' },
  },
]
