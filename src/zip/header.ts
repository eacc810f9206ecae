/** What both headers of a file say (APPNOTE 4.3.7, 4.3.12), as numbers of the file. */
export interface Header {
  readonly version: number
  readonly flags: number
  readonly method: number
  /** MS-DOS time in the low half, date in the high half. */
  readonly time: number
  readonly checksum: number
  readonly packedSize: number
  readonly size: number
  readonly name: Uint8Array
  readonly extra: Uint8Array
  /** Behind the header, its name and its extra field. */
  readonly end: number
}

/** What the directory says besides (APPNOTE 4.3.12). */
export interface DirectoryHeader extends Header {
  readonly offset: number
  readonly disk: number
  readonly externalAttributes: number
  /** The system that made it, the internal and the external attributes, as they stand. */
  readonly attributes: readonly Uint8Array[]
  readonly comment: Uint8Array
}

/** The record that ends a container (APPNOTE 4.3.16). */
export interface End {
  readonly offset: number
  readonly disk: number
  readonly directoryDisk: number
  readonly countHere: number
  readonly count: number
  readonly directorySize: number
  readonly directoryOffset: number
  readonly comment: Uint8Array
}

export const signature = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  directory: 0x02014b50,
  end: 0x06054b50,
  locator64: 0x07064b50,
} as const

/** Octets of each record before its texts. */
export const fixedLength = { local: 30, directory: 46, end: 22, locator64: 20 } as const

/** Bits of the flags (APPNOTE 4.4.4). */
export const flag = {
  encrypted: 1 << 0,
  /** How hard the writer tried: it changes nothing for who reads. */
  effort: (1 << 1) | (1 << 2),
  descriptor: 1 << 3,
  strongEncryption: 1 << 6,
  utf8: 1 << 11,
  maskedHeaders: 1 << 13,
} as const

export const method = { stored: 0, deflated: 8 } as const

/** A little-endian view of bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The header before a file's content; `undefined` when none stands there whole. */
export function localHeaderAt(bytes: Uint8Array, offset: number): Header | undefined {
  const start = offset + fixedLength.local
  if (start > bytes.length) return undefined
  const view = viewOf(bytes)
  if (view.getUint32(offset, true) !== signature.local) return undefined
  const nameEnd = start + view.getUint16(offset + 26, true)
  const end = nameEnd + view.getUint16(offset + 28, true)
  if (end > bytes.length) return undefined
  return {
    ...sharedFields(view, offset + 4),
    name: bytes.subarray(start, nameEnd),
    extra: bytes.subarray(nameEnd, end),
    end,
  }
}

/** One header of the directory; `undefined` when none stands there whole. */
export function directoryHeaderAt(bytes: Uint8Array, offset: number): DirectoryHeader | undefined {
  const start = offset + fixedLength.directory
  if (start > bytes.length) return undefined
  const view = viewOf(bytes)
  if (view.getUint32(offset, true) !== signature.directory) return undefined
  const nameEnd = start + view.getUint16(offset + 28, true)
  const extraEnd = nameEnd + view.getUint16(offset + 30, true)
  const end = extraEnd + view.getUint16(offset + 32, true)
  if (end > bytes.length) return undefined
  return {
    ...sharedFields(view, offset + 6),
    name: bytes.subarray(start, nameEnd),
    extra: bytes.subarray(nameEnd, extraEnd),
    comment: bytes.subarray(extraEnd, end),
    disk: view.getUint16(offset + 34, true),
    externalAttributes: view.getUint32(offset + 38, true),
    attributes: [bytes.subarray(offset + 4, offset + 6), bytes.subarray(offset + 36, offset + 42)],
    offset: view.getUint32(offset + 42, true),
    end,
  }
}

/** The fields that stand in both headers in the same order. */
function sharedFields(view: DataView, at: number): Omit<Header, 'name' | 'extra' | 'end'> {
  return {
    version: view.getUint16(at, true),
    flags: view.getUint16(at + 2, true),
    method: view.getUint16(at + 4, true),
    time: view.getUint32(at + 6, true),
    checksum: view.getUint32(at + 10, true),
    packedSize: view.getUint32(at + 14, true),
    size: view.getUint32(at + 18, true),
  }
}

/** Every record that could be the last thing in these bytes. */
export function possibleEnds(bytes: Uint8Array): readonly End[] {
  const view = viewOf(bytes)
  const ends: End[] = []
  const last = bytes.length - fixedLength.end
  for (let offset = last; offset >= Math.max(0, last - 0xffff); offset -= 1) {
    if (view.getUint32(offset, true) !== signature.end) continue
    if (offset + fixedLength.end + view.getUint16(offset + 20, true) !== bytes.length) continue
    ends.push({
      offset,
      disk: view.getUint16(offset + 4, true),
      directoryDisk: view.getUint16(offset + 6, true),
      countHere: view.getUint16(offset + 8, true),
      count: view.getUint16(offset + 10, true),
      directorySize: view.getUint32(offset + 12, true),
      directoryOffset: view.getUint32(offset + 16, true),
      comment: bytes.subarray(offset + fixedLength.end),
    })
  }
  return ends
}
