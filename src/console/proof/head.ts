import { base64 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { type CheckpointFault, openCheckpoint, parseVerifierKey, type VerifierKeyFault } from '#record'

/** A state of the record that its key has signed. */
export interface Head {
  /** The signed note, as it came. */
  readonly note: string
  readonly size: number
  readonly root: Uint8Array
  /** Names of other keys that signed it, whose signatures are not checked here. */
  readonly witnesses: readonly string[]
}

export type HeadFault = CheckpointFault | VerifierKeyFault

/**
 * Opens a checkpoint with the key of the record.
 *
 * @param recordKey verifier key (C2SP signed-note), as `GET /unit` tells it
 */
export function openHead(note: string, recordKey: string): Result<Head, HeadFault> {
  const verifier = parseVerifierKey(recordKey)
  if (!verifier.ok) return verifier
  const opened = openCheckpoint(note, verifier.value.name, [verifier.value])
  if (!opened.ok) return refuse(opened.fault)
  const { checkpoint, note: signed } = opened.value
  const witnesses = signed.unknown.map(({ name }) => name)
  return accept({ note, size: checkpoint.size, root: checkpoint.root, witnesses })
}

/** The root of a head in base64, as checkpoints write it. */
export function rootText({ root }: Pick<Head, 'root'>): string {
  return base64(root)
}
