import { fakePdf, fakeUpdate } from '#pdf'
import { type Attack, altered, bodyOf, numberOfObject } from './attack.ts'

const range = /\/ByteRange \[[^\]]*\]/

/** Universal signature forgery: what a verifier needs is taken away, in the hope that it passes nothing. */
export const forgeries: readonly Attack[] = [
  {
    name: 'forgery-contents-missing.pdf',
    idea: 'no contents, so nothing to fail',
    build: (sign) => altered(sign(fakePdf()), '/Contents <', '/Contentz <'),
    answer: { faulty: 'contents-malformed' },
  },
  {
    name: 'forgery-contents-null.pdf',
    idea: 'contents that are null',
    build: (sign) => altered(sign(fakePdf()), /\/Contents <[0-9a-f]+>/, '/Contents null'),
    answer: { faulty: 'contents-malformed' },
  },
  {
    name: 'forgery-contents-zero.pdf',
    idea: 'contents of zeros',
    build: (sign) => {
      const signed = sign(fakePdf())
      const [digits = ''] =
        Buffer.from(signed)
          .toString('latin1')
          .match(/(?<=\/Contents <)[0-9a-f]+/) ?? []
      return altered(signed, digits, '0'.repeat(digits.length))
    },
    answer: { faulty: 'contents-truncated' },
  },
  {
    name: 'forgery-range-missing.pdf',
    idea: 'no byte range',
    build: (sign) => altered(sign(fakePdf()), '/ByteRange [', '/ByteRang_ ['),
    answer: { faulty: 'byte-range-malformed' },
  },
  {
    name: 'forgery-range-null.pdf',
    idea: 'a byte range that is null',
    build: (sign) => altered(sign(fakePdf()), range, '/ByteRange null'),
    answer: { faulty: 'byte-range-malformed' },
  },
  {
    name: 'forgery-range-negative.pdf',
    idea: 'a byte range with a negative length',
    build: (sign) => altered(sign(fakePdf()), range, '/ByteRange [0 -1 9 -9]'),
    answer: { faulty: 'byte-range-malformed' },
  },
  {
    name: 'forgery-range-empty.pdf',
    idea: 'a byte range over nothing',
    build: (sign) => altered(sign(fakePdf()), range, '/ByteRange [0 0 0 0]'),
    answer: { faulty: 'byte-range-gap' },
  },
  {
    name: 'forgery-range-start.pdf',
    idea: 'a byte range that leaves out the beginning',
    build: (sign) => altered(sign(fakePdf()), '/ByteRange [0 ', '/ByteRange [9 '),
    answer: { faulty: 'byte-range-start' },
  },
  {
    name: 'forgery-range-reference.pdf',
    idea: 'a byte range that another object holds',
    build: (sign) => altered(sign(fakePdf()), range, '/ByteRange 16 0 R'),
    answer: { faulty: 'byte-range-malformed' },
  },
  {
    name: 'forgery-sub-filter.pdf',
    idea: 'a form of signature that nobody checks',
    build: (sign) => altered(sign(fakePdf()), '/ETSI.CAdES.detached', '/None.CAdES.detached'),
    answer: { faulty: 'sub-filter-unknown' },
  },
  {
    name: 'forgery-padding.pdf',
    idea: 'something behind the CMS, where zeros should be',
    build: (sign) => altered(sign(fakePdf()), /00>/, '01>'),
    answer: { faulty: 'contents-padding' },
  },
  {
    name: 'forgery-redefined.pdf',
    idea: 'the signature loses its contents in an update',
    build: (sign) => {
      const signed = sign(fakePdf())
      const number = numberOfObject(signed, '/ByteRange')
      const body = bodyOf(signed, number).replace(/\/Contents <\w+>/, '/Contents null')
      return fakeUpdate(signed, { [number]: body })
    },
    answer: { later: 'contents-malformed', path: '/AcroForm/Fields[4]/V/Contents' },
  },
]
