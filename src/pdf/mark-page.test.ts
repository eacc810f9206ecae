import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { PDF } from '@libpdf/core'
import { sure } from '#fault'
import { entryAt, viewOf } from './document.ts'
import { fakePdf } from './fake-file.ts'
import { fieldsOf } from './form.ts'
import { drawMark } from './mark.ts'
import { markBoxOf } from './mark-box.ts'
import { openPdf } from './open.ts'
import { prepareSignature } from './prepare.ts'
import { dictionaryOf, isKind, isNamed } from './value.ts'

const font = readFileSync(
  new URL(import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf')),
)

/** A file with a mark at a corner of its first page. */
function marked(form: 'table' | 'stream' | 'packed'): Uint8Array {
  const mark = drawMark({
    act: 'signed',
    signer: '赵喆 Zoë',
    office: { en: 'Permits Office', zh: '许可科' },
    time: Date.UTC(2026, 10, 22, 13, 30),
    languages: ['en', 'zh'],
    ...{ page: 1, x: 40, y: 30, width: 240, height: 100 },
    font,
  })
  const prepared = prepareSignature(sure(openPdf(fakePdf(form)), 'the file'), {
    fieldName: 'marked',
    contentsBytes: 64,
    subFilter: 'ETSI.CAdES.detached',
    mark: sure(mark, 'the mark'),
  })
  return sure(prepared, 'the signature').bytes
}

describe('a mark on a page', () => {
  for (const form of ['table', 'stream', 'packed'] as const) {
    it(`is the look of the field of its signature in a file of form ${form}`, async () => {
      const bytes = marked(form)
      const view = viewOf(sure(openPdf(bytes), 'the file'))
      const field = fieldsOf(view).find(({ name }) => name === 'marked')
      const look = dictionaryOf(field && entryAt(view, field.dictionary, 'AP'))
      const drawn = look && entryAt(view, look, 'N')
      assert.ok(isKind(drawn, 'stream') && isNamed(drawn.dictionary.entries.get('Subtype'), 'Form'))
      const read = await PDF.load(bytes)
      const fields = read.getForm()?.getSignatureFields()
      const [widget] = fields?.find(({ name }) => name === 'marked')?.getWidgets() ?? []
      assert.deepEqual(widget?.rect, [40, 30, 280, 130])
    })
  }

  it('has the room that an empty field keeps', () => {
    const view = viewOf(sure(openPdf(fakePdf('table')), 'the file'))
    assert.deepEqual(markBoxOf(view, 'approval'), { page: 2, x: 72, y: 100, width: 200, height: 60 })
    assert.equal(markBoxOf(view, 'none'), undefined)
  })

  it('is found by a program that reads the page to people', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'mark-'))
    const file = join(folder, 'marked.pdf')
    writeFileSync(file, marked('table'))
    const { error, stdout, stderr } = spawnSync('pdftotext', ['-enc', 'UTF-8', file, '-'], {
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true })
    if (error) return context.skip('no pdftotext program on this machine')
    assert.equal(stderr, '')
    for (const text of [
      '赵喆 Zoë',
      'Permits Office · 许可科',
      '22 November 2026, 13:30 UTC',
      '请验证文件中的签名。',
    ])
      assert.ok(stdout.includes(text), stdout)
  })
})
