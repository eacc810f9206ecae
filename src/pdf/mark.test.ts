import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { certain, sure } from '#fault'
import { smallFont } from './font-fixture.ts'
import { drawMark, type MarkWishes } from './mark.ts'
import { isKind, type PdfValue, reference } from './value.ts'

const font = readFileSync(
  new URL(import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf')),
)
const plain: MarkWishes = {
  act: 'signed',
  signer: '赵喆 Zhao Zhe',
  office: { en: 'Head of Building Permits', zh: '建设许可科科长' },
  time: Date.UTC(2026, 10, 22, 13, 30),
  languages: ['en', 'zh'],
  page: 1,
  x: 0,
  y: 0,
  width: 260,
  height: 100,
  font,
}

/** The objects of a mark, numbered from 7. */
function made(wishes: Partial<MarkWishes> = {}): readonly PdfValue[] {
  return sure(drawMark({ ...plain, ...wishes }), 'the mark').appearance((index) => reference(7 + index))
}

function entry(value: PdfValue | undefined, key: string): PdfValue | undefined {
  const holder = isKind(value, 'stream') ? value.dictionary : value
  return isKind(holder, 'dictionary') ? holder.entries.get(key) : undefined
}

function content(objects: readonly PdfValue[], index: number): Buffer {
  const value = objects[index]
  assert.ok(isKind(value, 'stream'))
  return inflateSync(value.bytes)
}

/** The lines as a reader finds them: codes of the content, by the map to Unicode. */
function linesOf(objects: readonly PdfValue[]): readonly string[] {
  const map = new Map<string, string>()
  for (const [, code = '', text = ''] of content(objects, 5)
    .toString()
    .matchAll(/<(\w+)> <(\w+)>\n/g))
    if (code !== '0000') map.set(code, Buffer.from(text, 'hex').swap16().toString('utf16le'))
  const lines = content(objects, 0)
    .toString()
    .matchAll(/<(\w+)> Tj/g)
  return Array.from(lines, ([, codes = '']) =>
    (codes.match(/.{4}/g) ?? []).map((code) => certain(map.get(code), `text of ${code}`)).join(''),
  )
}

describe('a mark', () => {
  it('says who signed, in which office and when, in both languages, and that it proves nothing', () => {
    assert.deepEqual(linesOf(made()), [
      'Signed electronically by · 电子签名人',
      '赵喆 Zhao Zhe',
      'Head of Building Permits · 建设许可科科长',
      'Stated time: 22 November 2026, 13:30 UTC',
      '声明时间\uff1a2026年11月22日 13:30\uff08UTC\uff09',
      'This mark proves nothing by itself: verify the signature in the file.',
      '本标记本身不构成证明\uff0c请验证文件中的签名。',
    ])
  })

  it('is written in the languages, the clock and the parts that are asked for', () => {
    const chinese = made({ languages: ['zh'], utcOffsetMinutes: 480, office: { en: 'Mayor' } })
    assert.deepEqual(linesOf(chinese), [
      '电子签名人',
      '赵喆 Zhao Zhe',
      '声明时间\uff1a2026年11月22日 21:30\uff08UTC+08:00\uff09',
      '本标记本身不构成证明\uff0c请验证文件中的签名。',
    ])
    const english = made({ act: 'sealed', languages: ['en'], utcOffsetMinutes: -210 })
    assert.deepEqual(linesOf(english).slice(0, 4), [
      'Sealed electronically by',
      '赵喆 Zhao Zhe',
      'Head of Building Permits',
      'Stated time: 22 November 2026, 10:00 UTC-03:30',
    ])
    const { time: _time, office: _office, ...bare } = { ...plain, languages: ['en'] as const }
    const short = sure(drawMark(bare), 'the mark')
    assert.equal(linesOf(short.appearance(reference)).length, 3)
  })

  it('is letters and a frame: no picture, nothing painted under them, no colour', () => {
    const operators = content(made(), 0).toString()
    const path = String.raw`[\d. ]+ (re S|m [\d. ]+ l S)`
    const text = String.raw`/F [\d.]+ Tf [\d.]+ g 1 0 0 1 [\d. ]+ Tm <[0-9A-F]+> Tj`
    const known = new RegExp(String.raw`^(q|Q|BT|ET|[\d.]+ G [\d.]+ w ${path}|${text})$`)
    for (const line of operators.trimEnd().split('\n')) assert.match(line, known)
    const form = made()[0]
    const resources = entry(form, 'Resources')
    assert.ok(isKind(resources, 'dictionary'))
    assert.deepEqual([...resources.entries.keys()], ['Font'])
  })

  it('has objects that name only each other, always the same', () => {
    const objects = made()
    assert.equal(objects.length, 6)
    const numbers = [...JSON.stringify(objects, mapsToo).matchAll(/"reference","number":(\d+)/g)]
    // The first is named by the widget.
    assert.deepEqual(new Set(numbers.map(([, number]) => Number(number))), new Set([8, 9, 10, 11, 12]))
    assert.deepEqual(made(), objects)
  })

  it('names its font after the part of it that is there, with a width for every glyph', () => {
    const objects = made()
    const names = [1, 2].map((index) => entry(objects[index], 'BaseFont'))
    assert.deepEqual(names[0], names[1])
    assert.match(JSON.stringify(names[0]), /"[A-Z]{6}\+NotoSansSC-Regular"/)
    const other = entry(made({ signer: 'Zoë' })[1], 'BaseFont')
    assert.notDeepEqual(other, names[0])
    const widths = entry(objects[2], 'W')
    const characters = new Set(linesOf(made()).join(''))
    assert.ok(isKind(widths, 'array') && isKind(widths.items[1], 'array'))
    assert.equal(widths.items[1].items.length, characters.size + 1)
  })

  it('keeps its text inside its frame, wrapped and made smaller where it must', () => {
    const office = {
      zh: '某某市住房和城乡建设局行政审批科副科长',
      en: 'Deputy Head of Administrative Approvals',
    }
    for (const [width, height] of [
      [170, 130],
      [300, 70],
      [500, 400],
    ] as const) {
      const lines = content(made({ office, width, height }), 0).toString()
      for (const [, x, y] of lines.matchAll(/1 0 0 1 ([\d.]+) ([\d.]+) Tm/g))
        assert.ok(Number(x) >= 7 && Number(y) >= 7 && Number(y) < height - 7)
    }
    const lines = linesOf(made({ office, languages: ['zh'], width: 120, height: 120 }))
    assert.ok(
      lines.every((line) => !/^[\uff0c\uff1a\uff09。、]/.test(line)),
      lines.join('|'),
    )
    assert.equal(lines.join('').replaceAll(' ', '').includes(office.zh), true)
  })

  it('is refused where its text does not fit or the font does not have it', () => {
    const cases: readonly (readonly [Partial<MarkWishes>, unknown])[] = [
      [
        { width: 100, height: 40 },
        { kind: 'mark-too-small', width: 100, height: 40 },
      ],
      [{ width: Number.NaN }, { kind: 'mark-too-small', width: Number.NaN, height: 100 }],
      [{ height: 20_000 }, { kind: 'mark-too-small', width: 260, height: 20_000 }],
      [{ signer: '  ' }, { kind: 'mark-text-empty' }],
      [{ office: { zh: '' } }, { kind: 'mark-text-empty' }],
      [{ signer: 'a'.repeat(201) }, { kind: 'mark-text-too-long', characters: 201, charactersMax: 200 }],
      [
        { signer: 'Łukasz' },
        { kind: 'mark-character-missing', character: 'U+0141', font: 'NotoSansSC-Regular' },
      ],
      [
        { office: { en: '🏛' } },
        { kind: 'mark-character-missing', character: 'U+1F3DB', font: 'NotoSansSC-Regular' },
      ],
      [{ font: smallFont() }, { kind: 'mark-character-missing', character: 'U+0053', font: 'Small' }],
      [{ font: font.subarray(0, 100) }, { kind: 'font-unreadable', problem: 'a table ends after the file' }],
    ]
    for (const [wishes, fault] of cases) {
      const mark = drawMark({ ...plain, ...wishes })
      assert.deepEqual(mark.ok || mark.fault, fault)
    }
  })

  it('refuses controls, what takes no room or turns direction, joining scripts and lone halves', () => {
    const unfit =
      '\n \t \u0000 \u00a0 \u00ad \u200b \u200d \u200e \u202e \u2066 \u2028 \u3000 \ufeff \ufe0f \ue000'
    for (const character of [
      ...unfit.split(' '),
      '\ud842',
      '\u{e0041}',
      '\u05d0',
      '\u0627',
      '\u0915',
      'q\u0301',
    ]) {
      const mark = drawMark({ ...plain, signer: `A${character}B` })
      const last = Array.from(character).at(-1)?.codePointAt(0) ?? 0
      const name = `U+${last.toString(16).toUpperCase().padStart(4, '0')}`
      assert.deepEqual(mark.ok || mark.fault, { kind: 'mark-character-unfit', character: name })
    }
    assert.equal(linesOf(made({ signer: 'Zoe\u0308' }))[1], 'Zoë')
  })

  it('reads back as it was written, whatever the name', () => {
    const letters = fc.constantFrom(...Array.from('abcXYZ 张伟喆堃、·-(é'))
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 40 }), (characters) => {
        const signer = characters.join('').trim().replaceAll(/ +/g, ' ')
        fc.pre(signer !== '')
        const lines = linesOf(made({ signer, languages: ['en'], height: 160 })).join('')
        assert.ok(lines.replaceAll(' ', '').includes(signer.replaceAll(' ', '')))
      }),
      { numRuns: 40 },
    )
  })
})

function mapsToo(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value
}
