/**
 * Numbers in the tables of a font, most significant octet first. Past the end of a table there are zeros: no
 * font makes a reader fail, and what a damaged one says wrongly is found where it is used.
 */
export function short(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

export function signed(bytes: Uint8Array, at: number): number {
  return (short(bytes, at) << 16) >> 16
}

export function long(bytes: Uint8Array, at: number): number {
  return short(bytes, at) * 0x1_0000 + short(bytes, at + 2)
}

/** A table by its tag; without octets where the font has no such table. */
export function table(tables: ReadonlyMap<string, Uint8Array>, tag: string): Uint8Array {
  return tables.get(tag) ?? nothing
}

const nothing = new Uint8Array(0)
