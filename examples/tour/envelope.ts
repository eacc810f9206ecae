import { utf8 } from '#bytes'
import { isoInstant, systemClock } from '#clock'
import { type PrivateKey, randomToken, signEnvelope, systemRandom } from '#crypto'
import { actPayloadType, type Receipt } from '#unit'
import type { Office, PublicAnswer } from './office.ts'

/** 128 bits, as every act's identifier. */
const actIdBytes = 16

/** A signed act as it goes over the line. */
export interface Envelope {
  readonly act: string
  readonly id: string
  readonly bytes: Uint8Array
}

/** What a signed act may say instead of the usual. */
export interface Instead {
  readonly id?: string
  readonly time?: number
  /** Thumbprint of the authority key of the unit that is asked. */
  readonly unit?: string
  /** The step that permits it. */
  readonly under?: object
}

/** Signs an act as a program of anybody's making would. */
export function envelopeOf(
  { unit }: Office,
  key: PrivateKey,
  act: string,
  input: object,
  instead: Instead = {},
): Envelope {
  const id = instead.id ?? randomToken(systemRandom, actIdBytes)
  const time = isoInstant(instead.time ?? systemClock.now())
  const { under } = instead
  const payload = { act, id, unit: instead.unit ?? unit.unit, time, ...(under && { under }), input }
  const envelope = signEnvelope(actPayloadType, utf8(JSON.stringify(payload)), key)
  return { act, id, bytes: utf8(JSON.stringify(envelope)) }
}

/** Sends a signed act to the public face: an envelope proves by itself who made it. */
export function send(office: Office, { act, bytes }: Envelope): Promise<PublicAnswer> {
  return office.ask(`/acts/${act}`, { type: 'application/json', bytes })
}

/** The number of the case that an act opened. */
export function caseOpenedBy({ events }: Receipt): string {
  const opened = events.find(({ kind }) => kind === 'case-opened') as { readonly case?: string } | undefined
  return opened?.case ?? ''
}
