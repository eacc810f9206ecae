import type { Node } from 'oxc-parser'
import { type Fault, inEachFile, inEachProgramFile, isTest, type Rule } from './rule.ts'
import { atTopLevel, nameOf, type Place, readings, type Source } from './source.ts'

/** Syntax that the house does without, by the type of its node. */
const bannedSyntax: ReadonlyMap<string, string> = new Map([
  ['TSAnyKeyword', '`any`'],
  ['TSEnumDeclaration', 'an `enum`'],
  ['TSModuleDeclaration', 'a `namespace`'],
  ['TSNonNullExpression', 'a `!` that claims there is a value'],
  ['TSParameterProperty', 'a parameter property'],
  ['Decorator', 'a decorator'],
  ['WithStatement', '`with`'],
])

const mutators = /^(set|delete|clear|add|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)$/

export const languageRules: readonly Rule[] = [
  {
    claim: 'the language is plain: no any, enum, namespace, decorator, parameter property or `!`',
    mend: 'use `unknown`, a union of texts, a module, a function, `certain` of `#fault`',
    find: inEachFile(usesBannedSyntax),
    wrong: [
      { 'src/unit/act.ts': 'export const read = (value: any) => value' },
      { 'src/unit/act.ts': 'export enum Kind { one }' },
      { 'src/unit/act.ts': 'namespace Kind { export const one = 1 }' },
      { 'src/unit/act.ts': 'export const first = (list: string[]) => list[0]!' },
      { 'src/unit/act.ts': 'export class Log { constructor(readonly size: number) {} }' },
      { 'src/unit/act.ts': '@sealed class Log {}' },
    ],
    right: [
      { 'src/unit/act.ts': "export const any = 'any enum'\nexport type Kind = 'one' | 'two'" },
      { 'src/unit/act.ts': 'export class Log {\n  readonly size = 1\n}\nexport const not = !Log' },
      { 'src/api/face.ts': "declare module 'fastify' {\n  interface Config {}\n}" },
    ],
  },
  {
    claim: 'a class inherits from nothing but Error',
    mend: 'hold the other object as a field, or write functions',
    find: inEachFile(inherits),
    wrong: [
      { 'src/store/disk.ts': 'class Disk extends Store {}' },
      { 'src/store/disk.ts': 'export const Disk = class extends Store {}' },
      { 'src/store/disk.ts': 'abstract class Disk {}' },
    ],
    right: [{ 'src/store/disk.ts': 'class Broken extends Error {}\nclass Disk {}' }],
  },
  {
    claim: 'no cast goes through `unknown` and no check is silenced without a reason',
    mend: 'parse the value, or give the reason behind ` -- `',
    find: inEachFile(castsOrSilences),
    wrong: [
      { 'src/unit/act.ts': 'export const read = (value: string) => value as unknown as number' },
      { 'src/unit/act.ts': "// @ts-ignore\nexport const n: number = ''" },
      { 'src/unit/act.ts': "// @ts-expect-error\nexport const n: number = ''" },
      { 'src/unit/act.ts': '// oxlint-disable-next-line no-console\nconsole.log(1)' },
    ],
    right: [
      { 'src/unit/act.ts': 'export const read = (value: unknown) => value as number' },
      {
        'src/unit/act.test.ts':
          "// @ts-expect-error a grant cannot be written by hand\nexport const n: number = ''",
      },
      { 'src/unit/act.ts': '// oxlint-disable-next-line no-console -- this is the console\nconsole.log(1)' },
    ],
  },
  {
    claim: 'no module keeps state: one process hosts many units',
    mend: 'keep it in an object that the wiring makes and passes in',
    // The wiring runs once in a process.
    find: inEachProgramFile((source) => (source.path === 'src/main.ts' ? [] : keepsState(source))),
    wrong: [
      { 'src/unit/act.ts': 'let count = 0\nexport const next = () => ++count' },
      {
        'src/unit/act.ts': 'const seen = new Set<string>()\nexport const see = (id: string) => seen.add(id)',
      },
      { 'src/unit/act.ts': 'export const cache: Record<string, string> = {}\ncache.a = 1' },
      {
        'src/unit/act.ts':
          'const cache: Record<string, string> = {}\nexport const put = (a: string) => { cache[a] = a }',
      },
      { 'src/unit/act.ts': 'const list: string[] = []\nexport const put = (a: string) => list.push(a)' },
      { 'src/unit/act.ts': 'const seen = new WeakMap<object, string>()' },
    ],
    right: [
      { 'src/unit/act.ts': 'export const next = () => {\n  let count = 0\n  return ++count\n}' },
      {
        'src/unit/act.ts': "const tags = new Set(['a'])\nexport const known = (tag: string) => tags.has(tag)",
      },
      { 'src/unit/act.ts': "const tags = ['a']\nexport const all = () => tags.toSorted()" },
      { 'src/unit/act.test.ts': 'let count = 0\nexport const next = () => ++count' },
    ],
  },
  {
    claim: 'tests use fakes and no mocks',
    mend: 'write a fake of the port, with faults that have names',
    find: inEachFile(mocks),
    wrong: [
      { 'src/unit/act.test.ts': "import { mock, test } from 'node:test'" },
      {
        'src/unit/act.test.ts':
          "import { test } from 'node:test'\ntest('is a claim', (t) => { t.mock.fn() })",
      },
    ],
    right: [{ 'src/unit/act.test.ts': "import { test } from 'node:test'\nconst mocked = 1" }],
  },
]

function* usesBannedSyntax({ places }: Source): Iterable<Fault> {
  for (const { node } of places) {
    const what = bannedSyntax.get(node.type)
    // `declare module 'x'` adds to the types of a library, and has no other spelling.
    const adds = node.type === 'TSModuleDeclaration' && node.id.type === 'Literal'
    if (what !== undefined && !adds) yield { at: node.start, what }
  }
}

function* inherits({ places }: Source): Iterable<Fault> {
  for (const { node } of places) {
    if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') continue
    if (node.superClass !== null && nameOf(node.superClass) !== 'Error') {
      yield { at: node.start, what: `inherits from \`${nameOf(node.superClass)}\`` }
    } else if (node.abstract === true) yield { at: node.start, what: 'an abstract class' }
  }
}

function* castsOrSilences({ path, places, comments }: Source): Iterable<Fault> {
  for (const { node } of places) {
    if (node.type !== 'TSAsExpression' || node.expression.type !== 'TSAsExpression') continue
    if (node.expression.typeAnnotation.type === 'TSUnknownKeyword') {
      yield { at: node.start, what: '`as unknown as`' }
    }
  }
  for (const { value, start } of comments) {
    const compiler = /^\s*@ts-(ignore|nocheck|expect-error)/.exec(value)?.[0].trim()
    if (compiler !== undefined && !(isTest(path) && compiler === '@ts-expect-error')) {
      yield { at: start, what: `\`${compiler}\`` }
    }
    if (/^\s*(oxlint|eslint|biome|knip)-(disable|ignore)/.test(value) && !/ -- \S|: \S/.test(value)) {
      yield { at: start, what: 'a check switched off without a reason' }
    }
  }
}

function* keepsState({ places }: Source): Iterable<Fault> {
  const kept = new Map<string, number>()
  for (const place of places) {
    const { node } = place
    if (node.type !== 'VariableDeclaration' || !atTopLevel(place)) continue
    if (node.kind === 'let' || node.kind === 'var') {
      yield { at: node.start, what: `\`${node.kind}\` in a module` }
    }
    for (const { id, init } of node.declarations) {
      if (init === null) continue
      if (isEmptyCollection(init))
        yield { at: node.start, what: 'a collection that can only be filled later' }
      else if (isMutable(init)) kept.set(nameOf(id), node.start)
    }
  }
  for (const place of places) {
    const name = changedName(place)
    const at = name === undefined ? undefined : kept.get(name)
    if (at === undefined) continue
    yield { at: place.node.start, what: `changes \`${name}\`, which the module keeps` }
  }
}

function isEmptyCollection(init: Node): boolean {
  return init.type === 'NewExpression' && init.arguments.length === 0 && isCollection(init.callee)
}

function isMutable(init: Node): boolean {
  if (init.type === 'NewExpression') return isCollection(init.callee) || nameOf(init.callee) === 'Array'
  return init.type === 'ArrayExpression' || init.type === 'ObjectExpression'
}

function isCollection(callee: Node): boolean {
  return /^(Weak)?(Map|Set)$/.test(nameOf(callee))
}

/** The variable whose content a place changes, by a method or by writing to a member. */
function changedName({ node }: Place): string | undefined {
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const { object, property } = node.callee
    return mutators.test(nameOf(property)) ? nameOf(object) : undefined
  }
  if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') {
    return nameOf(node.left.object)
  }
  return undefined
}

function* mocks(source: Source): Iterable<Fault> {
  for (const { specifier, names, node } of readings(source)) {
    if (specifier === 'node:test' && names.includes('mock')) yield { at: node.start, what: '`mock`' }
  }
  if (!isTest(source.path)) return
  for (const { node } of source.places) {
    if (node.type === 'MemberExpression' && nameOf(node.property) === 'mock') {
      yield { at: node.start, what: '`mock`' }
    }
  }
}
