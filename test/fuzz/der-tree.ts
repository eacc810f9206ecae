import { concat } from '#bytes'
import { element } from '#der'

/** How the length of an element is written: as DER wants it, or in a way it must be refused. */
export type LengthForm = 'minimal' | 'padded' | 'indefinite' | 'too-small' | 'too-large' | 'enormous'

/**
 * An element as loosely as it can be read, to be changed and written again. An OCTET STRING or BIT STRING
 * around elements has them for children, so that changes reach into extensions and keys.
 */
export interface Tlv {
  identifier: number
  form: LengthForm
  /** Octets before the children: the count of unused bits of a BIT STRING. */
  lead: Uint8Array
  /** The content when there are no children. */
  content: Uint8Array
  children: Tlv[] | undefined
  /** When set, the element is these bytes and nothing else counts. */
  raw?: Uint8Array
}

const nothing = new Uint8Array(0)
const constructed = 0x20

/** Deeper than any limit of depth, and shallow enough for the recursion here. */
const depthMax = 200

/** The elements that fill these bytes; `undefined` when they are not elements end to end. */
export function readTree(bytes: Uint8Array, depth = 0): Tlv[] | undefined {
  if (depth > depthMax) return undefined
  const elements: Tlv[] = []
  for (let at = 0; at < bytes.length; ) {
    const header = headerAt(bytes, at)
    if (!header || header.end > bytes.length) return undefined
    elements.push(tlvOf(bytes[at] ?? 0, bytes.subarray(header.start, header.end), depth))
    at = header.end
  }
  return elements
}

export function tlvOf(identifier: number, content: Uint8Array, depth = 0): Tlv {
  const lead = identifier === 0x03 ? content.subarray(0, 1) : nothing
  const around = (identifier & constructed) !== 0 || identifier === 0x03 || identifier === 0x04
  const children = around ? readTree(content.subarray(lead.length), depth + 1) : undefined
  if (children === undefined || (children.length === 0 && (identifier & constructed) === 0)) {
    return { identifier, form: 'minimal', lead: nothing, content, children: undefined }
  }
  return { identifier, form: 'minimal', lead, content: nothing, children }
}

export function writeTree(elements: readonly Tlv[]): Uint8Array {
  return Buffer.concat(elements.map(writeTlv))
}

export function writeTlv(tlv: Tlv): Uint8Array {
  if (tlv.raw) return tlv.raw
  const content = concat(tlv.lead, tlv.children ? writeTree(tlv.children) : tlv.content)
  if (tlv.form === 'minimal') return element(tlv.identifier, content)
  const end = tlv.form === 'indefinite' ? Uint8Array.of(0, 0) : nothing
  return concat(Uint8Array.of(tlv.identifier, ...strangeLength(tlv.form, content.length)), content, end)
}

/** A copy that shares nothing that changes. */
export function copyOf(tlv: Tlv): Tlv {
  return { ...tlv, children: tlv.children?.map(copyOf) }
}

/** Elements inside elements, written in one go: a tree of this depth would overflow the stack. */
export function nested(identifier: number, depth: number, inner: Uint8Array): Uint8Array {
  const headers: Uint8Array[] = []
  for (let length = inner.length, level = 0; level < depth; level += 1) {
    const header = headerOf(identifier, length)
    headers.push(header)
    length += header.length
  }
  return concat(...headers.toReversed(), inner)
}

function headerOf(identifier: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(identifier, length)
  if (length < 0x100) return Uint8Array.of(identifier, 0x81, length)
  if (length < 0x1_0000) return Uint8Array.of(identifier, 0x82, length >> 8, length & 0xff)
  return Uint8Array.of(identifier, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff)
}

function strangeLength(form: Exclude<LengthForm, 'minimal'>, length: number): Iterable<number> {
  switch (form) {
    case 'padded':
      return [0x84, (length >>> 24) & 0xff, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff]
    case 'indefinite':
      return [0x80]
    case 'too-small':
      return headerOf(0, Math.max(0, length - 1)).subarray(1)
    case 'too-large':
      return headerOf(0, length + 1).subarray(1)
    case 'enormous':
      return [0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
    default:
      return form satisfies never
  }
}

function headerAt(
  bytes: Uint8Array,
  at: number,
): { readonly start: number; readonly end: number } | undefined {
  const [identifier, first] = bytes.subarray(at, at + 2)
  if (identifier === undefined || first === undefined) return undefined
  if (first < 0x80) return { start: at + 2, end: at + 2 + first }
  const octets = first & 0x7f
  const start = at + 2 + octets
  if (octets === 0 || octets > 4 || start > bytes.length) return undefined
  let length = 0
  for (const octet of bytes.subarray(at + 2, start)) length = length * 256 + octet
  return { start, end: start + length }
}
