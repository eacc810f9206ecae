/** How many bits `hashOf` gives. */
export const hashBits = 32

const offsetBasis = 0x811c9dc5
const prime = 0x01000193

/**
 * A 32-bit hash of a text, the same in every process: FNV-1a over its UTF-16 units, then the finaliser of
 * MurmurHash3, because identifiers that differ only in their last digits differ only in FNV's low bits.
 * It is not keyed: whoever chooses keys freely can make them meet, which costs time and nothing else.
 */
export function hashOf(key: string): number {
  let hash = offsetBasis
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), prime)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
