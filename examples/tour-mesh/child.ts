import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** A start takes a second or two; a machine under load gets time, and a node that hangs comes to an end. */
const readyMillisecondsMax = 60_000

/** A process of the tour: what it printed, and its end. */
export interface Child {
  readonly process: ChildProcess
  printed(): string
  /** Resolves when it prints more. */
  next(): Promise<unknown>
  /** Resolves when it has ended, with its exit code; undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>
}

/** Starts a script of this program, `src/main.ts` unless another is named. */
export function startChild(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  script = program,
): Child {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...argv], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      text += bytes.toString()
    })
  }
  const ended = once(child, 'close').then(([code]: unknown[]) =>
    typeof code === 'number' ? code : undefined,
  )
  return { process: child, printed: () => text, next: () => once(child.stdout, 'data'), ended }
}

/** Waits until a process has printed what it prints when it serves. */
export async function isReady(child: Child, what: string, line: RegExp): Promise<void> {
  const timer = setTimeout(() => child.process.kill('SIGKILL'), readyMillisecondsMax)
  const early = child.ended.then(() => {
    throw new Error(`${what} ended before it served: ${child.printed()}`)
  })
  while (!line.test(child.printed())) await Promise.race([child.next(), early])
  clearTimeout(timer)
  early.catch(() => undefined)
}

/** Ends a process in good order. */
export async function endChild({ process: child, ended }: Child): Promise<number | undefined> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  return ended
}
