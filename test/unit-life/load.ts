import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { fromBase64 } from '#bytes'
import { sure } from '#fault'
import { openSqliteCopy } from '#store'
import type { Receipt } from '#unit'
import { type Actor, eventMember, type SignedAct, send, take } from './actor.ts'

/** A process that takes acts, to be killed. */
export interface Victim {
  readonly public: string
  /** Kills it with SIGKILL and waits until it is gone. */
  kill(): Promise<void>
}

/** Acts under way at once: enough that groups form in the log and a kill finds some on their way. */
const workers = 8

/** How long a caller that is told to come back later waits. */
const pauseMilliseconds = 50

/** One caller with a step of its own, who puts it on hold and resumes it, over and over. */
interface Worker {
  readonly case: string
  held: boolean
  /** Sent, and no answer seen: it stands on the record, or it does not. */
  pending: SignedAct | undefined
}

/**
 * Callers who keep a unit busy and remember each receipt. They survive the unit's death: what was not
 * answered is sent again, the very same.
 */
export class Load {
  readonly acknowledged = new Map<string, { readonly index: number; readonly act: SignedAct }>()
  readonly #actor: Actor
  readonly #workers: Worker[] = []
  readonly #hashes: string[] = []
  readonly #ids: string[] = []
  /** Acknowledgements until the victim is killed. */
  #left = 0

  constructor(actor: Actor) {
    this.#actor = actor
  }

  /** Opens a case for each worker and claims its step. */
  async prepare(victim: Victim): Promise<void> {
    for (let i = 0; i < workers; i++) {
      const opened = await this.#take(victim, this.#actor.sign('case.open', { procedure: 'audit' }))
      const place = { case: eventMember(opened, 'case-opened', 'case'), step: 'read' }
      await this.#take(victim, this.#actor.sign('step.claim', place))
      this.#workers.push({ case: place.case, held: false, pending: undefined })
    }
  }

  /** Puts all workers to work and kills the victim in the midst of it, after so many acknowledgements. */
  async runUntilKilled(victim: Victim, acknowledgements: number): Promise<void> {
    this.#left = acknowledgements
    await Promise.all(this.#workers.map((worker) => this.#work(worker, victim)))
    await victim.kill()
  }

  /** Sends an act again that was answered before: its first receipt must come. */
  async repeat(victim: Victim, chance: number): Promise<void> {
    const all = [...this.acknowledged.values()]
    const picked = all[Math.floor(chance * all.length)]
    if (!picked) return
    const again = await take(victim, picked.act)
    assert.deepEqual([again.index, again.repeated], [picked.index, true])
  }

  /**
   * Reads the store of the dead: every acknowledged act stands where its receipt said, none twice, and
   * nothing that was seen there before has changed.
   */
  async assertKept(path: string): Promise<void> {
    const store = sure(await openSqliteCopy(path), 'the store')
    try {
      const length = await store.length('record')
      assert.ok(length >= this.#hashes.length, `${length} entries are left of ${this.#hashes.length}`)
      for (let index = 0; index < length; ) {
        const read = await store.read('record', index, length - index)
        for (const bytes of read) this.#see(index++, bytes)
      }
    } finally {
      await store.close()
    }
    assert.equal(new Set(this.#ids).size, this.#ids.length, 'an act stands twice')
    for (const [id, { index }] of this.acknowledged) assert.equal(this.#ids[index], id)
  }

  #see(index: number, bytes: Uint8Array): void {
    const hash = createHash('sha256').update(bytes).digest('base64')
    this.#hashes[index] ??= hash
    assert.equal(this.#hashes[index], hash, `entry ${index} has changed`)
    this.#ids[index] ??= idIn(bytes)
  }

  async #work(worker: Worker, victim: Victim): Promise<void> {
    for (;;) {
      const verb = worker.held ? 'step.resume' : 'step.hold'
      worker.pending ??= this.#actor.sign(verb, { case: worker.case, step: 'read' })
      const { pending } = worker
      const answer = await send(victim, pending).catch((error: unknown) => gone(error))
      if (!answer) return
      if (answer.status === 429) {
        await wait(pauseMilliseconds)
        continue
      }
      assert.ok(answer.status === 201 || answer.status === 200, `${answer.problem} ${answer.detail}`)
      const { index } = answer.json as Receipt
      this.acknowledged.set(pending.id, { index, act: pending })
      worker.held = !worker.held
      worker.pending = undefined
      // Not awaited: the others are to be in the midst of their acts.
      if (--this.#left === 0) void victim.kill()
    }
  }

  async #take(victim: Victim, act: SignedAct): Promise<Receipt> {
    const receipt = await take(victim, act)
    this.acknowledged.set(act.id, { index: receipt.index, act })
    return receipt
  }
}

/** What `fetch` says of a peer that is no longer there; everything else is a bug. */
function gone(error: unknown): undefined {
  if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error
}

function idIn(entry: Uint8Array): string {
  const { envelope } = JSON.parse(Buffer.from(entry).toString('utf8')) as { envelope: { payload: string } }
  const payload = sure(fromBase64(envelope.payload), 'the payload')
  return (JSON.parse(Buffer.from(payload).toString('utf8')) as { readonly id: string }).id
}
