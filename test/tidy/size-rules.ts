import type { CallExpression } from 'oxc-parser'
import { type Fault, inEachFile, inEachProgramFile, isTest, type Rule } from './rule.ts'
import { atTopLevel, isFunction, nameOf, type Source } from './source.ts'

// The house style's limits: what a reader takes in at one sitting, on one screen, on one line.
const fileLinesMax = 400
const functionLinesMax = 70
const lineColumnsMax = 110
// A word longer than this is data, such as a digest in a test, which no line break makes easier to read.
const wordColumnsMax = 60

export const sizeRules: readonly Rule[] = [
  {
    claim: `a file has at most ${fileLinesMax} lines`,
    mend: 'one file, one noun: give the second noun a file of its own',
    find: inEachFile(({ lines }) => {
      const count = lines.at(-1) === '' ? lines.length - 1 : lines.length
      return count > fileLinesMax ? [{ at: 0, what: `${count} lines` }] : []
    }),
    wrong: [{ 'src/unit/act.ts': '// line\n'.repeat(fileLinesMax + 1) }],
    right: [{ 'src/unit/act.ts': '// line\n'.repeat(fileLinesMax) }],
  },
  {
    claim: `a function has at most ${functionLinesMax} lines`,
    mend: 'let it read like the specification and move the leaves below it',
    find: inEachFile(longFunctions),
    wrong: [
      { 'src/unit/act.ts': `function act() {\n${'  work()\n'.repeat(functionLinesMax - 1)}}` },
      { 'src/unit/act.ts': `const act = () => {\n${'  work()\n'.repeat(functionLinesMax - 1)}}` },
      { 'src/unit/act.test.ts': `test('a claim', () => {\n${'  work()\n'.repeat(functionLinesMax - 1)}})` },
    ],
    right: [
      { 'src/unit/act.ts': `function act() {\n${'  work()\n'.repeat(functionLinesMax - 2)}}` },
      {
        'src/unit/act.test.ts':
          "import { suite as group } from 'node:test'\n" +
          `group('acts', () => {\n${'  work()\n'.repeat(functionLinesMax)}})`,
      },
    ],
  },
  {
    claim: `a line has at most ${lineColumnsMax} columns`,
    mend: 'break the line; a long text is joined from parts',
    find: inEachFile(longLines),
    wrong: [{ 'src/unit/act.ts': `// ${'word '.repeat(22)}` }],
    right: [
      { 'src/unit/act.ts': `// ${'x'.repeat(lineColumnsMax - 3)}` },
      { 'src/unit/act.test.ts': `const digest = '${'0f'.repeat(64)}'` },
    ],
  },
  {
    claim: 'nothing is left for later',
    mend: 'do it, or write an issue and leave the comment out',
    find: inEachFile(({ comments }) =>
      comments
        .filter(({ value }) => /\b(TODO|FIXME|XXX|HACK)\b/.test(value))
        .map(({ start }) => ({ at: start, what: 'a note to oneself' })),
    ),
    wrong: [
      { 'src/unit/act.ts': '// TODO: later' },
      { 'src/unit/act.ts': '/** Acts.\n * FIXME this too */' },
    ],
    right: [{ 'src/unit/act.ts': "// the to-do list\nconst todo = 'TODO'" }],
  },
  {
    claim: 'a limit stands with the reason for its value',
    mend: 'write above it why it is this number',
    find: inEachProgramFile(limitsWithoutReason),
    wrong: [
      { 'src/unit/act.ts': 'export const bytesMax = 60 * 1024' },
      { 'src/unit/act.ts': '// a reason\nconst a = 1\n\nconst headBytesMax = 8192' },
    ],
    right: [
      {
        'src/unit/act.ts':
          '// Entries are bundled by 256 and a bundle fits in 16 MiB.\nexport const bytesMax = 60 * 1024',
      },
      { 'src/unit/act.ts': '// As nginx has it.\nconst headBytesMax = 8192\nconst headLinesMax = 100' },
      { 'src/unit/act.ts': 'const headBytesMax = 8192 // as nginx has it' },
      {
        'src/unit/act.ts':
          'const all = 3\nexport const allMax = all\nconst of = () => {\n  const max = 1\n  return max\n}',
      },
    ],
  },
  {
    claim: 'the name of a test is a sentence that claims something',
    mend: 'say what holds, without `should` and without a full stop',
    find: inEachFile((source) => (isTest(source.path) ? namesWithoutClaim(source) : [])),
    wrong: [
      { 'src/unit/act.test.ts': "test('append', () => {})" },
      { 'src/unit/act.test.ts': "it('should append an entry', () => {})" },
      { 'src/unit/act.test.ts': "test('An entry is appended.', () => {})" },
      { 'src/unit/act.test.ts': "test('a claim', (t) => t.test('parts', () => {}))" },
    ],
    right: [
      { 'src/unit/act.test.ts': "test('an entry is appended once', () => {})" },
      { 'src/unit/act.test.ts': 'for (const a of [1]) test(`refuses ${a}`, () => {})' },
      { 'src/unit/act.test.ts': "describe('acts', () => {})\nconst is = /x/.test('y')" },
      { 'src/unit/act.ts': "test('append')" },
    ],
  },
]

function* longFunctions(source: Source): Iterable<Fault> {
  const groups = groupNames(source)
  for (const { node, parent } of source.places) {
    if (!isFunction(node.type)) continue
    const call = parent?.node
    if (call?.type === 'CallExpression' && groups.includes(nameOf(call.callee))) continue
    const lines = source.lineAt(node.end - 1) - source.lineAt(node.start) + 1
    if (lines > functionLinesMax) yield { at: node.start, what: `a function of ${lines} lines` }
  }
}

/** What a file calls `describe` and `suite`, whose functions only hold tests together. */
function groupNames({ places }: Source): readonly string[] {
  return places.flatMap(({ node }) =>
    node.type === 'ImportSpecifier' && /^(describe|suite)$/.test(nameOf(node.imported))
      ? [nameOf(node.local)]
      : [],
  )
}

function* longLines({ lines }: Source): Iterable<Fault> {
  let at = 0
  for (const line of lines) {
    const isData = line.split(' ').some((word) => word.length > wordColumnsMax)
    if (line.length > lineColumnsMax && !isData) yield { at, what: `${line.length} columns` }
    at += line.length + 1
  }
}

function* limitsWithoutReason({ places, comments, lines, lineAt }: Source): Iterable<Fault> {
  const commented = new Set(comments.flatMap(({ start, end }) => [lineAt(start), lineAt(end - 1)]))
  for (const place of places) {
    if (place.node.type !== 'VariableDeclaration' || !atTopLevel(place)) continue
    const [first] = place.node.declarations
    if (first === undefined || !isLimit(nameOf(first.id)) || first.init?.type === 'Identifier') continue
    const line = lineAt(place.node.start)
    let above = line - 1
    // Several limits in a row may share one reason.
    while (isLimit(/const (\w+)/.exec(lines[above - 1] ?? '')?.[1] ?? '')) above--
    if (!commented.has(above) && !commented.has(line)) {
      yield { at: place.node.start, what: `\`${nameOf(first.id)}\` without a reason` }
    }
  }
}

function isLimit(name: string): boolean {
  return /[a-z](Max|Min)$/.test(name)
}

function* namesWithoutClaim({ places }: Source): Iterable<Fault> {
  for (const { node } of places) {
    if (node.type !== 'CallExpression' || !isTestCall(node)) continue
    const [first] = node.arguments
    if (first?.type !== 'Literal' || typeof first.value !== 'string') continue
    const name = first.value
    if (!name.includes(' ') || /^(should|test|works?)\b/i.test(name) || name.endsWith('.')) {
      yield { at: first.start, what: `\`${name}\`` }
    }
  }
}

/** `test(…)`, `it(…)`, and `t.test(…)` with a function behind the name, unlike that of an expression. */
function isTestCall({ callee, arguments: given }: CallExpression): boolean {
  if (/^(test|it)$/.test(nameOf(callee))) return true
  return callee.type === 'MemberExpression' && nameOf(callee.property) === 'test' && given.length > 1
}
