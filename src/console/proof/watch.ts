import { base64, fromBase64 } from '#bytes'
import { sure } from '#fault'
import type { LogReader } from '#record'
import { type Head, type HeadFault, openHead, rootText } from './head.ts'
import type { Conflict, Memory, Pin, Sighting } from './memory.ts'
import { relate } from './relation.ts'

/** What the unit tells of itself, as `GET /unit`. */
export type ToldUnit = Omit<Pin, 'since'>

/** What looking at the record came to. */
export type Look =
  /** Signed by the key this browser holds the unit by, and an addition to what it saw before. */
  | {
      readonly kind: 'sound'
      readonly pin: Pin
      readonly head: Head
      /** What was seen before; absent the first time. */
      readonly before?: Sighting
      readonly proof: readonly Uint8Array[]
    }
  | { readonly kind: 'broken'; readonly pin: Pin; readonly conflict: Conflict }
  /** Nothing was shown, for or against. */
  | { readonly kind: 'untold'; readonly cause: UntoldCause }

export type UntoldCause = HeadFault['kind'] | 'checkpoint-missing' | 'tiles-missing'

/**
 * Looks at the newest head of the record and compares it with what this browser saw of it before. What the
 * unit must never do (another key, two histories, an older state) is kept as evidence before it is told.
 *
 * @param now RFC 3339, by this browser's clock
 */
export async function look(
  told: ToldUnit,
  reader: Pick<LogReader, 'checkpoint' | 'tile'>,
  memory: Memory,
  now: string,
): Promise<Look> {
  const pin = await memory.keepPin({ ...told, since: now })
  if (pin.unit !== told.unit || pin.recordKey !== told.recordKey) {
    return broken(memory, { kind: 'key-changed', found: now, pin, told })
  }
  // What was seen is read before the head is asked for: another page may see a newer one meanwhile.
  const before = await memory.sighting()
  const note = await reader.checkpoint()
  if (note === undefined) return { kind: 'untold', cause: 'checkpoint-missing' }
  const head = openHead(note, pin.recordKey)
  if (!head.ok) return { kind: 'untold', cause: head.fault.kind }
  return compared(pin, before, head.value, reader, memory, now)
}

async function compared(
  pin: Pin,
  before: Sighting | undefined,
  head: Head,
  reader: Pick<LogReader, 'tile'>,
  memory: Memory,
  now: string,
): Promise<Look> {
  const shown = sightingOf(head, now)
  if (!before) {
    await memory.keepSighting(shown)
    return { kind: 'sound', pin, head, proof: [] }
  }
  if (head.size < before.size) {
    return broken(memory, { kind: 'rolled-back', found: now, pin, seen: before, shown })
  }
  const relation = await relate(headSeen(before), head, reader)
  switch (relation.kind) {
    case 'extends':
      await memory.keepSighting(shown)
      return { kind: 'sound', pin, head, before, proof: relation.proof }
    case 'forked':
      return broken(memory, {
        ...{ kind: 'forked', found: now, pin, earlier: before, later: shown },
        ...{ root: base64(relation.root), proof: relation.proof.map(base64) },
      })
    case 'untold':
      return { kind: 'untold', cause: 'tiles-missing' }
    default:
      return relation satisfies never
  }
}

async function broken(memory: Memory, conflict: Conflict): Promise<Look> {
  await memory.keepConflict(conflict)
  return { kind: 'broken', pin: conflict.pin, conflict }
}

export function sightingOf(head: Head, at: string): Sighting {
  return { note: head.note, size: head.size, root: rootText(head), at }
}

/** Size and root of what was seen, which was opened before it was kept. */
export function headSeen({ size, root }: Sighting): Pick<Head, 'size' | 'root'> {
  return { size, root: sure(fromBase64(root), 'the root of a sighting') }
}
