import { Worker } from 'node:worker_threads'
import type { ApiFault, HandedFile, JudgedFiles } from '#api'
import { type Duration, second } from '#clock'
import { accept, type Result, refuse } from '#fault'
import type { TrustFacts, VerificationTask } from './verification-worker.ts'

/** How much strangers may have the node think. */
export interface VerificationLimits {
  /** For one request. */
  readonly milliseconds: Duration
  /** Requests that wait for their turn. */
  readonly waitingMax: number
  /** Octets of the thread's heap. */
  readonly memoryMegabytesMax: number
}

const defaultVerificationLimits: VerificationLimits = {
  // A large file with many signatures takes half a second; what takes longer was made to.
  milliseconds: 8 * second,
  // One thread judges one after the other: with ordinary files these wait some seconds.
  waitingMax: 16,
  // Four of the largest files, read several times over.
  memoryMegabytesMax: 512,
}

interface Waiting {
  readonly task: VerificationTask
  readonly settle: (outcome: Result<JudgedFiles, ApiFault>) => void
}

/**
 * Judges files of strangers in a thread of its own, one after the other: a file made to be slow or to need
 * memory costs that thread, which is ended, and not the node.
 */
export class Verifications {
  readonly #limits: VerificationLimits
  readonly #script: URL
  readonly #failed: (cause: string) => void
  #worker: Worker | undefined
  #underWay: Waiting | undefined
  #timer: NodeJS.Timeout | undefined
  #waiting: Waiting[] = []

  /** @param failed told when the thread broke: a bug of the verifier, or no memory left for a file */
  constructor(
    failed: (cause: string) => void,
    limits: VerificationLimits = defaultVerificationLimits,
    script: URL = new URL('./verification-worker.ts', import.meta.url),
  ) {
    this.#failed = failed
    this.#limits = limits
    this.#script = script
  }

  judge(
    files: readonly HandedFile[],
    language: 'en' | 'zh',
    trust: TrustFacts,
  ): Promise<Result<JudgedFiles, ApiFault>> {
    if (this.#waiting.length >= this.#limits.waitingMax)
      return Promise.resolve(refuse({ kind: 'verifications-too-many' }))
    return new Promise((settle) => {
      this.#waiting.push({ task: { files, language, trust }, settle })
      this.#next()
    })
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    const left = [...(this.#underWay ? [this.#underWay] : []), ...this.#waiting]
    this.#underWay = undefined
    this.#waiting = []
    for (const { settle } of left) settle(refuse({ kind: 'node-closing' }))
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #next(): void {
    if (this.#underWay) return
    const waiting = this.#waiting.shift()
    if (!waiting) return
    this.#underWay = waiting
    this.#worker ??= this.#started()
    const { milliseconds } = this.#limits
    this.#timer = setTimeout(
      () => this.#end(refuse({ kind: 'verification-too-long', milliseconds })),
      milliseconds,
    )
    this.#worker.postMessage(waiting.task, [])
  }

  #started(): Worker {
    const worker = new Worker(this.#script, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMegabytesMax },
    })
    worker.on('message', (word: JudgedFiles) => this.#heard(accept(word)))
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (worker !== this.#worker) return
      this.#failed(error.code ?? error.name)
      this.#end(refuse({ kind: 'verification-failed' }))
    })
    // An idle thread keeps no process alive.
    worker.unref()
    return worker
  }

  #heard(outcome: Result<JudgedFiles, ApiFault>): void {
    clearTimeout(this.#timer)
    const waiting = this.#underWay
    this.#underWay = undefined
    waiting?.settle(outcome)
    this.#next()
  }

  /** Gives the thread up, with whatever it was doing; the next request starts another. */
  #end(outcome: Result<JudgedFiles, ApiFault>): void {
    const worker = this.#worker
    this.#worker = undefined
    // Nobody waits for the end of what is of no use any more.
    worker?.removeAllListeners('message')
    void worker?.terminate()
    this.#heard(outcome)
  }
}
