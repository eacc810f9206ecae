import type { EntryActor, EntryLine, EntryPorts, ShownEntry } from '#api'
import { base64, fromBase64 } from '#bytes'
import { type Clock, isoInstant } from '#clock'
import { thumbprintOf } from '#crypto'
import { certain, sure } from '#fault'
import { certificateOfKey, principalOf, recordedCertificate, unitProfile } from '#identity'
import { visitorOf } from '#recognition'
import type { Log } from '#record'
import { type Entry, parseAct, readEntry, receiptAgain, type State, type Unit } from '#unit'
import { pem } from '#x509'
import { historyOf } from './case-history.ts'
import type { EntryIndex } from './entry-index.ts'

/** What looking through the record takes. */
export interface EntryParts {
  readonly unit: Pick<Unit, 'state'>
  readonly record: Pick<Log, 'read' | 'size' | 'checkpoint' | 'prove'>
  readonly index: EntryIndex
  /** PEM of a certificate of this unit, by its serial, and of its issuer's. */
  chain(serial: string): Promise<string | undefined>
  readonly clock: Clock
}

/** The record as it can be looked through. */
export function entryPorts(parts: EntryParts): EntryPorts {
  const { unit, record, index } = parts
  return {
    async find(wish) {
      const { indexes, more } = index.find(wish)
      const entries = await entriesAt(record, indexes)
      const lines = indexes.map((at) => lineOf(unit.state, at, certain(entries.get(at), 'an entry')))
      return { size: record.size, indexed: index.size, entries: lines, more }
    },
    show: (at) => showEntry(parts, at),
    history: (reader, wish) => historyOf(parts, reader, wish),
    async actorOf(at) {
      const [bytes] = at < record.size ? await record.read(at, 1) : []
      return bytes && actorOf(unit.state, readEntry(bytes))
    },
  }
}

/** Entries by index; neighbours are read together. */
export async function entriesAt(
  record: EntryParts['record'],
  indexes: readonly number[],
): Promise<ReadonlyMap<number, Entry>> {
  const found = new Map<number, Entry>()
  const ordered = indexes.toSorted((a, b) => a - b)
  for (let at = 0; at < ordered.length; ) {
    const first = certain(ordered[at], 'an index')
    let end = at + 1
    while (end < ordered.length && ordered[end] === first + (end - at)) end += 1
    const read = await record.read(first, end - at)
    for (const [place, bytes] of read.entries()) found.set(first + place, readEntry(bytes))
    // A log gives less than it was asked for when entries are large, and one at the least.
    at += Math.max(1, read.length)
  }
  return found
}

function lineOf(state: State, index: number, entry: Entry): EntryLine {
  const { time, envelope, grant, events } = entry
  const act = sure(parseAct(envelope), 'an act on the record')
  const [step, under] = grant.by === 'founding' ? [undefined, undefined] : [grant.step, grant.case]
  const named = events.find((event) => 'case' in event) as { readonly case?: unknown } | undefined
  const opened = typeof named?.case === 'string' ? named.case : undefined
  return {
    index,
    time: isoInstant(time),
    act: act.act,
    ...actorIn(state, entry),
    case: under ?? opened,
    step,
    office: grant.by === 'founding' ? undefined : grant.office,
    override: act.override,
    events: events.map(({ kind }) => kind),
  }
}

async function showEntry(parts: EntryParts, index: number): Promise<ShownEntry | undefined> {
  const { unit, record } = parts
  if (index >= record.size) return undefined
  const receipt = sure(await receiptAgain(record, index), 'the proof of an entry')
  const entry = readEntry(sure(fromBase64(receipt.entry), 'the entry of a receipt'))
  const { repeated: _, ...first } = receipt
  return { receipt: first, ...actorIn(unit.state, entry), ...(await signerOf(parts, entry)) }
}

/** With what the signature of an entry is checked, as far as the unit still knows it. */
async function signerOf(parts: EntryParts, entry: Entry): Promise<Pick<ShownEntry, 'spki' | 'certificate'>> {
  const { state } = parts.unit
  const key = keyOf(entry)
  const issued = certificateOfKey(state, key)
  if (issued) return { spki: issued.spki, certificate: await parts.chain(issued.serial) }
  const visitor = visitorOf(state, key)
  if (visitor) {
    const der = sure(fromBase64(visitor.certificate), 'the certificate of a visitor')
    return { spki: visitor.spki, certificate: pem('CERTIFICATE', der) }
  }
  const authorities = (unitProfile(state)?.authorities ?? []).map(recordedCertificate)
  const own = authorities.find((certificate) => thumbprintOf(certificate) === key)
  return own ? { spki: base64(own.spki), certificate: pem('CERTIFICATE', own.der) } : {}
}

function actorIn(state: State, entry: Entry): EntryActor {
  const actor = actorOf(state, entry)
  const issued = certificateOfKey(state, keyOf(entry))
  return { actor, name: issued && principalOf(state, issued.principal)?.name }
}

/**
 * Who made an act, `kind/id`: by the grant, or by what the unit knows of the key, which is never somebody
 * else's later. Whoever founded it, or rolled its authority key over, is the unit itself.
 */
export function actorOf(state: State, entry: Entry): string {
  const { grant } = entry
  if (grant.by === 'step' && grant.visitor) return `visitor/${grant.person}`
  const key = keyOf(entry)
  const issued = certificateOfKey(state, key)
  if (issued) {
    const { kind, id } = issued.principal
    return unitProfile(state)?.node === key ? `node/${id}` : `${kind}/${id}`
  }
  const visitor = visitorOf(state, key)
  return visitor ? `visitor/${visitor.visitor}` : 'unit'
}

function keyOf({ envelope }: Entry): string {
  return envelope.signatures[0]?.keyid ?? ''
}
