import { utf8 } from '#bytes'
import { type Instant, isoInstant } from '#clock'
import { type Random, randomToken, type Signer, signEnvelope } from '#crypto'
import { actPayloadType } from '#unit'

/** 128 bits: nobody guesses one, and two never meet by chance. */
const actIdBytes = 16

/** An act signed for a unit, as the bytes of its envelope. */
export function signAct(options: {
  readonly act: string
  readonly input: object
  readonly override?: string
  /** Thumbprint of the unit's authority key. */
  readonly unit: string
  readonly signer: Signer
  readonly time: Instant
  readonly random: Random
}): Uint8Array {
  const { act, input, override, unit, signer, time, random } = options
  const id = randomToken(random, actIdBytes)
  const named = override === undefined ? {} : { override }
  const payload = { act, id, unit, time: isoInstant(time), ...named, input }
  return utf8(JSON.stringify(signEnvelope(actPayloadType, utf8(JSON.stringify(payload)), signer)))
}
