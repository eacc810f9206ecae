import { fromBase64, fromUtf8 } from '#bytes'
import type { Receipt } from '../wire/act.ts'

/** What an act on the record said, as its actor signed it. */
export interface SignedAct {
  readonly act: string
  /** When it was signed, by the actor's clock. RFC 3339. */
  readonly time: string
  readonly under?: { readonly case: string; readonly step: string }
  readonly override?: string
  readonly input: Readonly<Record<string, unknown>>
  /** Thumbprint of the key that signed. */
  readonly key: string
}

/** What the act of a receipt said; `undefined` where the entry is not one of this program. */
export function signedActOf({ entry }: Pick<Receipt, 'entry'>): SignedAct | undefined {
  const { envelope } = members(jsonOf(entry))
  const { payload, signatures } = members(envelope)
  const { act, time, under, override, input } = members(jsonOf(payload))
  const [signature] = Array.isArray(signatures) ? (signatures as readonly unknown[]) : []
  const { keyid } = members(signature)
  if (typeof act !== 'string' || typeof time !== 'string' || typeof keyid !== 'string') return undefined
  const { case: of, step } = members(under)
  return {
    ...{ act, time, key: keyid, input: members(input) },
    ...(typeof of === 'string' && typeof step === 'string' && { under: { case: of, step } }),
    ...(typeof override === 'string' && { override }),
  }
}

/** What an act said, a line for each member; those of its data each for itself, the case left out. */
export function linesOf(
  input: SignedAct['input'],
): readonly { readonly member: string; readonly value: string }[] {
  return Object.entries(input).flatMap(([member, value]) => {
    if (member === 'case') return []
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return linesOf(members(value))
    if (Array.isArray(value)) return [{ member, value: value.map(String).join(', ') }]
    return [{ member, value: String(value) }]
  })
}

/** The head under which a receipt proves that its entry stands: how long the record was, and its root. */
export interface ReceiptHead {
  readonly origin: string
  readonly size: number
  /** Base64. */
  readonly root: string
}

/** The first three lines of the checkpoint (C2SP tlog-checkpoint). */
export function headOf({ checkpoint }: Pick<Receipt, 'checkpoint'>): ReceiptHead {
  const [origin = '', size = '', root = ''] = checkpoint.split('\n', 3)
  return { origin, size: Number(size), root }
}

/** The case a receipt is about: that of its input, of the step it was done under, or the one it opened. */
export function caseOfReceipt(receipt: Pick<Receipt, 'entry' | 'events'>): string | undefined {
  const signed = signedActOf(receipt)
  const named = [signed?.input['case'], signed?.under?.case, ...receipt.events.map((event) => event['case'])]
  return named.find((one) => typeof one === 'string')
}

function jsonOf(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  const bytes = fromBase64(text)
  const read = bytes.ok ? fromUtf8(bytes.value) : bytes
  if (!read.ok) return undefined
  try {
    return JSON.parse(read.value)
  } catch {
    // Not an entry of this program: then nothing can be said of it.
    return undefined
  }
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
