/** Octets that mean something in PDF (ISO 32000-2 §7.2.3). */
export const octet = {
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  hash: 0x23,
  percent: 0x25,
  parenthesis: 0x28,
  plus: 0x2b,
  minus: 0x2d,
  point: 0x2e,
  slash: 0x2f,
  zero: 0x30,
  seven: 0x37,
  nine: 0x39,
  less: 0x3c,
  greater: 0x3e,
  bracket: 0x5b,
  backslash: 0x5c,
} as const

export const delimiter = { parenthesisEnd: 0x29, bracketEnd: 0x5d } as const

const spaces = '\0\t\n\f\r '
const delimiters = '()<>[]{}/%'

/** 1: white space, 2: delimiter; everything else is regular. */
const classes = Uint8Array.from({ length: 256 }, (_, value) => {
  const character = String.fromCharCode(value)
  if (spaces.includes(character)) return 1
  return delimiters.includes(character) ? 2 : 0
})

export function isSpace(value: number): boolean {
  return value >= 0 && classes[value] === 1
}

/** Whether an octet can stand within a name, number or keyword. */
export function isRegular(value: number): boolean {
  return value >= 0 && classes[value] === 0
}

export function isDigit(value: number): boolean {
  return value >= octet.zero && value <= octet.nine
}

/** The value of a hexadecimal digit; -1 when it is none. */
export function hexDigit(value: number): number {
  if (isDigit(value)) return value - octet.zero
  const letter = value | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1
}
