import { base64, utf8 } from '#bytes'
import { type Instant, isoInstant } from '#clock'
import { PrivateKey, type Signer, signEnvelope } from '#crypto'
import { actPayloadType } from '#unit'

/** For tests: what a citizen signs, as a browser would, and what is changed of it. */
export interface FakeWish {
  readonly unit: string
  readonly time: Instant
  readonly id?: string
  readonly key?: Signer
  /** Members of the act in place of the usual. */
  readonly act?: object
  /** Members of its input in place of the usual. */
  readonly input?: object
  readonly payloadType?: string
}

/** For tests: the identifier of a wish unless it is given another. */
export const fakeWishId = 'CitizensOwnRandomWish1'

/** For tests: the envelope of a citizen’s wish to open a case, as text. */
export function fakeWish(wish: FakeWish): string {
  const { unit, time, id = fakeWishId, key = PrivateKey.generate('ecdsa-p256-sha256') } = wish
  const named = base64(key.publicKey.spki)
  const input = { procedure: 'building-permit', data: { site: '7 Mill Lane' }, key: named, ...wish.input }
  const act = { act: 'case.open', id, unit, time: isoInstant(time), input, ...wish.act }
  return JSON.stringify(signEnvelope(wish.payloadType ?? actPayloadType, utf8(JSON.stringify(act)), key))
}
