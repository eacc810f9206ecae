/**
 * `npm run fuzz [-- --seconds N --seed S --target name … | --target name --input FILE]`: gives the parsers of
 * bytes from outside inputs that nobody would write, until the time is over; see docs/fuzzing.md. Exit code 1
 * when something did not hold.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { hex, sha256 } from '#bytes'
import { Board } from './board.ts'
import type { ShiftOrder, ShiftReport } from './shift.ts'
import { targets } from './targets.ts'

/** Inputs take milliseconds; what takes this long on the slowest machine never ends, or as good as never. */
const hangMilliseconds = 30_000

/** Base64 of more than this helps nobody on a screen; the file has it all. */
const printedCharactersMax = 4_000

/** Longer than this for one input is worth a line: none of the limits lets honest work take so long. */
const slowMilliseconds = 1_000

const folder = join(import.meta.dirname, '..', '..', 'var', 'fuzz')

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    target: { type: 'string', multiple: true, default: [] },
    input: { type: 'string' },
  },
})
const known = targets.map(({ name }) => name)
const names = values.target.length > 0 ? values.target : known
const [seconds, seed] = [Number(values.seconds), Number(values.seed)]
const unknown = names.filter((name) => !known.includes(name))

if (unknown.length > 0)
  refuseUsage(`no target is called ${unknown.join(', ')}; there are: ${known.join(', ')}`)
else if (!(seconds > 0) || !Number.isSafeInteger(seed)) refuseUsage('`--seconds` and `--seed` are numbers')
else if (values.input !== undefined) replay(names, values.input)
else await fuzz()

function refuseUsage(problem: string): void {
  process.stderr.write(`${problem}\n`)
  process.exitCode = 2
}

/** One saved input once more, to be looked at in a debugger. */
function replay(wanted: readonly string[], file: string): void {
  const input = readFileSync(file)
  for (const target of targets.filter(({ name }) => wanted.includes(name))) {
    process.stdout.write(`${target.name}: ${target.run(input).label}\n`)
  }
}

async function fuzz(): Promise<void> {
  process.stdout.write(`seed ${seed}, ${seconds} s, ${names.length} targets\n`)
  const board = new Board()
  const order: ShiftOrder = { names, seed, milliseconds: seconds * 1000, board: board.memory }
  const worker = new Worker(new URL('./shift.ts', import.meta.url), { workerData: order })
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve())
  })
  const watch = setInterval(looker(board, worker), hangMilliseconds / 2)
  worker.on('message', told)
  worker.on('error', (error: Error) => last(board, `the thread died: ${error.message}`))
  await ended
  clearInterval(watch)
}

/** Ends the thread when it is twice seen at the same input. */
function looker(board: Board, worker: Worker): () => void {
  let [seen, looks] = [-1, 0]
  return () => {
    looks = board.count === seen ? looks + 1 : 0
    seen = board.count
    if (looks < 2) return
    last(board, `no end after ${hangMilliseconds / 1000} s`)
    void worker.terminate()
  }
}

function told(report: ShiftReport): void {
  if (report.kind === 'failure') {
    const { target, run, error, input } = report.failure
    found(target, `run ${run}: ${error.stack ?? error.message}`, input)
    if (report.smallest.length < input.length) found(target, 'the same, made smaller', report.smallest)
    return
  }
  for (const { name, runs, accepted, labels, slowestMilliseconds, slowest } of report.tallies) {
    const share = ((100 * accepted) / Math.max(1, runs)).toFixed(1)
    const line = [
      name.padEnd(18),
      `${runs} inputs`.padStart(16),
      `${share} % accepted`.padStart(18),
      `${labels.size} ways`.padStart(12),
      `slowest ${slowestMilliseconds.toFixed(1)} ms`.padStart(20),
    ]
    process.stdout.write(`${line.join('')}\n`)
    if (slowestMilliseconds > slowMilliseconds)
      found(name, 'slow, which is told and not judged', slowest, false)
  }
}

/** The input at which the thread stood. */
function last(board: Board, what: string): void {
  const { target, input } = board.read()
  found(names[target] ?? '', what, input)
}

function found(target: string, what: string, input: Uint8Array, failed = true): void {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${target}-${hex(sha256(input)).slice(0, 12)}`)
  writeFileSync(file, input)
  const text = Buffer.from(input).toString('base64')
  const shown = text.length > printedCharactersMax ? `${text.slice(0, printedCharactersMax)}…` : text
  process.stdout.write(`\n${target}, seed ${seed}, ${what}\n  ${file}\n  ${shown}\n\n`)
  if (failed) process.exitCode = 1
}
