import { contentChecks } from './content.ts'
import { contentOf, type DerNode, inOrder, nodeAt } from './element.ts'
import type { DerFault } from './fault.ts'
import { tag } from './tag.ts'

/** How much of a source is looked at before it is refused. */
export interface DerLimits {
  readonly bytesMax: number
  /** Elements inside elements. */
  readonly depthMax: number
  readonly elementsMax: number
}

/**
 * For one certificate, request or signature. A post-quantum signature takes up to 50 KB and a record's entry
 * 60 KiB, so 64 KiB; real certificates nest about 10 deep and hold about 100 elements, so 32 and 4,096.
 */
export const objectLimits: DerLimits = { bytesMax: 65_536, depthMax: 32, elementsMax: 4_096 }

/**
 * For lists, which grow with what they list: a revoked certificate takes about 40 octets and 4 elements, so
 * 16 MiB and 2,000,000 elements hold some 400,000 of them.
 */
export const listLimits: DerLimits = { bytesMax: 16_777_216, depthMax: 32, elementsMax: 2_000_000 }

/** Finds the first place where the source is not one element of DER within the limits. */
export function derFault(source: Uint8Array, limits: DerLimits): DerFault | undefined {
  if (source.length > limits.bytesMax) return { kind: 'too-large', offset: 0 }
  const walk: Walk = { source, limits, elements: 0 }
  const node = step(walk, 0, source.length, 0)
  if ('kind' in node) return node
  return node.end === source.length ? undefined : { kind: 'trailing-bytes', offset: node.end }
}

interface Walk {
  readonly source: Uint8Array
  readonly limits: DerLimits
  elements: number
}

/** Checks the element at `position` and everything in it; the recursion is bounded by `depthMax`. */
function step(walk: Walk, position: number, end: number, depth: number): DerNode | DerFault {
  walk.elements += 1
  if (walk.elements > walk.limits.elementsMax) return { kind: 'too-many-elements', offset: position }
  if (depth > walk.limits.depthMax) return { kind: 'too-deep', offset: position }
  const node = nodeAt(walk.source, position, end)
  if (typeof node === 'string') return { kind: node, offset: position }
  if ((node.tag & 0x20) !== 0) return inside(walk, node, depth + 1) ?? node
  const kind = contentChecks.get(node.tag)?.(contentOf(node))
  return kind ? { kind, offset: position } : node
}

function inside(walk: Walk, parent: DerNode, depth: number): DerFault | undefined {
  let previous: DerNode | undefined
  for (let position = parent.contentStart; position < parent.end; ) {
    const node = step(walk, position, parent.end, depth)
    if ('kind' in node) return node
    if (parent.tag === tag.set && previous && !inOrder(previous, node)) {
      return { kind: 'set-unsorted', offset: position }
    }
    previous = node
    position = node.end
  }
  return undefined
}
