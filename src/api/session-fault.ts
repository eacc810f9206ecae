import type { Duration, Instant } from '#clock'

/** Why somebody is not signed in, or not any more. */
export type SessionFault =
  /** No session has this token: it was ended, or the node was started anew since. */
  | { readonly kind: 'session-unknown' }
  | { readonly kind: 'session-needs-tls'; readonly url?: string }
  | { readonly kind: 'session-idle'; readonly milliseconds: Duration }
  | { readonly kind: 'session-over'; readonly milliseconds: Duration }
  /** A browser sent it from another site's page, or something that is no browser did not say from where. */
  | { readonly kind: 'session-cross-site' }
  /** Neither a serial number nor one certificate in PEM. */
  | { readonly kind: 'session-certificate-malformed' }
  | { readonly kind: 'session-not-for'; readonly principalKind: string }
  /** `at` is the member of the body, or of what was signed. */
  | { readonly kind: 'session-malformed'; readonly at: string }
  | { readonly kind: 'session-differs'; readonly member: 'unit' | 'host' }
  | { readonly kind: 'session-clock-off'; readonly time: Instant; readonly now: Instant }
  | { readonly kind: 'session-signature-wrong' }
  /** Not made by this node since its start, or for another certificate or host. */
  | { readonly kind: 'challenge-unknown' }
  | { readonly kind: 'challenge-over'; readonly milliseconds: Duration }
  | { readonly kind: 'challenge-used' }
