import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MarkFault } from '#pdf'
import { markProblem } from './words-mark.ts'

const cases: readonly (readonly [MarkFault, RegExp])[] = [
  [{ kind: 'font-unreadable', problem: 'no table `glyf`' }, /\(no table `glyf`\): name a TrueType font$/],
  [{ kind: 'font-forbids-embedding', name: 'Court' }, /^the font `Court` may not/],
  [{ kind: 'mark-character-unfit', character: 'U+202E' }, /cannot show U\+202E/],
  [
    { kind: 'mark-character-missing', character: 'U+0141', font: 'Court' },
    /^the font `Court` has no U\+0141/,
  ],
  [{ kind: 'mark-text-empty' }, /has no letter/],
  [{ kind: 'mark-text-too-long', characters: 300, charactersMax: 200 }, /300 characters, at most 200/],
  [{ kind: 'mark-too-small', width: 90, height: 20 }, /fit 90 by 20 points: give it more room/],
]

test('whoever asked for a mark that cannot be set is told what to change', () => {
  for (const [fault, words] of cases) assert.match(markProblem(fault), words)
})
