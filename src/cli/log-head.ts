import { accept, type Result } from '#fault'
import { type Checkpoint, type LogReader, openCheckpoint, parseCheckpoint } from '#record'
import type { CliFault } from './fault.ts'
import { logFaultWords } from './log-words.ts'
import { flawed, verifierIn } from './record-verify.ts'

/** The head of a log and the note that says it. */
export interface Head {
  readonly checkpoint: Checkpoint
  readonly note: string
  /** A key that was known beforehand has signed it. */
  readonly signed: boolean
}

/** Reads the head of a log; its signature is checked when a verifier key is known, and must then be right. */
export async function readHead(
  what: string,
  reader: LogReader,
  keyText: string | undefined,
): Promise<Result<Head, CliFault>> {
  const note = await reader.checkpoint()
  if (note === undefined) return flawed(what, [logFaultWords({ kind: 'checkpoint-missing' })])
  if (keyText === undefined) {
    // A note is its text, a blank line and the signatures (C2SP signed-note).
    const end = note.lastIndexOf('\n\n')
    const checkpoint = parseCheckpoint(end < 0 ? note : note.slice(0, end + 1))
    if (!checkpoint.ok) return flawed(what, [logFaultWords(checkpoint.fault)])
    return accept({ checkpoint: checkpoint.value, note, signed: false })
  }
  const key = verifierIn(keyText)
  if (!key.ok) return key
  const opened = openCheckpoint(note, key.value.name, [key.value])
  if (!opened.ok) return flawed(what, [logFaultWords(opened.fault)])
  return accept({ checkpoint: opened.value.checkpoint, note, signed: true })
}
