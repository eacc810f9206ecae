export { type DerLimits, listLimits, objectLimits } from './check.ts'
export type { DerNode } from './element.ts'
export type { DerFault, DerFaultKind } from './fault.ts'
export { type IdentifierTable, identifierTable } from './identifier-table.ts'
export { readPreciseTime } from './precise-time.ts'
export { checkingReader, type DerBits, type DerReader, readDer } from './reader.ts'
export { contextConstructed, contextPrimitive, tag } from './tag.ts'
export { type DerString, isStringTag } from './text.ts'
export {
  bitString,
  bmpString,
  booleanValue,
  element,
  enumerated,
  explicit,
  flag,
  ia5String,
  implicit,
  integer,
  namedBits,
  nullValue,
  objectIdentifier,
  octetString,
  preciseTime,
  printableString,
  sequence,
  sequenceOf,
  setOf,
  time,
  unsignedInteger,
  utf8String,
} from './write.ts'
