import { accept, type Result } from '#fault'
import { type LogReader, type NoteVerifier, storeReader } from '#record'
import { openSqliteCopy, type StoreFault } from '#store'
import { constitution } from './constitution.ts'
import { journalName, recordName } from './open.ts'
import { type SnapshotClaim, type SnapshotRefusal, snapshotClaim } from './snapshot.ts'

/** Both logs of a store that no node has open. */
export interface RecordCopy {
  readonly record: LogReader
  readonly journal: LogReader
  /** What the kept snapshot says the record replays to, if there is one and its head verifies. */
  snapshot(verifier: NoteVerifier): Promise<Result<SnapshotClaim | undefined, SnapshotRefusal>>
  close(): Promise<void>
}

/** Opens a store file, or a copy of one, for reading; writes nothing. */
export async function openRecordCopy(path: string): Promise<Result<RecordCopy, StoreFault>> {
  const store = await openSqliteCopy(path)
  if (!store.ok) return store
  return accept({
    record: storeReader(store.value, recordName),
    journal: storeReader(store.value, journalName),
    snapshot: (verifier) => snapshotClaim(store.value, constitution.slices, verifier),
    close: () => store.value.close(),
  })
}
