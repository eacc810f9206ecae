/**
 * Patterns for data are a small part of regular expressions: a row of characters, classes and escapes, each
 * perhaps repeated. Without groups and alternatives the work of a match is bounded by the length of the text
 * to the power of the open repetitions, so no pattern can hang a node.
 */
const classed = String.raw`\[\^?(?:\\[\\\]^-]|\\[dw]|\\p\{[A-Z][a-z]?\}|[^\\\]^[])+\]`
const escaped = String.raw`\\[\\dw.+*?()[\]{}|^$/]|\\p\{[A-Z][a-z]?\}`
const character = String.raw`[^\\[\](){}|^$*+?]`
const repeated = String.raw`\{\d{1,3}\}|(?<open>\{\d{1,3},(?:\d{1,3})?\}|[*+?])`
const piece = `(?:${classed}|${escaped}|${character})(?:${repeated})?`

/** 3 open repetitions over 256 characters are some 3 million steps at the very worst: about 20 ms. */
const openRepetitionsMax = 3

/** Longer ones are not readable, and nothing that fits on an official form needs one. */
const patternLengthMax = 200

/** What is wrong with a pattern; `undefined` when it is sound. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern === '' || pattern.length > patternLengthMax)
    return `it must have 1 to ${patternLengthMax} characters`
  const pieces = new RegExp(piece, 'uy')
  let open = 0
  for (let at = 0; at < pattern.length; at = pieces.lastIndex) {
    const match = pieces.exec(pattern)
    if (!match)
      return `\`${pattern.slice(at, at + 10)}\` is not a character, a class in brackets or a repetition`
    if (match.groups?.['open'] !== undefined) open++
  }
  if (open > openRepetitionsMax) return `it has more than ${openRepetitionsMax} repetitions of open length`
  return compiled(pattern) ? undefined : 'a range or repetition in it is out of order'
}

/** Whether the whole text matches a sound pattern. */
export function matches(pattern: string, text: string): boolean {
  return compiled(pattern)?.test(text) ?? false
}

function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u')
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}
