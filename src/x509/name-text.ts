import { hex } from '#bytes'
import { isStringTag } from '#der'
import { attributeType } from './identifiers.ts'
import type { Name, NameAttribute } from './name.ts'

/** The short names that every reader of RFC 4514 §3 knows, and the one for e-mail that everyone writes. */
const shortNames: ReadonlyMap<string, string> = new Map([
  [attributeType.commonName, 'CN'],
  [attributeType.locality, 'L'],
  [attributeType.stateOrProvince, 'ST'],
  [attributeType.organization, 'O'],
  [attributeType.organizationalUnit, 'OU'],
  [attributeType.country, 'C'],
  [attributeType.street, 'STREET'],
  [attributeType.domainComponent, 'DC'],
  [attributeType.userId, 'UID'],
])

/** RFC 4514 text, the most special RDN first: `CN=Ada,O=Office`. */
export function nameText(name: Name): string {
  return name.rdns
    .toReversed()
    .map((attributes) => attributes.map(attributeText).join('+'))
    .join(',')
}

function attributeText({ type, value, tag, der }: NameAttribute): string {
  const short = shortNames.get(type)
  // RFC 4514 §2.4: a type without a short name, or a value without text, is shown by its encoding.
  if (short === undefined || !isStringTag(tag)) return `${short ?? type}=#${hex(der)}`
  return `${short}=${escaped(value)}`
}

function escaped(text: string): string {
  return text
    .replace(/[\\"+,;<>]/g, (character) => `\\${character}`)
    .replace(/^[ #]/, (character) => `\\${character}`)
    .replace(/ $/, '\\ ')
    .replaceAll('\0', '\\00')
}
