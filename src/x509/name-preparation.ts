/*
 * String preparation for comparing names: RFC 4518 §2 as RFC 5280 §7.1 profiles it, for `caseIgnoreMatch`.
 * It is written down for Unicode 3.2; the platform's tables are newer, which only adds characters.
 */

/** RFC 4518 §2.2: what is mapped to nothing: marks that are not seen, controls, format characters. */
const unseen = new RegExp(
  `[${[
    '\\u{0}-\\u{8}\\u{e}-\\u{1f}\\u{7f}-\\u{84}\\u{86}-\\u{9f}\\u{ad}\\u{34f}\\u{6dd}\\u{70f}',
    '\\u{1806}\\u{180b}-\\u{180e}\\u{200b}-\\u{200f}\\u{202a}-\\u{202e}\\u{2060}-\\u{2063}',
    '\\u{206a}-\\u{206f}\\u{fe00}-\\u{fe0f}\\u{feff}\\u{fff9}-\\u{fffc}\\u{1d173}-\\u{1d17a}',
    '\\u{e0001}\\u{e0020}-\\u{e007f}',
  ].join('')}]`,
  'gu',
)

/** RFC 4518 §2.2: the controls that part lines and columns, and every separator. */
const spaces = /[\t-\r\x85]|\p{Z}/gu

/** RFC 4518 §2.4: unassigned, private use, half surrogates, and the replacement character. */
const prohibited = /[\p{Cn}\p{Co}\p{Cs}\u{fffd}]/u

/**
 * More combining marks on one letter than any script puts there (UAX #15 D3 allows 30): to bring them into
 * order costs the square of their number, and whoever sends a certificate chooses it.
 */
const heaped = /\p{M}{31}/u

/** RFC 4518 §2.6.1: a space is one that no combining mark follows. */
const insignificant = /(?: (?!\p{M}))+/gu

const plain = /^[\x20-\x7e]*$/

/**
 * The text prepared for comparison: two texts are the same when this is. `undefined` for a text that holds
 * a prohibited character, whether it is the same as another being undefined (RFC 4518 §2.4), and for one that
 * heaps combining marks.
 */
export function preparedText(text: string): string | undefined {
  if (plain.test(text)) return ` ${text.trim().toLowerCase().replace(/ +/g, '  ')} `
  const mapped = folded(text.replace(unseen, '').replace(spaces, ' '))
  if (heaped.test(mapped)) return undefined
  // Folding once more after normalisation is what RFC 3454 table B.2 has worked into its entries.
  const normalized = folded(mapped.normalize('NFKC')).normalize('NFKC')
  if (prohibited.test(normalized)) return undefined
  return ` ${trimmed(normalized).replace(insignificant, '  ')} `
}

function trimmed(text: string): string {
  // `trimEnd` and no pattern: one that looks for spaces up to the end tries again from each space of a run.
  return text.replace(/^(?: (?!\p{M}))+/u, '').trimEnd()
}

/** Full case folding: letter by letter, since the platform's lower case looks at the letters around. */
function folded(text: string): string {
  let result = ''
  for (const letter of text) result += letter === dotlessI ? letter : lowered(letter.toUpperCase())
  return result
}

/** Upper case has no dotless `I`, so that going through it would make `i` of one: it folds to itself. */
const dotlessI = '\u{131}'

function lowered(letters: string): string {
  let result = ''
  for (const letter of letters) result += letter.toLowerCase()
  return result
}
