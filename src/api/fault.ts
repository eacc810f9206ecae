import type { BpmnFault } from '#bpmn'
import type { SessionFault } from './session-fault.ts'

/** What this face itself refuses, before or beside the unit. */
export type ApiFault =
  | { readonly kind: 'resource-unknown' }
  | { readonly kind: 'method-not-allowed'; readonly allowed: readonly string[] }
  | { readonly kind: 'target-malformed' }
  | { readonly kind: 'request-malformed' }
  | { readonly kind: 'request-slow'; readonly milliseconds: number }
  | { readonly kind: 'head-too-large'; readonly bytesMax: number }
  | { readonly kind: 'body-too-large'; readonly bytesMax: number }
  | { readonly kind: 'body-type-unsupported'; readonly accepted: readonly string[] }
  | { readonly kind: 'body-encoded'; readonly encoding: string }
  | { readonly kind: 'requests-too-many'; readonly retrySeconds: number }
  /** Streams of the feed of ended rights: the caller's own, or all of the node's. */
  | { readonly kind: 'streams-too-many'; readonly of: 'caller' | 'node'; readonly streamsMax: number }
  | { readonly kind: 'answer-late'; readonly milliseconds: number }
  | { readonly kind: 'node-closing' }
  | { readonly kind: 'act-path-differs'; readonly path: string; readonly act: string }
  | { readonly kind: 'certificate-missing' }
  | { readonly kind: 'reading-needs-tls' }
  | { readonly kind: 'metrics-not-local' }
  | { readonly kind: 'checkpoint-missing' }
  | { readonly kind: 'tile-path-malformed' }
  | { readonly kind: 'tile-absent' }
  | { readonly kind: 'entry-absent'; readonly index: number }
  | { readonly kind: 'request-not-pem' }
  | { readonly kind: 'visit-not-json' }
  | { readonly kind: 'question-not-json' }
  | { readonly kind: 'bundle-unpublished' }
  /** Whoever asks for decisions is no service of this unit; `cause` is the kind of the refusal. */
  | { readonly kind: 'proxy-refused'; readonly cause: string }
  | { readonly kind: 'proxied-request-malformed'; readonly reason: string }
  /** A diagram that was to become the text of a procedure. */
  | { readonly kind: 'diagram-refused'; readonly faults: readonly BpmnFault[] }
  | { readonly kind: 'document-absent'; readonly digest: string }
  | { readonly kind: 'files-missing' }
  | { readonly kind: 'files-too-many'; readonly filesMax: number }
  | { readonly kind: 'form-malformed' }
  | { readonly kind: 'verifications-too-many' }
  /** The verifier was stopped: the file asks for more work than is given to strangers. */
  | { readonly kind: 'verification-too-long'; readonly milliseconds: number }
  /** It broke on the file, or had no memory left for it. */
  | { readonly kind: 'verification-failed' }
  | BringFault
  | SessionFault
  /** A file that the console's pages would load. */
  | { readonly kind: 'console-file-absent' }
  | { readonly kind: 'console-not-built' }
  | { readonly kind: 'bug'; readonly request: string }

/** Why a bundle that somebody brought is not taken in, beside what the act itself refuses. */
export type BringFault =
  /** No unit of this domain is followed. */
  | { readonly kind: 'bundle-unit-unfollowed'; readonly domain: string }
  /** The step of the node's duty does not permit it: it is held, or was given back. */
  | { readonly kind: 'bundle-duty-held' }
  | { readonly kind: 'bundle-unkept'; readonly cause: string }
