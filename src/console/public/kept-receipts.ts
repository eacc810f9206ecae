import { type LodgingReceipt, readReceipt } from './lodging-receipt.ts'

const place = 'chancery.lodgings'

/** Each takes some 10 KB, and browsers keep 5 MB for a page. */
const keptMax = 50

/** The receipts that this browser keeps, the newest first. */
export function keptReceipts(): readonly LodgingReceipt[] {
  const kept = listIn(localStorage.getItem(place) ?? '[]')
  return kept.flatMap((one) => readReceipt(JSON.stringify(one)) ?? [])
}

export function keptReceipt(lodging: string): LodgingReceipt | undefined {
  return keptReceipts().find((one) => one.lodging === lodging)
}

/** Keeps a receipt; false where the browser keeps nothing (private windows, no room). */
export function keepReceipt(receipt: LodgingReceipt): boolean {
  const others = keptReceipts().filter(({ lodging }) => lodging !== receipt.lodging)
  return write([receipt, ...others].slice(0, keptMax))
}

export function forgetReceipt(lodging: string): void {
  write(keptReceipts().filter((one) => one.lodging !== lodging))
}

function write(receipts: readonly LodgingReceipt[]): boolean {
  try {
    localStorage.setItem(place, JSON.stringify(receipts))
    return true
  } catch {
    // It says in its own words that it has no room; what follows is the same whatever the words.
    return false
  }
}

/** What another program left there is no list of receipts. */
function listIn(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : []
  } catch {
    // Its only error is that the text is not JSON, and then nothing is kept in it.
    return []
  }
}
