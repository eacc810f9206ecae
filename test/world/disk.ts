import { type LogStore, type MemoryDisk, type MemoryFault, memoryDisk, memoryStore } from '#record'
import type { Chance } from '../fuzz/chance.ts'

/** How often a write goes wrong, once in so many; 0 for never. */
export interface DiskTrouble {
  readonly failed: number
  readonly persisted: number
  readonly full: number
}

export const sound: DiskTrouble = { failed: 0, persisted: 0, full: 0 }

export const failing: DiskTrouble = { failed: 40, persisted: 40, full: 80 }

/** The disk of one node: it outlives the node, and what is written to it goes wrong now and then. */
export class Disk {
  trouble: DiskTrouble = sound
  #kept: MemoryDisk = memoryDisk()
  readonly #chance: Chance

  constructor(chance: Chance) {
    this.#chance = chance
  }

  /** A store on this disk, until the process that uses it is dead. */
  open(isDead: () => boolean): LogStore {
    return memoryStore({ disk: this.#kept, fault: () => (isDead() ? 'failed' : this.#fault()) })
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
    const { failed, persisted, full } = this.trouble
    if (failed > 0 && this.#chance.once(failed)) return 'failed'
    if (persisted > 0 && this.#chance.once(persisted)) return 'failed but persisted'
    return full > 0 && this.#chance.once(full) ? 'full' : undefined
  }
}
