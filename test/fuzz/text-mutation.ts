import { fromUtf8, utf8 } from '#bytes'
import { type Mutation, mutateBytes } from './byte-mutation.ts'
import type { Chance } from './chance.ts'

/** Numbers at which readers of numbers differ. */
const numbers: readonly string[] = [
  ...['0', '-0', '00', '01', '-1', '+1', '1e3', '1e999', '0x1', '1.5', '.5', 'NaN', '4294967296'],
  ...['9007199254740991', '9007199254740993', '9999999999999999', '18446744073709551616', '9'.repeat(400)],
]

/** Characters that mean something somewhere, and some that are not what they seem. */
const characters: readonly string[] = [
  ...[
    '\0',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '\x0b',
    '\x1b',
    '\x7f',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '\ufffd',
  ],
  ...[
    '\u0301',
    '\u{1f600}',
    ' ',
    '%00',
    '%2e%2e',
    '%2F',
    '\\',
    '"',
    "'",
    '/',
    '//',
    '..',
    '=',
    '==',
    '-',
    '_',
  ],
  ...['+', '{', '}', '[', ']', ':', ',', '#', '&', '*', '!', '|', '>', '@', '`', '—'],
]

/** What opens a level in some language; often enough it is deeper than a stack. */
const openings: readonly string[] = ['[', '{', '(', '{a: ', '{"a":', '- ', '? ', '\n ', '((', '%25']

/** Changes a text by words of its language, by lines, numbers and special characters, or octet by octet. */
export function mutateText(words: readonly string[]): Mutation {
  return (input, chance, others) => {
    const text = chance.once(4) ? undefined : fromUtf8(input)
    if (!text?.ok) return mutateBytes(input, chance, others)
    let changed = text.value
    for (let left = 1 + chance.below(chance.pick([1, 2, 6])); left > 0; left -= 1)
      changed = mutated(changed, chance, words)
    return utf8(changed.toWellFormed())
  }
}

function mutated(text: string, chance: Chance, words: readonly string[]): string {
  switch (chance.below(8)) {
    case 0:
      return inserted(text, chance, chance.pick(words))
    case 1:
      return inserted(text, chance, chance.pick(characters))
    case 2:
      return exchanged(text, chance, /\d+/g, chance.pick(numbers))
    case 3:
      return exchanged(text, chance, /[A-Za-z]+/g, chance.pick(words))
    case 4:
      return exchanged(text, chance, /[^A-Za-z0-9]/g, chance.once(3) ? '' : chance.pick(characters))
    case 5:
      return rearranged(text, chance, '\n')
    case 6:
      return inserted(text, chance, chance.pick(openings).repeat(chance.size(8_000)))
    default:
      return rearranged(text, chance, chance.pick(['.', ',', '/', ':', ' ']))
  }
}

function inserted(text: string, chance: Chance, part: string): string {
  const at = chance.below(text.length + 1)
  return text.slice(0, at) + part + text.slice(at)
}

/** One of the matches by something else. */
function exchanged(text: string, chance: Chance, form: RegExp, by: string): string {
  const matches = [...text.matchAll(form)]
  if (matches.length === 0) return text + by
  const match = chance.pick(matches)
  return text.slice(0, match.index) + by + text.slice(match.index + match[0].length)
}

/** One part less, doubled, elsewhere or very often. */
function rearranged(text: string, chance: Chance, separator: string): string {
  const parts = text.split(separator)
  const at = chance.below(parts.length)
  const [part = ''] = parts.splice(at, 1)
  const times = chance.pick([0, 1, 2, 2, chance.size(300)])
  parts.splice(chance.below(parts.length + 1), 0, ...Array<string>(times).fill(part))
  return parts.join(separator)
}
