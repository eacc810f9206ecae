import { type Duration, day, type Instant, second } from '#clock'
import type { Signer } from '#crypto'
import { certain } from '#fault'
import { row, sortedRows } from '#table'
import { read, type State } from '#unit'
import { writeRevocationList } from '#x509'
import { ownCertificates } from './path.ts'
import { identitySlice } from './state.ts'

/** A list counts for a day: long enough to carry it to an island once a day, short enough to notice a stop. */
const validityMilliseconds: Duration = day

/**
 * The unit's certificate revocation list (RFC 5280 §5) at this state: every revoked certificate that has not
 * expired. Its number is the second it was made in, so that each later list has a higher one.
 *
 * @returns DER
 */
export function revocationList(state: State, issuer: Signer, time: Instant): Uint8Array {
  const slice = read(state, identitySlice)
  const revoked = sortedRows(slice.revoked).flatMap(([serial]) => {
    const certificate = row(slice.certificates, serial)
    if (!certificate?.revoked || certificate.notAfter < time) return []
    return [{ serial, at: certificate.revoked.time, reason: certificate.revoked.reason }]
  })
  return writeRevocationList(
    {
      issuer: certain(ownCertificates(state, 'issuing').at(-1), 'the issuing certificate'),
      number: Math.floor(time / second),
      thisUpdate: time,
      nextUpdate: time + validityMilliseconds,
      revoked,
    },
    issuer,
  )
}
