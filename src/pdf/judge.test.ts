import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { plainStream } from './append.ts'
import {
  fakeLetter,
  fakePdf,
  fakeRevision,
  fakeSigned,
  fakeStream,
  fakeTrailer,
  fakeUpdate,
} from './fake-file.ts'
import { type Judgement, judgeChanges, unsignedOctets } from './judge.ts'
import { openPdf } from './open.ts'
import type { MarkPlace } from './prepare.ts'
import { appendSecurityStore } from './store.ts'

type Build = (base: Uint8Array) => Uint8Array

const store: Build = (base) => {
  const pdf = sure(openPdf(base), 'a file')
  const material = { contents: utf8('x'), certificates: [utf8('one')], lists: [], ocsp: [] }
  return sure(appendSecurityStore(pdf, [material]), 'a store')
}
const timestamp: Build = (base) => fakeSigned(base, { subFilter: 'ETSI.RFC3161' })
const further: Build = (base) => fakeSigned(base)
const mark: MarkPlace = {
  ...{ page: 1, rectangle: [300, 300, 400, 340] as const },
  appearance: () => [plainStream(utf8('q Q'))],
}
const marked: Build = (base) => fakeSigned(base, { mark })
const stampOver = (wishes: Parameters<typeof fakeSigned>[1]): Build => {
  return (base) => fakeSigned(base, { subFilter: 'ETSI.RFC3161', ...wishes })
}
const filled: Build = (base) => fakeSigned(base, { fieldName: 'approval', mark: { ...mark, page: 0 } })

function objectOf(number: number): string {
  return certain(fakeLetter[number], 'an object of the letter')
}

const amount: Build = (base) =>
  fakeUpdate(base, {
    10: objectOf(10).replace('(100)', '(900)').replace('13 0 R', '60 0 R'),
    60: objectOf(13).replace('(100)', '(900)'),
  })
const look: Build = (base) => fakeUpdate(base, { 13: objectOf(13).replace('(100)', '(200)') })
const agreed: Build = (base) => fakeUpdate(base, { 21: objectOf(21).replaceAll(' /Off /', ' /Yes /') })
const note: Build = (base) =>
  fakeUpdate(base, {
    5: objectOf(5).replace('>>', '/Annots [60 0 R]>>'),
    60: '<</Type /Annot /Subtype /Text /Contents (note) /Rect [10 10 30 30]>>',
  })
const highlight: Build = (base) =>
  fakeUpdate(base, {
    5: objectOf(5).replace('>>', '/Annots [60 0 R]>>'),
    60: '<</Subtype /Highlight /QuadPoints [0 9 9 9 0 0 9 0] /Rect [0 0 9 9]>>',
  })
const saved: Build = (base) =>
  fakeUpdate(base, {
    14: fakeStream('<x:xmpmeta/>', '/Type /Metadata /Subtype /XML'),
    17: "<</Title (Letter) /Producer (other) /ModDate (D:20260101000000Z00'00')>>",
  })
const unused: Build = (base) => fakeUpdate(base, { 60: '(nobody reads this)' })
const empty: Build = (base) => fakeUpdate(base, {})
const again: Build = (base) => fakeUpdate(base, { 8: objectOf(8), 7: objectOf(7) })

/** What follows a signature of each level: none, and 1 to 3. */
const expected: readonly (readonly [string, Build, readonly string[]])[] = [
  ['nothing', (base) => base, ['nothing', 'nothing', 'nothing', 'nothing']],
  ['an update without objects', empty, ['nothing', 'nothing', 'nothing', 'nothing']],
  ['the same objects again', again, ['nothing', 'nothing', 'nothing', 'nothing']],
  ['an object that nothing leads to', unused, ['nothing', 'nothing', 'nothing', 'nothing']],
  ['a security store', store, ['security-store', 'security-store', 'security-store', 'security-store']],
  ['a time-stamp', timestamp, ['security-store', 'security-store', 'security-store', 'security-store']],
  ['a time-stamp with a look of its own', stampOver({ mark }), Array(4).fill('anything-else')],
  [
    'a time-stamp that shows something in a prepared place',
    stampOver({ fieldName: 'approval', mark: { ...mark, page: 0 } }),
    Array(4).fill('anything-else'),
  ],
  [
    'both, again and again',
    (base) => timestamp(store(timestamp(store(base)))),
    Array(4).fill('security-store'),
  ],
  ['a further signature', further, ['signatures', 'anything-else', 'signatures', 'signatures']],
  ['one with a mark', marked, ['signatures', 'anything-else', 'anything-else', 'anything-else']],
  ['one in its prepared place', filled, ['signatures', 'anything-else', 'signatures', 'signatures']],
  ['a value in a field', amount, ['anything-else', 'anything-else', 'permitted', 'permitted']],
  ['another look of a field', look, ['anything-else', 'anything-else', 'permitted', 'permitted']],
  ['a box ticked', agreed, ['anything-else', 'anything-else', 'permitted', 'permitted']],
  ['a note', note, ['anything-else', 'anything-else', 'anything-else', 'permitted']],
  ['a marking', highlight, ['anything-else', 'anything-else', 'anything-else', 'permitted']],
  ['the marks of saving', saved, ['signatures', 'anything-else', 'signatures', 'signatures']],
  ['values, then a signature', (base) => further(amount(base)), levels('permitted', 'permitted')],
  ['a font of the page', (base) => fakeUpdate(base, { 8: '<<>>' }), levels('anything-else', 'anything-else')],
]

function levels(second: string, third: string): readonly string[] {
  return ['anything-else', 'anything-else', second, third]
}

for (const form of ['table', 'stream', 'packed'] as const) {
  describe(`in the form ${form}, after a signature comes`, () => {
    for (const [what, build, kinds] of expected) {
      test(`${what}: ${[...new Set(kinds)].join(', ')}`, () => {
        for (const [level, kind] of kinds.entries()) {
          const certification = ([undefined, 1, 2, 3] as const)[level]
          const signed = fakeSigned(fakePdf(form), certification ? { certification } : {})
          const [judgement] = judgementsOf(build(signed))
          assert.equal(judgement?.kind, kind, JSON.stringify({ level, changes: judgement?.changes }))
        }
      })
    }
  })
}

function judgementsOf(file: Uint8Array): readonly Judgement[] {
  return judgeChanges(sure(openPdf(file), 'a file'))
}

test('each signature is judged by what came after it', () => {
  const file = timestamp(store(further(amount(fakeSigned(fakePdf())))))
  const judgements = judgementsOf(file)
  assert.deepEqual(
    judgements.map(({ kind }) => kind),
    ['anything-else', 'security-store', 'nothing'],
  )
  const [first] = judgements
  const told = first?.changes.map(({ revision, kind, path }) => [revision, kind, path])
  assert.deepEqual(told, [
    [2, 'form-field', '/AcroForm/Fields[0]/V'],
    [2, 'form-field', '/AcroForm/Fields[0]/AP/N'],
    [3, 'signature', '/AcroForm/Fields[5]'],
    [4, 'security-store', '/DSS'],
    [5, 'time-stamp', '/AcroForm/Fields[6]'],
  ])
})

test('a further signature tells its mark, and whether the place was prepared', () => {
  const [one] = judgementsOf(marked(fakeSigned(fakePdf())))
  assert.deepEqual(one?.changes[0]?.mark, { page: 1, rectangle: [300, 300, 400, 340], isPrepared: false })
  const [two] = judgementsOf(filled(fakeSigned(fakePdf())))
  assert.deepEqual(two?.changes[0]?.mark, { page: 1, rectangle: [72, 100, 272, 160], isPrepared: true })
})

test('a lock holds the fields it names, and those below them', () => {
  const lock = (text: string) => objectOf(12).replace('>>', `/Lock <</Type /SigFieldLock ${text}>>>>`)
  const rows: readonly (readonly [string, string])[] = [
    ['/Action /All', 'anything-else'],
    ['/Action /Include /Fields [(amount)]', 'anything-else'],
    ['/Action /Include /Fields [(iban)]', 'permitted'],
    ['/Action /Exclude /Fields [(amount)]', 'permitted'],
    ['/Action /Exclude /Fields [(iban)]', 'anything-else'],
  ]
  for (const [text, kind] of rows) {
    const base = fakeUpdate(fakePdf(), { 12: lock(text) })
    const signed = fakeSigned(base, { certification: 2, fieldName: 'approval' })
    assert.equal(judgementsOf(amount(signed))[0]?.kind, kind, text)
  }
})

test('octets behind the last sound signature are told with their digest', () => {
  const signed = fakeSigned(fakePdf())
  assert.equal(unsignedOctets(sure(openPdf(signed), 'a file')), undefined)
  const longer = amount(signed)
  const told = unsignedOctets(sure(openPdf(longer), 'a file'))
  assert.deepEqual([told?.start, told?.end, told?.revisions], [signed.length, longer.length, [2]])
  assert.match(told?.digest ?? '', /^[0-9a-f]{64}$/)
})

test('very many changed objects and long chains of them are judged within the limits', () => {
  const chain: Record<number, string> = {}
  for (let number = 100; number < 20_100; number += 1) chain[number] = `<</Next ${number + 1} 0 R>>`
  const catalog = objectOf(1).replace('>>', '/Chain 100 0 R>>')
  const base = fakeUpdate(fakePdf(), { 1: catalog, ...chain }, { trailer: fakeTrailer })
  const signed = fakeSigned(base)
  const [judgement] = judgementsOf(fakeUpdate(signed, { 20_099: '<</Next null /Changed true>>' }))
  assert.equal(judgement?.kind, 'anything-else')
  const path = judgement?.changes[0]?.path ?? ''
  assert.ok(path.startsWith('/Chain/Next/Next') && path.endsWith('/Next'), path.slice(0, 60))
})

test('a time-stamp that shows something in the widget of a prepared field is no time-stamp alone', () => {
  const objects = {
    ...fakeLetter,
    4: objectOf(4).replace('12 0 R', '60 0 R'),
    12: '<</FT /Sig /T (approval) /Kids [60 0 R]>>',
    60: '<</Type /Annot /Subtype /Widget /Parent 12 0 R /P 4 0 R /F 4 /Rect [72 100 272 160]>>',
  }
  const letter = fakeRevision(new Uint8Array(0), { objects, trailer: fakeTrailer })
  const inPlace = { fieldName: 'approval', mark: { ...mark, page: 0 } }
  const signed = fakeSigned(letter, { certification: 2 })
  assert.equal(judgementsOf(stampOver(inPlace)(signed))[0]?.kind, 'anything-else')
  assert.equal(judgementsOf(fakeSigned(signed, inPlace))[0]?.kind, 'signatures')
})
