/**
 * `npm test`: types, lint, format, unused code, then the tests. A stage that fails does not keep the next
 * from running, so that one run shows everything. Each of the first four counts as one; the tests are counted
 * by Node's own runner (`suite.ts`). The last line says how many passed and failed.
 */

import type { ChildProcess } from 'node:child_process'
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import type { SuiteMessage, Tally } from './suite.ts'

interface Stage {
  readonly name: string
  readonly run: () => Promise<Outcome>
}

interface Outcome {
  readonly tally: Tally
  /** What there is to read; empty when all is well. */
  readonly text: string
}

// The whole suite takes minutes; a stage that hangs must not hang whoever waits for it.
const stageMillisecondsMax = 30 * 60_000
const root = new URL('..', import.meta.url)
const none: Tally = { passed: 0, failed: 0, skipped: 0 }

const files = globSync(['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'], { cwd: root })
const apart = (file: string): boolean => file.endsWith('.process.test.ts')

await all([
  tool('types', 'tsc', '-p', '.'),
  tool('page types', 'tsc', '-p', 'src/console'),
  tool('lint', 'oxlint', '--type-aware', '--deny-warnings'),
  tool('format', 'biome', 'check', '--colors=off'),
  tool('unused', 'knip', '--no-progress'),
  suite('tests', 'none', files.filter((file) => !apart(file)).toSorted()),
  suite('tests apart', 'process', files.filter(apart).toSorted()),
])

async function all(stages: readonly Stage[]): Promise<void> {
  let total = none
  for (const { name, run } of stages) {
    const started = performance.now()
    process.stdout.write(name.padEnd(13))
    const { tally, text } = await run()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(`${tally.failed === 0 ? 'passed' : 'FAILED'} ${seconds.padStart(6)} s\n`)
    if (text !== '') process.stdout.write(`${text.trimEnd().replaceAll(/^(?=.)/gm, '    ')}\n`)
    total = sum(total, tally)
  }
  const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`)
  process.exitCode = total.failed === 0 ? 0 : 1
}

function sum(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** A stage that is one program of node_modules/.bin, which npm puts on the PATH. */
function tool(name: string, program: string, ...args: readonly string[]): Stage {
  return {
    name,
    run: async () => {
      const { code, text } = await ended(
        spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }),
      )
      return code === 0
        ? { tally: { ...none, passed: 1 }, text: '' }
        : { tally: { ...none, failed: 1 }, text }
    },
  }
}

/** A stage of test files. What the tests print themselves is shown only where one failed. */
function suite(name: string, isolation: 'none' | 'process', suiteFiles: readonly string[]): Stage {
  return {
    name,
    run: async () => {
      if (suiteFiles.length === 0) return { tally: none, text: '' }
      const child = fork(new URL('suite.ts', import.meta.url), [isolation, ...suiteFiles], {
        cwd: root,
        execArgv: ['--disable-warning=ExperimentalWarning'],
        silent: true,
      })
      let message: SuiteMessage | undefined
      child.on('message', (sent: SuiteMessage) => {
        message = sent
      })
      const { code, text } = await ended(child)
      return judged(message, code, text)
    },
  }
}

function judged(message: SuiteMessage | undefined, code: number | null, printed: string): Outcome {
  if (message === undefined) {
    const text = `${printed}\nthe tests ended (exit code ${code}) before the runner had counted them`
    return { tally: { ...none, failed: 1 }, text }
  }
  const { tally, report } = message
  if (tally.failed === 0 && code === 0) return { tally, text: report }
  const text = `${report}\n${printed}\n${tally.passed} passed, ${tally.failed} failed here`
  return { tally: { ...tally, failed: Math.max(tally.failed, 1) }, text }
}

async function ended(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const timer = setTimeout(() => {
    chunks.push(Buffer.from(`\nstopped: it took longer than ${stageMillisecondsMax / 60_000} minutes\n`))
    child.kill('SIGKILL')
  }, stageMillisecondsMax)
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  return { code, text: Buffer.concat(chunks).toString() }
}
