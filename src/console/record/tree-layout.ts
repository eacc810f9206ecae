import type { PathNode } from '../proof/entry-proof.ts'

/** A place in the figure, in its own units. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** One level of the way from a leaf to the root: the node on it and the one beside it. */
export interface TreeLevel {
  readonly at: Place
  readonly parent: Place
  readonly sibling: Place
  readonly node: PathNode
}

/** Where everything of the figure stands. */
export interface TreeLayout {
  readonly levels: readonly TreeLevel[]
  readonly leaf: Place
  readonly root: Place
  readonly left: number
  readonly right: number
  readonly height: number
}

/** Between two levels: room for a line of text at each. */
const levelHeight = 36

/** How far the children of the root stand from it, and by what part of that those below them. */
const spreadAtRoot = 46
const spreadPart = 0.78

/** Below this two circles would touch. */
const spreadMin = 14

/** The way of a proof from the root down: a figure as high as the tree is deep, whatever its size. */
export function treeLayout(path: readonly PathNode[]): TreeLayout {
  const root: Place = { x: 0, y: 0 }
  const levels: TreeLevel[] = []
  let parent = root
  for (const [depth, node] of path.toReversed().entries()) {
    const spread = Math.max(spreadMin, spreadAtRoot * spreadPart ** depth)
    const y = (depth + 1) * levelHeight
    const isLeft = node.side === 'right'
    const at = { x: parent.x + (isLeft ? -spread : spread), y }
    const sibling = { x: parent.x + (isLeft ? spread : -spread), y }
    levels.push({ at, parent, sibling, node })
    parent = at
  }
  const all = [root, ...levels.flatMap(({ at, sibling }) => [at, sibling])]
  return {
    levels,
    leaf: parent,
    root,
    left: Math.min(...all.map(({ x }) => x)),
    right: Math.max(...all.map(({ x }) => x)),
    height: path.length * levelHeight,
  }
}
