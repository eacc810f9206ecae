import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { preparedText } from './name-preparation.ts'

/** RFC 4518 §2, step by step. */
const prepared: readonly (readonly [what: string, text: string, result: string | undefined])[] = [
  ['plain text has its outer spaces made one and its inner ones two', '  A  b c ', ' a  b  c '],
  ['an empty text is two spaces', '', '  '],
  ['a text of spaces is two spaces', '   ', '  '],
  ['a soft hyphen is nothing', 'a\u00ADb', ' ab '],
  ['a byte order mark and joiners are nothing', '\uFEFFa\u200Db\u2060c', ' abc '],
  ['a control is nothing', 'a\u0001b\u007Fc', ' abc '],
  ['line ends and tabs are spaces', 'a\r\n\tb\u0085c', ' a  b  c '],
  ['separators are spaces', 'a\u00A0b\u2003c\u3000d\u2028e', ' a  b  c  d  e '],
  ['a zero width space is nothing', 'a\u200Bb', ' ab '],
  ['full width letters are letters', 'ＡＤＡ', ' ada '],
  ['a ligature is its letters', 'ﬁn', ' fin '],
  ['sharp s is two', 'STRASSE straße', ' strasse  strasse '],
  ['a final sigma is a sigma', 'ΟΔΟΣ οδος', ' οδοσ  οδοσ '],
  ['a dotless i is no i', 'ı', ' ı '],
  ['composed and decomposed letters are the same', 'e\u0301', ' \u00E9 '],
  ['a letter-like sign is its letter', 'ℝ', ' r '],
  ['a space under a combining mark is kept', 'a \u0338 b', ' a \u0338  b '],
  ['a private character cannot be prepared', 'a\uE000', undefined],
  ['an unassigned character cannot be prepared', 'a\u0378', undefined],
  ['thirty marks on a letter can be prepared', `x${'\u0308'.repeat(30)}`, ` \u1E8D${'\u0308'.repeat(29)} `],
  ['more marks on a letter cannot be prepared', `x${'\u0308'.repeat(31)}`, undefined],
  ['the replacement character cannot be prepared', '\uFFFD', undefined],
]

for (const [what, text, result] of prepared) {
  test(what, () => assert.equal(preparedText(text), result))
}

test('case and spaces at the ends make no difference to any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const once = preparedText(text)
      // A combining mark at the front would join a space put before it.
      if (once === undefined || /^\p{M}/u.test(text)) return
      assert.equal(preparedText(`  ${text} `), once)
      assert.equal(preparedText(once), once)
    }),
    { numRuns: 500 },
  )
})
