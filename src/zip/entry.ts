import { crc32, inflateRawSync } from 'node:zlib'
import { equalBytes } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import type { HeaderField, ZipFault } from './fault.ts'
import {
  type DirectoryHeader,
  flag,
  type Header,
  localHeaderAt,
  method,
  signature,
  viewOf,
} from './header.ts'
import { zipRatioBytesMin, zipRatioMax } from './limits.ts'
import { readName } from './name.ts'
import type { ZipMeta } from './open.ts'

/** One file of a container, or a folder. */
export interface ZipEntry {
  /** With `/` between folders; a folder's ends with one. */
  readonly name: string
  readonly isFolder: boolean
  /** Octets of its content, as the headers say. */
  readonly size: number
  /** Whether the content stands in the container as it is. */
  readonly isStored: boolean
  /** Whether its header has an extra field. */
  readonly hasExtraField: boolean
  /** What stands in the container for the content. */
  readonly packed: Uint8Array
  /** CRC-32 of the content. */
  readonly checksum: number
}

/** An entry with the place it takes: its header, its content, what follows that. */
export interface ReadEntry {
  readonly entry: ZipEntry
  readonly start: number
  readonly behind: number
  readonly meta: Readonly<Record<ZipMeta['what'], readonly Uint8Array[]>>
}

/** Readers of ZIP64 fields, of encryption, and of a second name or comment take these for more than meta. */
const refusedExtraFields: ReadonlySet<number> = new Set([0x0001, 0x0017, 0x6375, 0x7075, 0x9901])

/** The first system whose attributes tell links and devices from files (APPNOTE 4.4.2). */
const madeOnUnix = 3
const fileTypeMask = 0xf000
const regularFile = 0x8000
const folder = 0x4000

/** The content of a file: whole, and as the headers say; nothing beyond its size is inflated. */
export function entryContent(entry: ZipEntry): Result<Uint8Array, ZipFault> {
  const content = entry.isStored ? entry.packed : inflated(entry)
  if (!content || content.length !== entry.size || crc32(content) !== entry.checksum) {
    return refuse({ kind: 'zip-content-damaged', name: entry.name })
  }
  return accept(content)
}

function inflated({ packed, size }: ZipEntry): Uint8Array | undefined {
  try {
    const options = { info: true, maxOutputLength: Math.max(1, size) } as const
    // With `info` the answer also has the engine, which the types do not say.
    const answer: unknown = inflateRawSync(packed, options)
    const { buffer, engine } = answer as {
      readonly buffer: Uint8Array
      readonly engine: { readonly bytesWritten: number }
    }
    // The inflater stops where its data ends and leaves alone what follows.
    return engine.bytesWritten === packed.length ? buffer : undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(Z_|ERR_BUFFER_TOO_LARGE$)/.test(String(error.code))) {
      return undefined
    }
    throw error
  }
}

/** The entry that a header of the directory stands for; `bytes` end where the directory begins. */
export function entryOf(bytes: Uint8Array, header: DirectoryHeader): Result<ReadEntry, ZipFault> {
  const named = readName(header.name, (header.flags & flag.utf8) !== 0)
  if (!named.ok) {
    const shown = Buffer.from(header.name.subarray(0, 100)).toString('latin1')
    return refuse({ kind: 'zip-name-refused', name: shown, problem: named.fault })
  }
  const name = named.value
  const fault = headerFault(name, header)
  if (fault) return refuse(fault)
  const local = localHeaderAt(bytes, header.offset)
  if (!local) return refuse({ kind: 'zip-header-unreadable', offset: header.offset })
  const contentEnd = local.end + header.packedSize
  const behind = contentEnd + descriptorLength(bytes, contentEnd, header)
  if (behind > bytes.length) return refuse({ kind: 'zip-header-unreadable', offset: header.offset })
  const field = differingField(bytes, local, header, contentEnd)
  if (field !== undefined) return refuse({ kind: 'zip-headers-differ', name, field })
  const extra = refusedExtraField(local.extra) ?? refusedExtraField(header.extra)
  if (extra !== undefined) return refuse({ kind: 'zip-extra-field-refused', name, id: extra })
  const packed = bytes.subarray(local.end, contentEnd)
  const entry: ZipEntry = {
    name,
    isFolder: name.endsWith('/'),
    size: header.size,
    isStored: header.method === method.stored,
    hasExtraField: local.extra.length + header.extra.length > 0,
    packed,
    checksum: header.checksum,
  }
  const start = header.offset
  return accept({ entry, start, behind, meta: metaOf(bytes.subarray(start, behind), entry, header, local) })
}

/** What is wrong with a header of the directory by itself. */
function headerFault(name: string, header: DirectoryHeader): ZipFault | undefined {
  const { flags, size, packedSize } = header
  if ((flags & (flag.encrypted | flag.strongEncryption | flag.maskedHeaders)) !== 0) {
    return { kind: 'zip-encrypted', name }
  }
  const known = flag.effort | flag.descriptor | flag.utf8
  if ((flags & ~known) !== 0) return { kind: 'zip-flags-unknown', name, flags }
  if (header.method !== method.stored && header.method !== method.deflated) {
    return { kind: 'zip-method-unknown', name, method: header.method }
  }
  if (size === 0xffffffff || packedSize === 0xffffffff || header.offset === 0xffffffff) {
    return { kind: 'zip-64-unsupported' }
  }
  if (header.disk !== 0) return { kind: 'zip-on-several-disks' }
  if (!isFileOrFolder(name, header)) return { kind: 'zip-not-a-file', name }
  if (header.method === method.stored && size !== packedSize) return { kind: 'zip-content-damaged', name }
  if (size > zipRatioBytesMin && size > packedSize * zipRatioMax) {
    return { kind: 'zip-ratio-excessive', name, ratioMax: zipRatioMax }
  }
  return undefined
}

function isFileOrFolder(name: string, { externalAttributes, attributes, size }: DirectoryHeader): boolean {
  const isFolder = name.endsWith('/')
  if (isFolder && size !== 0) return false
  const type = (externalAttributes >>> 16) & fileTypeMask
  if (attributes[0]?.[1] !== madeOnUnix || type === 0) return true
  return type === (isFolder ? folder : regularFile)
}

/** Octets of the data descriptor (APPNOTE 4.3.9), which most writers begin with a signature. */
function descriptorLength(bytes: Uint8Array, at: number, { flags, checksum }: DirectoryHeader): number {
  if ((flags & flag.descriptor) === 0) return 0
  if (at + 16 > bytes.length) return 12
  const view = viewOf(bytes)
  const begins = view.getUint32(at, true) === signature.descriptor
  // A checksum may by chance be the signature: then the one that follows it tells.
  return begins && view.getUint32(at + 4, true) === checksum ? 16 : 12
}

function differingField(
  bytes: Uint8Array,
  local: Header,
  header: DirectoryHeader,
  contentEnd: number,
): HeaderField | undefined {
  if (local.version !== header.version) return 'version'
  if (local.flags !== header.flags) return 'flags'
  if (local.method !== header.method) return 'method'
  if (local.time !== header.time) return 'time'
  if (!equalBytes(local.name, header.name)) return 'name'
  const later = (header.flags & flag.descriptor) !== 0
  // APPNOTE 4.4.4 bit 3: what is told behind the content may be zero before it.
  const fields = ['checksum', 'packedSize', 'size'] as const
  const field = fields.find((one) => local[one] !== header[one] && !(later && local[one] === 0))
  if (field !== undefined) return field === 'packedSize' ? 'packed size' : field
  return later && !isDescribed(bytes, contentEnd, header) ? 'data descriptor' : undefined
}

function isDescribed(bytes: Uint8Array, at: number, header: DirectoryHeader): boolean {
  const behind = at + descriptorLength(bytes, at, header)
  const view = viewOf(bytes)
  return (
    view.getUint32(behind - 12, true) === header.checksum &&
    view.getUint32(behind - 8, true) === header.packedSize &&
    view.getUint32(behind - 4, true) === header.size
  )
}

/** The identifier of a field that is refused; -1 when the fields do not fill their space. */
function refusedExtraField(extra: Uint8Array): number | undefined {
  const view = viewOf(extra)
  let at = 0
  while (at + 4 <= extra.length) {
    const id = view.getUint16(at, true)
    if (refusedExtraFields.has(id)) return id
    at += 4 + view.getUint16(at + 2, true)
  }
  return at === extra.length ? undefined : -1
}

/** All octets of an entry that neither its name nor its content follows from. */
function metaOf(
  place: Uint8Array,
  entry: ZipEntry,
  header: DirectoryHeader,
  local: Header,
): ReadEntry['meta'] {
  const descriptor = place.subarray(local.end - header.offset + header.packedSize)
  return {
    times: [place.subarray(10, 14)],
    attributes: header.attributes,
    'extra fields': [local.extra, header.extra],
    comments: [header.comment],
    // Version, flags and method; how the content is deflated; whether sizes follow, and with a signature.
    packing: [
      place.subarray(4, 10),
      place.subarray(14, 26),
      ...(entry.isStored ? [] : [entry.packed]),
      descriptor,
    ],
  }
}
