import { z } from 'zod'
import { fromBase64, fromUtf8 } from '#bytes'
import { type Instant, parseInstant } from '#clock'
import { type Envelope, parseEnvelope, strictJson } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { SessionFault } from './session-fault.ts'

/** The DSSE payload type of what is signed to sign in: its octets are never those of an act. */
export const signInPayloadType = 'application/vnd.chancery.sign-in+json'

/** What is signed to sign in. */
export interface SignInStatement {
  /** Thumbprint of the unit's authority key. */
  readonly unit: string
  /** As the page's address names it. */
  readonly host: string
  readonly challenge: string
  readonly time: Instant
}

export interface SignInAnswer {
  readonly statement: SignInStatement
  readonly envelope: Envelope
}

/** Four short texts. */
const statementBytesMax = 1024

const statementForm = z.strictObject({
  unit: z.string().max(64),
  host: z.string().max(261),
  challenge: z.string().max(128),
  time: z.string().max(32),
})

/** Reads the answer to a challenge; its signature is not looked at. */
export function readAnswer(text: string): Result<SignInAnswer, SessionFault> {
  const envelope = parseEnvelope(text)
  if (!envelope.ok || envelope.value.payloadType !== signInPayloadType) return malformed('envelope')
  const bytes = fromBase64(envelope.value.payload)
  const payload = bytes.ok ? fromUtf8(bytes.value) : bytes
  const json = payload.ok ? strictJson(payload.value, statementBytesMax) : undefined
  const form = statementForm.safeParse(json)
  if (!form.success) return malformed(form.error.issues[0]?.path.join('.') || 'payload')
  const time = parseInstant(form.data.time)
  if (time === undefined) return malformed('time')
  return accept({ statement: { ...form.data, time }, envelope: envelope.value })
}

function malformed(at: string): Result<never, SessionFault> {
  return refuse({ kind: 'session-malformed', at })
}
