import { accept, type Result, refuse } from '#fault'
import { tileWidthMax } from '#merkle'

/** Why bytes are not an entry bundle. */
export type BundleFault = { readonly kind: 'bundle-malformed'; readonly offset: number }

const lengthBytes = 2

/** Entries end to end, each after its length as a big-endian uint16 (C2SP tlog-tiles, log entries). */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bundle = new Uint8Array(entries.reduce((sum, entry) => sum + lengthBytes + entry.length, 0))
  const view = new DataView(bundle.buffer)
  let offset = 0
  for (const entry of entries) {
    view.setUint16(offset, entry.length)
    bundle.set(entry, offset + lengthBytes)
    offset += lengthBytes + entry.length
  }
  return bundle
}

/** The entries of a bundle, 256 at most, as views of it. */
export function decodeBundle(bundle: Uint8Array): Result<readonly Uint8Array[], BundleFault> {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.length)
  const entries: Uint8Array[] = []
  let offset = 0
  while (offset < bundle.length) {
    const rest = bundle.length - offset - lengthBytes
    if (rest < 0 || view.getUint16(offset) > rest || entries.length === tileWidthMax) {
      return refuse({ kind: 'bundle-malformed', offset })
    }
    const start = offset + lengthBytes
    offset = start + view.getUint16(offset)
    entries.push(bundle.subarray(start, offset))
  }
  return accept(entries)
}
