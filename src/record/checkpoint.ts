import { base64, fromBase64, utf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { hashBytes } from '#merkle'
import { type Note, type NoteFault, type NoteSigner, type NoteVerifier, openNote, signNote } from './note.ts'

/** What a log signs: that the log of this origin had this root at this size (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** Further lines, without meaning here. */
  readonly extensions: readonly string[]
}

/** Why a note is not a checkpoint of the log in question. */
export type CheckpointFault =
  | NoteFault
  | { readonly kind: 'checkpoint-malformed'; readonly line: 'origin' | 'size' | 'root' | 'extension' }
  | { readonly kind: 'origin-differs'; readonly origin: string; readonly expected: string }

/** The note text of a checkpoint. */
export function checkpointText(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint
  return [origin, String(size), base64(root), ...extensions].map((line) => `${line}\n`).join('')
}

/** The signed note of a checkpoint. */
export function signCheckpoint(checkpoint: Checkpoint, ...signers: readonly NoteSigner[]): string {
  return signNote(checkpointText(checkpoint), ...signers)
}

/** Reads the text of a checkpoint, in its one spelling. */
export function parseCheckpoint(text: string): Result<Checkpoint, CheckpointFault> {
  const lines = text.split('\n')
  const [origin = '', size = '', root = '', ...rest] = lines
  if (origin === '') return refuse({ kind: 'checkpoint-malformed', line: 'origin' })
  if (!/^(?:0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) {
    return refuse({ kind: 'checkpoint-malformed', line: 'size' })
  }
  const hash = fromBase64(root)
  if (!hash.ok || hash.value.length !== hashBytes)
    return refuse({ kind: 'checkpoint-malformed', line: 'root' })
  const extensions = rest.slice(0, -1)
  if (rest.at(-1) !== '' || extensions.includes('')) {
    return refuse({ kind: 'checkpoint-malformed', line: 'extension' })
  }
  return accept({ origin, size: Number(size), root: hash.value, extensions })
}

/** A checkpoint that a known key signed for the log of an origin, with the note it came in. */
export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly note: Note
}

/** Opens the signed note of a checkpoint: signed by a known key, and of the log of this origin. */
export function openCheckpoint(
  note: string,
  origin: string,
  known: readonly NoteVerifier[],
): Result<OpenedCheckpoint, CheckpointFault> {
  const opened = openNote(utf8(note), known)
  if (!opened.ok) return opened
  const checkpoint = parseCheckpoint(opened.value.text)
  if (!checkpoint.ok) return checkpoint
  if (checkpoint.value.origin !== origin) {
    return refuse({ kind: 'origin-differs', origin: checkpoint.value.origin, expected: origin })
  }
  return accept({ checkpoint: checkpoint.value, note: opened.value })
}
