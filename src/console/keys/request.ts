import { bitString, implicit, integer, objectIdentifier, sequence, setOf, utf8String } from '#der'
import type { BrowserKey } from './browser-key.ts'
import { algorithmIdentifier } from './suites.ts'

/** RFC 5280 appendix A.1, `ub-common-name`. */
export const nameCharactersMax = 64

/** RFC 4519 §2.3. */
const commonNameType = '2.5.4.3'

/**
 * A certificate request (RFC 2986 §4) by the key itself, DER. The unit believes nothing of it but the key;
 * the name is for people who look at it.
 */
export async function makeRequest(key: BrowserKey, commonName: string): Promise<Uint8Array> {
  const attribute = sequence(objectIdentifier(commonNameType), utf8String(commonName))
  const subject = sequence(setOf(attribute))
  const info = sequence(integer(0), subject, key.spki, implicit(0, setOf()))
  return sequence(info, algorithmIdentifier(key.suite), bitString(await key.sign(info)))
}
