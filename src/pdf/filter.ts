import { constants, inflateSync } from 'node:zlib'
import { accept, type Result, refuse } from '#fault'
import type { PdfFault } from './fault.ts'
import type { Allowance } from './reader.ts'
import { dictionaryOf, isKind, nameText, type PdfDictionary, type PdfStream, type PdfValue } from './value.ts'

/**
 * The octets of a stream that belongs to the structure of the file: as they are, or inflated and with the
 * predictor undone (ISO 32000-2 §7.4.4). Everything that says how must be direct. Other filters are refused.
 */
export function structureBytes(
  stream: PdfStream,
  object: number,
  offset: number,
  allowance: Allowance,
): Result<Uint8Array, PdfFault> {
  const damaged: PdfFault = { kind: 'pdf-damaged', what: 'stream-data', offset }
  const { entries } = stream.dictionary
  const filter = single(entries.get('Filter'))
  if (filter === undefined || entries.has('F')) return refuse(damaged)
  if (filter === null) return accept(stream.bytes)
  const filterName = nameText(filter)
  if (filterName !== 'FlateDecode') {
    return refuse({ kind: 'pdf-filter', filter: filterName ?? 'several', object })
  }
  const inflated = inflate(stream.bytes, offset, allowance)
  if (!inflated.ok) return inflated
  const parameters = single(entries.get('DecodeParms'))
  if (parameters === null) return inflated
  const plain = isKind(parameters, 'dictionary') ? unpredicted(inflated.value, parameters) : undefined
  return plain ? accept(plain) : refuse(damaged)
}

/** The only value of a filter's entry; `null` where there is none, `undefined` where there are several. */
function single(value: PdfValue | undefined): PdfValue | undefined {
  if (!isKind(value, 'array')) return value ?? null
  return value.items.length > 1 ? undefined : (value.items[0] ?? null)
}

function inflate(bytes: Uint8Array, offset: number, allowance: Allowance): Result<Uint8Array, PdfFault> {
  const { inflatedBytesMax: max } = allowance.limits
  const spent: PdfFault = { kind: 'pdf-budget', budget: 'inflated octets', max }
  const left = max - allowance.inflatedBytes
  if (left <= 0) return refuse(spent)
  try {
    // The end of line before `endstream` may have been counted into the length, so octets may follow.
    const inflated = inflateSync(bytes, { maxOutputLength: left, finishFlush: constants.Z_FINISH })
    allowance.inflatedBytes += inflated.length
    return accept(inflated)
  } catch (error) {
    // Whatever else zlib says of octets from outside, they are not a whole deflated stream.
    const isBomb = error instanceof RangeError
    return refuse(isBomb ? spent : { kind: 'pdf-damaged', what: 'stream-data', offset })
  }
}

/** Undoes a predictor of 8-bit components (ISO 32000-2 §7.4.4.4); `undefined` when it is not such. */
function unpredicted(bytes: Uint8Array, parameters: PdfDictionary): Uint8Array | undefined {
  const number = (key: string, absent: number): number | undefined => {
    const value = dictionaryOf(parameters)?.entries.get(key) ?? absent
    return typeof value === 'number' ? value : undefined
  }
  const predictor = number('Predictor', 1)
  if (predictor === 1) return bytes
  const [columns, colors, bits] = [number('Columns', 1), number('Colors', 1), number('BitsPerComponent', 8)]
  // A row is one entry of a table: a few octets; 4,096 is far more than any.
  if (predictor === undefined || predictor < 10 || predictor > 15 || bits !== 8 || colors !== 1)
    return undefined
  if (columns === undefined || columns < 1 || columns > 4096 || bytes.length % (columns + 1) !== 0) {
    return undefined
  }
  return unfilteredRows(bytes, columns)
}

/** The rows of PNG's filters (ISO/IEC 15948 §9.2), one octet a pixel. */
function unfilteredRows(bytes: Uint8Array, columns: number): Uint8Array | undefined {
  const rows = bytes.length / (columns + 1)
  const plain = new Uint8Array(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    const type = bytes[row * (columns + 1)] ?? 0
    if (type > 4) return undefined
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column
      const left = column > 0 ? (plain[at - 1] ?? 0) : 0
      const up = row > 0 ? (plain[at - columns] ?? 0) : 0
      const corner = row > 0 && column > 0 ? (plain[at - columns - 1] ?? 0) : 0
      plain[at] = (bytes[row * (columns + 1) + 1 + column] ?? 0) + predicted(type, left, up, corner)
    }
  }
  return plain
}

function predicted(type: number, left: number, up: number, corner: number): number {
  if (type === 0) return 0
  if (type === 1) return left
  if (type === 2) return up
  if (type === 3) return (left + up) >> 1
  const guess = left + up - corner
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (byLeft <= byUp && byLeft <= byCorner) return left
  return byUp <= byCorner ? up : corner
}
