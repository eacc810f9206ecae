/** What is compared in a search: letters without case, full and half width the same. */
export function searchable(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** The words of a search, in what they are compared by. */
export function wordsOf(text: string): readonly string[] {
  return searchable(text).split(/\s+/u).filter(Boolean)
}

/**
 * Searchable texts by number, in one: a part is looked for in all of them at once, which for 100,000 takes a
 * few milliseconds; looking into each by itself takes ten times as long.
 */
export class TextIndex {
  #texts = ''
  /** Where each text begins, and after the last one where the next will. */
  readonly #begins: number[] = [0]

  /** Adds the next texts. Words hold no white space, so none is found across the end of a text. */
  add(texts: readonly string[]): void {
    const parts = texts.map((text) => `${text.replaceAll(/\s/gu, ' ')}\n`)
    for (const part of parts) this.#begins.push((this.#begins.at(-1) ?? 0) + part.length)
    this.#texts += parts.join('')
  }

  /** For each text 1 if all of the words are in it; `undefined` if none was asked for. */
  find(words: readonly string[]): Uint8Array | undefined {
    const [first, ...others] = words
    if (first === undefined) return undefined
    const found = this.#findWord(first)
    for (const word of others) {
      const also = this.#findWord(word)
      for (let at = 0; at < found.length; at++) found[at] = (found[at] ?? 0) & (also[at] ?? 0)
    }
    return found
  }

  #findWord(word: string): Uint8Array {
    const begins = this.#begins
    const found = new Uint8Array(begins.length - 1)
    let text = 0
    for (let at = this.#texts.indexOf(word); at !== -1; at = this.#texts.indexOf(word, begins[text])) {
      text = this.#textAt(at, text)
      found[text] = 1
      text += 1
    }
    return found
  }

  /** The text in which a place lies; it is none before `low`. */
  #textAt(place: number, low: number): number {
    const begins = this.#begins
    let step = 1
    while ((begins[low + step] ?? Number.POSITIVE_INFINITY) <= place) step *= 2
    let from = low + Math.floor(step / 2)
    let to = low + step
    while (to - from > 1) {
      const middle = (from + to) >>> 1
      if ((begins[middle] ?? Number.POSITIVE_INFINITY) <= place) from = middle
      else to = middle
    }
    return from
  }
}
