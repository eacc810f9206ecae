/**
 * `npm run bench [-- name …]`: measures the figures, all or those named, and prints one JSON line for each
 * on standard output, progress on standard error. Every file of this folder exports `figures` (what several
 * of them share lies in a folder below); each figure runs in a process of its own that imports only its own
 * file, one after the other, so that none disturbs the next.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Figure } from './figure.ts'

interface Listed {
  readonly file: string
  readonly name: string
}

const apparatus = ['main.ts', 'figure.ts']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { file: { type: 'string' }, only: { type: 'string' } },
})
if (values.file === undefined) await measureEach(positionals)
else for (const { name, run } of await figuresOf(values.file)) if (name === values.only) await measure(run)

async function measureEach(wanted: readonly string[]): Promise<void> {
  const known = await listed()
  const belongs = (name: string, to: string): boolean => name === to || name.startsWith(`${to}.`)
  const unknown = wanted.filter((asked) => !known.some(({ name }) => belongs(name, asked)))
  if (unknown.length > 0) {
    const asked = unknown.map((name) => `\`${name}\``).join(', ')
    const there = known.map(({ name }) => name).join(', ')
    process.stderr.write(`no figure is called ${asked}; there are: ${there}\n`)
    process.exitCode = 2
    return
  }
  for (const one of known) {
    if (wanted.length > 0 && !wanted.some((asked) => belongs(one.name, asked))) continue
    process.stderr.write(`${one.name} …\n`)
    const code = await inOwnProcess(one)
    if (code === 0) continue
    process.stderr.write(`${one.name} could not be measured (exit code ${code})\n`)
    process.exitCode = 1
  }
}

async function listed(): Promise<readonly Listed[]> {
  const files = readdirSync(import.meta.dirname).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !apparatus.includes(file),
  )
  const each = files.toSorted().map(async (file) => {
    const figures = await figuresOf(file)
    return figures.map(({ name }) => ({ file, name }))
  })
  return (await Promise.all(each)).flat()
}

async function figuresOf(file: string): Promise<readonly Figure[]> {
  const { figures } = (await import(`./${file}`)) as { readonly figures: readonly Figure[] }
  return figures
}

async function inOwnProcess({ file, name }: Listed): Promise<number | null> {
  // A figure of memory collects garbage before it measures.
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, import.meta.filename, '--file', file, '--only', name], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'close')
  return code
}

async function measure(run: Figure['run']): Promise<void> {
  for (const result of [await run()].flat()) process.stdout.write(`${JSON.stringify(result)}\n`)
}
