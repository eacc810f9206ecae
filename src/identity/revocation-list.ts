import { type Duration, day, type Instant, second } from '#clock'
import type { Signer } from '#crypto'
import { certain } from '#fault'
import { changedRows, has, row, sortedRows } from '#table'
import { read, type State } from '#unit'
import { type RevocationListContent, writeRevocationList } from '#x509'
import { ownCertificates } from './path.ts'
import { type CertificateRow, certificateOf, identitySlice, type RevocationReason } from './state.ts'

/**
 * A list counts for a day: long enough to carry it to an island once a day, short enough to notice a stop.
 */
const validityMilliseconds: Duration = day

/** The serials on the list; the same object as long as nothing was revoked. */
export function revokedCertificates(state: State): object {
  return read(state, identitySlice).revoked
}

/** The certificates that were revoked between two states, by serial; takes the time of the change. */
export function certificatesRevoked(before: State, after: State): readonly CertificateRow[] {
  const { revoked: was } = read(before, identitySlice)
  const { revoked: is } = read(after, identitySlice)
  return [...changedRows(was, is)]
    .filter((serial) => !has(was, serial))
    .sort()
    .map((serial) => certain(certificateOf(after, serial), `certificate ${serial}`))
}

const reasonNames = {
  'key-compromise': 'keyCompromise',
  'affiliation-changed': 'affiliationChanged',
  superseded: 'superseded',
  'cessation-of-operation': 'cessationOfOperation',
} as const satisfies Readonly<Record<Exclude<RevocationReason, 'unspecified'>, string>>

/** Room in a list's number for how many certificates were ever revoked, beside the second it was made in. */
const revokedBits = 32n

/**
 * The unit's certificate revocation list (RFC 5280 §5) at this state: every revoked certificate, until a list
 * made after its end has held it (§3.3). Its number is made of the second and of how many were revoked by
 * then, so that of two different lists the later has the higher one (§5.2.3).
 *
 * @param lifetimeMilliseconds from its making to its next update; whole seconds of it count
 * @returns DER
 */
export function revocationList(
  state: State,
  issuer: Signer,
  time: Instant,
  lifetimeMilliseconds: Duration = validityMilliseconds,
): Uint8Array {
  const thisUpdate = wholeSecond(time)
  const certificate = certain(ownCertificates(state, 'issuing').at(-1), 'the issuing certificate')
  const content: RevocationListContent = {
    issuer: certificate.subject,
    authorityKeyIdentifier: certain(certificate.subjectKeyIdentifier, 'the issuing key identifier'),
    number: (BigInt(thisUpdate / second) << revokedBits) + BigInt(read(state, identitySlice).revoked.size),
    thisUpdate,
    nextUpdate: thisUpdate + wholeSecond(lifetimeMilliseconds),
    entries: revokedEntries(state, thisUpdate),
  }
  return writeRevocationList(content, issuer)
}

/** What a list made at this time holds, by serial. */
export function revokedEntries(state: State, time: Instant): RevocationListContent['entries'] {
  const slice = read(state, identitySlice)
  return sortedRows(slice.revoked).flatMap(([serial]) => {
    const certificate = row(slice.certificates, serial)
    if (!certificate?.revoked || certificate.notAfter + validityMilliseconds < time) return []
    const { time: at, reason } = certificate.revoked
    // RFC 5280 §5.3.1: `unspecified` is said by leaving the reason out.
    const said = reason === 'unspecified' ? {} : { reason: reasonNames[reason] }
    return [{ serial, at: wholeSecond(at), ...said }]
  })
}

/** Lists and certificates tell times in whole seconds. */
function wholeSecond(time: Instant): Instant {
  return time - (time % second)
}
