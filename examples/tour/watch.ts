import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { registry } from '../sample/staff.ts'
import type { Office } from './office.ts'

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** What ended is told at once; so long a tour waits for it before it says that it was not. */
const toldMillisecondsMax = 10_000

/** An event of the feed of what ended, and when it was in the reader's hands. */
export interface Told {
  readonly event: string
  readonly case?: string
  readonly step?: string
  readonly person?: string
  readonly serial?: string
  /** As `performance.now()` has it. */
  readonly received: number
}

/** `chancery rights watch` as the permit registry types it, in a process of its own. */
export class Watch {
  readonly told: Told[] = []
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  #changed: () => void = () => undefined

  private constructor(child: ChildProcess & { readonly stdout: NonNullable<ChildProcess['stdout']> }) {
    this.#child = child
    this.#exited = once(child, 'exit')
    createInterface(child.stdout).on('line', (line) => {
      this.told.push({ ...(JSON.parse(line) as Omit<Told, 'received'>), received: performance.now() })
      this.#changed()
    })
  }

  /** Resolves once the feed is open. */
  static async begin(office: Office): Promise<Watch> {
    const argv = ['--as', office.personFolder(registry.id), '--json', 'rights', 'watch']
    const options = ['--disable-warning=ExperimentalWarning', program, ...argv]
    const watch = new Watch(spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] }))
    await watch.until((told) => told.some(({ event }) => event === 'resync'))
    return watch
  }

  /** Waits until what was told is enough, for as long as it may take at most. */
  async until(isEnough: (told: readonly Told[]) => boolean): Promise<void> {
    const timer = new AbortController()
    const late = wait(toldMillisecondsMax, 'over', { signal: timer.signal }).catch(() => 'over')
    const over = Promise.race([late, this.#exited.then(() => 'over')])
    while (!isEnough(this.told)) {
      const changed = new Promise<void>((resolve) => {
        this.#changed = resolve
      })
      if ((await Promise.race([changed, over])) === 'over') break
    }
    timer.abort()
  }

  async end(): Promise<void> {
    this.#child.kill()
    await this.#exited
  }
}
