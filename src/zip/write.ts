import { crc32, deflateRawSync } from 'node:zlib'
import { concat, utf8 } from '#bytes'
import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import type { ZipFault } from './fault.ts'
import { fixedLength, flag, method, signature, viewOf } from './header.ts'
import { nameProblem } from './name.ts'
import { openZip } from './open.ts'

/** A file to be put into a container. */
export interface ZipFile {
  readonly name: string
  readonly content: Uint8Array
  /** Told to two seconds, in UTC; 1980-01-01 when not given. */
  readonly modified?: Instant
  /** Whether it must stand as it is; else it is deflated where that makes it smaller. */
  readonly isStored?: boolean
}

/** The first time a container can tell (APPNOTE 4.4.6): month 1, day 1 of year 0. */
const earliest = 0x0021_0000

/** APPNOTE 4.4.3.2: 2.0 for deflated files and folders, 1.0 for what is stored. */
const versions = { [method.stored]: 10, [method.deflated]: 20 } as const

/**
 * The system that made it (APPNOTE 4.4.2), whose attributes are those of MS-DOS, all unset. Names that were
 * made on MS-DOS itself Info-ZIP's unzip takes for its code page, also where they are marked as UTF-8.
 */
const madeOnNtfs = 10 << 8

/** The highest compression; a container is read more often than written. */
const effort = 9

/**
 * Writes a container: files in the order given, each with its sizes before it, no comments and no extra
 * fields. The same files give the same octets by one version of zlib. Refused as `openZip` would refuse it.
 */
export function writeZip(files: readonly ZipFile[]): Result<Uint8Array, ZipFault> {
  const locals: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const file of files) {
    const problem = nameProblem(file.name)
    if (problem !== undefined) return refuse({ kind: 'zip-name-refused', name: file.name, problem })
    const { packed, shared, name } = packedFile(file)
    const local = concat(word32(signature.local), shared, word16(name.length), word16(0), name)
    locals.push(local, packed)
    directory.push(directoryHeader(shared, name, offset))
    offset += local.length + packed.length
  }
  const size = directory.reduce((sum, header) => sum + header.length, 0)
  const bytes = Buffer.concat([...locals, ...directory, end(files.length, size, offset)])
  const read = openZip(bytes)
  return read.ok ? accept(bytes) : read
}

interface PackedFile {
  readonly packed: Uint8Array
  /** What both headers say. */
  readonly shared: Uint8Array
  readonly name: Uint8Array
}

function packedFile({ name, content, modified, isStored = false }: ZipFile): PackedFile {
  const deflated = isStored ? content : deflateRawSync(content, { level: effort })
  const packed = deflated.length < content.length ? deflated : content
  const how = packed === content ? method.stored : method.deflated
  const octets = utf8(name)
  const shared = concat(
    word16(versions[how]),
    word16(octets.length === name.length ? 0 : flag.utf8),
    word16(how),
    word32(modified === undefined ? earliest : dosTime(modified)),
    word32(crc32(content)),
    word32(packed.length),
    word32(content.length),
  )
  return { packed, shared, name: octets }
}

function directoryHeader(shared: Uint8Array, name: Uint8Array, offset: number): Uint8Array {
  const header = new Uint8Array(fixedLength.directory)
  const view = viewOf(header)
  view.setUint32(0, signature.directory, true)
  view.setUint16(4, madeOnNtfs | versions[method.deflated], true)
  header.set(shared, 6)
  view.setUint16(28, name.length, true)
  view.setUint32(42, offset, true)
  return concat(header, name)
}

function end(count: number, size: number, offset: number): Uint8Array {
  const none = word16(0)
  const counts = concat(word16(count), word16(count))
  return concat(word32(signature.end), none, none, counts, word32(size), word32(offset), none)
}

function dosTime(instant: Instant): number {
  const date = new Date(instant)
  const year = date.getUTCFullYear() - 1980
  // Seven bits for the year; what lies outside is told as the nearest end.
  if (year < 0) return earliest
  if (year > 127) return 0xff9f_bf7d
  const day = (year << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate()
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1)
  return ((day << 16) | time) >>> 0
}

function word16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8)
}

function word32(value: number): Uint8Array {
  const octets = new Uint8Array(4)
  viewOf(octets).setUint32(0, value, true)
  return octets
}
