import { equalBytes } from '#bytes'
import {
  consistencyProof,
  type HashAt,
  rangeHash,
  tilesForConsistency,
  tilesForRoot,
  verifyConsistency,
} from '#merkle'
import { fetchTiles, type LogReader } from '#record'
import type { Head } from './head.ts'

/** How two heads of one record stand to each other, the smaller one first. */
export type Relation =
  /** The later one only adds to the earlier one. */
  | { readonly kind: 'extends'; readonly proof: readonly Uint8Array[] }
  /**
   * Both are signed and neither is a beginning of the other: two histories. Where the sizes differ, `root` is
   * what the earlier one would have to be under the later one, and `proof` shows it.
   */
  | { readonly kind: 'forked'; readonly root: Uint8Array; readonly proof: readonly Uint8Array[] }
  /** The tiles that would tell are missing, or are not those of the later head. */
  | { readonly kind: 'untold' }

/** Compares two heads by the tiles of the record, which have to make the later one (RFC 9162 §2.1.4). */
export async function relate(
  earlier: Pick<Head, 'size' | 'root'>,
  later: Pick<Head, 'size' | 'root'>,
  reader: Pick<LogReader, 'tile'>,
): Promise<Relation> {
  if (earlier.size > later.size) throw new Error('bug: the earlier head is the larger one')
  if (earlier.size === later.size) {
    const isSame = equalBytes(earlier.root, later.root)
    return isSame ? { kind: 'extends', proof: [] } : { kind: 'forked', root: later.root, proof: [] }
  }
  if (earlier.size === 0) return { kind: 'extends', proof: [] }
  const hashAt = await hashesOf(earlier.size, later.size, reader)
  if (!hashAt) return { kind: 'untold' }
  const root = rangeHash({ from: 0, to: earlier.size }, hashAt)
  const proof = consistencyProof(earlier.size, later.size, hashAt)
  const sizes = { first: earlier.size, second: later.size, secondRoot: later.root }
  // That the tiles are those of the later head is shown first: else they tell nothing about it.
  if (!verifyConsistency({ ...sizes, firstRoot: root }, proof).ok) return { kind: 'untold' }
  return equalBytes(root, earlier.root) ? { kind: 'extends', proof } : { kind: 'forked', root, proof }
}

async function hashesOf(
  first: number,
  second: number,
  reader: Pick<LogReader, 'tile'>,
): Promise<HashAt | undefined> {
  const source = {
    size: second,
    tile: (level: number, index: number, width: number) => reader.tile(level, index, width),
  }
  const wanted = [...tilesForConsistency(first, second), ...tilesForRoot(first)]
  const once = new Map(wanted.map((tile) => [`${tile.level}/${tile.index}`, tile]))
  const found = await fetchTiles(source, [...once.values()])
  return found.ok ? found.value : undefined
}
