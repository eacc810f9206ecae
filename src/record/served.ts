import { equalBytes } from '#bytes'
import { type Result, refuse } from '#fault'
import { hashBytes, tileWidth } from '#merkle'
import { decodeBundle } from './bundle.ts'
import type { LogReader } from './reader.ts'

/** What is wrong with a hash tile. `position` is its first wrong hash, where that can be told. */
export type TileFault =
  | { readonly kind: 'tile-missing'; readonly level: number; readonly index: number }
  | {
      readonly kind: 'tile-differs'
      readonly level: number
      readonly index: number
      readonly position: number | undefined
    }

/** What is wrong with entries; `from` ≤ index < `to`. */
export type EntriesFault =
  | { readonly kind: 'entry-differs'; readonly index: number }
  | { readonly kind: 'bundle-missing'; readonly index: number }
  | { readonly kind: 'bundle-malformed'; readonly index: number; readonly offset: number }
  | {
      readonly kind: 'bundle-length'
      readonly index: number
      readonly entries: number
      readonly expected: number
    }
  /** Nothing that is left ties these entries to what was signed. */
  | { readonly kind: 'entries-unproven'; readonly from: number; readonly to: number }

/** The entries of a bundle, as many as a log of this size has in it. */
export async function readBundle(
  reader: LogReader,
  size: number,
  index: number,
): Promise<Result<readonly Uint8Array[], EntriesFault>> {
  const expected = tileWidth(0, index, size)
  const bundle = await reader.bundle(index, expected)
  if (bundle === undefined) return refuse({ kind: 'bundle-missing', index })
  const entries = decodeBundle(bundle)
  if (!entries.ok) return refuse({ ...entries.fault, index })
  if (entries.value.length === expected) return entries
  return refuse({ kind: 'bundle-length', index, entries: entries.value.length, expected })
}

/** The first hash in which two tiles differ. */
export function firstDifference(found: Uint8Array, expected: Uint8Array): number | undefined {
  for (let at = 0; at < expected.length; at += hashBytes) {
    const same = equalBytes(found.subarray(at, at + hashBytes), expected.subarray(at, at + hashBytes))
    if (!same) return at / hashBytes
  }
  return undefined
}
