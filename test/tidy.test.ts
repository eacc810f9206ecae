/**
 * Holds what a program can hold of the house style. Every rule is tried on a few lines first: it must find
 * what is wrong in them, once, and leave what is right alone.
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { importRules } from './tidy/import-rules.ts'
import { languageRules } from './tidy/language-rules.ts'
import { purityRules } from './tidy/purity-rules.ts'
import { type Files, houseOf, type Rule } from './tidy/rule.ts'
import { shapeRules } from './tidy/shape-rules.ts'
import { sizeRules } from './tidy/size-rules.ts'

const root = join(import.meta.dirname, '..')
const rules = [...importRules, ...purityRules, ...languageRules, ...sizeRules, ...shapeRules]
const house = houseOf(filesOfProject())

for (const rule of rules) {
  describe(rule.claim, () => {
    test('the rule finds each wrong example and leaves each right one alone', () => tried(rule))
    test('the house keeps it', () => {
      const found = Array.from(rule.find(house), ({ path, line, what }) => `${path}:${line}: ${what}`)
      if (found.length > 0) assert.fail(`${rule.mend}:\n${found.join('\n')}`)
    })
  })
}

test('the lockfile names the packages of every platform, without which `npm ci` refuses it', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as {
    readonly packages: Readonly<
      Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
    >
  }
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`${place}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    ),
  )
  assert.deepEqual(missing, [], 'run `node bin/complete-lock.mjs`')
})

test('docs/dependencies.md gives the reason for each dependency and for nothing else', () => {
  const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as {
    readonly dependencies: Readonly<Record<string, string>>
    readonly devDependencies: Readonly<Record<string, string>>
  }
  const listed = textOf('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)
  assert.deepEqual(
    Array.from(listed, ([, name = '']) => name).toSorted(),
    Object.keys({ ...dependencies, ...devDependencies }).toSorted(),
  )
})

function tried({ find, wrong, right }: Rule): void {
  for (const files of wrong) {
    const found = [...find(houseOf(files))]
    assert.equal(found.length, 1, `found ${JSON.stringify(found)} in ${JSON.stringify(files)}`)
  }
  for (const files of right) assert.deepEqual([...find(houseOf(files))], [], JSON.stringify(files))
}

function filesOfProject(): Files {
  const sources = globSync('{src,test,bench,bin,examples}/**/*.{ts,tsx,mjs}', { cwd: root })
  const pages = globSync('docs/**/*.md', { cwd: root })
  return Object.fromEntries([...sources, ...pages].toSorted().map((path) => [path, textOf(path)]))
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
