import { copyFile, open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sure } from '#fault'
import { hashBytes, tileWidth, tileWidthMax } from '#merkle'
import { openRecordCopy } from '#node'
import { decodeBundle } from '#record'
import { openSqliteStore } from '#store'

/** Part of a write-ahead log that changes whenever it is begun anew (sqlite.org/fileformat2.html §4.1). */
const walHeaderBytes = 32

/** The log is begun anew once in thousands of entries; twice in a row during a copy is no chance. */
const attemptsMax = 5

/**
 * Copies the store of a running node, and folds its write-ahead log into the one file. What the node has
 * written stands in the file and, while the log is not begun anew, in the log: file first and log second, and
 * the same log before and after, are the store as it was at the second.
 */
export async function copyStore(store: string, folder: string): Promise<string> {
  const copy = join(folder, 'copy.sqlite')
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const before = await walHeader(store)
    await copyFile(store, copy)
    await copyFile(`${store}-wal`, `${copy}-wal`)
    if (before !== (await walHeader(store))) continue
    const opened = sure(await openSqliteStore(copy), 'the copy of the store')
    await opened.close()
    return copy
  }
  throw new Error(`${store} could not be copied while its node runs`)
}

async function walHeader(store: string): Promise<string> {
  const file = await open(`${store}-wal`)
  try {
    const { buffer } = await file.read(Buffer.alloc(walHeaderBytes), 0, walHeaderBytes, 0)
    return buffer.toString('hex')
  } finally {
    await file.close()
  }
}

/** A byte that was changed: where in the file, from what to what. */
export interface ChangedByte {
  readonly offset: number
  readonly from: number
  readonly to: number
}

/** Changes one byte in the middle of an entry, in a copy of a copy; where it lies now, and the new file. */
export async function withChangedEntry(copy: string, size: number, index: number): Promise<Changed> {
  const read = async (path: string): Promise<Uint8Array> => {
    const opened = sure(await openRecordCopy(path), 'the copy')
    const bundleIndex = Math.floor(index / tileWidthMax)
    const bundle = await opened.record.bundle(bundleIndex, tileWidth(0, bundleIndex, size))
    await opened.close()
    return (
      sure(decodeBundle(bundle ?? new Uint8Array()), 'the bundle')[index % tileWidthMax] ?? new Uint8Array()
    )
  }
  return withChangedByte(copy, 'entry', read)
}

/** Changes one byte of an entry's hash in its tile, in a copy of a copy. */
export async function withChangedTile(copy: string, size: number, index: number): Promise<Changed> {
  const read = async (path: string): Promise<Uint8Array> => {
    const opened = sure(await openRecordCopy(path), 'the copy')
    const tileIndex = Math.floor(index / tileWidthMax)
    const tile = await opened.record.tile(0, tileIndex, tileWidth(0, tileIndex, size))
    await opened.close()
    const place = (index % tileWidthMax) * hashBytes
    return tile?.slice(place, place + hashBytes) ?? new Uint8Array()
  }
  return withChangedByte(copy, 'tile', read)
}

export interface Changed {
  readonly path: string
  readonly byte: ChangedByte
}

/** Bytes to look for: enough to be found once, few enough to lie on one page of the file. */
const needleBytes = 32

/** Pages of the file may be out of use, so that the change is looked for where it is read. */
async function withChangedByte(
  copy: string,
  name: string,
  read: (path: string) => Promise<Uint8Array>,
): Promise<Changed> {
  const original = await readFile(copy)
  const wanted = await read(copy)
  const from = Math.floor((wanted.length - needleBytes) / 2)
  const needle = wanted.subarray(from, from + needleBytes)
  const path = copy.replace('.sqlite', `-${name}.sqlite`)
  for (let at = original.indexOf(needle); at >= 0; at = original.indexOf(needle, at + 1)) {
    const changed = Buffer.from(original)
    const before = changed.readUInt8(at)
    changed.writeUInt8(before ^ 1, at)
    await writeFile(path, changed)
    if (Buffer.compare(await read(path), wanted) !== 0) {
      return { path, byte: { offset: at, from: before, to: before ^ 1 } }
    }
  }
  throw new Error(`the ${name} could not be found in ${copy}`)
}
