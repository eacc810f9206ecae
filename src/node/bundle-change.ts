import type { Bundle } from '#recognition'
import type { Certificate } from '#x509'

/** What a bundle says that the one before it did not, for the log. */
export interface BundleChange {
  /** First so many hexadecimal digits of the certificates' SHA-256. */
  readonly authoritiesAdded: readonly string[]
  readonly authoritiesRemoved: readonly string[]
  /** Domains of the units it now recognises, or no longer does. */
  readonly agreementsAdded: readonly string[]
  readonly agreementsRemoved: readonly string[]
  /** Certificates on its lists, and how many more than before. */
  readonly revoked: number
  readonly revokedMore: number
}

/** As many as a line of the log bears; what comes beyond is counted in the bundle itself. */
const namedMax = 16

/** Enough to tell one from another by eye. */
const fingerprintCharacters = 16

/** What changed from one bundle of a unit to the next; the first one adds all it holds. */
export function bundleChange(before: Bundle | undefined, after: Bundle): BundleChange {
  const authorities = (bundle: Bundle | undefined): readonly Named[] =>
    (bundle?.authorities ?? []).map((certificate) => {
      const { fingerprint } = certificate
      return { fingerprint, name: fingerprint.slice(0, fingerprintCharacters) }
    })
  const agreements = (bundle: Bundle | undefined): readonly Named[] =>
    (bundle?.agreements ?? []).map(({ certificate, bounds }) => {
      return { fingerprint: certificate.fingerprint, name: bounds.domains[0] ?? '' }
    })
  return {
    authoritiesAdded: missing(authorities(after), authorities(before)),
    authoritiesRemoved: missing(authorities(before), authorities(after)),
    agreementsAdded: missing(agreements(after), agreements(before)),
    agreementsRemoved: missing(agreements(before), agreements(after)),
    revoked: revokedIn(after),
    revokedMore: revokedIn(after) - (before ? revokedIn(before) : 0),
  }
}

interface Named extends Pick<Certificate, 'fingerprint'> {
  readonly name: string
}

/** Those of one list that are not in the other. */
function missing(of: readonly Named[], from: readonly Named[]): readonly string[] {
  const known = new Set(from.map(({ fingerprint }) => fingerprint))
  const found = of.filter(({ fingerprint }) => !known.has(fingerprint))
  return found.slice(0, namedMax).map(({ name }) => name)
}

function revokedIn({ lists }: Bundle): number {
  return lists.reduce((sum, { entries }) => sum + entries.length, 0)
}
