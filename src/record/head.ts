import { equalBytes } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { type Edge, edgeFromTiles, edgeRoot, emptyEdge, hashBytes, partialTiles } from '#merkle'
import { type CheckpointFault, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { type NoteSigner, type NoteSignerFault, verifierOf } from './note.ts'
import type { LogStore } from './store.ts'
import { storedTile } from './tiles.ts'

/** A log as it is at one size: the right edge of its tree and the signed note over it. */
export interface Head {
  readonly edge: Edge
  readonly checkpoint: string
}

/** Why a log does not open: the store holds something other than what its checkpoint says. */
export type OpenFault =
  | NoteSignerFault
  | CheckpointFault
  | { readonly kind: 'checkpoint-missing'; readonly length: number }
  | { readonly kind: 'size-differs'; readonly signed: number; readonly length: number }
  | { readonly kind: 'tile-missing'; readonly level: number; readonly index: number }
  | { readonly kind: 'root-differs'; readonly size: number }
  | { readonly kind: 'store-full' }

/** The signed note of a tree. */
export function headNote(edge: Edge, signer: NoteSigner): string {
  return signCheckpoint(
    { origin: signer.name, size: edge.size, root: edgeRoot(edge), extensions: [] },
    signer,
  )
}

/** The head of a stored log, its right edge rebuilt and checked against the stored checkpoint. */
export async function openHead(
  store: LogStore,
  name: string,
  signer: NoteSigner,
): Promise<Result<Head, OpenFault>> {
  const length = await store.length(name)
  const checkpoint = await store.checkpoint(name)
  if (checkpoint === undefined) {
    if (length > 0) return refuse({ kind: 'checkpoint-missing', length })
    return foundLog(store, name, signer)
  }
  const opened = openCheckpoint(checkpoint, signer.name, [verifierOf(signer)])
  if (!opened.ok) return opened
  const { size, root } = opened.value.checkpoint
  if (size !== length) return refuse({ kind: 'size-differs', signed: size, length })
  const edge = await storedEdge(store, name, size)
  if (!edge.ok) return edge
  if (!equalBytes(edgeRoot(edge.value), root)) return refuse({ kind: 'root-differs', size })
  return accept({ edge: edge.value, checkpoint })
}

/** A log without entries is signed at once, so that a copy of it can be verified too. */
async function foundLog(store: LogStore, name: string, signer: NoteSigner): Promise<Result<Head, OpenFault>> {
  const edge = emptyEdge()
  const checkpoint = headNote(edge, signer)
  const stored = await store.append(name, 0, [], [], checkpoint)
  if (stored.ok) return accept({ edge, checkpoint })
  if (stored.fault.kind === 'store-full') return refuse(stored.fault)
  throw new Error(`the log ${name} changed while it was opened`)
}

async function storedEdge(store: LogStore, name: string, size: number): Promise<Result<Edge, OpenFault>> {
  const hashes = new Map<number, readonly Uint8Array[]>()
  for (const { level, index, width } of partialTiles(size)) {
    const tile = await storedTile(store, name, level, index, width)
    if (tile === undefined) return refuse({ kind: 'tile-missing', level, index })
    hashes.set(level, splitHashes(tile))
  }
  return accept(edgeFromTiles(size, (level) => hashes.get(level) ?? []))
}

function splitHashes(tile: Uint8Array): readonly Uint8Array[] {
  const count = tile.length / hashBytes
  return Array.from({ length: count }, (_, i) => tile.subarray(i * hashBytes, (i + 1) * hashBytes))
}
