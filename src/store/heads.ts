import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { hex, sha256, utf8 } from '#bytes'

/**
 * A second place for how far each log is, beside the database. SQLite gives up a write-ahead log silently at
 * the first frame that does not fit its checksum, so one damaged byte there could take acknowledged entries
 * away and leave a store that looks whole; a store that is shorter than its heads say is refused instead.
 *
 * Written after the append is durable and not synced itself: after a power failure it may be older than the
 * store, which is no harm, and never newer.
 */
export interface LogHead {
  readonly length: number
  readonly checkpoint: string
}

export type LogHeads = ReadonlyMap<string, LogHead>

/** Two notes of a hundred cosignatures fit; the file is two slots, written in turn. */
const slotBytes = 64 * 1024

/** A digest of the slot's text in hexadecimal, and a line end. */
const digestBytes = 65

/** Only the account the node runs as may write it. */
const fileMode = 0o600

interface Slot {
  readonly turn: number
  readonly heads: LogHeads
}

/** Where the heads of a store lie. */
export function headsPath(storePath: string): string {
  return `${storePath}-heads`
}

/** The newest heads that were written whole; none when there is no such file. */
export function readHeads(storePath: string): LogHeads {
  return newest(storePath)?.heads ?? new Map()
}

/** The heads of an open store; owns the file until it is closed. */
export class HeadsFile {
  readonly #file: number
  readonly #heads: Map<string, LogHead>
  #turn: number

  constructor(storePath: string) {
    const last = newest(storePath)
    this.#heads = new Map(last?.heads)
    this.#turn = last?.turn ?? 0
    const path = headsPath(storePath)
    this.#file = openSync(path, existsSync(path) ? 'r+' : 'w+', fileMode)
  }

  /** Notes how far logs are, in the slot that was not written last. */
  note(heads: LogHeads): void {
    for (const [log, head] of heads) this.#heads.set(log, head)
    const turn = ++this.#turn
    const text = utf8(JSON.stringify({ turn, heads: [...this.#heads] }))
    const slot = Buffer.alloc(slotBytes)
    if (text.length > slotBytes - digestBytes)
      throw new Error('the heads of the logs do not fit into their slot')
    slot.write(`${hex(sha256(text))}\n`, 'latin1')
    slot.set(text, digestBytes)
    writeSync(this.#file, slot, 0, digestBytes + text.length + 1, (turn % 2) * slotBytes)
  }

  close(): void {
    closeSync(this.#file)
  }
}

function newest(storePath: string): Slot | undefined {
  const path = headsPath(storePath)
  if (!existsSync(path)) return undefined
  const bytes = readFileSync(path)
  const slots = [0, slotBytes].flatMap((at) => slotIn(bytes.subarray(at, at + slotBytes)) ?? [])
  return slots.sort((a, b) => b.turn - a.turn)[0]
}

/** A slot that was torn or damaged is none; the other one then counts. */
function slotIn(bytes: Buffer): Slot | undefined {
  const end = bytes.indexOf(0, digestBytes)
  if (bytes.length < digestBytes || end < 0) return undefined
  const text = bytes.subarray(digestBytes, end)
  if (bytes.toString('latin1', 0, digestBytes) !== `${hex(sha256(text))}\n`) return undefined
  const { turn, heads } = JSON.parse(text.toString('utf8')) as {
    readonly turn: number
    readonly heads: readonly (readonly [string, LogHead])[]
  }
  return { turn, heads: new Map(heads) }
}
