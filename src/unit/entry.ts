import { z } from 'zod'
import { fromUtf8, utf8 } from '#bytes'
import { type Instant, isoInstant, parseInstant } from '#clock'
import { type Envelope, strictJson } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { GrantFacts } from '#task'
import type { Event } from './event.ts'

/**
 * An entry bundle gives each entry a 16-bit length (C2SP tlog-tiles); 60 KiB leaves room below its 65,535.
 */
const entryBytesMax = 60 * 1024

/** What stands on the record for one act. */
export interface Entry {
  /** The node's time; never earlier than the entry before. */
  readonly time: Instant
  /** The act as it came, with its actor's signature. */
  readonly envelope: Envelope
  /** What permitted it. */
  readonly grant: GrantFacts
  /** What the decision drew, in order: random octets and signatures by the unit's keys, base64url. */
  readonly drawn: readonly string[]
  /** What came of it. */
  readonly events: readonly Event[]
}

export type EntryFault =
  | { readonly kind: 'entry-too-large'; readonly bytes: number; readonly bytesMax: number }
  | { readonly kind: 'entry-unreadable'; readonly problem: string }

/**
 * Grants and events are compared, hashed and kept by walks as deep as they nest. Those of this program nest
 * less than 10 deep; the limit keeps a foreign entry, which has room for 30,000, off the stack's end.
 */
const depthMax = 64

const entryForm = z.strictObject({
  v: z.literal(1),
  time: z.string(),
  envelope: z.strictObject({
    payloadType: z.string(),
    payload: z.string(),
    signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.string() })).length(1),
  }),
  grant: z.looseObject({ by: z.enum(['step', 'rule', 'founding']) }),
  drawn: z.array(z.string()),
  events: z.array(z.looseObject({ kind: z.string() })),
})

/** The bytes that go into the log. */
export function encodeEntry(entry: Entry): Result<Uint8Array, EntryFault> {
  const { time, envelope, grant, drawn, events } = entry
  const bytes = utf8(JSON.stringify({ v: 1, time: isoInstant(time), envelope, grant, drawn, events }))
  if (bytes.length > entryBytesMax) {
    return refuse({ kind: 'entry-too-large', bytes: bytes.length, bytesMax: entryBytesMax })
  }
  return accept(bytes)
}

/**
 * The entry in bytes that this node wrote and whose hashes have been checked: the form is trusted, so that
 * replay costs one JSON parse.
 */
export function readEntry(bytes: Uint8Array): Entry {
  const json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  return { ...json, time: Date.parse(json.time) } as Entry
}

/** The entry in bytes of unknown origin; whether its grant is true is for the verifier to find out. */
export function parseEntry(bytes: Uint8Array): Result<Entry, EntryFault> {
  const text = fromUtf8(bytes)
  if (!text.ok) return refuse({ kind: 'entry-unreadable', problem: 'not UTF-8' })
  const json = strictJson(text.value, entryBytesMax, depthMax)
  if (json === undefined) return refuse({ kind: 'entry-unreadable', problem: 'not JSON, or not plain' })
  const form = entryForm.safeParse(json)
  if (!form.success) {
    const issue = form.error.issues[0]
    return refuse({ kind: 'entry-unreadable', problem: `${issue?.path.join('.')}: ${issue?.message}` })
  }
  const time = parseInstant(form.data.time)
  if (time === undefined) return refuse({ kind: 'entry-unreadable', problem: 'time: not an RFC 3339 time' })
  const { envelope, grant, drawn, events } = form.data
  return accept({ time, envelope, grant: grant as GrantFacts, drawn, events })
}
