/** Levels of BER that are walked to find where an element of indefinite length ends; CMS has some 20. */
const depthMax = 64

/**
 * How many octets the first BER element takes, its length definite or not; `undefined` when it is not whole.
 * What is inside definite lengths is not looked at.
 */
export function elementLength(bytes: Uint8Array): number | undefined {
  let open = 0
  let at = 0
  do {
    const header = headerAt(bytes, at)
    if (!header) return undefined
    at = header.end
    if (header.length === 'indefinite') open += 1
    else if (header.isEnd && open > 0) open -= 1
    else at += header.length
    if (open > depthMax || at > bytes.length) return undefined
  } while (open > 0)
  return at
}

interface Header {
  readonly end: number
  readonly length: number | 'indefinite'
  /** The two zeros that end an element of indefinite length. */
  readonly isEnd: boolean
}

/** X.690 §8.1.2, §8.1.3. */
function headerAt(bytes: Uint8Array, at: number): Header | undefined {
  const [identifier, first] = [bytes[at], bytes[at + 1]]
  // Tags above 30 occur nowhere in CMS.
  if (identifier === undefined || first === undefined || (identifier & 0x1f) === 0x1f) return undefined
  const end = at + 2
  if (first < 0x80) return { end, length: first, isEnd: identifier === 0 && first === 0 }
  if (first === 0x80) return { end, length: 'indefinite', isEnd: false }
  const octets = first & 0x7f
  if (octets > 4 || end + octets > bytes.length) return undefined
  let length = 0
  for (const octet of bytes.subarray(end, end + octets)) length = length * 256 + octet
  return { end: end + octets, length, isEnd: false }
}
