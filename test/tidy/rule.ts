import { type Source, sourceOf } from './source.ts'

/** Files of a project by path: the real ones, or a few lines that show what a rule is about. */
export type Files = Readonly<Record<string, string>>

/** A project as the rules see it. */
export interface House {
  readonly sources: readonly Source[]
  /** Every file, also those that are not sources. */
  readonly paths: ReadonlySet<string>
}

export interface Finding {
  readonly path: string
  readonly line: number
  readonly what: string
}

/** A sentence of the house style that a program can hold. */
export interface Rule {
  /** The claim, as the name of a test. */
  readonly claim: string
  /** What to do about a finding. */
  readonly mend: string
  readonly find: (house: House) => Iterable<Finding>
  /** In each of these the rule must find exactly one thing. */
  readonly wrong: readonly Files[]
  /** In each of these it must find nothing. */
  readonly right: readonly Files[]
}

export function houseOf(files: Files): House {
  const isSource = ([path]: readonly [string, string]): boolean => /\.(ts|mjs)$/.test(path)
  return {
    sources: Object.entries(files)
      .filter(isSource)
      .map(([path, text]) => sourceOf(path, text)),
    paths: new Set(Object.keys(files)),
  }
}

/** What is wrong at a position of a file. */
export interface Fault {
  readonly at: number
  readonly what: string
}

/** A `find` that looks at each file by itself. */
export function inEachFile(find: (source: Source) => Iterable<Fault>): Rule['find'] {
  return (house) =>
    house.sources.flatMap((source) =>
      Array.from(find(source), ({ at, what }) => ({ path: source.path, line: source.lineAt(at), what })),
    )
}

/** A `find` that looks at the files of the program alone, not at tests, benchmarks and tools. */
export function inEachProgramFile(find: (source: Source) => Iterable<Fault>): Rule['find'] {
  return inEachFile((source) => (inProgram(source.path) ? find(source) : []))
}

function inProgram(path: string): boolean {
  return path.startsWith('src/') && !isTest(path)
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts')
}
