import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Any will do: the folders live as long as a test. */
const passphrase = 'a passphrase of the tests'

export const domain = 'unit.example'
export const founder = 'mei'

const program = join(import.meta.dirname, '../../src/main.ts')

/** Starting takes a second; a machine under load gets time, a node that hangs does not hang the tests. */
const readyMillisecondsMax = 60_000

/** What a process left behind. */
export interface Ended {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined
  readonly signal: string | undefined
  readonly out: string
  readonly err: string
}

/** A node in a process of its own. */
export interface NodeProcess {
  /** Address of the public face, as `http://localhost:41234`. */
  readonly public: string
  /** Ports of the TLS listeners. */
  readonly gate: number
  readonly api: number
  /** Ends the process by a signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ended>
}

/** A folder for one suite of tests, made before and removed after. */
export function temporaryFolder(): { path: string; make(): Promise<void>; remove(): Promise<void> } {
  return {
    path: '',
    async make() {
      this.path = await mkdtemp(join(tmpdir(), 'chancery-life-'))
    },
    remove() {
      return rm(this.path, { recursive: true })
    },
  }
}

/** Founds a unit by the command, to listen on free ports; `configuration` is more for its file. */
export async function found(folder: string, configuration = ''): Promise<void> {
  const ended = await command([
    'found',
    ...['--folder', folder, '--name', '试点 Unit', '--domain', domain],
    ...['--founder', founder, '--founder-name', 'Mei'],
    ...['--public-url', 'http://localhost', '--api-url', 'https://localhost'],
  ])
  if (ended.code !== 0) throw new Error(`the unit could not be founded: ${ended.err}`)
  const ports = 'gate: { port: 0 }\napi: { port: 0 }\npublic: { port: 0 }\n'
  await appendFile(join(folder, 'unit', 'chancery.yaml'), ports + configuration)
}

/** Runs a command of the program to its end. */
export async function command(argv: readonly string[]): Promise<Ended> {
  return run(argv).ended
}

/** Starts the node of a folder; resolves when it serves, rejects when it ends before. */
export async function start(folder: string): Promise<NodeProcess> {
  const { child, ended, printed } = run(['start', '--folder', folder])
  const timer = setTimeout(() => child.kill('SIGKILL'), readyMillisecondsMax)
  const early = ended.then(({ out, err }) => {
    throw new Error(`the node ended before it served: ${out}${err}`)
  })
  while (!/^OpenAPI .*\n/m.test(printed())) await Promise.race([once(child.stdout, 'data'), early])
  clearTimeout(timer)
  early.catch(() => undefined)
  const port = (name: string): number => {
    return Number(new RegExp(`^${name} .*localhost:(\\d+)`, 'm').exec(printed())?.[1])
  }
  return {
    public: `http://localhost:${port('public')}`,
    gate: port('gate'),
    api: port('API'),
    end: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

interface Run {
  readonly child: ChildProcess & { readonly stdout: NonNullable<ChildProcess['stdout']> }
  readonly ended: Promise<Ended>
  /** What stands on standard output so far. */
  readonly printed: () => string
}

function run(argv: readonly string[]): Run {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...argv], {
    env: { ...process.env, CHANCERY_UNIT_PASSPHRASE: passphrase, CHANCERY_PASSPHRASE: passphrase },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString()
  })
  child.stderr.on('data', (bytes: Buffer) => {
    err += bytes.toString()
  })
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => ({
    code: typeof code === 'number' ? code : undefined,
    signal: typeof signal === 'string' ? signal : undefined,
    out,
    err,
  }))
  return { child, ended, printed: () => out }
}

/** The passphrase of every key in these units. */
export const passphraseOfAll = passphrase
