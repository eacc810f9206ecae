import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { sure } from '#fault'
import { fakePdf, fakeRevision } from '#pdf'
import { writeZip } from '#zip'
import { fileKind } from './file-kind.ts'
import { reportText } from './report-text.ts'
import { type Unsigned, unsignedLook } from './unsigned.ts'
import { offlineTrust } from './verify-context.ts'
import { verifyFile, wholeFile } from './verify-file.ts'

function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const all = Object.entries(files).map(([name, text]) => ({ name, content: utf8(text) }))
  return sure(writeZip(all), 'a container of the test')
}

const letter = 'From: mayor@city.example\r\nTo: you@example.org\r\nSubject: Permit 17\r\n'
const picturePart = '--x\r\nContent-Type: image/png\r\n\r\n…\r\n--x--\r\n'

const marked = fakeRevision(new Uint8Array(0), {
  objects: {
    1: '<</Type /Catalog /Pages 2 0 R>>',
    2: '<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842]>>',
    3: '<</Type /Page /Parent 2 0 R /Annots [4 0 R 5 0 R]>>',
    4: '<</Type /Annot /Subtype /Stamp /Rect [0 0 99 99]>>',
    5: '<</Type /Annot /Subtype /Ink /Rect [0 0 99 99] /InkList [[0 0 9 9]]>>',
  },
  trailer: '/Root 1 0 R',
})

/** What looks like a signature, and what it is told as. */
const table: readonly (readonly [string, Uint8Array, Unsigned])[] = [
  ['a text', utf8('Permit 17 is granted.\n'), look({ kind: 'plain' })],
  [
    'a text with a name of registries',
    utf8('Granted.\n/s/ Li Wei\n'),
    look({ kind: 'typed-name', name: 'Li Wei' }),
  ],
  [
    'a text with a Chinese name',
    utf8('准予许可。\n签字：李伟\n'),
    look({ kind: 'typed-name', name: '李伟' }),
  ],
  [
    'a mail',
    utf8(`${letter}\r\nGranted.\r\n`),
    look({ kind: 'mail', from: 'mayor@city.example', pictures: 0 }),
  ],
  [
    'a mail with a picture of a signature and a typed name',
    utf8(`${letter}Content-Type: multipart/mixed; boundary=x\r\n\r\n/s/ Mayor\r\n${picturePart}`),
    look({ kind: 'mail', from: 'mayor@city.example', pictures: 1, typedName: 'Mayor' }),
  ],
  [
    'a mail signed with S/MIME',
    utf8(`${letter}Content-Type: multipart/signed;\r\n protocol="application/pkcs7-signature"\r\n\r\n`),
    {
      kind: 'unreadable',
      problem: 'it is a signed message; save the signature and the part it is over, and verify those',
    },
  ],
  ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), look({ kind: 'picture' })],
  [
    'an office document with a picture and a typed name',
    zip({
      '[Content_Types].xml': '<Types/>',
      'word/document.xml': '<w:p><w:t>Granted.</w:t></w:p><w:p><w:t>/s/ Li</w:t><w:t> Wei</w:t></w:p>',
      'word/media/image1.png': '…',
    }),
    look({ kind: 'office', pictures: 1, typedName: 'Li Wei' }),
  ],
  [
    'an office document with an XML signature',
    zip({ '[Content_Types].xml': '<Types/>', '_xmlsignatures/sig1.xml': '<Signature/>' }),
    { kind: 'unreadable', problem: 'it holds an XML signature (XAdES), which is not verified here' },
  ],
  [
    'an XML signature',
    utf8('<a xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'),
    { kind: 'unreadable', problem: 'it holds an XML signature (XAdES), which is not verified here' },
  ],
  [
    'a text signed with PGP',
    utf8('-----BEGIN PGP SIGNED MESSAGE-----\n'),
    { kind: 'unreadable', problem: 'it is signed with PGP, which is not verified here' },
  ],
  ['some JSON', utf8('{"permit":17,"signedBy":"Li Wei"}'), look({ kind: 'plain' })],
  ['nothing', new Uint8Array(0), look({ kind: 'plain' })],
  [
    'a PDF with an empty place for a signature',
    fakePdf(),
    look({ kind: 'pdf', stamps: 0, drawings: 0, emptyFields: 1 }),
  ],
  [
    'a PDF with a stamp and a drawn signature',
    marked,
    look({ kind: 'pdf', stamps: 1, drawings: 1, emptyFields: 0 }),
  ],
]

for (const [name, bytes, expected] of table) {
  test(`without a digital signature: ${name}`, () => {
    assert.deepEqual(unsignedLook(fileKind(bytes), bytes), expected)
    const report = verifyFile({ file: wholeFile('file', bytes), parts: [], context: offlineTrust([], 0) })
    assert.equal(report.found.kind, expected.kind)
    for (const language of ['en', 'zh'] as const) {
      const [text = ''] = reportText(report, language)
      assert.ok(text.length > 10)
      if (expected.kind === 'unsigned') assert.match(text, /not signed|没有签名/)
    }
  })
}

function look(told: Extract<Unsigned, { readonly kind: 'unsigned' }>['look']): Unsigned {
  return { kind: 'unsigned', look: told }
}
