import { accept, type Result, refuse } from '#fault'
import { entryOf, type ReadEntry, type ZipEntry } from './entry.ts'
import type { ZipFault } from './fault.ts'
import { directoryHeaderAt, type End, fixedLength, possibleEnds, signature, viewOf } from './header.ts'
import { zipBytesMax, zipFilesMax, zipInflatedBytesMax } from './limits.ts'
import { nameKey } from './name.ts'

/** A container of files. */
export interface Zip {
  /** In the order of the directory; folders too, where the container has entries for them. */
  readonly entries: readonly ZipEntry[]
  /** What the container says beside names and contents; empty kinds are left out. */
  readonly meta: readonly ZipMeta[]
}

/** Octets that say nothing of what is in the files. */
export interface ZipMeta {
  readonly what: 'times' | 'attributes' | 'extra fields' | 'comments' | 'packing'
  /** In the order in which they stand. */
  readonly octets: Uint8Array
}

/**
 * Opens a ZIP container (PKWARE APPNOTE 6.3.10) that can be read in one way only. Files with their headers
 * follow each other from the first octet, the directory follows them, its end follows that, and nothing
 * stands between, before or behind. Nothing is inflated yet: `entryContent` does that, within the size told.
 *
 * Refused besides: what `ZipFault` lists; ZIP64, encryption and several disks, which no limit here needs.
 */
export function openZip(bytes: Uint8Array): Result<Zip, ZipFault> {
  if (bytes.length > zipBytesMax) {
    return refuse({ kind: 'zip-too-large', bytes: bytes.length, bytesMax: zipBytesMax })
  }
  const end = endOf(bytes)
  if (!end.ok) return end
  const read = directory(bytes, end.value)
  if (!read.ok) return read
  const fault = layoutFault(read.value, end.value) ?? nameFault(read.value) ?? sizeFault(read.value)
  if (fault) return refuse(fault)
  return accept({
    entries: read.value.map(({ entry }) => entry),
    meta: metaOf(read.value, end.value),
  })
}

function endOf(bytes: Uint8Array): Result<End, ZipFault> {
  const [end, ...others] = bytes.length < fixedLength.end ? [] : possibleEnds(bytes)
  if (!end) return refuse({ kind: 'zip-end-missing' })
  if (others.length > 0) return refuse({ kind: 'zip-end-ambiguous' })
  const before = end.offset - fixedLength.locator64
  const is64 = before >= 0 && viewOf(bytes).getUint32(before, true) === signature.locator64
  if (
    is64 ||
    end.count === 0xffff ||
    end.directoryOffset === 0xffffffff ||
    end.directorySize === 0xffffffff
  ) {
    return refuse({ kind: 'zip-64-unsupported' })
  }
  if (end.disk !== 0 || end.directoryDisk !== 0 || end.countHere !== end.count) {
    return refuse({ kind: 'zip-on-several-disks' })
  }
  if (end.count > zipFilesMax) {
    return refuse({ kind: 'zip-files-excessive', count: end.count, countMax: zipFilesMax })
  }
  return accept(end)
}

function directory(bytes: Uint8Array, end: End): Result<readonly ReadEntry[], ZipFault> {
  const entries: ReadEntry[] = []
  let at = end.directoryOffset
  for (let index = 0; index < end.count; index += 1) {
    const header = directoryHeaderAt(bytes.subarray(0, end.offset), at)
    if (!header) return refuse({ kind: 'zip-header-unreadable', offset: at })
    const entry = entryOf(bytes.subarray(0, end.directoryOffset), header)
    if (!entry.ok) return entry
    entries.push(entry.value)
    at = header.end
  }
  if (at !== end.directoryOffset + end.directorySize || at !== end.offset) {
    return refuse({ kind: 'zip-gap', offset: at, octets: Math.abs(end.offset - at) })
  }
  return accept(entries)
}

/** What is wrong with how the files lie: they must fill all octets before the directory, each its own. */
function layoutFault(entries: readonly ReadEntry[], end: End): ZipFault | undefined {
  let at = 0
  for (const { entry, start, behind } of entries.toSorted((one, other) => one.start - other.start)) {
    if (start < at) return { kind: 'zip-overlap', offset: start, name: entry.name }
    if (start > at) return { kind: 'zip-gap', offset: at, octets: start - at }
    at = behind
  }
  if (at === end.directoryOffset) return undefined
  return { kind: 'zip-gap', offset: at, octets: end.directoryOffset - at }
}

function nameFault(entries: readonly ReadEntry[]): ZipFault | undefined {
  const names = new Map<string, string>()
  for (const { entry } of entries) {
    const key = nameKey(entry.isFolder ? entry.name.slice(0, -1) : entry.name)
    const other = names.get(key)
    if (other !== undefined) return { kind: 'zip-name-twice', name: entry.name, other }
    names.set(key, entry.name)
  }
  for (const [key, name] of names) {
    for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      const around = names.get(key.slice(0, slash))
      if (around !== undefined && !around.endsWith('/')) return { kind: 'zip-file-is-folder', name: around }
      if (around !== undefined && !name.startsWith(around)) {
        return { kind: 'zip-name-twice', name, other: around }
      }
    }
  }
  return undefined
}

function sizeFault(entries: readonly ReadEntry[]): ZipFault | undefined {
  const bytes = entries.reduce((sum, { entry }) => sum + entry.size, 0)
  if (bytes <= zipInflatedBytesMax) return undefined
  return { kind: 'zip-inflates-too-much', bytes, bytesMax: zipInflatedBytesMax }
}

function metaOf(entries: readonly ReadEntry[], end: End): readonly ZipMeta[] {
  const kinds = ['times', 'attributes', 'extra fields', 'comments', 'packing'] as const
  return kinds
    .map((what) => {
      const comment = what === 'comments' ? [end.comment] : []
      return { what, octets: Buffer.concat([...entries.flatMap(({ meta }) => meta[what]), ...comment]) }
    })
    .filter(({ octets }) => octets.length > 0)
}
