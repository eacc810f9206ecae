/**
 * Byte strings end to end, each after its length as a uint32, in a buffer of their own: one transfer between
 * threads for many entries.
 */
export function pack(parts: readonly Uint8Array[]): ArrayBuffer {
  const buffer = new ArrayBuffer(parts.reduce((sum, part) => sum + lengthBytes + part.length, 0))
  const bytes = new Uint8Array(buffer)
  const view = new DataView(buffer)
  let offset = 0
  for (const part of parts) {
    view.setUint32(offset, part.length)
    bytes.set(part, offset + lengthBytes)
    offset += lengthBytes + part.length
  }
  return buffer
}

/** The byte strings of a packed buffer, as views of it. */
export function unpack(buffer: ArrayBuffer): readonly Uint8Array[] {
  const view = new DataView(buffer)
  const parts: Uint8Array[] = []
  let offset = 0
  while (offset < buffer.byteLength) {
    const length = view.getUint32(offset)
    parts.push(new Uint8Array(buffer, offset + lengthBytes, length))
    offset += lengthBytes + length
  }
  return parts
}

const lengthBytes = 4
