/** What the machine does with octets; the same answers on every machine, whatever they take. */
export interface Octets {
  concat(parts: readonly Uint8Array[]): Uint8Array
  compare(a: Uint8Array, b: Uint8Array): number
  /** Half a surrogate pair becomes U+FFFD. */
  utf8(text: string): Uint8Array
  /** One character for each octet. */
  latin1(bytes: Uint8Array): string
  hex(bytes: Uint8Array): string
  /** Of an even number of hexadecimal digits. */
  fromHex(text: string): Uint8Array
  base64(bytes: Uint8Array, alphabet: Base64): string
  /** `undefined` for what is no base64, or not the one spelling of its octets. */
  fromBase64(text: string, alphabet: Base64): Uint8Array | undefined
}

/** RFC 4648 §4 with padding, §5 without. */
export type Base64 = 'base64' | 'base64url'

/**
 * With what ECMAScript and browsers have; Node has it as well, but short texts and joined hashes take it four
 * to seven times as long as its own.
 */
export const plainOctets: Octets = {
  concat(parts) {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  },
  compare(a, b) {
    const end = Math.min(a.length, b.length)
    for (let at = 0; at < end; at += 1) {
      const difference = (a[at] ?? 0) - (b[at] ?? 0)
      if (difference !== 0) return difference
    }
    return a.length - b.length
  },
  utf8: (text) => encoder.encode(text),
  latin1(bytes) {
    let text = ''
    for (const octet of bytes) text += String.fromCharCode(octet)
    return text
  },
  hex: (bytes) => bytes.toHex(),
  fromHex: (text) => Uint8Array.fromHex(text),
  base64: (bytes, alphabet) => bytes.toBase64({ alphabet, omitPadding: alphabet === 'base64url' }),
  fromBase64(text, alphabet) {
    if (!base64Forms[alphabet].test(text)) return undefined
    try {
      const bytes = Uint8Array.fromBase64(text, { alphabet })
      return plainOctets.base64(bytes, alphabet) === text ? bytes : undefined
    } catch {
      // The reader's only error is that the text is not base64, which nothing says.
      return undefined
    }
  },
}

const encoder = new TextEncoder()

/** The reader passes over white space, and there is none in the one spelling. */
const base64Forms: Readonly<Record<Base64, RegExp>> = {
  base64: /^[A-Za-z0-9+/]*={0,2}$/,
  base64url: /^[A-Za-z0-9_-]*$/,
}

const bufferOctets: Octets = {
  concat: (parts) => Buffer.concat(parts),
  compare: (a, b) => Buffer.compare(a, b),
  utf8: (text) => Buffer.from(text, 'utf8'),
  latin1: (bytes) => view(bytes).toString('latin1'),
  hex: (bytes) => view(bytes).toString('hex'),
  fromHex: (text) => Buffer.from(text, 'hex'),
  base64: (bytes, alphabet) => view(bytes).toString(alphabet),
  fromBase64(text, alphabet) {
    const bytes = Buffer.from(text, alphabet)
    return bytes.toString(alphabet) === text ? bytes : undefined
  },
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** What this machine does it with: Node's buffers where there are any. */
export const octets: Octets = typeof Buffer === 'undefined' ? plainOctets : bufferOctets
