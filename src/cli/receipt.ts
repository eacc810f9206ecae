import { z } from 'zod'
import { canonicalJson, fromBase64 } from '#bytes'
import type { Envelope } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { leafHash, verifyInclusion } from '#merkle'
import { openCheckpoint, parseVerifierKey } from '#record'
import { parseEntry } from '#unit'
import type { CliFault } from './fault.ts'

/** A receipt as it comes from the unit: `Receipt` of `#unit`. */
export const receiptForm = z.object({
  index: z.int().min(0),
  time: z.string(),
  act: z.string(),
  id: z.string(),
  entry: z.string(),
  proof: z.array(z.string()),
  checkpoint: z.string(),
  events: z.array(z.looseObject({ kind: z.string() })),
  repeated: z.literal(true).optional(),
})

export type ReceivedReceipt = z.infer<typeof receiptForm>

/** What a receipt was found to prove: the entry stands in the unit's log of `size` entries. */
export interface ReceiptProof {
  readonly size: number
}

/**
 * Checks that the entry of a receipt holds the envelope that was sent, that its checkpoint is signed by the
 * unit's record key and that its inclusion proof leads from the entry's leaf hash to the checkpoint's root.
 */
export function verifyReceipt(
  receipt: ReceivedReceipt,
  sent: Envelope,
  recordKey: string,
): Result<ReceiptProof, CliFault> {
  const bytes = fromBase64(receipt.entry)
  if (!bytes.ok) return unproven('its entry is not base64')
  const entry = parseEntry(bytes.value)
  if (!entry.ok) return unproven(`its entry cannot be read (${entry.fault.kind})`)
  if (canonicalJson(entry.value.envelope) !== canonicalJson(sent)) return unproven('it is for another act')
  const verifier = parseVerifierKey(recordKey)
  if (!verifier.ok) {
    return refuse({ kind: 'usage', problem: 'the record key in `unit.json` cannot be read: write it anew' })
  }
  const opened = openCheckpoint(receipt.checkpoint, verifier.value.name, [verifier.value])
  if (!opened.ok) return unproven(`its checkpoint is not one of the unit (${opened.fault.kind})`)
  const proof: Uint8Array[] = []
  for (const text of receipt.proof) {
    const hash = fromBase64(text)
    if (!hash.ok) return unproven('its proof is not base64')
    proof.push(hash.value)
  }
  const { size, root } = opened.value.checkpoint
  const included = verifyInclusion(
    { index: receipt.index, size, leafHash: leafHash(bytes.value), root },
    proof,
  )
  return included.ok ? accept({ size }) : unproven(`its inclusion proof fails (${included.fault.kind})`)
}

function unproven(problem: string): Result<never, CliFault> {
  return refuse({ kind: 'unproven', what: 'the receipt', problem })
}
