import { hex } from '#bytes'

/** RFC 5280 §4.1.2.2: no longer than 20 octets. */
export const serialBytesMax = 20

/**
 * RFC 5280 §4.1.2.2 wants serials that cannot be guessed: hexadecimal digits of 8 octets of chance at the
 * least, in a certificate that was made elsewhere.
 */
export const serialDigitsMin = 16

/**
 * Lower-case hexadecimal of an INTEGER's content, without the octet that only keeps it positive. Lists of
 * others hold negative ones (RFC 5280 §4.1.2.2 tells readers to be prepared): `-` keeps -1 apart from 255.
 */
export function serialText(content: Uint8Array): string {
  if ((content[0] ?? 0) >= 0x80) return `-${hex(content)}`
  return hex(content[0] === 0 && content.length > 1 ? content.subarray(1) : content)
}
