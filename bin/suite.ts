/**
 * Runs test files under Node's own runner and sends the parent process what the runner counted and what there
 * is to read. Arguments: the isolation (`none`: all files in this process, or `process`: each in its own),
 * then the files.
 */

import { AssertionError } from 'node:assert'
import { resolve } from 'node:path'
import { run } from 'node:test'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

/** What the runner counted. A test that was cancelled because its parent failed counts as failed. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export interface SuiteMessage {
  readonly tally: Tally
  /** What failed, with the reason, and what was skipped, with the reason; empty when all passed. */
  readonly report: string
}

// The slowest single test kills a process a hundred times.
const testMillisecondsMax = 10 * 60_000
// The runner repeats its counts as diagnostics; only what else it has to say is worth reading.
const countLine = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /

if (import.meta.main) {
  const [isolation, ...files] = process.argv.slice(2)
  const message = await tested(isolation === 'process' ? 'process' : 'none', files)
  if (message !== undefined) process.send?.(message)
}

/** Undefined if the runner ended without counting, as when a test ends the process. */
async function tested(
  isolation: 'none' | 'process',
  files: readonly string[],
): Promise<SuiteMessage | undefined> {
  const lines: string[] = []
  // The names of the tests around the current one, outermost first.
  const path: string[] = []
  const hollows: string[] = []
  let tally: Tally | undefined
  const events = run({ files: [...files], isolation, timeout: testMillisecondsMax, concurrency: 1 })
  for await (const event of events as AsyncIterable<TestEvent>) {
    if (event.type === 'test:start') path.splice(event.data.nesting, Infinity, event.data.name)
    hollows.push(...hollow(event))
    lines.push(...told(event, path))
    tally = counted(event) ?? tally
  }
  if (tally === undefined) return undefined
  const { passed, failed, skipped } = tally
  const corrected = { passed: passed - hollows.length, failed: failed + hollows.length, skipped }
  return { tally: corrected, report: [...lines, ...hollows].join('\n') }
}

/** The runner calls a file that told of no test a test that passed, even if its process ended early. */
function hollow({ type, data }: TestEvent): readonly string[] {
  if (type !== 'test:pass' || resolve(data.name) !== data.file) return []
  return [`failed: ${data.name} ended before any of its tests had`]
}

function told({ type, data }: TestEvent, path: readonly string[]): readonly string[] {
  if (type === 'test:diagnostic') return countLine.test(data.message) ? [] : [data.message]
  if (type === 'test:stdout' || type === 'test:stderr') return [data.message.trimEnd()]
  if (type !== 'test:pass' && type !== 'test:fail') return []
  const name = [...path.slice(0, data.nesting), data.name].join(' > ')
  if (type === 'test:fail') {
    const { error } = data.details
    // A parent fails with its children, which have told why.
    if ('failureType' in error && error.failureType === 'subtestsFailed') return []
    const reason = reasonOf(error.cause ?? error)
    return [`failed: ${name} (${data.file}:${data.line})`, reason.replaceAll(/^(?=.)/gm, '  ')]
  }
  if (data.skip !== undefined) return [`skipped: ${name}${data.skip === true ? '' : ` (${data.skip})`}`]
  return data.todo === undefined ? [] : [`not yet held: ${name}`]
}

function reasonOf(error: unknown): string {
  // What an assertion compared stands in its message already.
  const text = error instanceof AssertionError ? String(error.stack) : inspect(error, { depth: 8 })
  return text.replaceAll(/\n +at .*node:(internal|async_hooks).*/g, '')
}

function counted({ type, data }: TestEvent): Tally | undefined {
  // The summary of a single file names the file; the one of the whole run does not.
  if (type !== 'test:summary' || data.file !== undefined) return undefined
  const { tests, passed, skipped, todo } = data.counts
  const failed = tests - passed - skipped - todo
  // What goes wrong outside any test fails the run without being counted as a test.
  return { passed, failed: data.success ? failed : Math.max(failed, 1), skipped: skipped + todo }
}
