import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { languages, wordFiles, wordsOf } from './words.ts'

/** Names of acts, questions and permissions whose first part is that of an area, too. */
const ofUnit = new Set([
  ...['gate.certify', 'record.read', 'trust.explain', 'trust.impact', 'trust.plan'],
  ...['unit.found', 'unit.health', 'unit.show'],
])

const root = fileURLToPath(new URL('..', import.meta.url))
const english = wordsOf('en')
const chinese = wordsOf('zh')

test('every word of the console is there in both languages', () => {
  assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort())
})

test('no word is empty, and Chinese words are not English ones left over', () => {
  const same = /^[\d\s\p{P}\p{S}]*$|^(?:[A-Z][\w.-]*|JSON|CSV|PDF|BPMN|ID|SHA-256|\{\w+\})$/u
  for (const [name, text] of Object.entries(english)) {
    assert.notEqual(text.trim(), '', name)
    assert.notEqual(chinese[name]?.trim(), '', name)
    if (chinese[name] === text) assert.match(text, same, `${name} is the same in both languages: ${text}`)
  }
})

test('a word has the same variables in both languages, but those that only a plural needs', () => {
  for (const name of Object.keys(english)) {
    const wanted = variablesOf(english[name] ?? '')
    const given = variablesOf(chinese[name] ?? '')
    assert.deepEqual(given.all.difference(wanted.all), new Set(), `${name} in Chinese has others`)
    assert.deepEqual(wanted.plain.difference(given.all), new Set(), `${name} in Chinese lacks some`)
  }
})

test('the words of an area lie in its own files, sorted by name', () => {
  for (const language of languages) {
    for (const file of wordFiles(language)) {
      const names = Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)
      assert.deepEqual(names, names.toSorted(), file)
    }
  }
})

test('every word that a page names is there, and every word is named somewhere', () => {
  const texts = globSync('**/*.{ts,tsx}', { cwd: root }).map((file) => readFileSync(`${root}${file}`, 'utf8'))
  const named = new Set(texts.flatMap(namesIn))
  const starts = texts.flatMap(startsIn)
  const missing = [...named].filter((name) => !Object.hasOwn(english, name) && !ofUnit.has(name))
  assert.deepEqual(missing, [], 'words that pages name and nobody wrote')
  const isNamed = (name: string): boolean => named.has(name) || starts.some((start) => name.startsWith(start))
  const unused = Object.keys(english).filter((name) => !isNamed(name))
  assert.deepEqual(unused, [], 'words that no page names')
})

/** Names in plain strings: `area.name` of an area that has words. */
function namesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/['"]([a-z]+\.[a-z][a-z0-9.-]*)['"]/g), ([, name = '']) => name).filter(
    (name) => areas.has(name.slice(0, name.indexOf('.'))),
  )
}

/** Beginnings of names that are made of parts: `shell.to-${…}`. */
function startsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/`([a-z]+\.[a-z0-9.-]*)\$\{/g), ([, start = '']) => start)
}

const areas = new Set(Object.keys(english).map((name) => name.slice(0, name.indexOf('.'))))

type Token =
  | string
  | readonly [name: string, format?: string, choices?: Readonly<Record<string, unknown>> | string]

/** The variables of a message: all of them, and those that stand for themselves and no plural or choice. */
function variablesOf(message: string): { readonly all: Set<string>; readonly plain: Set<string> } {
  const all = new Set<string>()
  const plain = new Set<string>()
  const look = (tokens: unknown): void => {
    if (!Array.isArray(tokens)) return
    for (const token of tokens as readonly Token[]) {
      if (typeof token === 'string') continue
      const [name, format, choices] = token
      all.add(name)
      if (format === undefined) plain.add(name)
      if (typeof choices === 'object') for (const choice of Object.values(choices)) look(choice)
    }
  }
  look(compileMessage(message))
  return { all, plain }
}
