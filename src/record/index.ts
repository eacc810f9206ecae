export type { Tile } from '#merkle'
export { type BundleFault, decodeBundle } from './bundle.ts'
export {
  type Checkpoint,
  type CheckpointFault,
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
} from './checkpoint.ts'
export { type StoreClaim, storeContract } from './contract.ts'
export { type Cosignature, cosignaturesIn, type Witness } from './cosignature.ts'
export type { OpenFault } from './head.ts'
export {
  type Appended,
  type AppendedMany,
  type AppendFault,
  Log,
  type LogBroken,
  type LogOptions,
} from './log.ts'
export {
  type MemoryDisk,
  type MemoryFault,
  type MemoryLog,
  type MemoryStoreOptions,
  memoryDisk,
  memoryStore,
} from './memory.ts'
export {
  type Note,
  type NoteFault,
  type NoteSignature,
  type NoteSigner,
  type NoteSignerFault,
  type NoteVerifier,
  noteSigner,
  noteVerifier,
  openNote,
  parseVerifierKey,
  signNote,
  type VerifierKeyFault,
  verifierKeyText,
  verifierOf,
} from './note.ts'
export { fetchTiles, type LogSource, type ProveFault, proveLeaf } from './prove.ts'
export { type LogReader, storeReader, tiledReader } from './reader.ts'
export type { EntriesFault, TileFault } from './served.ts'
export {
  type AppendRefusal,
  blobBytesMax,
  type KeepRefusal,
  type LogStore,
  type NewEntry,
  readBytesMax,
  readEntriesMax,
  type StoreView,
  snapshotBytesMax,
} from './store.ts'
export {
  checkLog,
  faultsMax,
  type LogEntry,
  type LogVerdict,
  readCheckpoint,
  type VerifyFault,
  type VerifyOptions,
  verifyLog,
} from './verify.ts'
