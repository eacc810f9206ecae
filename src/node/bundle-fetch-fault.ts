import type { PathFault } from '#trust'
import type { CertificateFault } from '#x509'
import type { AddressFault } from './address-guard.ts'

/** Why a fetch brought no bundle. Texts of the server's are cut to `evidenceCharactersMax`. */
export type FetchFault =
  | { readonly kind: 'url-refused'; readonly url: string; readonly rule: UrlRule }
  /** `problem` is the resolver's code; `EMPTY` when it answered without an address. */
  | { readonly kind: 'unresolvable'; readonly host: string; readonly problem: string }
  | AddressFault
  /** No address took the connection; the last one tried and the system's code. */
  | { readonly kind: 'unreachable'; readonly address: string; readonly problem: string }
  /** OpenSSL's or the system's code. */
  | { readonly kind: 'tls-failed'; readonly problem: string }
  | { readonly kind: 'server-certificate-malformed'; readonly fault: CertificateFault }
  | { readonly kind: 'server-not-recognised'; readonly fault: PathFault }
  /** The budget of the search was spent first, on what this server sent. */
  | { readonly kind: 'server-undecided'; readonly spent: string }
  /** The certificate is for something else than proving who a server is (RFC 8446 §4.4.2.2). */
  | { readonly kind: 'server-key-unfit'; readonly extension: 'basic-constraints' | 'key-usage' }
  /** The certificate is for other names than the host of the URL; the first ones of them. */
  | { readonly kind: 'name-differs'; readonly host: string; readonly names: readonly string[] }
  | { readonly kind: 'redirected'; readonly status: number; readonly to: string | undefined }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'answer-malformed'; readonly rule: AnswerRule }
  | { readonly kind: 'encoded'; readonly encoding: string }
  | { readonly kind: 'media-type'; readonly mediaType: string | undefined }
  | { readonly kind: 'too-large'; readonly what: 'head' | 'body'; readonly bytesMax: number }
  | { readonly kind: 'too-slow'; readonly what: Waiting; readonly millisecondsMax: number }
  /** The connection ended before the answer did. */
  | { readonly kind: 'broken-off'; readonly problem: string }
  /** Whoever asked for the fetch ended it. */
  | { readonly kind: 'stopped' }

export type UrlRule = 'malformed' | 'too-long' | 'not-https' | 'user-info' | 'fragment' | 'host' | 'port'

/**
 * How an answer is no HTTP/1.1 as it is wanted here: its syntax, its version, a body whose end only the end
 * of the connection would tell, too many interim answers.
 */
export type AnswerRule = 'syntax' | 'version' | 'framing' | 'interim'

/** What is waited for; `idle` is silence after the handshake, `whole` the fetch from its beginning. */
export type Waiting = 'resolve' | 'connect' | 'handshake' | 'idle' | 'whole'

/** A line of a log; what a server sent beyond it tells nobody more. */
const evidenceCharactersMax = 200

/** As much of a text from outside as a fault carries. */
export function evidence(text: string): string {
  return text.slice(0, evidenceCharactersMax)
}
