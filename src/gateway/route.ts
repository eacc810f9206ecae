import { accept, type Result, refuse } from '#fault'

/** One line of a service's publication, as the act carries it. */
export interface Route {
  /** Upper case, as `POST`. A GET route serves HEAD too. */
  readonly method: string
  /** `/permits/:case/approve`; `:name` takes one segment, a last `*` takes the rest of the path. */
  readonly path: string
  /** The permission a grant must give, as `permit.approve`. */
  readonly permission: string
  /** The object it must be given on, with the path's parameters in braces: `permit/{case}`. */
  readonly object: string
}

export type RouteFault =
  | { readonly kind: 'routes-too-many'; readonly count: number; readonly max: number }
  | { readonly kind: 'method-malformed'; readonly route: number; readonly method: string }
  | {
      readonly kind: 'pattern-malformed'
      readonly route: number
      readonly path: string
      readonly reason: string
    }
  | { readonly kind: 'permission-malformed'; readonly route: number; readonly permission: string }
  | {
      readonly kind: 'object-malformed'
      readonly route: number
      readonly object: string
      readonly reason: string
    }
  | { readonly kind: 'routes-ambiguous'; readonly route: number; readonly other: number }

/** Routes of one service, checked and made ready to match; only `compileRoutes` makes it. */
export interface CompiledRoutes {
  readonly routes: readonly Route[]
  readonly root: Node
}

/** What a request needs, by its method and path. */
export interface RouteMatch {
  readonly permission: string
  readonly object: string
}

/** A tree of segments; the most specific way is tried first: literal, then parameter, then rest. */
interface Node {
  readonly literals: Map<string, Node>
  parameter: Node | undefined
  readonly leaves: Map<string, Leaf>
  readonly rests: Map<string, Leaf>
}

interface Leaf {
  readonly route: number
  readonly permission: string
  /** Literal pieces of the object, and between each two the position of the segment that stands there. */
  readonly pieces: readonly string[]
  readonly positions: readonly number[]
}

/** A service that publishes more is several services. */
const routesMax = 1000
/** As deep as addresses of real services go, twice. */
const segmentsMax = 32

const methodForm = /^[A-Z][A-Z-]{0,31}$/
const permissionForm = /^[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)+$/
const parameterForm = /^:([a-z][A-Za-z0-9_]{0,63})$/
/** Literal segments are written decoded; what a request could not carry unambiguously cannot be published. */
const literalForm = /^[^%:*/\\;?#\p{Cc}\p{Zs}]+$/u
const objectForm = /^(?:[^{}\p{Cc}\p{Zs}]|\{[a-z][A-Za-z0-9_]{0,63}\})+$/u
const methodsUnsupported = new Set(['CONNECT', 'TRACE'])

/**
 * Checks the routes of a service and makes them ready; refuses the first that is malformed or hides
 * another.
 */
export function compileRoutes(routes: readonly Route[]): Result<CompiledRoutes, RouteFault> {
  if (routes.length > routesMax)
    return refuse({ kind: 'routes-too-many', count: routes.length, max: routesMax })
  const root = emptyNode()
  for (const [index, route] of routes.entries()) {
    const fault = addRoute(root, index, route)
    if (fault) return refuse(fault)
  }
  return accept({ routes, root })
}

/**
 * What a request needs: `undefined` when no route is published for it. At each segment from the left a
 * literal wins over a parameter and a parameter over a rest; a way that ends without the method is no way.
 */
export function matchRoute(
  compiled: CompiledRoutes,
  method: string,
  segments: readonly string[],
): RouteMatch | undefined {
  const leaf =
    findLeaf(compiled.root, method, segments, 0) ??
    (method === 'HEAD' ? findLeaf(compiled.root, 'GET', segments, 0) : undefined)
  return leaf && { permission: leaf.permission, object: objectOf(leaf, segments) }
}

/** Every node of the tree lies at one depth only, so a search visits each at most once. */
function findLeaf(node: Node, method: string, segments: readonly string[], depth: number): Leaf | undefined {
  const segment = segments[depth]
  if (segment === undefined) return node.leaves.get(method)
  const literal = node.literals.get(segment)
  const found = literal && findLeaf(literal, method, segments, depth + 1)
  if (found) return found
  if (segment !== '' && node.parameter) {
    const leaf = findLeaf(node.parameter, method, segments, depth + 1)
    if (leaf) return leaf
  }
  return node.rests.get(method)
}

function objectOf(leaf: Leaf, segments: readonly string[]): string {
  let object = leaf.pieces[0] ?? ''
  for (const [index, position] of leaf.positions.entries()) {
    object += (segments[position] ?? '') + (leaf.pieces[index + 1] ?? '')
  }
  return object
}

function addRoute(root: Node, index: number, route: Route): RouteFault | undefined {
  if (!methodForm.test(route.method) || methodsUnsupported.has(route.method)) {
    return { kind: 'method-malformed', route: index, method: route.method }
  }
  if (!permissionForm.test(route.permission)) {
    return { kind: 'permission-malformed', route: index, permission: route.permission }
  }
  const pattern = parsePattern(route.path)
  if (!pattern.ok) return { kind: 'pattern-malformed', route: index, path: route.path, reason: pattern.fault }
  const leaf = parseObject(route, index, pattern.value.parameters)
  if (!leaf.ok) return { kind: 'object-malformed', route: index, object: route.object, reason: leaf.fault }
  const node = nodeAt(root, pattern.value.segments)
  const leaves = pattern.value.rest ? node.rests : node.leaves
  const other = leaves.get(route.method)
  if (other) return { kind: 'routes-ambiguous', route: index, other: other.route }
  leaves.set(route.method, leaf.value)
  return undefined
}

interface Pattern {
  /** `undefined` stands for a parameter. */
  readonly segments: readonly (string | undefined)[]
  readonly parameters: ReadonlyMap<string, number>
  readonly rest: boolean
}

function parsePattern(path: string): Result<Pattern, string> {
  if (!path.startsWith('/')) return refuse('it must start with `/`')
  const parts = path.slice(1).split('/')
  if (parts.length > segmentsMax) return refuse(`it has more than ${segmentsMax} segments`)
  const rest = parts.at(-1) === '*'
  if (rest) parts.pop()
  const parameters = new Map<string, number>()
  const segments: (string | undefined)[] = []
  for (const [position, part] of parts.entries()) {
    const parameter = parameterForm.exec(part)?.[1]
    if (parameter !== undefined) {
      if (parameters.has(parameter)) return refuse(`parameter \`${parameter}\` stands twice`)
      parameters.set(parameter, position)
    } else if (part === '' ? rest || position < parts.length - 1 : !isLiteral(part)) {
      return refuse(`segment \`${part}\` is not a literal, \`:name\` or a last \`*\``)
    }
    segments.push(parameter === undefined ? part : undefined)
  }
  return accept({ segments, parameters, rest })
}

function isLiteral(part: string): boolean {
  return literalForm.test(part) && part !== '.' && part !== '..' && part.normalize('NFC') === part
}

function parseObject(
  route: Route,
  index: number,
  parameters: ReadonlyMap<string, number>,
): Result<Leaf, string> {
  if (!objectForm.test(route.object)) return refuse('it has a brace, space or control character out of place')
  const pieces: string[] = []
  const positions: number[] = []
  for (const [turn, part] of route.object.split(/[{}]/).entries()) {
    if (turn % 2 === 0) {
      pieces.push(part)
      continue
    }
    const position = parameters.get(part)
    if (position === undefined) return refuse(`the path has no parameter \`:${part}\``)
    positions.push(position)
  }
  return accept({ route: index, permission: route.permission, pieces, positions })
}

function nodeAt(root: Node, segments: readonly (string | undefined)[]): Node {
  let node = root
  for (const segment of segments) node = segment === undefined ? parameterOf(node) : literalOf(node, segment)
  return node
}

function parameterOf(node: Node): Node {
  node.parameter ??= emptyNode()
  return node.parameter
}

function literalOf(node: Node, segment: string): Node {
  const known = node.literals.get(segment)
  if (known) return known
  const created = emptyNode()
  node.literals.set(segment, created)
  return created
}

function emptyNode(): Node {
  return { literals: new Map(), parameter: undefined, leaves: new Map(), rests: new Map() }
}
