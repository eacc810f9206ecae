import { type Duration, minute, second } from '#clock'

/** Every bound of the data path. A unit may narrow or widen one in its configuration. */
export interface GateLimits {
  readonly headBytesMax: number
  readonly fieldsMax: number
  readonly responseHeadBytesMax: number
  readonly chunkLineBytesMax: number
  readonly trailerBytesMax: number
  readonly informationalMax: number
  readonly handshakeMillisecondsMax: Duration
  readonly headMillisecondsMax: Duration
  readonly idleMillisecondsMax: Duration
  readonly bodyIdleMillisecondsMax: Duration
  readonly tunnelIdleMillisecondsMax: Duration
  readonly connectMillisecondsMax: Duration
  readonly responseMillisecondsMax: Duration
  readonly lingerMillisecondsMax: Duration
  readonly lingerBytesMax: number
  readonly shutdownMillisecondsMax: Duration
  readonly tickMilliseconds: Duration
  readonly recheckMilliseconds: Duration
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
  readonly connectionsPerCertificateMax: number
  readonly connectionsPerUpstreamMax: number
  readonly waitingPerUpstreamMax: number
  readonly upstreamIdleMillisecondsMax: Duration
  readonly journalPendingMax: number
  readonly strangerEntriesPerSecondMax: number
  readonly openStepsShownMax: number
}

export const gateLimits: GateLimits = {
  /**
   * Node's and most servers' own bound for a request head: what is longer would fail behind the gate
   * anyway.
   */
  headBytesMax: 16 * 1024,
  /** nginx and Apache users see at most about 30 from browsers; Apache's bound is 100. */
  fieldsMax: 100,
  /** Services set more and longer fields (policies, cookies) than callers send. */
  responseHeadBytesMax: 32 * 1024,
  /** 12 digits of size and an extension nobody uses; a longer line is an attempt to hide something. */
  chunkLineBytesMax: 256,
  /** Trailers are read and dropped; this much is more than any digest or signature in one. */
  trailerBytesMax: 8 * 1024,
  /** One 100 and a few 103 are usual; more is an upstream that never answers. */
  informationalMax: 8,
  /** A phone on a bad line with a card reader signs within a few seconds. */
  handshakeMillisecondsMax: 10 * second,
  /** 16 KiB at modem speed take 3 s; the rest is slack. */
  headMillisecondsMax: 10 * second,
  /** Longer than the usual 60 s of load balancers and browsers in front, so that they close first. */
  idleMillisecondsMax: 75 * second,
  /** A body has no size limit, so it is bounded by progress: a stalled line recovers or not within this. */
  bodyIdleMillisecondsMax: 2 * minute,
  /** WebSocket peers ping every 20 to 60 s; ten times that is a dead one. */
  tunnelIdleMillisecondsMax: 10 * minute,
  /** Two lost SYNs (1 s and 3 s) and an answer. */
  connectMillisecondsMax: 5 * second,
  /**
   * Until the head of the response, from the last progress of the request; the usual patience of a browser.
   */
  responseMillisecondsMax: minute,
  /** After an answer that closes: time for the caller to read it before a reset could overtake it. */
  lingerMillisecondsMax: 2 * second,
  /** What a caller already had under way when it was refused (a full TCP window of a small upload). */
  lingerBytesMax: 64 * 1024,
  /** Less than the 15 s after which the service manager kills. */
  shutdownMillisecondsMax: 10 * second,
  /** One timer looks at all connections; every time limit is kept to this exactness. */
  tickMilliseconds: second / 2,
  /** A revoked certificate is cut off within 1 s: this, the walk, and slack. */
  recheckMilliseconds: second / 4,
  /** About 40 KiB each with TLS: under 1 GiB in all. */
  connectionsMax: 20_000,
  /** A whole office may come from one translated address. */
  connectionsPerAddressMax: 2_000,
  /** A browser opens 6 per host; a service with a pool, some dozens. */
  connectionsPerCertificateMax: 256,
  /** What small service processes bear at once; more waits in the gate. */
  connectionsPerUpstreamMax: 256,
  /** Four rounds of the above: beyond that an answer would come too late anyway. */
  waitingPerUpstreamMax: 1024,
  /** Below the 5 s after which Node's server closes an idle connection, so that ours closes first. */
  upstreamIdleMillisecondsMax: 4 * second,
  /** One second of full load; beyond it a request waits for its own entry, as on a strict service. */
  journalPendingMax: 20_000,
  /** Callers without certificate cost nothing to send: they may not fill the journal; the rest is counted. */
  strangerEntriesPerSecondMax: 100,
  /** A refusal is read by a person. */
  openStepsShownMax: 20,
}
