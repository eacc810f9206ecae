import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'

/** `sysconf(_SC_CLK_TCK)` on Linux, in which /proc counts. */
const ticksPerSecond = 100
const microsecondsPerTick = 1_000_000 / ticksPerSecond

const canPin = spawnSync('taskset', ['--version']).status === 0

/** A process of the measurement that talks in JSON lines. */
export class MeasuredProcess {
  readonly #child: ChildProcess
  readonly #lines: Interface

  /** Starts a program of this folder in Node, on one processor where that can be chosen. */
  static node(processor: 0 | 1, file: string, ...parameters: readonly string[]): MeasuredProcess {
    const program = [process.execPath, '--disable-warning=ExperimentalWarning', file, ...parameters]
    return new MeasuredProcess(processor, program)
  }

  constructor(processor: 0 | 1, program: readonly string[]) {
    const [command = '', ...parameters] = canPin ? ['taskset', '-c', String(processor), ...program] : program
    this.#child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'], cwd: import.meta.dirname })
    const { stdout } = this.#child
    if (!stdout) throw new Error('bug: standard output is a pipe')
    this.#lines = createInterface({ input: stdout })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** The next line it prints. */
  async answer<T>(): Promise<T> {
    const gone = new AbortController()
    const line = once(this.#lines, 'line', { signal: gone.signal }) as Promise<[string]>
    const stop = (): void => gone.abort(new Error('a process of the measurement ended early'))
    this.#child.once('close', stop)
    try {
      return JSON.parse((await line)[0]) as T
    } finally {
      this.#child.off('close', stop)
    }
  }

  ask<T>(question: unknown): Promise<T> {
    this.#child.stdin?.write(`${JSON.stringify(question)}\n`)
    return this.answer<T>()
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const closed = once(this.#child, 'close')
    this.#child.kill('SIGTERM')
    await closed
  }
}

/** Processor time, user and system, of processes with all their threads so far, in microseconds. */
export function processorMicroseconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // proc(5): the name in parentheses may hold spaces; utime and stime are fields 14 and 15 of all.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return sum + (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick
  }, 0)
}
