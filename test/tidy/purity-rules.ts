import type { Node } from 'oxc-parser'
import { pureRooms, roomOf } from './floors.ts'
import { type Fault, inEachProgramFile, type Rule } from './rule.ts'
import { nameOf, type Place, readings, type Source } from './source.ts'

/** What a pure file may take from Node: pure functions of bytes and nothing that waits, asks or draws. */
const pureModules: ReadonlyMap<string, (name: string) => boolean> = new Map([
  ['node:buffer', () => true],
  [
    'node:crypto',
    (name: string) => name !== '*' && !/^(random|generate|webcrypto|getRandom|default)/.test(name),
  ],
  ['node:zlib', (name: string) => /Sync$|^(constants|crc32)$/.test(name)],
])

const waiting: readonly string[] = [
  'Promise',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'Atomics',
]

/** Globals that read a clock, draw a random number, or answer differently on another machine. */
const drawing: readonly string[] = ['performance', 'crypto', 'process', 'console', 'Intl', 'Temporal']

/** What other rooms offer for the wiring to pass in. */
const impureNames = /^(system[A-Z]|random[A-Z])/

export const purityRules: readonly Rule[] = [
  {
    claim: 'a pure room and every decide and evolve wait for nothing',
    mend: 'let the pipeline do it before or after, and pass the outcome in',
    find: inEachProgramFile((source) => (isPure(source.path) ? waits(source) : [])),
    wrong: [
      { 'src/trust/path.ts': 'export async function search() {}' },
      { 'src/identity/acts.ts': 'export const decide = async () => 1' },
      {
        'src/identity/state.ts':
          'export function evolve(): Promise<void> | undefined {\n  return undefined\n}',
      },
      { 'src/task/case.ts': 'export const later = () => setTimeout(() => 1, 5)' },
    ],
    right: [
      { 'src/trust/path.test.ts': 'export async function search() {\n  await 1\n}' },
      { 'src/unit/pipeline.ts': 'export async function append() {}' },
      { 'src/trust/path.ts': 'export function search() {\n  return { promise: 1 }.promise\n}' },
    ],
  },
  {
    claim: 'a pure room and every decide and evolve take time, chance and files from nowhere',
    mend: 'take the value as an argument',
    find: inEachProgramFile((source) => (isPure(source.path) ? draws(source) : [])),
    wrong: [
      { 'src/x509/validity.ts': 'export const now = () => Date.now()' },
      { 'src/x509/validity.ts': 'export const now = () => new Date()' },
      { 'src/procedure/state.ts': 'export const chance = () => Math.random()' },
      { 'src/procedure/acts.ts': "import { randomBytes } from 'node:crypto'" },
      { 'src/procedure/acts.ts': "import { systemClock } from '#clock'" },
      { 'src/procedure/acts.ts': "import { randomToken, sign } from '#crypto'" },
      { 'src/der/read.ts': "import { readFileSync } from 'node:fs'" },
      { 'src/der/read.ts': "import * as digests from 'node:crypto'" },
      { 'src/task/case.ts': 'export const home = () => process.cwd()' },
      { 'src/task/case.ts': "export const order = (a: string) => a.localeCompare('b')" },
    ],
    right: [
      { 'src/x509/validity.ts': 'export const year = (ms: number) => new Date(ms).getUTCFullYear()' },
      { 'src/x509/validity.ts': 'export const start = Date.UTC(1950, 0, 1)\nexport type D = Date' },
      { 'src/merkle/hash.ts': "import { createHash, hash } from 'node:crypto'" },
      { 'src/task/case.ts': 'export const of = (step: { process: string }) => step.process' },
      { 'src/store/disk.ts': "import { readFileSync } from 'node:fs'" },
      { 'src/der/read.test.ts': "import { readFileSync } from 'node:fs'" },
    ],
  },
  {
    claim: 'only the wiring and the command line read the environment',
    mend: 'take the setting as an argument, from the configuration',
    find: inEachProgramFile((source) =>
      /^src\/(main\.ts|cli\/)/.test(source.path) ? [] : readsEnvironment(source),
    ),
    wrong: [
      { 'src/store/disk.ts': 'export const folder = () => process.env.HOME' },
      { 'src/store/disk.ts': "import { env } from 'node:process'" },
    ],
    right: [
      { 'src/cli/home.ts': 'export const home = () => process.env.HOME' },
      { 'src/store/disk.ts': 'export const id = () => process.pid' },
    ],
  },
]

function isPure(path: string): boolean {
  return pureRooms.includes(roomOf(path) ?? '') || /\/(acts|state)\.ts$/.test(path)
}

function* waits({ places }: Source): Iterable<Fault> {
  for (const place of places) {
    const { node } = place
    if ('async' in node && node.async) yield { at: node.start, what: 'an `async` function' }
    else if (node.type === 'AwaitExpression') yield { at: node.start, what: '`await`' }
    else if (node.type === 'ForOfStatement' && node.await) yield { at: node.start, what: '`for await`' }
    const name = globalName(place)
    if (waiting.includes(name)) yield { at: node.start, what: `\`${name}\`` }
  }
}

function* draws(source: Source): Iterable<Fault> {
  for (const { specifier, names, node } of readings(source)) {
    if (specifier.startsWith('node:')) {
      const allowed = pureModules.get(specifier)
      for (const name of allowed === undefined ? [specifier] : names.filter((one) => !allowed(one))) {
        yield { at: node.start, what: `\`${name}\` from \`${specifier}\`` }
      }
    }
    for (const name of specifier.startsWith('#') ? names.filter((one) => impureNames.test(one)) : []) {
      yield { at: node.start, what: `\`${name}\` from \`${specifier}\`` }
    }
  }
  for (const place of source.places) {
    const { node } = place
    const name = globalName(place)
    if (drawing.includes(name)) yield { at: node.start, what: `\`${name}\`` }
    else if (asksNow(node)) yield { at: node.start, what: 'the time of day' }
    else if (isMember(node, 'Math', 'random')) yield { at: node.start, what: '`Math.random`' }
    else if (asksLocale(node)) yield { at: node.start, what: 'an order or text that depends on the locale' }
  }
}

function* readsEnvironment(source: Source): Iterable<Fault> {
  for (const { specifier, names, node } of readings(source)) {
    if (specifier === 'node:process' && names.some((name) => ['env', 'default', '*'].includes(name))) {
      yield { at: node.start, what: 'the environment' }
    }
  }
  for (const { node } of source.places) {
    if (isMember(node, 'process', 'env')) yield { at: node.start, what: '`process.env`' }
  }
}

/** The name of a global, where a place may be one: not the name of a member, which belongs to its object. */
function globalName({ node, parent }: Place): string {
  if (node.type !== 'Identifier' || parent === undefined) return ''
  const around = parent.node
  if (around.type === 'MemberExpression' && around.property === node && !around.computed) return ''
  if (around.type === 'TSQualifiedName' && around.right === node) return ''
  const isKey = 'key' in around && around.key === node && 'computed' in around && !around.computed
  return isKey ? '' : node.name
}

function asksNow(node: Node): boolean {
  if (node.type === 'NewExpression') return nameOf(node.callee) === 'Date' && node.arguments.length === 0
  if (node.type === 'CallExpression') return nameOf(node.callee) === 'Date'
  return isMember(node, 'Date', 'now')
}

function asksLocale(node: Node): boolean {
  return node.type === 'MemberExpression' && /^(toLocale|localeCompare)/.test(nameOf(node.property))
}

function isMember(node: Node, object: string, member: string): boolean {
  if (node.type !== 'MemberExpression') return false
  return nameOf(node.object) === object && nameOf(node.property) === member
}
