import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type LineChange, lineDifference, stretchesOf } from './line-difference.ts'

const signs = { same: ' ', removed: '-', added: '+' } as const

function told(before: string, after: string): readonly string[] {
  return lineDifference(before, after).map(({ kind, text }) => signs[kind] + text)
}

test('lines that are in both stay, and only the others are taken away or added', () => {
  assert.deepEqual(told('a\nb\nc\n', 'a\nx\nc\nd\n'), [' a', '-b', '+x', ' c', '+d'])
  assert.deepEqual(told('', 'a\n'), ['+a'])
  assert.deepEqual(told('a\n', ''), ['-a'])
  assert.deepEqual(told('a\nb', 'a\nb\n'), [' a', ' b'])
  assert.deepEqual(told('a\r\nb\r\n', 'a\nb\n'), [' a', ' b'])
})

test('each line has its number in the version that has it', () => {
  const lines = lineDifference('a\nb\nc\n', 'a\nc\nd\n')
  assert.deepEqual(
    lines.map(({ before, after }) => [before, after]),
    [
      [1, 1],
      [2, undefined],
      [3, 2],
      [undefined, 3],
    ],
  )
})

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 })

/** The longest common lines, by the plain table. */
function commonLines(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  const at = (x: number, y: number): number => table[x]?.[y] ?? 0
  for (let x = 1; x <= a.length; x++) {
    for (let y = 1; y <= b.length; y++) {
      const row = table[x]
      if (!row) continue
      row[y] = a[x - 1] === b[y - 1] ? at(x - 1, y - 1) + 1 : Math.max(at(x - 1, y), at(x, y - 1))
    }
  }
  return at(a.length, b.length)
}

test('a difference gives both versions back, and no shorter one does', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      const changes = lineDifference(a.join('\n'), b.join('\n'))
      const side = (left: LineChange['kind']) =>
        changes.filter(({ kind }) => kind !== left).map(({ text }) => text)
      assert.deepEqual(side('added'), a)
      assert.deepEqual(side('removed'), b)
      assert.equal(changes.filter(({ kind }) => kind === 'same').length, commonLines(a, b))
    }),
    { numRuns: 300 },
  )
})

test('texts that have nothing in common are exchanged as a whole, in bounded work', () => {
  const many = (name: string) => Array.from({ length: 3_000 }, (_, at) => `${name}${at}`).join('\n')
  const changes = lineDifference(many('a'), many('b'))
  assert.equal(changes.length, 6_000)
})

test('far from any change lines are left out', () => {
  const before = Array.from({ length: 20 }, (_, at) => `l${at}`)
  const after = before.with(10, 'other')
  const stretches = stretchesOf(lineDifference(before.join('\n'), after.join('\n')), 2)
  assert.deepEqual(
    stretches.map(({ kind, lines }) => [kind, lines.length]),
    [
      ['left-out', 8],
      ['changes', 6],
      ['left-out', 7],
    ],
  )
})
