import { equalBytes } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { emptyRoot, hashBytes, nodeHash } from './hash.ts'
import { consistencyRanges, type HashAt, inclusionRanges, rangeHash } from './range.ts'

/** Why a proof does not prove what it is offered for. */
export type ProofFault =
  | { readonly kind: 'index-outside'; readonly index: number; readonly size: number }
  | { readonly kind: 'sizes-disordered'; readonly first: number; readonly second: number }
  | { readonly kind: 'hash-length'; readonly position: number; readonly bytes: number }
  | { readonly kind: 'proof-length'; readonly hashes: number }
  | { readonly kind: 'root-differs' }

/** The inclusion proof of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1), nearest hash first. */
export function inclusionProof(index: number, size: number, hashAt: HashAt): readonly Uint8Array[] {
  return inclusionRanges(index, size).map((range) => rangeHash(range, hashAt))
}

/** The proof that the tree of `second` leaves extends the one of `first` leaves (RFC 6962 §2.1.2). */
export function consistencyProof(first: number, second: number, hashAt: HashAt): readonly Uint8Array[] {
  return consistencyRanges(first, second).map((range) => rangeHash(range, hashAt))
}

/** What an inclusion proof claims: the leaf with this hash stands at `index` in the tree of that root. */
export interface InclusionClaim {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly root: Uint8Array
}

/** Checks an inclusion proof (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  claim: InclusionClaim,
  proof: readonly Uint8Array[],
): Result<undefined, ProofFault> {
  const { index, size } = claim
  if (!isCount(index) || !isCount(size) || index >= size)
    return refuse({ kind: 'index-outside', index, size })
  const misshapen = hashLengthFault([claim.leafHash, claim.root, ...proof])
  if (misshapen) return refuse(misshapen)
  let node = index
  let last = size - 1
  let hash = claim.leafHash
  for (const sibling of proof) {
    if (last === 0) return refuse({ kind: 'proof-length', hashes: proof.length })
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(node) && node !== 0) {
        node = half(node)
        last = half(last)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    node = half(node)
    last = half(last)
  }
  if (last !== 0) return refuse({ kind: 'proof-length', hashes: proof.length })
  return equalBytes(hash, claim.root) ? accept(undefined) : refuse({ kind: 'root-differs' })
}

/** What a consistency proof claims: the tree of `second` leaves begins with the tree of `first` leaves. */
export interface ConsistencyClaim {
  readonly first: number
  readonly second: number
  readonly firstRoot: Uint8Array
  readonly secondRoot: Uint8Array
}

/**
 * Checks a consistency proof (RFC 9162 §2.1.4.2). Between equal sizes the proof is empty and the roots are
 * equal; every tree extends the empty one, whose root is known, with an empty proof.
 */
export function verifyConsistency(
  claim: ConsistencyClaim,
  proof: readonly Uint8Array[],
): Result<undefined, ProofFault> {
  const { first, second, firstRoot, secondRoot } = claim
  if (!isCount(first) || !isCount(second) || first > second) {
    return refuse({ kind: 'sizes-disordered', first, second })
  }
  const hashes = proof.length
  if (first === second) {
    if (hashes > 0) return refuse({ kind: 'proof-length', hashes })
    const same = equalBytes(firstRoot, secondRoot) && (first > 0 || equalBytes(firstRoot, emptyRoot()))
    return same ? accept(undefined) : refuse({ kind: 'root-differs' })
  }
  const misshapen = hashLengthFault([firstRoot, secondRoot, ...proof])
  if (misshapen) return refuse(misshapen)
  if (first === 0) {
    if (hashes > 0) return refuse({ kind: 'proof-length', hashes })
    return equalBytes(firstRoot, emptyRoot()) ? accept(undefined) : refuse({ kind: 'root-differs' })
  }
  // A first tree that is a perfect subtree is left out of the proof: its root is where the fold starts.
  return foldConsistency(claim, isPowerOfTwo(first) ? [firstRoot, ...proof] : proof, hashes)
}

function foldConsistency(
  claim: ConsistencyClaim,
  path: readonly Uint8Array[],
  hashes: number,
): Result<undefined, ProofFault> {
  const [start, ...rest] = path
  if (start === undefined) return refuse({ kind: 'proof-length', hashes })
  let node = claim.first - 1
  let last = claim.second - 1
  while (isOdd(node)) {
    node = half(node)
    last = half(last)
  }
  let firstHash = start
  let secondHash = start
  for (const sibling of rest) {
    if (last === 0) return refuse({ kind: 'proof-length', hashes })
    if (isOdd(node) || node === last) {
      firstHash = nodeHash(sibling, firstHash)
      secondHash = nodeHash(sibling, secondHash)
      while (!isOdd(node) && node !== 0) {
        node = half(node)
        last = half(last)
      }
    } else {
      secondHash = nodeHash(secondHash, sibling)
    }
    node = half(node)
    last = half(last)
  }
  if (last !== 0) return refuse({ kind: 'proof-length', hashes })
  const same = equalBytes(firstHash, claim.firstRoot) && equalBytes(secondHash, claim.secondRoot)
  return same ? accept(undefined) : refuse({ kind: 'root-differs' })
}

function hashLengthFault(hashes: readonly Uint8Array[]): ProofFault | undefined {
  const at = hashes.findIndex((hash) => hash.length !== hashBytes)
  if (at < 0) return undefined
  return { kind: 'hash-length', position: at, bytes: hashes[at]?.length ?? 0 }
}

// Sizes go up to 2^53, beyond what the 32-bit operators can halve.
function half(count: number): number {
  return Math.floor(count / 2)
}

function isOdd(count: number): boolean {
  return count % 2 === 1
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function isPowerOfTwo(count: number): boolean {
  return 2 ** Math.round(Math.log2(count)) === count
}
