import { fromUtf8, utf8 } from '#bytes'
import type { Mutation } from './byte-mutation.ts'
import type { Chance } from './chance.ts'
import { mutateText } from './text-mutation.ts'

/** Values of every type, at their ends; texts of JSON, so that two members of one name can stand. */
const values: readonly string[] = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1e999', '1e-999', '1.5', '9007199254740993', '""', '"a"'],
  ...['[]', '{}', '[[]]', '"\\ud800"', '"\\u0000"', '"\\u0061"', '"__proto__"', '"="', '"AA=="', '"AB=="'],
  ...['{"__proto__":{"ok":true}}', '{"constructor":1}', '{"length":4294967296}', '"1970-01-01T00:00:00Z"'],
  ...['"9999-12-31T23:59:60Z"', '"2026-02-30T00:00:00.000Z"', `"${'a'.repeat(3000)}"`],
  ...[
    '['.repeat(9) + ']'.repeat(9),
    '['.repeat(20_000) + ']'.repeat(20_000),
    '{"a":'.repeat(50) + '1' + '}'.repeat(50),
  ],
]

/** A member with its value, a text, a number or a word: as far as a pattern can find them. */
const memberForm = /"[^"\\]*(?:\\.[^"\\]*)*"\s*:\s*(?:"[^"\\]*(?:\\.[^"\\]*)*"|[\d.eE+-]+|true|false|null)/g
const valueForm = /(?<=[:[,]\s*)(?:"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|true|false|null)/g

/** Changes values and members of a JSON text, or the text itself. */
export function mutateJson(words: readonly string[]): Mutation {
  const asText = mutateText(words)
  return (input, chance, others) => {
    const text = chance.once(3) ? undefined : fromUtf8(input)
    if (!text?.ok) return asText(input, chance, others)
    let changed = text.value
    for (let left = 1 + chance.below(chance.pick([1, 2, 4])); left > 0; left -= 1)
      changed = mutated(changed, chance)
    return utf8(changed.toWellFormed())
  }
}

function mutated(text: string, chance: Chance): string {
  const form = chance.once(2) ? memberForm : valueForm
  const matches = [...text.matchAll(form)]
  if (matches.length === 0) return text
  const match = chance.pick(matches)
  const [found] = match
  const [before, after] = [text.slice(0, match.index), text.slice(match.index + found.length)]
  if (form === valueForm) return before + chance.pick(values) + after
  const other = chance.pick(matches)[0]
  const name = found.slice(0, found.indexOf('":') + 2)
  switch (chance.below(4)) {
    case 0:
      return `${before}${found},${found}${after}`
    case 1:
      return before + after.replace(/^\s*,/, '')
    case 2:
      return `${before}${found},${other}${after}`
    default:
      return `${before}${found},${name}${chance.pick(values)}${after}`
  }
}
