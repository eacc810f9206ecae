/** The page the tour is printed on: what was done, what came back, what that says. */
const whatColumns = 58
const outcomeColumns = 9
const lineColumns = 120
const quoteIndent = 10

/** Prints each line of the story with what was seen, numbered, and counts what was not as expected. */
export class Findings {
  readonly #print: (line: string) => void
  #count = 0
  #unexpected = 0

  constructor(print: (line: string) => void) {
    this.#print = print
  }

  /** A chapter's heading. */
  chapter(title: string): void {
    this.#print(`\n${title}`)
  }

  /**
   * One line of the story.
   *
   * @param what what was done, by whom
   * @param outcome what came back: a status, `done`, a time
   * @param words what it says, in plain words
   * @param fits whether it is as the story has it
   */
  see(what: string, outcome: string | number, words: string, fits: boolean): void {
    this.#count++
    if (!fits) this.#unexpected++
    const number = String(this.#count).padStart(3)
    const mark = fits ? ' ' : '!'
    const head = `${mark}${number}  ${what.padEnd(whatColumns)} ${String(outcome).padEnd(outcomeColumns)}`
    const said = fits ? words : `NOT AS EXPECTED: ${words}`
    const indent = head.length <= 6 + whatColumns + outcomeColumns + 2 ? head.length : 12
    const [first = '', ...rest] = wrapped(said, lineColumns - indent)
    if (indent === head.length) this.#print(`${head}${first}`.trimEnd())
    else {
      this.#print(head.trimEnd())
      rest.unshift(first)
    }
    for (const line of rest) this.#print(`${' '.repeat(indent)}${line}`)
  }

  /** What was printed, as it is, under the line that says so. */
  quote(text: string): void {
    for (const line of text.trimEnd().split('\n')) this.#print(`${' '.repeat(quoteIndent)}${line}`.trimEnd())
  }

  /** The last line, and whether all was as expected. */
  close(seconds: number): boolean {
    const fitting = this.#count - this.#unexpected
    this.#print(`\n${fitting} of ${this.#count} as expected, in ${seconds.toFixed(1)} s`)
    return this.#unexpected === 0
  }
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
