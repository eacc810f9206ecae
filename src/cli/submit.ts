import type { z } from 'zod'
import { base64url, utf8 } from '#bytes'
import { type Duration, isoInstant, second } from '#clock'
import { type Envelope, signEnvelope } from '#crypto'
import type { Deed } from '#errand'
import { accept, type Result, refuse } from '#fault'
import { actPayloadType } from '#unit'
import { formAnswerTo } from './answer.ts'
import type { CliFault } from './fault.ts'
import type { CommandLinePorts } from './ports.ts'
import type { Session } from './profile.ts'
import { type ReceiptProof, type ReceivedReceipt, receiptForm, verifyReceipt } from './receipt.ts'

/** What an act's identifier is made of: 128 bits, so that nobody can guess it. */
const actIdBytes = 16

/** Waits before the same envelope is sent again: long enough for a node to restart, short for a person. */
const resendWaits: readonly Duration[] = [second / 2, 2 * second, 5 * second]

/** An act that stands on the record, and what its receipt proves; absent where no record key is known. */
export interface Done {
  readonly deed: Deed
  readonly receipt: ReceivedReceipt
  readonly proof?: ReceiptProof
}

/**
 * Signs an act and sends it. Where the answer is lost the same envelope is sent again: its repeat gives the
 * first receipt, so that the act is done once however often it is sent.
 */
export async function submit(
  session: Session,
  ports: CommandLinePorts,
  deed: Deed,
): Promise<Result<Done, CliFault>> {
  const { recordKey } = session.profile.unit
  const { act } = deed
  const envelope = signedDeed(session, ports, deed)
  const bytes = utf8(JSON.stringify(envelope))
  const receipt = await sendUntilAnswered(session, ports, { path: `/acts/${act}`, bytes, form: receiptForm })
  if (!receipt.ok) return receipt
  if (recordKey === undefined) return accept({ deed, receipt: receipt.value })
  const proof = verifyReceipt(receipt.value, envelope, recordKey)
  return proof.ok ? accept({ deed, receipt: receipt.value, proof: proof.value }) : proof
}

/** The act in its envelope, signed with the session's key. */
export function signedDeed(session: Session, ports: CommandLinePorts, deed: Deed): Envelope {
  const id = base64url(ports.random.bytes(actIdBytes))
  const { unit } = session.profile.unit
  const { act, under, override, input } = deed
  const time = isoInstant(ports.clock.now())
  const payload = {
    act,
    id,
    unit,
    time,
    ...(under && { under }),
    ...(override !== undefined && { override }),
    input,
  }
  return signEnvelope(actPayloadType, utf8(JSON.stringify(payload)), session.key)
}

/** Sends what may be sent more than once, until it is answered, in the form that is expected. */
export async function sendUntilAnswered<Form>(
  session: Session,
  ports: CommandLinePorts,
  sent: { readonly path: string; readonly bytes: Uint8Array; readonly form: z.ZodType<Form> },
): Promise<Result<Form, CliFault>> {
  const { path, bytes, form } = sent
  const request = { method: 'POST', path, body: { type: 'application/json', bytes } } as const
  let everSent = false
  for (const wait of [...resendWaits, undefined]) {
    const answer = await formAnswerTo(session.caller, request, form)
    if (answer.ok || answer.fault.kind !== 'unreachable') return answer
    everSent ||= answer.fault.sent
    if (!everSent) return answer
    if (wait === undefined) return refuse({ ...answer.fault, problem: `${answer.fault.problem}; ${unsure}` })
    await ports.wait(wait)
  }
  throw new Error('bug: the last round always returns')
}

const unsure = 'whether the act stands on the record is not known, so look before you repeat it'
