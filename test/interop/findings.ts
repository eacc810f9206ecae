import { isDeepStrictEqual } from 'node:util'

/** What was seen against what was expected, line by line. */
export class Findings {
  readonly #say: (line: string) => void
  #as = 0
  #other = 0
  #skipped = 0

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  /** One thing seen. */
  see(what: string, seen: unknown, expected: unknown): void {
    const isAs = isDeepStrictEqual(seen, expected)
    if (isAs) this.#as++
    else this.#other++
    this.#say(`${isAs ? 'as expected' : 'OTHERWISE  '}  ${what}`)
    if (!isAs) this.#say(`    seen     ${JSON.stringify(seen)}\n    expected ${JSON.stringify(expected)}`)
  }

  /** Something to know when the rest is read. */
  told(line: string): void {
    this.#say(line)
  }

  skipped(what: string, why: string): void {
    this.#skipped++
    this.#say(`skipped      ${what}: ${why}`)
  }

  /** Says how it went; whether all was as expected. */
  close(): boolean {
    const skipped = this.#skipped > 0 ? `, ${this.#skipped} skipped` : ''
    this.#say(`\n${this.#as} as expected, ${this.#other} otherwise${skipped}`)
    return this.#other === 0
  }
}
