import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { equalBytes, utf8 } from '#bytes'
import { sure } from '#fault'
import { plainStream } from './append.ts'
import { catalogOf, dictionaryAt, entryAt, itemsAt, resolve, viewOf } from './document.ts'
import { fakeCms, fakeLetter, fakePdf, fakeRevision, fakeSigned, fakeTrailer } from './fake-file.ts'
import { fieldsOf, pagesOf } from './form.ts'
import { judgeChanges } from './judge.ts'
import { openPdf } from './open.ts'
import { type PdfSignatureWishes, placeSignature, prepareSignature } from './prepare.ts'
import { signaturesOf } from './signatures.ts'
import { appendSecurityStore, readSecurityStore } from './store.ts'
import { array, dictionary, isKind, name, reference, textString } from './value.ts'

const wishes: PdfSignatureWishes = {
  ...{ fieldName: 'signature', contentsBytes: 64, subFilter: 'ETSI.CAdES.detached' },
  ...{ time: Date.UTC(2026, 0, 2, 3, 4, 5), reason: 'Bescheid 批准', location: '(Köln)' },
}

function opened(bytes: Uint8Array) {
  return sure(openPdf(bytes), 'a file that was written')
}

for (const form of ['table', 'stream', 'packed'] as const) {
  describe(`in the form ${form}`, () => {
    test('a signature is appended, and the octets of the file stay a prefix', () => {
      const base = fakePdf(form)
      const signed = fakeSigned(base, wishes)
      assert.ok(equalBytes(signed.subarray(0, base.length), base))
      const [found, ...others] = signaturesOf(opened(signed))
      assert.deepEqual([found?.faults, others], [[], []])
      assert.deepEqual(
        [found?.fieldName, found?.time, found?.reason, found?.location],
        ['signature', "D:20260102030405+00'00'", 'Bescheid 批准', '(Köln)'],
      )
      assert.ok(found && equalBytes(found.cms, fakeCms))
    })

    test('one after the other signs, and each revision has its form', () => {
      let file = fakePdf(form)
      for (const subFilter of ['ETSI.CAdES.detached', 'ETSI.CAdES.detached', 'ETSI.RFC3161'] as const) {
        file = fakeSigned(file, { subFilter })
      }
      const pdf = opened(file)
      assert.deepEqual(
        signaturesOf(pdf).map(({ kind, revision, faults }) => [kind, revision, faults]),
        [
          ['signature', 1, []],
          ['signature', 2, []],
          ['time-stamp', 3, []],
        ],
      )
      const expected = form === 'table' ? 'table' : 'stream'
      assert.ok(pdf.revisions.every((revision) => revision.form === expected))
    })

    test('an empty field is filled and nothing is added to the form', () => {
      const pdf = opened(fakeSigned(fakePdf(form), { fieldName: 'approval' }))
      assert.equal(signaturesOf(pdf)[0]?.fieldName, 'approval')
      assert.equal(fieldsOf(viewOf(pdf)).length, 4)
    })

    test('the security store is kept, and takes in what it does not have', () => {
      const [one, two] = [utf8('one'), utf8('two')]
      const material = { contents: fakeCms, certificates: [one], lists: [two], ocsp: [] }
      const first = opened(sure(appendSecurityStore(opened(fakePdf(form)), [material]), 'a store'))
      const more = { contents: utf8('other'), certificates: [one, two], lists: [], ocsp: [one] }
      const second = opened(sure(appendSecurityStore(first, [more]), 'a store'))
      const { certificates, lists, ocsp } = readSecurityStore(viewOf(second))
      const texts = (pieces: readonly Uint8Array[]) => pieces.map((piece) => Buffer.from(piece).toString())
      assert.deepEqual([texts(certificates), texts(lists), texts(ocsp)], [['one', 'two'], ['two'], ['one']])
      const view = viewOf(second)
      const store = dictionaryAt(view, catalogOf(view).value.entries.get('DSS'))
      const records = entryAt(view, store, 'VRI')
      assert.ok(isKind(records, 'dictionary'))
      assert.equal(records.entries.size, 2)
      for (const key of records.entries.keys()) assert.match(key, /^[0-9A-F]{40}$/)
    })
  })
}

test('preparing is the same every time, and what is signed is everything but the contents', () => {
  const pdf = opened(fakePdf())
  const [one, two] = [0, 0].map(() => sure(prepareSignature(pdf, wishes), 'a signature'))
  assert.ok(one && two && equalBytes(one.bytes, two.bytes))
  const [before, behind] = one.parts
  assert.equal(before.length + behind.length + 2 * wishes.contentsBytes + 2, one.bytes.length)
  assert.equal(one.bytes[one.contentsAt], 0x3c)
  const signed = opened(sure(placeSignature(one, fakeCms), 'a CMS'))
  const found = signaturesOf(signed)[0]?.parts
  assert.deepEqual(
    found?.map((part) => Buffer.from(part)),
    one.parts.map((part) => Buffer.from(part)),
  )
})

test('a mark stands on its page with its objects, in an array of annotations where the page has one', () => {
  const signed = fakeSigned(fakePdf('packed'), {
    mark: {
      ...{ page: 0, rectangle: [10, 10, 110.5, 60] as const },
      appearance: (own) => [
        plainStream(utf8('q Q'), { Subtype: name('Form'), Resources: dictionary({ F: own(1) }) }),
        array(textString('a font')),
      ],
    },
  })
  const view = viewOf(opened(signed))
  const widget = itemsAt(view, pagesOf(view)[0]?.dictionary.entries.get('Annots')).at(-1)
  const looks = dictionaryAt(view, entryAt(view, dictionaryAt(view, widget), 'AP'))
  const form = dictionaryAt(view, looks?.entries.get('N'))
  const font = entryAt(view, dictionaryAt(view, form?.entries.get('Resources')), 'F')
  assert.ok(isKind(font, 'array'))
  assert.equal(signaturesOf(view.pdf)[0]?.faults.length, 0)
})

test('annotations that several pages share are not given a widget on all of them', () => {
  const objects = { ...fakeLetter, 5: '<</Type /Page /Parent 2 0 R /Annots 16 0 R>>' }
  const base = fakeRevision(new Uint8Array(0), { objects, trailer: fakeTrailer })
  const view = viewOf(opened(fakeSigned(base)))
  const counts = pagesOf(view).map((page) => itemsAt(view, page.dictionary.entries.get('Annots')).length)
  assert.deepEqual(counts, [5, 1, 4])
})

test('a document without a form is given one', () => {
  const objects = { ...fakeLetter, 1: '<</Type /Catalog /Pages 2 0 R>>' }
  const base = fakeRevision(new Uint8Array(0), { objects, trailer: fakeTrailer })
  assert.deepEqual(signaturesOf(opened(fakeSigned(base)))[0]?.faults, [])
})

test('a reference that leads nowhere goes on leading nowhere', () => {
  const objects = { ...fakeLetter, 5: '<</Type /Page /Parent 2 0 R /Contents 27 0 R>>' }
  const base = fakeRevision(new Uint8Array(0), { objects, trailer: fakeTrailer })
  const signed = opened(fakeSigned(fakeSigned(base)))
  assert.equal(resolve(viewOf(signed), reference(27)), null)
  assert.equal(judgeChanges(signed)[0]?.kind, 'signatures')
})

test('a page that looks like a signature is not written beside one', () => {
  const objects = { ...fakeLetter, 3: '<</Type /Sig /Parent 2 0 R /Contents 6 0 R>>' }
  const base = fakeRevision(new Uint8Array(0), { objects, trailer: fakeTrailer })
  const double = prepareSignature(opened(base), wishes)
  assert.equal(double.ok ? undefined : double.fault.kind, 'pdf-form-malformed')
})

test('a certification says what may change, and comes first or not at all', () => {
  const signed = opened(fakeSigned(fakePdf(), { certification: 2 }))
  assert.equal(signaturesOf(signed)[0]?.certification, 2)
  const late = prepareSignature(signed, { ...wishes, certification: 1 })
  assert.equal(late.ok ? undefined : late.fault.kind, 'pdf-signed-already')
})

const refusals: Readonly<Record<string, Partial<PdfSignatureWishes>>> = {
  'pdf-field-taken': { fieldName: 'amount' },
  'pdf-page-missing': { mark: { page: 3, rectangle: [0, 0, 1, 1], appearance: () => [] } },
}

for (const [kind, changes] of Object.entries(refusals)) {
  test(`what cannot be is refused: ${kind}`, () => {
    const prepared = prepareSignature(opened(fakePdf()), { ...wishes, ...changes })
    assert.equal(prepared.ok ? undefined : prepared.fault.kind, kind)
  })
}

test('a CMS that is too large is refused with both sizes', () => {
  const prepared = sure(prepareSignature(opened(fakePdf()), wishes), 'a signature')
  const placed = placeSignature(prepared, new Uint8Array(65))
  assert.deepEqual(placed.ok ? undefined : placed.fault, {
    ...{ kind: 'pdf-contents-small', needed: 65, octets: 64 },
  })
})
