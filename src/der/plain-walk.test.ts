import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareBytes } from '#bytes'
import { checkingReader, objectLimits, readDer } from './index.ts'

/*
 * Strict DER once more, as plainly as X.690 says it and as slowly as it likes: what it finds sound the reader
 * must accept, and nothing else.
 */

interface Element {
  readonly identifier: number
  readonly content: Uint8Array
  readonly encoding: Uint8Array
  readonly after: Uint8Array
}

/** The first element of the bytes; `undefined` when its header is not DER. */
function first(bytes: Uint8Array): Element | undefined {
  const [identifier = 0, length = 0] = bytes
  const number = identifier & 0x1f
  if (bytes.length < 2 || number === 0x1f) return undefined
  const constructed = (identifier & 0x20) !== 0
  if (identifier < 0x40 && (number === 0 || constructed !== [8, 11, 16, 17].includes(number)))
    return undefined
  const octets = length < 0x80 ? 0 : length & 0x7f
  if (length === 0x80 || octets > 4 || bytes.length < 2 + octets) return undefined
  const digits = Buffer.from(bytes.subarray(2, 2 + octets)).toString('hex')
  const size = octets === 0 ? length : Number.parseInt(digits, 16)
  const minimal = octets === 0 || (size >= 0x80 && !digits.startsWith('00'))
  const end = 2 + octets + size
  if (!minimal || end > bytes.length) return undefined
  return {
    identifier,
    content: bytes.subarray(2 + octets, end),
    encoding: bytes.subarray(0, end),
    after: bytes.subarray(end),
  }
}

function elements(bytes: Uint8Array): readonly Element[] | undefined {
  const found: Element[] = []
  for (let rest = bytes; rest.length > 0; ) {
    const element = first(rest)
    if (!element) return undefined
    found.push(element)
    rest = element.after
  }
  return found
}

function isSound({ identifier, content }: Element, depth: number): boolean {
  if (depth > objectLimits.depthMax) return false
  if ((identifier & 0x20) === 0) return isSoundContent(identifier, content)
  const children = elements(content)
  if (!children?.every((child) => isSound(child, depth + 1))) return false
  if (identifier !== 0x31) return true
  const encodings = children.map(({ encoding }) => encoding)
  return [...encodings].sort(compareBytes).every((encoding, at) => encoding === encodings[at])
}

function isSoundContent(identifier: number, content: Uint8Array): boolean {
  const [head = 0, second = 0] = content
  switch (identifier) {
    case 0x01:
      return content.length === 1 && (head === 0 || head === 0xff)
    case 0x02:
    case 0x0a: {
      const padded =
        content.length > 1 && ((head === 0 && second < 0x80) || (head === 0xff && second >= 0x80))
      return content.length > 0 && !padded
    }
    case 0x03: {
      const last = content.at(-1) ?? 0
      if (content.length < 2) return content.length === 1 && head === 0
      return head < 8 && (last & (2 ** head - 1)) === 0
    }
    case 0x05:
      return content.length === 0
    case 0x06:
      return isIdentifier(content)
    case 0x0c:
      return isUtf8(content)
    default:
      return true
  }
}

function isIdentifier(content: Uint8Array): boolean {
  const text = Buffer.from(content).toString('latin1')
  return content.length <= 128 && /^(?:(?!\x80)[\x80-\xff]{0,18}[^\x80-\xff])+$/.test(text)
}

function plainly(bytes: Uint8Array): boolean {
  const element = first(bytes)
  return element !== undefined && element.after.length === 0 && isSound(element, 0)
}

/** Bytes that are DER but for an octet or two: trees of elements, with some octets changed. */
const nearlyDer = fc
  .record({
    tree: fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.record({
          identifier: fc.constantFrom(1, 2, 3, 4, 5, 6, 10, 12, 19, 22, 0x80, 0x86),
          content: fc.uint8Array({ maxLength: 5 }),
        }),
        fc.record({
          identifier: fc.constantFrom(0x30, 0x31, 0x31, 0xa0, 0xa3),
          children: fc.array(tie('tree'), { maxLength: 4 }),
        }),
      ),
    })).tree,
    changes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 }),
  })
  .map(({ tree, changes }) => {
    const der = Uint8Array.from(written(tree as Tree))
    for (const [at, octet] of changes) der[at % der.length] = octet
    return der
  })

interface Tree {
  readonly identifier: number
  readonly content?: Uint8Array
  readonly children?: readonly Tree[]
}

function written({ identifier, content, children }: Tree): Uint8Array {
  const inside = content ?? Buffer.concat((children ?? []).map(written))
  const { length } = inside
  const header = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Uint8Array.of(identifier, ...header), inside])
}

test('the reader accepts exactly what a plain reading of X.690 finds sound', () => {
  let sound = 0
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: nearlyDer }, fc.uint8Array({ maxLength: 40 })), (bytes) => {
      const expected = plainly(bytes)
      sound += Number(expected)
      assert.equal(readDer(bytes, (reader) => reader.encoding()).ok, expected)
    }),
    { numRuns: 5000 },
  )
  assert.ok(sound > 100)
})

test('a reader that only checks makes nothing and finds the same', () => {
  fc.assert(
    fc.property(nearlyDer, (bytes) => {
      const reader = checkingReader(bytes)
      assert.equal(reader.encoding().length, 0)
      reader.finish()
      const made = readDer(bytes, (one) => one.encoding())
      assert.deepEqual(reader.fault, made.ok ? undefined : made.fault)
    }),
    { numRuns: 2000 },
  )
})
