import { base64 } from '#bytes'
import { isoInstant } from '#clock'
import { accept, certain, type Result, sure } from '#fault'
import type { Log, ProveFault } from '#record'
import { type Act, parseAct } from './act.ts'
import { type Entry, readEntry } from './entry.ts'
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

/** The receipt of an entry that stands on the record, with a proof against the head as it is now. */
export async function receiptAgain(
  log: Pick<Log, 'read' | 'checkpoint' | 'prove' | 'size'>,
  index: number,
): Promise<Result<Receipt, ProveFault>> {
  const bytes = certain((await log.read(index, 1))[0], 'the entry of a known act')
  const entry = readEntry(bytes)
  const act = sure(parseAct(entry.envelope), 'an act on the record')
  const checkpoint = log.checkpoint()
  const proof = await log.prove(index, log.size)
  return proof.ok ? accept(receiptOf(act, entry, { index, bytes, proof: proof.value, checkpoint })) : proof
}
