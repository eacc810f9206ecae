import type { PdfBudget, PdfDamage, PdfFault } from './fault.ts'
import type { PdfLimits } from './limits.ts'
import { literalBytes, literalEnd } from './literal.ts'
import { delimiter, hexDigit, isDigit, isRegular, isSpace, octet } from './octet.ts'
import type { PdfDictionary, PdfReference, PdfValue } from './value.ts'

/** What is left of a file's limits; shared by everything that reads from one file. */
export interface Allowance {
  readonly limits: PdfLimits
  values: number
  inflatedBytes: number
}

export function newAllowance(limits: PdfLimits): Allowance {
  return { limits, values: 0, inflatedBytes: 0 }
}

/**
 * A place in octets of PDF that moves forward, value by value (ISO 32000-2 §7.2, §7.3). It keeps the first
 * fault, after which everything is empty and nothing more is taken; whoever holds it asks for `fault`.
 */
export class PdfReader {
  readonly source: Uint8Array
  readonly #allowance: Allowance
  readonly #end: number
  /** Whether places of strings are places in the file. */
  readonly #isFile: boolean
  position: number
  fault: PdfFault | undefined

  constructor(source: Uint8Array, allowance: Allowance, start = 0, end = source.length, isFile = true) {
    this.source = source
    this.#allowance = allowance
    this.#end = end
    this.#isFile = isFile
    this.position = start
  }

  damage(what: PdfDamage, offset: number = this.position): null {
    this.fault ??= { kind: 'pdf-damaged', what, offset }
    return null
  }

  /** The octet at the position or some way behind it; -1 at the end and after a fault. */
  peek(ahead = 0): number {
    const at = this.position + ahead
    return at < this.#end && this.fault === undefined ? (this.source[at] ?? -1) : -1
  }

  /** Passes over white space and comments. */
  skipSpace(): void {
    for (;;) {
      const next = this.peek()
      if (isSpace(next)) this.position += 1
      else if (next === octet.percent) this.#skipLine()
      else return
    }
  }

  /** Passes over this keyword if it is next and ends there. */
  keyword(word: string): boolean {
    for (let at = 0; at < word.length; at += 1) {
      if (this.peek(at) !== word.charCodeAt(at)) return false
    }
    if (isRegular(this.peek(word.length))) return false
    this.position += word.length
    return true
  }

  /** A whole number that is not negative, after white space; -1 where there is none. */
  count(): number {
    this.skipSpace()
    const start = this.position
    let value = 0
    while (isDigit(this.peek())) {
      value = value * 10 + this.peek() - octet.zero
      this.position += 1
    }
    const isNone = this.position === start || this.position - start > 15 || isRegular(this.peek())
    if (isNone) this.position = start
    return isNone ? -1 : value
  }

  /** The next value, after white space; `depth` counts the arrays and dictionaries around it. */
  value(depth = 0): PdfValue {
    this.skipSpace()
    this.spendValue()
    const { depthMax } = this.#allowance.limits
    if (depth > depthMax) return this.#spend('depth', depthMax)
    const next = this.peek()
    if (isDigit(next)) return this.#referenceOrNumber()
    switch (next) {
      case octet.slash:
        return { kind: 'name', name: this.#name() }
      case octet.parenthesis:
        return this.#literalString()
      case octet.bracket:
        return this.#array(depth)
      case octet.less:
        return this.peek(1) === octet.less ? this.dictionary(depth) : this.#hexString()
      case octet.plus:
      case octet.minus:
      case octet.point:
        return this.#number()
      default:
        return this.#word()
    }
  }

  /** The dictionary that is next; an empty one after a fault. */
  dictionary(depth = 0): PdfDictionary {
    const entries = new Map<string, PdfValue>()
    this.position += 2
    for (;;) {
      this.skipSpace()
      const at = this.position
      if (this.peek() === octet.greater && this.peek(1) === octet.greater) break
      if (this.peek() !== octet.slash) this.damage('value-malformed')
      if (this.fault !== undefined) return { kind: 'dictionary', entries: new Map() }
      const key = this.#name()
      const value = this.value(depth + 1)
      if (entries.has(key)) this.fault ??= { kind: 'pdf-ambiguous', what: 'key-twice', offset: at }
      entries.set(key, value)
    }
    this.position += 2
    return { kind: 'dictionary', entries }
  }

  /** Counts one more value. */
  spendValue(): void {
    const { valuesMax } = this.#allowance.limits
    this.#allowance.values += 1
    if (this.#allowance.values > valuesMax) this.#spend('values', valuesMax)
  }

  #spend(budget: PdfBudget, max: number): null {
    this.fault ??= { kind: 'pdf-budget', budget, max }
    return null
  }

  #skipLine(): void {
    for (;;) {
      const next = this.peek()
      if (next < 0 || next === octet.lineFeed || next === octet.carriageReturn) return
      this.position += 1
    }
  }

  #word(): PdfValue {
    if (this.keyword('true')) return true
    if (this.keyword('false')) return false
    if (this.keyword('null')) return null
    return this.damage('value-malformed')
  }

  #array(depth: number): PdfValue {
    const items: PdfValue[] = []
    this.position += 1
    for (;;) {
      this.skipSpace()
      if (this.fault !== undefined) return null
      if (this.peek() === delimiter.bracketEnd) break
      items.push(this.value(depth + 1))
    }
    this.position += 1
    return { kind: 'array', items }
  }

  #referenceOrNumber(): PdfValue {
    const start = this.position
    const found = this.#reference()
    if (found !== undefined) return found
    this.position = start
    return this.#number()
  }

  /** `12 0 R`; `undefined` when it is something else. */
  #reference(): PdfReference | undefined {
    const number = this.count()
    if (number < 0 || !isSpace(this.peek())) return undefined
    this.skipSpace()
    if (!isDigit(this.peek())) return undefined
    const generation = this.count()
    if (generation < 0) return undefined
    this.skipSpace()
    return this.keyword('R') ? { kind: 'reference', number, generation } : undefined
  }

  #number(): PdfValue {
    const start = this.position
    while (isRegular(this.peek())) this.position += 1
    const text = Buffer.from(this.source.subarray(start, this.position)).toString('latin1')
    // No program means a number of more digits; how one reads it is anybody's guess.
    if (text.length > 32 || !/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) {
      return this.damage('number-malformed', start)
    }
    if (text.includes('.')) return { kind: 'real', text }
    const value = Number(text)
    return Number.isSafeInteger(value) ? value + 0 : this.damage('number-malformed', start)
  }

  #name(): string {
    const start = this.position
    this.position += 1
    let hasEscape = false
    while (isRegular(this.peek())) {
      if (this.peek() === octet.hash) hasEscape = true
      this.position += 1
    }
    const text = Buffer.from(this.source.subarray(start + 1, this.position)).toString('latin1')
    if (!hasEscape) return text
    // What is not two digits behind `#` is read as it stands by some and refused by others.
    if (/#(?![0-9a-fA-F]{2})|#00/.test(text)) this.damage('name-malformed', start)
    return text.replaceAll(/#(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  }

  #place(start: number): { readonly place?: { readonly start: number; readonly end: number } } {
    return this.#isFile ? { place: { start, end: this.position } } : {}
  }

  #hexString(): PdfValue {
    const start = this.position
    this.position += 1
    const from = this.position
    let end = this.source.indexOf(octet.greater, from)
    if (end < 0 || end >= this.#end) return this.damage('string-malformed', start)
    const bytes = Buffer.alloc((end - from + 1) >> 1)
    let digits = 0
    for (let at = from; at < end; at += 1) {
      const found = this.source[at] ?? -1
      if (isSpace(found)) continue
      const digit = hexDigit(found)
      if (digit < 0) return this.damage('string-malformed', at)
      bytes[digits >> 1] = (bytes[digits >> 1] ?? 0) | (digits % 2 === 0 ? digit << 4 : digit)
      digits += 1
    }
    this.position = ++end
    return { kind: 'string', bytes: bytes.subarray(0, (digits + 1) >> 1), isHex: true, ...this.#place(start) }
  }

  #literalString(): PdfValue {
    const start = this.position
    const end = literalEnd(this.source, start, this.#end)
    if (end === undefined) return this.damage('string-malformed', start)
    this.position = end
    const bytes = literalBytes(this.source.subarray(start + 1, end - 1))
    return { kind: 'string', bytes, isHex: false, ...this.#place(start) }
  }
}
