import { canonicalJson } from '#bytes'
import type { LogReader } from '#record'
import { proveReceipt } from '../proof/entry-proof.ts'
import { type Head, openHead } from '../proof/head.ts'
import { relate } from '../proof/relation.ts'
import type { UnitProfile } from '../wire/unit.ts'
import { type LodgingReceipt, wishIn } from './lodging-receipt.ts'

/** What a receipt is worth today, as this browser found it out by itself. */
export type ReceiptChecked =
  /** `size`: how many entries the record has now, which are those of the receipt and others after them. */
  | { readonly kind: 'holds'; readonly size: number }
  | { readonly kind: 'breaks'; readonly why: ReceiptBreach }
  /** The record of now could not be looked at; what the receipt itself proves holds. */
  | { readonly kind: 'untold' }

/** Why a receipt does not hold; half a message name of `public.breach-…`. */
export type ReceiptBreach =
  /** Its proof does not lead from the entry to what the unit signed. */
  | 'proof'
  /** The unit signs its record with another key now, or is another one. */
  | 'unit'
  /** The entry opened another case, or with other data than are shown. */
  | 'wish'
  /** The record of now is shorter than the one of the receipt, or is not the same one. */
  | 'rolled-back'
  | 'forked'

/** What the unit tells now. */
export interface ToldNow {
  readonly unit: Pick<UnitProfile, 'key' | 'recordKey'>
  readonly data: Readonly<Record<string, string | number>>
  readonly entry: number
}

/**
 * Whether a receipt proves what it is kept for: the citizen’s own wish stands in the record, the unit shows
 * the same now, and the record of today is the one of then with more in it.
 */
export async function checkReceipt(
  receipt: LodgingReceipt,
  now: ToldNow,
  reader: Pick<LogReader, 'checkpoint' | 'tile'>,
): Promise<ReceiptChecked> {
  const proven = proveReceipt(receipt.receipt, receipt.unit)
  if (!proven.ok) return { kind: 'breaks', why: 'proof' }
  if (now.unit.key !== receipt.unit.key || now.unit.recordKey !== receipt.unit.recordKey) {
    return { kind: 'breaks', why: 'unit' }
  }
  const wish = wishIn(receipt.receipt.entry)
  const isSame = wish !== undefined && canonicalJson(wish.data) === canonicalJson(now.data)
  if (wish?.lodging !== receipt.lodging || !isSame || now.entry !== receipt.receipt.index) {
    return { kind: 'breaks', why: 'wish' }
  }
  return goesOn(proven.value.head, receipt.unit.recordKey, reader)
}

async function goesOn(
  then: Head,
  recordKey: string,
  reader: Pick<LogReader, 'checkpoint' | 'tile'>,
): Promise<ReceiptChecked> {
  const note = await reader.checkpoint()
  const head = note === undefined ? undefined : openHead(note, recordKey)
  if (!head?.ok) return { kind: 'untold' }
  if (head.value.size < then.size) return { kind: 'breaks', why: 'rolled-back' }
  const relation = await relate(then, head.value, reader)
  switch (relation.kind) {
    case 'extends':
      return { kind: 'holds', size: head.value.size }
    case 'forked':
      return { kind: 'breaks', why: 'forked' }
    case 'untold':
      return { kind: 'untold' }
    default:
      return relation satisfies never
  }
}
