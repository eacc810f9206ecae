/**
 * Identifier octets of the universal types (X.690 §8.1.2), with the constructed bit where the type has it.
 */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** Tag numbers from here on need more than one identifier octet; nothing in PKIX uses them. */
const tagNumberEnd = 31

/** The identifier octet of `[number]` around a primitive (implicit) value. */
export function contextPrimitive(number: number): number {
  return 0x80 | tagNumber(number)
}

/** The identifier octet of `[number]` around elements: explicit tags, and implicit sequences and sets. */
export function contextConstructed(number: number): number {
  return 0xa0 | tagNumber(number)
}

function tagNumber(number: number): number {
  if (number < 0 || number >= tagNumberEnd) throw new RangeError(`bug: ${number} is no low tag number`)
  return number
}
