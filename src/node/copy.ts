import { accept, type Result } from '#fault'
import { type LogReader, storeReader } from '#record'
import { openSqliteCopy, type StoreFault } from '#store'
import { journalName, recordName } from './open.ts'

/** Both logs of a store that no node has open. */
export interface RecordCopy {
  readonly record: LogReader
  readonly journal: LogReader
  close(): Promise<void>
}

/** Opens a store file, or a copy of one, for reading; writes nothing. */
export async function openRecordCopy(path: string): Promise<Result<RecordCopy, StoreFault>> {
  const store = await openSqliteCopy(path)
  if (!store.ok) return store
  return accept({
    record: storeReader(store.value, recordName),
    journal: storeReader(store.value, journalName),
    close: () => store.value.close(),
  })
}
