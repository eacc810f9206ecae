import { base64 } from '#bytes'
import { isoInstant } from '#clock'
import type { Act } from './act.ts'
import type { Entry } from './entry.ts'
import type { Event } from './event.ts'

/** What an actor gets back: proof that the act stands on the record, and what came of it. */
export interface Receipt {
  /** Index of the entry in the acts log. */
  readonly index: number
  /** RFC 3339 time of the entry. */
  readonly time: string
  readonly act: string
  readonly id: string
  /**
   * Base64 of the entry's bytes, the act as it was sent among them; its leaf hash is what the proof is of.
   */
  readonly entry: string
  /** Base64 of the hashes of the inclusion proof, leaf to root, against the checkpoint. */
  readonly proof: readonly string[]
  /** Signed note (C2SP tlog-checkpoint) of a head that includes the entry. */
  readonly checkpoint: string
  readonly events: readonly Event[]
  /** The act had been received before; this is what came of it then. */
  readonly repeated?: true
}

/** The place of an entry in a log, with its proof. */
export interface Inclusion {
  readonly index: number
  /** The entry as it stands in the log. */
  readonly bytes: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: string
}

export function receiptOf(act: Act, entry: Entry, inclusion: Inclusion): Receipt {
  return {
    index: inclusion.index,
    time: isoInstant(entry.time),
    act: act.act,
    id: act.id,
    entry: base64(inclusion.bytes),
    proof: inclusion.proof.map(base64),
    checkpoint: inclusion.checkpoint,
    events: entry.events,
  }
}
