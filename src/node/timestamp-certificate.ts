import { certificateOf, ownCertificate, ownChain } from '#identity'
import type { State, Unit } from '#unit'
import type { TimestampCertificate } from './timestamp-authority.ts'

/**
 * The certificate that the record has for the time-stamp key with this thumbprint, and those above it;
 * `undefined` while there is none or it is revoked. Looked up once for each state: thousands of tokens a
 * second are given under one.
 */
export function timestampCertificates(
  unit: Pick<Unit, 'state'>,
  key: string,
): () => TimestampCertificate | undefined {
  let of: State | undefined
  let kept: TimestampCertificate | undefined
  return () => {
    const { state } = unit
    if (of === state) return kept
    const own = ownCertificate(state, 'time-stamp')
    const counts = own && own.key === key && !certificateOf(state, own.serial)?.revoked
    kept = counts ? { certificate: own.certificate, chain: ownChain(state) } : undefined
    of = state
    return kept
  }
}
