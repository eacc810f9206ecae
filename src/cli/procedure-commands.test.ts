import assert from 'node:assert/strict'
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { runCommandLine } from './command-line.ts'
import { FakeUnit } from './fake-unit.ts'

const unit = new FakeUnit()
const folder = mkdtempSync(join(tmpdir(), 'chancery-procedures-'))
const path = join(folder, 'permit.yaml')

after(() => {
  unit.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => unit.reset())

test('every shipped procedure is found sound', async () => {
  const files = globSync(join(import.meta.dirname, '../../procedures/*.yaml'))
  assert.notEqual(files.length, 0)
  for (const file of files) assert.equal(await runCommandLine(['procedure', 'check', file], unit.ports()), 0)
  assert.match(unit.out, /^`revoke-certificate` is sound: 2 steps, revoke, review$/m)
})

const head = 'procedure: permit\ntitle: { en: Permit }\nopened-by: anyone\n'
const step = (name: string, more: string): string => `  ${name}:\n    by: anyone\n${more}`

const unsound: readonly (readonly [name: string, text: string, lines: readonly string[]])[] = [
  [
    'an unknown key is told by line, column and key',
    `${head}hue: red\nsteps:\n${step('accept', '')}`,
    ['permit.yaml:4:1 hue: `hue` is no key here'],
  ],
  [
    'what is wrong in two places is told for each',
    `${head}steps:\n${step('accept', '    within: tomorrow\n    after: nothing\n')}`,
    [
      'permit.yaml:7:13 steps.accept.within: `tomorrow` is no duration: write it as `P3D` or `PT8H`',
      'permit.yaml:8:12 steps.accept.after: there is no step `nothing`',
    ],
  ],
  [
    'steps that wait for each other are named',
    `${head}steps:\n${step('accept', '    after: decide\n')}${step('decide', '    after: accept\n')}`,
    ['permit.yaml:7:12 steps.accept.after: these steps wait for each other: accept → decide → accept'],
  ],
]

for (const [name, text, lines] of unsound) {
  test(name, async () => {
    writeFileSync(path, text)
    assert.equal(await runCommandLine(['procedure', 'check', path], unit.ports()), 1)
    const told = unit.err.replace('chancery: ', '').replaceAll(path, 'permit.yaml')
    assert.deepEqual(told.trimEnd().split('\n'), lines)
  })
}
