import { accept, type Result, refuse } from '#fault'

/** A SPIFFE ID (SPIFFE-ID §2): `spiffe://<trust domain>/<path>`. */
export interface SpiffeId {
  readonly text: string
  readonly trustDomain: string
  /** The path's segments; none for the trust domain itself. */
  readonly path: readonly string[]
}

/** Why a text is no SPIFFE ID. */
export type SpiffeFault =
  | { readonly kind: 'spiffe-too-long'; readonly bytesMax: number }
  | { readonly kind: 'spiffe-scheme'; readonly text: string }
  | { readonly kind: 'spiffe-trust-domain'; readonly trustDomain: string }
  | { readonly kind: 'spiffe-path'; readonly segment: string }

/** SPIFFE-ID §2.3: what every implementation must be able to take. */
const spiffeIdBytesMax = 2048

/** SPIFFE-ID §2.1. */
const trustDomainForm = /^[a-z0-9._-]{1,255}$/

/** SPIFFE-ID §2.2; `.` and `..` are ruled out besides. */
const segmentForm = /^[A-Za-z0-9._-]+$/

const scheme = 'spiffe://'

export function parseSpiffeId(text: string): Result<SpiffeId, SpiffeFault> {
  // All characters allowed are ASCII, so the first check may count characters for bytes.
  if (text.length > spiffeIdBytesMax) return refuse({ kind: 'spiffe-too-long', bytesMax: spiffeIdBytesMax })
  if (!text.startsWith(scheme)) return refuse({ kind: 'spiffe-scheme', text })
  const [trustDomain = '', ...path] = text.slice(scheme.length).split('/')
  if (!trustDomainForm.test(trustDomain)) return refuse({ kind: 'spiffe-trust-domain', trustDomain })
  for (const segment of path) {
    if (!segmentForm.test(segment) || segment === '.' || segment === '..') {
      return refuse({ kind: 'spiffe-path', segment })
    }
  }
  return accept({ text, trustDomain, path })
}
