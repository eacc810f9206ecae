import { type Candidate, type NameNode, newestFirst } from './pool.ts'

/** How the names around a leaf's issuer lead to the leaf, by the names in certificates alone. */
export interface Reach {
  /** The certificates it takes at least from an authority of the name to the leaf, the leaf among them. */
  distanceOf(name: NameNode): number
  /** Whether every name that leads to the leaf is known. */
  readonly whole: boolean
  /** What an authority of the name issued that can lead to the leaf; the newest first. */
  issuedBy(name: NameNode): readonly Candidate[]
}

/**
 * Certificates walked by while going up from a leaf; beyond, the search goes down from the anchors without a
 * guide. A hierarchy is smaller and is walked whole; in a mesh, 512 at the tenth of a microsecond each cost
 * less than one check of a signature and bring the search some three agreements nearer.
 */
const walkedMax = 512

/** Walks up from the name of the leaf's issuer, breadth-first, as far as `walkedMax` goes. */
export function reachOf(issuer: NameNode): Reach {
  const distances = new Map<NameNode, number>([[issuer, 1]])
  const leading = new Map<NameNode, Candidate[]>()
  const waiting: NameNode[] = [issuer]
  let beyond = Number.POSITIVE_INFINITY
  let walked = 0
  for (let at = 0; at < waiting.length; at += 1) {
    const name = waiting[at] ?? issuer
    const distance = (distances.get(name) ?? 0) + 1
    walked += name.received.length
    if (walked > walkedMax) {
      beyond = distance
      break
    }
    for (const candidate of name.received) {
      const above = candidate.issuer
      const siblings = leading.get(above)
      if (siblings) siblings.push(candidate)
      else leading.set(above, [candidate])
      if (distances.has(above)) continue
      distances.set(above, distance)
      waiting.push(above)
    }
  }
  const whole = beyond === Number.POSITIVE_INFINITY
  if (whole) for (const candidates of leading.values()) candidates.sort(newestFirst)
  return {
    distanceOf: (name) => distances.get(name) ?? beyond,
    whole,
    issuedBy: (name) => (whole ? (leading.get(name) ?? []) : name.issued),
  }
}
