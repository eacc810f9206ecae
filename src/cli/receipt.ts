import { z } from 'zod'
import { fromBase64 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { verifyInclusion } from '#merkle'
import { openCheckpoint, parseVerifierKey } from '#record'
import type { CliFault } from './fault.ts'

/** A receipt as it comes from the unit: `Receipt` of `#unit`. */
export const receiptForm = z.object({
  index: z.int().min(0),
  time: z.string(),
  act: z.string(),
  id: z.string(),
  leafHash: z.string(),
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
 * Checks that a receipt is for the act that was sent, that its checkpoint is signed by the unit's record key
 * and that its inclusion proof leads from the entry's leaf hash to the checkpoint's root.
 *
 * That the leaf is the hash of this very act cannot be seen from a receipt: only the entry shows it.
 */
export function verifyReceipt(
  receipt: ReceivedReceipt,
  sent: { readonly act: string; readonly id: string },
  recordKey: string,
): Result<ReceiptProof, CliFault> {
  if (receipt.act !== sent.act || receipt.id !== sent.id) return unproven('it is for another act')
  const verifier = parseVerifierKey(recordKey)
  if (!verifier.ok) {
    return refuse({ kind: 'usage', problem: 'the record key in `unit.json` cannot be read: write it anew' })
  }
  const opened = openCheckpoint(receipt.checkpoint, verifier.value.name, [verifier.value])
  if (!opened.ok) return unproven(`its checkpoint is not one of the unit (${opened.fault.kind})`)
  const leafHash = fromBase64(receipt.leafHash)
  const proof: Uint8Array[] = []
  for (const text of receipt.proof) {
    const hash = fromBase64(text)
    if (!hash.ok) return unproven('its proof is not base64')
    proof.push(hash.value)
  }
  if (!leafHash.ok) return unproven('its leaf hash is not base64')
  const { size, root } = opened.value.checkpoint
  const included = verifyInclusion({ index: receipt.index, size, leafHash: leafHash.value, root }, proof)
  return included.ok ? accept({ size }) : unproven(`its inclusion proof fails (${included.fault.kind})`)
}

function unproven(problem: string): Result<never, CliFault> {
  return refuse({ kind: 'unproven', what: 'the receipt', problem })
}
