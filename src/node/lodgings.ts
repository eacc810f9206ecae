import { fromBase64 } from '#bytes'
import { accept, type Result, sure } from '#fault'
import type { LodgingFault } from '#procedure'
import type { Log } from '#record'
import { parseAct, type Receipt, type Refusal, readEntry, receiptAgain } from '#unit'
import type { Duties } from './duties.ts'

/**
 * Has the node open the case that a citizen asks for. Whoever sends the very same wish again, because the
 * answer was lost, gets its receipt again.
 *
 * @param wish the envelope of the citizen's act, as text
 */
export async function lodge(
  { duties, record }: { readonly duties: Pick<Duties, 'act'>; readonly record: Log },
  wish: string,
): Promise<Result<Receipt, Refusal>> {
  const receipt = await duties.act('case.lodge', { wish })
  if (receipt.ok || !isRepeated(receipt.fault)) return receipt
  const { entry } = receipt.fault
  // It was decided a moment ago and is being written.
  if (entry >= record.size) return receipt
  const again = await receiptAgain(record, entry)
  return again.ok && wishIn(again.value) === wish ? accept({ ...again.value, repeated: true }) : receipt
}

function isRepeated(fault: Refusal): fault is Extract<LodgingFault, { readonly kind: 'wish-repeated' }> {
  return fault.kind === 'wish-repeated'
}

/** The wish that an entry of the record opened a case for. */
function wishIn({ entry }: Receipt): unknown {
  const { envelope } = readEntry(sure(fromBase64(entry), 'the entry of a receipt'))
  return sure(parseAct(envelope), 'an act on the record').input['wish']
}
