import { fromBase64, fromUtf8 } from '#bytes'
import type { Receipt } from '../wire/act.ts'
import type { UnitProfile } from '../wire/unit.ts'
import type { TextsOfUnit } from '../words/words.tsx'
import type { SignedWish } from './lodge.ts'

/** What a citizen keeps of a case: enough to follow it, and to prove that the unit has it. */
export interface LodgingReceipt {
  readonly kind: 'chancery-lodging-receipt'
  readonly v: 1
  readonly unit: Pick<UnitProfile, 'name' | 'domain' | 'key' | 'recordKey'>
  /** Identifier of the citizen's own act. */
  readonly lodging: string
  readonly case: string
  readonly title: TextsOfUnit
  readonly receipt: Pick<Receipt, 'index' | 'time' | 'act' | 'id' | 'entry' | 'proof' | 'checkpoint'>
}

/** A wish as it stands in the entry that opened its case. */
export interface WishOnRecord {
  readonly lodging: string
  readonly procedure: string
  readonly data: Readonly<Record<string, string | number>>
  /** The envelope as text, as it was sent. */
  readonly text: string
}

/** A receipt of 60 KiB of entry in base64, and its proof, with room. */
export const receiptOctetsMax = 256 * 1024

/** Puts together what the citizen keeps. */
export function receiptOf(
  wish: SignedWish,
  receipt: Receipt,
  unit: UnitProfile,
  title: TextsOfUnit,
): LodgingReceipt {
  const { index, time, act, id, entry, proof, checkpoint, events } = receipt
  const opened = events.find(({ kind }) => kind === 'case-opened')?.['case']
  return {
    kind: 'chancery-lodging-receipt',
    v: 1,
    unit: { name: unit.name, domain: unit.domain, key: unit.key, recordKey: unit.recordKey },
    lodging: wish.lodging,
    case: typeof opened === 'string' ? opened : '',
    title,
    receipt: { index, time, act, id, entry, proof, checkpoint },
  }
}

/** A receipt from a file that somebody dropped; `undefined` when it is none. */
export function readReceipt(text: string): LodgingReceipt | undefined {
  const value = jsonIn(text)
  if (!isRecord(value) || value['kind'] !== 'chancery-lodging-receipt' || value['v'] !== 1) return undefined
  const { unit, receipt, title } = value
  if (!isRecord(unit) || !isRecord(receipt) || !isRecord(title)) return undefined
  const texts = [
    unit['name'],
    unit['domain'],
    unit['key'],
    unit['recordKey'],
    value['lodging'],
    value['case'],
  ]
  const proofs = [receipt['time'], receipt['act'], receipt['id'], receipt['entry'], receipt['checkpoint']]
  const isWhole =
    [...texts, ...proofs, ...Object.values(title)].every((one) => typeof one === 'string') &&
    Number.isSafeInteger(receipt['index']) &&
    Array.isArray(receipt['proof']) &&
    receipt['proof'].every((one) => typeof one === 'string') &&
    lodgingForm.test(String(value['lodging']))
  // Every member was looked at above.
  return isWhole ? (value as object as LodgingReceipt) : undefined
}

/** The identifier of a lodging: 16 octets in base64url. */
export const lodgingForm = /^[A-Za-z0-9_-]{22}$/

/** What the entry of a receipt says that was asked for; `undefined` when it opened no case for a citizen. */
export function wishIn(entry: string): WishOnRecord | undefined {
  const act = payloadOf(jsonIn(textIn(entry))?.['envelope'])
  const input = act?.['act'] === 'case.lodge' ? act['input'] : undefined
  const text = isRecord(input) ? input['wish'] : undefined
  if (typeof text !== 'string') return undefined
  const wish = payloadOf(jsonIn(text))
  const asked = wish?.['input']
  if (!isRecord(asked) || typeof wish?.['id'] !== 'string') return undefined
  const { procedure, data = {} } = asked
  if (typeof procedure !== 'string' || !isRecord(data)) return undefined
  const rows = Object.entries(data).flatMap(([name, value]): readonly [string, string | number][] =>
    typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [],
  )
  return { lodging: wish['id'], procedure, data: Object.fromEntries(rows), text }
}

function payloadOf(envelope: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(envelope) ? jsonIn(textIn(envelope['payload'])) : undefined
}

function textIn(base64: unknown): string {
  const bytes = typeof base64 === 'string' ? fromBase64(base64) : undefined
  const text = bytes?.ok ? fromUtf8(bytes.value) : undefined
  return text?.ok ? text.value : ''
}

function jsonIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    // Its only error is that the text is not JSON, and then nothing is in it.
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
