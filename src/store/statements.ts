import type { Database } from './database.ts'

/** The statements of the store, each prepared once. */
export type Statements = ReturnType<typeof prepareStatements>

export function prepareStatements(database: Database) {
  return {
    logNamed: database.prepare('SELECT number, length FROM log WHERE name = ?'),
    checkpointNamed: database.prepare('SELECT checkpoint FROM log WHERE name = ?'),
    addLog: database.prepare(`INSERT INTO log (name, length, checkpoint) VALUES (?, 0, '') RETURNING number`),
    setHead: database.prepare('UPDATE log SET length = ?, checkpoint = ? WHERE number = ?'),
    addEntry: database.prepare('INSERT INTO entry (place, bytes) VALUES (?, ?)'),
    entries: database.prepare('SELECT bytes FROM entry WHERE place >= ? AND place < ? ORDER BY place'),
    addKey: database.prepare('INSERT INTO entry_key (log, key, position) VALUES (?, ?, ?)'),
    keyed: database.prepare('SELECT position FROM entry_key WHERE log = ? AND key = ?'),
    addTile: database.prepare('INSERT INTO tile (log, level, position, hashes) VALUES (?, ?, ?, ?)'),
    tile: database.prepare('SELECT hashes FROM tile WHERE log = ? AND level = ? AND position = ?'),
    addBlob: database.prepare('INSERT INTO blob (digest, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    blob: database.prepare('SELECT bytes FROM blob WHERE digest = ?'),
    snapshotNumberMax: database.prepare(
      'SELECT max((SELECT ifnull(max(number), 0) FROM snapshot), ' +
        '(SELECT ifnull(max(snapshot), 0) FROM snapshot_part)) AS number',
    ),
    addPart: database.prepare('INSERT INTO snapshot_part (snapshot, part, bytes) VALUES (?, ?, ?)'),
    part: database.prepare('SELECT bytes FROM snapshot_part WHERE snapshot = ? AND part = ?'),
    setSnapshot: database.prepare(
      'INSERT INTO snapshot (name, number, bytes) VALUES (?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET number = excluded.number, bytes = excluded.bytes',
    ),
    snapshot: database.prepare('SELECT number, bytes FROM snapshot WHERE name = ?'),
    dropPart: database.prepare(
      'DELETE FROM snapshot_part WHERE rowid = (SELECT rowid FROM snapshot_part ' +
        'WHERE snapshot NOT IN (SELECT number FROM snapshot) LIMIT 1)',
    ),
  }
}
