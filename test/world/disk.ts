import { type Duration, second } from '#clock'
import { type LogStore, type MemoryDisk, type MemoryFault, memoryDisk, memoryStore } from '#record'
import type { Chance } from '../fuzz/chance.ts'
import type { Schedule } from './schedule.ts'

/** The longest a slow write takes: more than enough for other things to be decided meanwhile. */
const slowMax: Duration = 30 * second

/** How often a write goes wrong, once in so many; 0 for never. */
export interface DiskTrouble {
  readonly failed: number
  readonly persisted: number
  readonly full: number
  readonly slow: number
}

export const sound: DiskTrouble = { failed: 0, persisted: 0, full: 0, slow: 0 }

export const failing: DiskTrouble = { failed: 40, persisted: 40, full: 80, slow: 8 }

/** The disk of one node: it outlives the node, and what is written to it goes wrong now and then. */
export class Disk {
  trouble: DiskTrouble = sound
  #kept: MemoryDisk = memoryDisk()
  readonly #chance: Chance
  readonly #schedule: Schedule
  /** What ends the slow writes that are under way. */
  readonly #underWay = new Set<() => void>()

  constructor(chance: Chance, schedule: Schedule) {
    this.#chance = chance
    this.#schedule = schedule
  }

  /** A store on this disk, until the process that uses it is dead. */
  open(isDead: () => boolean): LogStore {
    return memoryStore({ disk: this.#kept, fault: () => (isDead() ? 'failed' : this.#fault()) })
  }

  /** The process is dead: what it was writing has reached the disk, or never will. */
  cutOff(): void {
    for (const end of this.#underWay) if (this.#chance.once(2)) end()
    this.#underWay.clear()
  }

  /** What lies on it now, to be put back later. */
  copy(): MemoryDisk {
    return structuredClone(this.#kept)
  }

  /** Puts back what lay on it before, as from an old backup. */
  restore(copy: MemoryDisk): void {
    this.#kept = structuredClone(copy)
  }

  #fault(): MemoryFault | undefined {
    const { failed, persisted, full, slow } = this.trouble
    if (failed > 0 && this.#chance.once(failed)) return 'failed'
    if (persisted > 0 && this.#chance.once(persisted)) return 'failed but persisted'
    if (full > 0 && this.#chance.once(full)) return 'full'
    return slow > 0 && this.#chance.once(slow) ? { slow: this.#wait() } : undefined
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#underWay.add(resolve)
      this.#schedule.after(this.#chance.below(slowMax), () => {
        if (this.#underWay.delete(resolve)) resolve()
      })
    })
  }
}
