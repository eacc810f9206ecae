import type { LodgingReceipt } from './lodging-receipt.ts'

const eventPlace = 'chancery.new-lodging'

/** A receipt that was just given, and whether this browser could keep it. */
export interface NewReceipt {
  readonly receipt: LodgingReceipt
  readonly isKept: boolean
}

/** Hands a receipt to the page that shows it next, for as long as this tab is open. */
export function showReceipt(given: NewReceipt): void {
  sessionStorage.setItem(eventPlace, JSON.stringify(given))
}

/** The receipt that was given in this tab for this case. */
export function givenReceipt(lodging: string): NewReceipt | undefined {
  const text = sessionStorage.getItem(eventPlace)
  const given = text === null ? undefined : (JSON.parse(text) as NewReceipt)
  return given?.receipt.lodging === lodging ? given : undefined
}
