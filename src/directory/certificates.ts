import { isoInstant } from '#clock'
import { type CertificateRow, certificateOf } from '#identity'
import type { Asking } from '#unit'
import type { Listed } from './roll.ts'
import { type Standing, standingAt } from './standing.ts'

/** Those that were revoked or ended long ago: whoever renews every month for ten years has fewer. */
const formerShownMax = 100

/** The certificates of a principal, the newest first: those that may count and, of the others, the latest. */
export function certificatesShown({ state, time }: Asking, { principal, former }: Listed): readonly object[] {
  const serials = [...former.slice(-formerShownMax), ...principal.serials]
  const known = serials.flatMap((serial) => certificateOf(state, serial) ?? [])
  return known.sort((a, b) => b.entry - a.entry).map((certificate) => shown(certificate, time))
}

function shown(certificate: CertificateRow, time: number): object {
  const { serial, grade, key, notBefore, notAfter, entry, dnsNames, use, revoked } = certificate
  return {
    ...{ serial, grade, key, entry, state: stateOf(certificate, time) },
    ...{ notBefore: isoInstant(notBefore), notAfter: isoInstant(notAfter) },
    ...(dnsNames && { dnsNames }),
    ...(use && { use }),
    ...(revoked && { revoked: isoInstant(revoked.time), reason: revoked.reason }),
  }
}

function stateOf({ notAfter, revoked }: CertificateRow, time: number): Standing {
  return revoked ? 'revoked' : standingAt(notAfter, time)
}
