import { type Duration, second } from '#clock'

/** Every bound of one fetch. */
export interface FetchLimits {
  readonly bundleBytesMax: number
  readonly headBytesMax: number
  readonly interimMax: number
  readonly addressesTriedMax: number
  readonly certificatesMax: number
  readonly resolveMillisecondsMax: Duration
  readonly connectMillisecondsMax: Duration
  readonly handshakeMillisecondsMax: Duration
  readonly idleMillisecondsMax: Duration
  readonly wholeMillisecondsMax: Duration
}

export const fetchLimits: FetchLimits = {
  /**
   * 1,000 agreements of 1.5 KiB and a revocation list of 40,000 entries of about 37 octets, in base64, are
   * just below 4 MiB; a unit with more of either is far beyond what a unit is.
   */
  bundleBytesMax: 4 * 1024 * 1024,
  /** Node's and most servers' own bound; a face of ours sends under 1 KiB. */
  headBytesMax: 16 * 1024,
  /** One 103 is usual; more is a server that never answers. */
  interimMax: 4,
  /** Two of either family; a host with more has them in turn first anyway. */
  addressesTriedMax: 4,
  /** Leaf, issuing key, a rollover either way; as deep as a path may be. TLS itself stops at 100 KiB. */
  certificatesMax: 11,
  /** The system's resolver asks each of its servers again after 5 s. */
  resolveMillisecondsMax: 10 * second,
  /** Two lost SYNs (1 s and 3 s) and an answer. */
  connectMillisecondsMax: 5 * second,
  /** Two round trips and a signature; a loaded small machine takes no longer. */
  handshakeMillisecondsMax: 10 * second,
  /** Longer than a lost segment takes to come again, several times over. */
  idleMillisecondsMax: 10 * second,
  /** 4 MiB at 1 Mbit/s take 34 s; a fetch comes again by itself, so one that crawls is not worth more. */
  wholeMillisecondsMax: 60 * second,
}
