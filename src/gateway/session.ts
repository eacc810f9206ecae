import type { Instant } from '#clock'

/** Somebody who is connected to the gate now. */
export interface Session {
  /** Path of the principal below the unit's domain, as `person/4f1c…`. */
  readonly principal: string
  /** Lower-case hexadecimal, and `@domain` behind it when it is another unit's. */
  readonly certificateSerial: string
  /** Thumbprint of the key that proved itself in the handshake. */
  readonly key: string
  readonly since: Instant
  /** Requests and streams that pass now. */
  readonly underWay: readonly UnderWay[]
}

/** An access that lasts, with the grant it began under. */
export interface UnderWay {
  readonly service: string
  readonly permission: string
  readonly object: string
  readonly case: string
  readonly step: string
  readonly epoch: number
  readonly since: Instant
}
