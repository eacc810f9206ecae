import { accept, type Result, refuse } from '#fault'
import { advanceOf, type Font, glyphOf } from './font.ts'

/** Why a text cannot stand in a mark; `character` is the code point as `U+200B`. */
export type MarkTextFault =
  /** It has no ink, changes the order of what is read, or its script needs shaping that is not done here. */
  | { readonly kind: 'mark-character-unfit'; readonly character: string }
  /** The font has no glyph for it. */
  | { readonly kind: 'mark-character-missing'; readonly character: string; readonly font: string }
  /** A name or an office of spaces alone. */
  | { readonly kind: 'mark-text-empty' }
  | { readonly kind: 'mark-text-too-long'; readonly characters: number; readonly charactersMax: number }

/** A name or office longer than this would fill the page, not a mark. */
const textCharactersMax = 200
/**
 * What is read from left to right, one glyph for a character. Marks that stand on letters, controls, the
 * characters that turn the direction or take no room, and scripts whose letters join are in none of these.
 */
const fit = /^[\p{L}\p{N}\p{P}\p{S}]$/u
const fitScripts =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Bopomofo}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Common}]$/u

/**
 * A text that a mark can show, with letters and their accents composed (Unicode NFC) where they came apart:
 * what people see is what a reader of the file finds. Runs of spaces are one.
 */
export function markText(font: Font, wished: string): Result<string, MarkTextFault> {
  const composed = /\p{M}/u.test(wished) ? wished.normalize('NFC') : wished
  const characters = Array.from(composed)
  if (characters.length > textCharactersMax) {
    const charactersMax = textCharactersMax
    return refuse({ kind: 'mark-text-too-long', characters: characters.length, charactersMax })
  }
  for (const character of characters) {
    const unfit = character !== ' ' && !(fit.test(character) && fitScripts.test(character))
    if (unfit) return refuse({ kind: 'mark-character-unfit', character: codePointText(character) })
    if (glyphOf(font, codePointOf(character)) === 0) {
      const missing = { character: codePointText(character), font: font.name }
      return refuse({ kind: 'mark-character-missing', ...missing })
    }
  }
  const text = composed.trim().replaceAll(/ +/g, ' ')
  return text === '' ? refuse({ kind: 'mark-text-empty' }) : accept(text)
}

/** Breaks a text into lines no wider than `width`, in units of the font; a word that is wider is broken. */
export function wrap(font: Font, text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of piecesOf(text)) {
    if (widthOf(font, (line + piece).trimEnd()) <= width) {
      line += piece
      continue
    }
    if (line !== '') lines.push(line.trimEnd())
    line = piece
    while (widthOf(font, line.trimEnd()) > width && Array.from(line).length > 1) {
      const kept = longestWithin(font, line, width)
      lines.push(kept)
      line = line.slice(kept.length)
    }
  }
  if (line.trimEnd() !== '') lines.push(line.trimEnd())
  return lines
}

/** The width of a text in units of the font. */
export function widthOf(font: Font, text: string): number {
  let width = 0
  for (const character of text) width += advanceOf(font, glyphOf(font, codePointOf(character)))
  return width
}

export function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0
}

/**
 * Where a line may break: after a space, and beside an ideograph unless punctuation would then begin or end
 * a line that must not (GB/T 15834-2011 §5.1).
 */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  let before: string | undefined
  for (const character of text) {
    if (before !== undefined && !breaksBetween(before, character)) pieces[pieces.length - 1] += character
    else pieces.push(character)
    before = character
  }
  return pieces
}

function breaksBetween(before: string, after: string): boolean {
  if (after === ' ') return false
  if (before === ' ') return true
  if (notAtStart.test(after) || notAtEnd.test(before)) return false
  return wide.test(before) || wide.test(after)
}

const wide =
  /[\p{Script=Han}\p{Script=Bopomofo}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u
const notAtStart =
  /[\p{Pe}\p{Pf}!,.:;?%\u00b7\u3001\u3002\u3005\u2014\u2026\uff01\uff05\uff0c\uff0e\uff1a\uff1b\uff1f\uff5e]/u
const notAtEnd = /[\p{Ps}\p{Pi}]/u

function longestWithin(font: Font, text: string, width: number): string {
  let kept = ''
  for (const character of text) {
    if (kept !== '' && widthOf(font, kept + character) > width) break
    kept += character
  }
  return kept
}

function codePointText(character: string): string {
  return `U+${codePointOf(character).toString(16).toUpperCase().padStart(4, '0')}`
}
