import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandOf, extendCommand } from './command.ts'
import type { Ground } from './grounds.ts'
import { boxAt, columns, isSignedPdf, type MarkPlace, pageSizeOf, rows, usualPage } from './mark.ts'
import { formFor, nameOfSigned, type SigningWish } from './signing.ts'

const ground: Ground = {
  ...{ case: '27', step: 'decide', object: 'permit/27', caseTitle: 'Permit', stepTitle: 'Decide' },
  act: 'sign',
}

function wishOf(name: string, changed: Partial<SigningWish> = {}): SigningWish {
  const file = new File(['x'], name)
  const plain = { meanings: [], reason: '', location: '', mark: undefined }
  return { ground, file, form: formFor(file), level: 'B-LTA', ...plain, ...changed }
}

for (const size of [usualPage, { width: 842, height: 595 }, { width: 200, height: 120 }]) {
  test(`a mark lies within a page of ${size.width} by ${size.height}, wherever it is put`, () => {
    for (const row of rows) {
      for (const column of columns) {
        const place: MarkPlace = `${row}-${column}`
        const { x, y, width, height } = boxAt(place, 1, size)
        assert.ok(x >= 0 && y >= 0 && width > 0 && height > 0, place)
        assert.ok(x + width <= size.width && y + height <= size.height, place)
      }
    }
  })
}

test('the size of a page is read where the file says it plainly, and is A4 elsewhere', async () => {
  const size = (text: string) => pageSizeOf(new File([text], 'a.pdf'))
  assert.deepEqual(await size('/MediaBox [ 0 0 842 595.5 ]'), { width: 842, height: 595.5 })
  assert.deepEqual(await size('/MediaBox [0 0 1 1]'), usualPage)
  assert.deepEqual(await size('nothing'), usualPage)
})

test('a PDF that was signed before is known by the place of its signature', async () => {
  assert.equal(await isSignedPdf(new File(['/ByteRange [0 1 2 3]'], 'a.pdf')), true)
  assert.equal(await isSignedPdf(new File(['%PDF-1.7'], 'a.pdf')), false)
})

test('the command that does the same names what was chosen, and is one a shell takes', () => {
  const mark = { page: 1, x: 10, y: 20, width: 230, height: 84 }
  assert.equal(
    commandOf(wishOf("it's a plan.pdf", { meanings: ['approval'], mark })),
    "chancery sign 'it'\\''s a plan.pdf' --object permit/27 --case 27 --step decide --form pades " +
      "--level B-LTA --commitment proof-of-approval --mark 1,10,20,230,84 --out 'it'\\''s a plan-signed.pdf'",
  )
  assert.equal(extendCommand('a.pdf', 'B-LTA'), 'chancery extend a.pdf --level B-LTA --out a-b-lta.pdf')
})

const names = [
  ['permit.pdf', {}, 'permit-signed.pdf'],
  ['permit.pdf', { ground: { ...ground, act: 'seal' } }, 'permit-sealed.pdf'],
  ['plan.dwg', {}, 'plan.dwg.asice'],
  ['plan.dwg', { form: 'CAdES' }, 'plan.dwg.p7s'],
  ['data.json', { form: 'JAdES' }, 'data.json.jws.json'],
  ['.pdf', { form: 'PAdES' }, '.pdf-signed'],
] as const

for (const [name, changed, expected] of names) {
  test(`what comes of ${name} is kept as ${expected}`, () => {
    assert.equal(nameOfSigned(wishOf(name, changed)), expected)
  })
}
