export type { StoreFault } from './protocol.ts'
export { openSqliteCopy, openSqliteStore, type SqliteOptions } from './sqlite.ts'
