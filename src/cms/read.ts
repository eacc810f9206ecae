import { type DerLimits, type DerReader, readDer } from '#der'
import { type Result, refuse } from '#fault'
import type { CmsFault } from './fault.ts'
import { valueLimits } from './limits.ts'

/** Reads one element of strict DER that is all of the source, as a fault of this room if it is not that. */
export function readValue<T>(
  source: Uint8Array,
  read: (reader: DerReader) => T,
  limits: DerLimits = valueLimits,
): Result<T, CmsFault> {
  const value = readDer(source, read, limits)
  return value.ok ? value : refuse({ kind: 'not-der', fault: value.fault })
}

/** As `readValue`, for what can be refused for more than its encoding. */
export function readJudged<T>(
  source: Uint8Array,
  read: (reader: DerReader) => Result<T, CmsFault>,
  limits?: DerLimits,
): Result<T, CmsFault> {
  const value = readValue(source, read, limits)
  return value.ok ? value.value : value
}

/** `{ [name]: value }` where there is a value, for members that are optional. */
export function member<K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]: T })
}
