import { sha256, utf8 } from '#bytes'

/** Crockford's base 32: no letter that is taken for a digit or another letter when it is read out. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const codeLetters = 8

const codeForm = new RegExp(`^[${letters}]{${codeLetters}}$`)

/**
 * The short code of certificate requests, `XXXX-XXXX`: what an applicant reads out and a registrar compares.
 * The first 40 bits of a digest over the requests' own, in one order; who wants another request of the same
 * code signs some 2^40 of them while the first one waits, and then two wait with one code, which is seen.
 *
 * @param digests of the requests, hexadecimal SHA-256
 */
export function shortCode(digests: readonly string[]): string {
  const digest = sha256(utf8(`chancery request code\n${digests.toSorted().join('\n')}`))
  let bits = 0n
  for (const octet of digest.subarray(0, 5)) bits = (bits << 8n) | BigInt(octet)
  const text = Array.from({ length: codeLetters }, (_, at) => {
    return letters[Number((bits >> BigInt(5 * (codeLetters - 1 - at))) & 31n)]
  }).join('')
  return `${text.slice(0, 4)}-${text.slice(4)}`
}

/** A code as somebody typed it, in its one form; `undefined` when it is none. */
export function typedCode(text: string): string | undefined {
  const plain = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return codeForm.test(plain) ? `${plain.slice(0, 4)}-${plain.slice(4)}` : undefined
}
