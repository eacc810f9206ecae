import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { certain, sure } from '#fault'
import { plainStream } from './append.ts'
import { dictionaryAt, entryAt, itemsAt, viewOf } from './document.ts'
import { fakeLetter, fakeRevision, fakeTrailer } from './fake-file.ts'
import { fieldsOf, pagesOf } from './form.ts'
import { markBoxOf } from './mark-box.ts'
import { openPdf } from './open.ts'
import { frameOf, fromShown, type Rectangle, shownSize, toShown } from './page-frame.ts'
import { prepareSignature } from './prepare.ts'
import { array, dictionary, numberOf, type PdfDictionary } from './value.ts'

/** The letter, whose second page says more than its size: 595 by 842 points. */
function letter(members: string): Uint8Array {
  const page = `<</Type /Page /Parent 2 0 R /Contents [7 0 R] /Annots [12 0 R] ${members}>>`
  return fakeRevision(new Uint8Array(0), { objects: { ...fakeLetter, 4: page }, trailer: fakeTrailer })
}

function secondPage(members: string) {
  const view = viewOf(sure(openPdf(letter(members)), 'the letter'))
  return { view, frame: frameOf(view, certain(pagesOf(view)[1], 'the page').dictionary) }
}

describe('the frame of a page', () => {
  it('is its crop box within its media box, turned by quarters', () => {
    const cases: readonly (readonly [string, Rectangle, number])[] = [
      ['', [0, 0, 595, 842], 0],
      ['/Rotate 90', [0, 0, 595, 842], 90],
      ['/Rotate -90', [0, 0, 595, 842], 270],
      ['/Rotate 540', [0, 0, 595, 842], 180],
      ['/Rotate 45', [0, 0, 595, 842], 0],
      ['/CropBox [500 800 10 20]', [10, 20, 500, 800], 0],
      ['/CropBox [-50 -50 5000 700]', [0, 0, 595, 700], 0],
      ['/CropBox [600 900 700 950]', [0, 0, 595, 842], 0],
      ['/MediaBox [0 0 (a) 1]', [0, 0, 595, 842], 0],
    ]
    for (const [members, box, turn] of cases)
      assert.deepEqual(secondPage(members).frame, { box, turn }, members)
    // A page whose tree leads back to itself and says nothing.
    const view = secondPage('').view
    assert.deepEqual(frameOf(view, dictionary({})), { box: [0, 0, 595, 842], turn: 0 })
  })

  it('turns what people see into its own coordinates, and back', () => {
    const corner: Rectangle = [0, 0, 30, 10]
    const turned: readonly (readonly [number, Rectangle])[] = [
      [0, [10, 20, 40, 30]],
      [90, [490, 20, 500, 50]],
      [180, [470, 790, 500, 800]],
      [270, [10, 770, 20, 800]],
    ]
    for (const [rotate, own] of turned) {
      const { frame } = secondPage(`/CropBox [10 20 500 800] /Rotate ${rotate}`)
      assert.deepEqual(fromShown(frame, corner), own)
      assert.deepEqual(shownSize(frame), rotate % 180 === 0 ? [490, 780] : [780, 490])
    }
    const number = fc.integer({ min: -1000, max: 1000 })
    fc.assert(
      fc.property(
        fc.constantFrom(0, 90, 180, 270),
        fc.tuple(number, number, number, number),
        (turn, shown) => {
          const frame = { box: [3, 5, 300, 700], turn } as const
          assert.deepEqual(toShown(frame, fromShown(frame, shown)), shown)
        },
      ),
    )
  })
})

describe('a mark on a page that is cropped and turned', () => {
  const wishes = { contentsBytes: 64, subFilter: 'ETSI.CAdES.detached' } as const

  function signed(members: string, fieldName: string, rectangle: Rectangle = [30, 40, 230, 100]) {
    const mark = {
      page: 1,
      rectangle,
      appearance: () => [plainStream(new Uint8Array(0), { BBox: array(0, 0, 200, 60) })],
    }
    const pdf = sure(openPdf(letter(members)), 'the letter')
    return prepareSignature(pdf, { ...wishes, fieldName, mark })
  }

  /** The field's rectangle and the matrix of its look. */
  function lookOf(members: string, fieldName: string) {
    const view = viewOf(sure(openPdf(sure(signed(members, fieldName), 'a signature').bytes), 'the file'))
    const field = certain(
      fieldsOf(view).find(({ name }) => name === fieldName),
      'the field',
    )
    const numbers = (holder: PdfDictionary | undefined, key: string) =>
      itemsAt(view, entryAt(view, holder, key)).map(numberOf)
    const look = dictionaryAt(view, dictionaryAt(view, field.dictionary.entries.get('AP'))?.entries.get('N'))
    const [rectangle, box] = [numbers(field.dictionary, 'Rect'), numbers(look, 'BBox')]
    return { rectangle, box, matrix: numbers(look, 'Matrix') }
  }

  it('stands where people see that place, upright', () => {
    assert.deepEqual(lookOf('', 'new'), {
      ...{ rectangle: [30, 40, 230, 100], box: [0, 0, 200, 60], matrix: [] },
    })
    assert.deepEqual(lookOf('/Rotate 90', 'new'), {
      rectangle: [495, 30, 555, 230],
      box: [0, 0, 200, 60],
      matrix: [0, 1, -1, 0, 0, 0],
    })
    assert.deepEqual(lookOf('/CropBox [10 20 500 800]', 'new').rectangle, [40, 60, 240, 120])
  })

  it('fills a field that exists, whose room is told as people see it', () => {
    const members = '/Rotate 270'
    assert.deepEqual(markBoxOf(secondPage(members).view, 'approval'), {
      ...{ page: 2, x: 682, y: 72, width: 60, height: 200 },
    })
    assert.deepEqual(lookOf(members, 'approval'), {
      rectangle: [72, 100, 272, 160],
      // Shown, the field is 60 wide and 200 high; so is the box of the look in its proportions.
      box: [0, -303.333, 200, 363.333],
      matrix: [0, -1, 1, 0, 0, 0],
    })
  })

  it('is refused outside of what is shown', () => {
    const beyond = signed('/CropBox [10 20 500 800] /Rotate 90', 'new', [700, 40, 800, 100])
    assert.deepEqual(beyond.ok || beyond.fault, { kind: 'pdf-mark-outside', width: 780, height: 490 })
  })
})
