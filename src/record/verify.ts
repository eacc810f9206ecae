import { concat, equalBytes } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { hashBytes, leafHash, perfectRoot, rangeHash, tilesForRoot, tileWidth, tileWidthMax } from '#merkle'
import { type Checkpoint, type CheckpointFault, openCheckpoint } from './checkpoint.ts'
import type { NoteVerifier } from './note.ts'
import { fetchTiles } from './prove.ts'
import type { LogReader } from './reader.ts'
import { type EntriesFault, firstDifference, readBundle, type TileFault } from './served.ts'
import { survey } from './survey.ts'

/** Which log is to be verified: its origin line, and the keys one of which has to have signed its head. */
export interface VerifyOptions {
  readonly origin: string
  readonly verifiers: readonly NoteVerifier[]
}

/** An entry that is proven to stand in the signed log. */
export interface LogEntry {
  readonly index: number
  readonly bytes: Uint8Array
  readonly leafHash: Uint8Array
}

/** What is wrong with a log, and where. */
export type VerifyFault =
  | CheckpointFault
  | { readonly kind: 'checkpoint-missing' }
  | { readonly kind: 'size-differs'; readonly signed: number; readonly length: number }
  /** What the entries and tiles add up to is not what was signed. */
  | { readonly kind: 'root-differs'; readonly size: number }
  | TileFault
  | EntriesFault

/**
 * Re-reads a whole log and yields its entries in order, each proven to stand under the signed checkpoint, and
 * a fault in its place for everything that is not as it was signed. The checkpoint comes first: without it
 * nothing is yielded but its fault.
 *
 * Works from the root down: tiles are proven by the root or by the tile above, entries by their tile. A tile
 * that is wrong or missing is made again from what lies below, so that one fault hides no other.
 */
export async function* verifyLog(
  reader: LogReader,
  options: VerifyOptions,
): AsyncGenerator<Result<LogEntry, VerifyFault>, void, undefined> {
  const checkpoint = await readCheckpoint(reader, options)
  if (!checkpoint.ok) return yield checkpoint
  const { size, root } = checkpoint.value
  const length = await reader.length?.()
  if (length !== undefined && length !== size) {
    yield refuse({ kind: 'size-differs', signed: size, length })
  }
  const edge = await edgeTiles(reader, size, root)
  if (edge === undefined) return yield* verifyFromBelow(reader, checkpoint.value)
  const proof: Proof = { reader, size, edge, latest: new Map(), faults: [] }
  for (let index = 0; index * tileWidthMax < size; index++) {
    const hashes = await provenTile(proof, 0, index)
    for (const fault of proof.faults.splice(0)) yield refuse(fault)
    yield* verifyBundle(reader, size, index, hashes)
  }
}

/** The signed head of a log. */
export async function readCheckpoint(
  reader: LogReader,
  options: VerifyOptions,
): Promise<Result<Checkpoint, VerifyFault>> {
  const note = await reader.checkpoint()
  if (note === undefined) return refuse({ kind: 'checkpoint-missing' })
  const opened = openCheckpoint(note, options.origin, options.verifiers)
  return opened.ok ? accept(opened.value.checkpoint) : opened
}

/** The tiles at the right edge by level, when they are there and make the signed root. */
async function edgeTiles(
  reader: LogReader,
  size: number,
  root: Uint8Array,
): Promise<ReadonlyMap<number, Uint8Array> | undefined> {
  const tiles = new Map<number, Uint8Array>()
  const source = {
    size,
    tile: async (level: number, index: number, width: number) => {
      const hashes = await reader.tile(level, index, width)
      if (hashes) tiles.set(level, hashes)
      return hashes
    },
  }
  const hashAt = await fetchTiles(source, tilesForRoot(size))
  if (!hashAt.ok) return undefined
  return equalBytes(rangeHash({ from: 0, to: size }, hashAt.value), root) ? tiles : undefined
}

/** When the edge does not make the root, the entries may: then only tiles are wrong. */
async function* verifyFromBelow(
  reader: LogReader,
  { size, root }: Checkpoint,
): AsyncGenerator<Result<LogEntry, VerifyFault>, void, undefined> {
  const { faults, root: found } = await survey(reader, size)
  for (const fault of faults) yield refuse(fault)
  if (found === undefined || !equalBytes(found, root)) return yield refuse({ kind: 'root-differs', size })
  for (let index = 0; index * tileWidthMax < size; index++) {
    const entries = await readBundle(reader, size, index)
    if (!entries.ok) {
      yield entries
      continue
    }
    for (const [i, bytes] of entries.value.entries()) {
      yield accept({ index: index * tileWidthMax + i, bytes, leafHash: leafHash(bytes) })
    }
  }
}

async function* verifyBundle(
  reader: LogReader,
  size: number,
  index: number,
  hashes: Uint8Array | undefined,
): AsyncGenerator<Result<LogEntry, VerifyFault>, void, undefined> {
  const entries = await readBundle(reader, size, index)
  if (!entries.ok) return yield entries
  const from = index * tileWidthMax
  if (hashes === undefined) {
    return yield refuse({ kind: 'entries-unproven', from, to: from + entries.value.length })
  }
  for (const [i, bytes] of entries.value.entries()) {
    const hash = leafHash(bytes)
    const proven = equalBytes(hash, hashes.subarray(i * hashBytes, (i + 1) * hashBytes))
    yield proven
      ? accept({ index: from + i, bytes, leafHash: hash })
      : refuse({ kind: 'entry-differs', index: from + i })
  }
}

interface Proof {
  readonly reader: LogReader
  readonly size: number
  /** The partial tile of each level. */
  readonly edge: ReadonlyMap<number, Uint8Array>
  /** The last full tile of each level that was asked for: bundles come in order, so one is enough. */
  readonly latest: Map<number, { readonly index: number; readonly hashes: Uint8Array | undefined }>
  readonly faults: TileFault[]
}

/** The hashes of a tile that are proven by the signed root; `undefined` when they cannot be told any more. */
async function provenTile(proof: Proof, level: number, index: number): Promise<Uint8Array | undefined> {
  if (tileWidth(level, index, proof.size) < tileWidthMax) return proof.edge.get(level)
  const latest = proof.latest.get(level)
  if (latest?.index === index) return latest.hashes
  const hashes = await proveTile(proof, level, index)
  proof.latest.set(level, { index, hashes })
  return hashes
}

async function proveTile(proof: Proof, level: number, index: number): Promise<Uint8Array | undefined> {
  const above = await provenTile(proof, level + 1, Math.floor(index / tileWidthMax))
  if (above === undefined) return undefined
  const at = (index % tileWidthMax) * hashBytes
  const expected = above.subarray(at, at + hashBytes)
  const found = await proof.reader.tile(level, index, tileWidthMax)
  if (found && isTileOf(found, expected)) return found
  const made = await tileFromBelow(proof, level, index)
  const hashes = made && isTileOf(made, expected) ? made : undefined
  proof.faults.push(
    found === undefined
      ? { kind: 'tile-missing', level, index }
      : { kind: 'tile-differs', level, index, position: hashes && firstDifference(found, hashes) },
  )
  return hashes
}

function isTileOf(hashes: Uint8Array, root: Uint8Array): boolean {
  return hashes.length === tileWidthMax * hashBytes && equalBytes(perfectRoot(hashes), root)
}

async function tileFromBelow(proof: Proof, level: number, index: number): Promise<Uint8Array | undefined> {
  const { reader, size } = proof
  const hashes: Uint8Array[] = []
  if (level === 0) {
    const entries = await readBundle(reader, size, index)
    if (entries.ok) hashes.push(...entries.value.map(leafHash))
  } else {
    for (let i = 0; i < tileWidthMax; i++) {
      const below = await reader.tile(level - 1, index * tileWidthMax + i, tileWidthMax)
      if (below?.length !== tileWidthMax * hashBytes) return undefined
      hashes.push(perfectRoot(below))
    }
  }
  return hashes.length === tileWidthMax ? concat(...hashes) : undefined
}

/** What verifying a log came to. */
export interface LogVerdict {
  /** The signed size; `undefined` when there is no checkpoint to go by. */
  readonly size: number | undefined
  /** Entries proven. */
  readonly entries: number
  readonly faults: readonly VerifyFault[]
}

/** Faults that are listed before the verifier gives up: a log in ruins needs no longer list. */
export const faultsMax = 1000

/** Verifies a whole log: it is as it was signed when there are no faults. */
export async function checkLog(reader: LogReader, options: VerifyOptions): Promise<LogVerdict> {
  const checkpoint = await readCheckpoint(reader, options)
  const faults: VerifyFault[] = []
  let entries = 0
  for await (const found of verifyLog(reader, options)) {
    if (found.ok) entries++
    else faults.push(found.fault)
    if (faults.length === faultsMax) break
  }
  return { size: checkpoint.ok ? checkpoint.value.size : undefined, entries, faults }
}
