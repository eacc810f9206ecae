import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../../examples/tour/commands.ts'

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const clockAhead = new URL('clock-ahead.child.ts', import.meta.url).href

/** Founding the sample takes some ten seconds on an idle machine. */
const readyMillisecondsMax = 180_000
const stopMillisecondsMax = 20_000

/** The passphrase of the files by which people carry their keys into a browser. */
export const carryPassphrase = 'carried by hand once'

/** The sample unit as `npm start` makes it, in a folder and at ports of its own. */
export interface Office {
  /** Where the console is, as `https://localhost:31444`. */
  readonly origin: string
  /** The plain listener. */
  readonly publicOrigin: string
  /** What the sample made: `unit`, `people`. */
  readonly folder: string
  /** One command of `chancery` as somebody; what it printed. A command that is refused throws. */
  command(person: string, ...argv: readonly string[]): Promise<string>
  /** A PKCS#12 file with somebody's key and certificate under `carryPassphrase`. */
  carried(person: string): Promise<Buffer>
  /** Ends the node in order and leaves its files. */
  stop(): Promise<void>
  /** Starts it again on the same files. */
  start(): Promise<void>
  /** Sets the clock of the node ahead, until it is started again: sessions of before lay unused too long. */
  setAhead(): void
  /** Ends it and clears its files away. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Founds and starts a sample unit. */
export async function openOffice(): Promise<Office> {
  const home = await mkdtemp(join(tmpdir(), 'chancery-office-'))
  const port = await freePorts()
  const folder = join(home, 'var')
  let node: ChildProcess | undefined
  const start = async (): Promise<void> => {
    node = await startedNode(home, port)
  }
  const stop = async (): Promise<void> => {
    const running = node
    node = undefined
    if (running === undefined || running.exitCode !== null) return
    const ended = once(running, 'exit')
    running.kill('SIGTERM')
    const timer = setTimeout(() => running.kill('SIGKILL'), stopMillisecondsMax)
    await ended
    clearTimeout(timer)
  }
  const command = async (person: string, ...argv: readonly string[]): Promise<string> => {
    const own = join(folder, 'people', person)
    const passphrase = (await readFile(join(own, 'passphrase'), 'utf8')).trim()
    const told = await runCommand(['--as', own, ...argv], {
      CHANCERY_PASSPHRASE: passphrase,
      CHANCERY_EXPORT_PASSPHRASE: carryPassphrase,
    })
    if (told.code !== 0) throw new Error(`\`${argv.join(' ')}\` was refused: ${told.sentence}`)
    return told.out
  }
  await start()
  return {
    origin: `https://localhost:${port + 1}`,
    publicOrigin: `http://localhost:${port + 37}`,
    folder,
    command,
    async carried(person) {
      const file = join(home, `${person}.p12`)
      await command(person, 'key', 'export', '--p12', file)
      const bytes = await readFile(file)
      await rm(file)
      return bytes
    },
    stop,
    start,
    setAhead: () => void node?.kill('SIGUSR2'),
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

async function startedNode(home: string, port: number): Promise<ChildProcess> {
  const node = spawn(process.execPath, ['--import', clockAhead, program, 'start'], {
    cwd: home,
    env: { ...process.env, CHANCERY_SAMPLE_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let isReady = false
  const ready = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      text += chunk.toString()
      if (!text.includes('next: ')) return
      isReady = true
      resolve()
    }
    node.stdout.on('data', hear)
    node.stderr.on('data', hear)
    node.once('exit', (code) => reject(new Error(`the sample ended with ${code}:\n${text}`)))
    setTimeout(() => {
      if (!isReady) reject(new Error(`the sample is not ready after a while:\n${text}`))
    }, readyMillisecondsMax).unref()
  })
  try {
    await ready
  } catch (error) {
    node.kill('SIGKILL')
    throw error
  }
  return node
}

/** The four ports of a sample (gate, API, public, registry) that nobody listens at now. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 30_000)
    const each = await Promise.all([port, port + 1, port + 37, port + 47].map(isFree))
    if (each.every(Boolean)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
