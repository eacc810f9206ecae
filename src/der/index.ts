export { type DerLimits, derFault, listLimits, objectLimits } from './check.ts'
export { contentOf, type DerNode, encodingOf } from './element.ts'
export type { DerFault, DerFaultKind } from './fault.ts'
export { type DerBits, DerReader, type DerString, readDer } from './reader.ts'
export { contextConstructed, contextPrimitive, tag } from './tag.ts'
export { isStringTag } from './text.ts'
export {
  bitString,
  bmpString,
  booleanValue,
  element,
  enumerated,
  explicit,
  flag,
  generalizedTime,
  ia5String,
  implicit,
  integer,
  namedBits,
  nullValue,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  setOf,
  time,
  unsignedInteger,
  utf8String,
} from './write.ts'
