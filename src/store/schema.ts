/** `CHRY` in the file's header says whose file it is (sqlite.org/fileformat2.html §1.3.12). */
export const applicationId = 0x43485259

/** The version of the tables; a file of another version is not touched. */
export const schemaVersion = 1

/** Entries a log can have; with it, a log's number and an index make one row number below 2^53. */
export const logEntriesMax = 2 ** 40

/** Logs a store can have, for the same reason. */
export const logsMax = 2 ** 13 - 1

/**
 * The tables. An entry's row number is `log.number` · 2^40 + its index, so that appends go to the end.
 * A snapshot is kept in parts, so that writing one does not hold up appends.
 */
export const schema = `
CREATE TABLE log (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  length INTEGER NOT NULL,
  checkpoint TEXT NOT NULL
) STRICT;
CREATE TABLE entry (place INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE entry_key (
  log INTEGER NOT NULL,
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (log, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE tile (
  log INTEGER NOT NULL,
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (log, level, position)
) STRICT;
CREATE TABLE blob (digest TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE snapshot (
  name TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE snapshot_part (
  snapshot INTEGER NOT NULL,
  part INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (snapshot, part)
) STRICT;
`
