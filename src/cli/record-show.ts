import { z } from 'zod'
import { base64, fromUtf8 } from '#bytes'
import { isoInstant } from '#clock'
import { envelopePayload } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { tileWidth, tileWidthMax } from '#merkle'
import { decodeBundle, type LogReader } from '#record'
import type { GrantFacts } from '#task'
import { type ActDefinition, type Event, parseEntry } from '#unit'
import { type Context, type Given, jsonText, textGiven } from './context.ts'
import type { CliFault } from './fault.ts'
import { jsonIn } from './json.ts'
import { readHead } from './log-head.ts'
import type { LogName } from './log-source.ts'
import { indexIn, logName, notAnIndex, outside, type Source } from './record-source.ts'
import { flawed } from './record-verify.ts'
import { tableText } from './text-table.ts'

/** Entries that are shown at once unless told otherwise: a screen's worth. */
export const shownByDefault = 20
/** Entries that can be asked for at once: four bundles. */
export const shownMax = 1024

/** One entry whole, or a list of entries in lines. */
export async function showEntries(
  context: Context,
  source: Source,
  given: Given,
  index: string | undefined,
): Promise<Result<string, CliFault>> {
  const name = logName(given)
  const reader = source[name]
  const head = await readHead(`the ${name}`, reader, undefined)
  if (!head.ok) return head
  const { size } = head.value.checkpoint
  const count = indexIn(textGiven(given, 'count') ?? '')
  if (count === undefined || count < 1 || count > shownMax) {
    return refuse({ kind: 'usage', problem: `\`--count\` wants 1 to ${shownMax}` })
  }
  const fromText = index ?? textGiven(given, 'from') ?? String(Math.max(0, size - count))
  const from = indexIn(fromText)
  if (from === undefined) return notAnIndex(fromText)
  if (index !== undefined && from >= size) return outside(from, size)
  const entries = await entriesFrom(
    reader,
    from,
    Math.min(size, from + (index === undefined ? count : 1)),
    size,
  )
  if (!entries.ok) return entries
  const views = entries.value.map((bytes, at) => entryView(name, bytes, from + at))
  if (index !== undefined) return accept(jsonText(views[0]))
  if (context.json) return accept(jsonText(views))
  return accept(
    views.length === 0 ? 'no entries\n' : tableText(views.map((view) => entryLine(view, context.ports.acts))),
  )
}

async function entriesFrom(
  reader: LogReader,
  from: number,
  to: number,
  size: number,
): Promise<Result<readonly Uint8Array[], CliFault>> {
  const found: Uint8Array[] = []
  while (from + found.length < to) {
    const at = from + found.length
    const index = Math.floor(at / tileWidthMax)
    const bundle = await reader.bundle(index, tileWidth(0, index, size))
    const entries = bundle && decodeBundle(bundle)
    const wanted = entries?.ok ? entries.value.slice(at % tileWidthMax, (at % tileWidthMax) + to - at) : []
    if (wanted.length === 0) return flawed('the log', [`entry ${at}: it is missing`])
    found.push(...wanted)
  }
  return accept(found)
}

/** An entry as JSON, the act of its envelope opened for reading; nothing is verified by looking at it. */
type EntryView =
  | { readonly index: number; readonly entry: unknown }
  | { readonly index: number; readonly unreadable: string }
  | {
      readonly index: number
      readonly time: string
      readonly act: unknown
      readonly signedBy: readonly string[]
      readonly grant: GrantFacts
      readonly events: readonly Event[]
    }

function entryView(name: LogName, bytes: Uint8Array, index: number): EntryView {
  if (name === 'journal') return { index, entry: jsonOrText(bytes) }
  const entry = parseEntry(bytes)
  if (!entry.ok) return { index, unreadable: entry.fault.kind }
  const { envelope, grant, events, time } = entry.value
  const signedBy = envelope.signatures.map(({ keyid }) => keyid)
  return {
    index,
    time: isoInstant(time),
    act: jsonOrText(envelopePayload(envelope)),
    signedBy,
    grant,
    events,
  }
}

function jsonOrText(bytes: Uint8Array): unknown {
  const text = fromUtf8(bytes)
  return text.ok ? (jsonIn(text.value) ?? text.value) : base64(bytes)
}

const actNameForm = z.object({ act: z.string(), override: z.string().optional() })

/** A line of the audit trail: what was done, in the words of the act's definition. */
function entryLine(view: EntryView, acts: readonly ActDefinition[]): Readonly<Record<string, unknown>> {
  if (!('events' in view)) return view
  const { index, time, act, grant, events } = view
  const named = actNameForm.safeParse(act)
  const { act: name = '', override } = named.data ?? {}
  return {
    index,
    time,
    act: name,
    what: acts.find((definition) => definition.name === name)?.label ?? name,
    under: grantWords(grant),
    events: events.map(({ kind }) => kind),
    ...(override !== undefined && { override }),
  }
}

function grantWords(grant: GrantFacts): string {
  if (grant.by === 'founding' || grant.case === undefined) return grant.by
  return `case ${grant.case} ${grant.step ?? ''}`.trim()
}
