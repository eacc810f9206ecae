export {
  type Edge,
  edgeFromTiles,
  edgeProofs,
  edgeRoot,
  edgeTile,
  emptyEdge,
  type FinishedTile,
  type Growth,
  growEdge,
} from './edge.ts'
export { hashBytes, leafHash, nodeHash } from './hash.ts'
export { bundlePath, parseTilePath, type TilePath, tilePath } from './path.ts'
export {
  type ConsistencyClaim,
  consistencyProof,
  type InclusionClaim,
  inclusionProof,
  type ProofFault,
  verifyConsistency,
  verifyInclusion,
} from './proof.ts'
export { type HashAt, inclusionRanges, type LeafRange, type NodeAt, rangeHash, rootOf } from './range.ts'
export {
  hashFromTiles,
  levelHashes,
  partialTiles,
  perfectRoot,
  type Tile,
  type TileAt,
  tilesForConsistency,
  tilesForInclusion,
  tilesForRoot,
  tileWidth,
  tileWidthMax,
} from './tile.ts'
