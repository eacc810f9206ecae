import { base64, base64url } from '#bytes'
import { browserKey, newKey } from '../keys/browser-key.ts'
import { signingTime, type TimeHeard } from '../keys/clock.ts'
import { actPayloadType, signEnvelope } from '../keys/envelope.ts'
import type { Envelope, Receipt } from '../wire/act.ts'
import { askWith, reach } from '../wire/ask.ts'
import type { UnitProfile } from '../wire/unit.ts'

const actIdBytes = 16

/** What a citizen asks for. */
export interface Wish {
  readonly procedure: string
  readonly data: Readonly<Record<string, string | number>>
}

/** A wish that was signed, and the identifier by which its case is followed. */
export interface SignedWish {
  readonly lodging: string
  readonly envelope: Envelope
}

/**
 * Signs a wish with a key that is made for it, kept nowhere, and named in what it signs. The time is the
 * unit's where this browser's clock is wrong.
 */
export async function signWish(
  { procedure, data }: Wish,
  unit: string,
  heard: TimeHeard,
): Promise<SignedWish> {
  const key = browserKey(await newKey('acts', ''))
  const lodging = base64url(crypto.getRandomValues(new Uint8Array(actIdBytes)))
  const input = { procedure, data, key: base64(key.spki) }
  const payload = { act: 'case.open', id: lodging, unit, time: signingTime(heard, Date.now()), input }
  return { lodging, envelope: await signEnvelope(actPayloadType, payload, key) }
}

/** What this unit is, and what time it has. */
export async function unitNow(): Promise<{ readonly unit: UnitProfile; readonly heard: TimeHeard }> {
  const askedAt = Date.now()
  const answer = await reach('/unit')
  const heardAt = Date.now()
  const date = Date.parse(answer.headers.get('Date') ?? '')
  const time = new Date(Number.isNaN(date) ? heardAt : date).toISOString()
  return { unit: (await answer.json()) as UnitProfile, heard: { time, askedAt, heardAt } }
}

/** Sends it; the same may be sent again until it is answered, and opens one case. */
export function lodge({ envelope }: SignedWish): Promise<Receipt> {
  return askWith<Receipt>('/lodgings', envelope)
}
