import { base64, base64url, concat, utf8 } from '#bytes'
import type { Envelope, Intention } from '../wire/act.ts'
import type { BrowserKey } from './browser-key.ts'

/** The DSSE payload type of an act. */
export const actPayloadType = 'application/vnd.chancery.act+json'

const actIdBytes = 16

/** An intention, for one unit at one time. */
export interface Act extends Intention {
  /** Thumbprint of the unit's authority key. */
  readonly unit: string
  /** RFC 3339. */
  readonly time: string
}

/** The envelope of an act: a fresh identifier is drawn, and what stands in it is what was shown. */
export function signAct(
  key: BrowserKey,
  { act, unit, time, under, override, input }: Act,
): Promise<Envelope> {
  const id = base64url(crypto.getRandomValues(new Uint8Array(actIdBytes)))
  const payload = { act, id, unit, time, under, override, input }
  return signEnvelope(actPayloadType, payload, key)
}

/** A DSSE v1 envelope with one signature over its type and payload. */
export async function signEnvelope(payloadType: string, payload: object, key: BrowserKey): Promise<Envelope> {
  const bytes = utf8(JSON.stringify(payload))
  const type = utf8(payloadType)
  const signed = concat(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${bytes.length} `), bytes)
  const sig = base64(await key.sign(signed))
  return { payloadType, payload: base64(bytes), signatures: [{ keyid: key.thumbprint, sig }] }
}
