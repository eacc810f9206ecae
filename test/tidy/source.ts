import { type Comment, type Node, parseSync } from 'oxc-parser'

/** A source file, parsed. */
export interface Source {
  /** From the root of the project, with `/`. */
  readonly path: string
  readonly lines: readonly string[]
  readonly comments: readonly Comment[]
  /** Every node of the syntax tree, parents before children. */
  readonly places: readonly Place[]
  /** The line, counted from 1, of a position in the text. */
  readonly lineAt: (offset: number) => number
}

/** A node and the way to it. */
export interface Place {
  readonly node: Node
  readonly parent: Place | undefined
}

/** Parses one file; a text that is not TypeScript is a bug of whoever keeps it. */
export function sourceOf(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`)
  const lines = text.split('\n')
  const places: Place[] = []
  gather({ node: program, parent: undefined }, places)
  return { path, lines, comments, places, lineAt: lineFinder(lines) }
}

function gather(place: Place, into: Place[]): void {
  into.push(place)
  for (const field of Object.values(place.node)) {
    for (const child of Array.isArray(field) ? field : [field]) {
      if (isNode(child)) gather({ node: child, parent: place }, into)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function lineFinder(lines: readonly string[]): (offset: number) => number {
  const ends: number[] = []
  let end = 0
  for (const line of lines) {
    end += line.length + 1
    ends.push(end)
  }
  return (offset) => ends.findIndex((lineEnd) => offset < lineEnd) + 1
}

/** The nodes around a place, innermost first. */
function* around({ parent }: Place): Iterable<Node> {
  for (let place = parent; place !== undefined; place = place.parent) yield place.node
}

/** Whether a place runs when its module is loaded: no function and no class lies around it. */
export function atTopLevel(place: Place): boolean {
  for (const { type } of around(place)) if (isFunction(type) || type === 'PropertyDefinition') return false
  return true
}

export function isFunction(type: Node['type']): boolean {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
}

/** A module that a file reads, by import, re-export or call of `import`. */
export interface Reading {
  readonly specifier: string
  /** The names taken from it, as it exports them; `*` for all of it at once. */
  readonly names: readonly string[]
  readonly node: Node
}

export function readings(source: Source): readonly Reading[] {
  return source.places.flatMap(({ node }) => reading(node))
}

function reading(node: Node): readonly Reading[] {
  switch (node.type) {
    case 'ImportDeclaration':
      return [{ specifier: node.source.value, names: node.specifiers.map(importedName), node }]
    case 'ExportNamedDeclaration': {
      if (node.source === null) return []
      const names = node.specifiers.map(({ local }) => nameOf(local))
      return [{ specifier: node.source.value, names, node }]
    }
    case 'ExportAllDeclaration':
      return [{ specifier: node.source.value, names: ['*'], node }]
    case 'ImportExpression': {
      const { source } = node
      if (source.type !== 'Literal' || typeof source.value !== 'string') return []
      return [{ specifier: source.value, names: ['*'], node }]
    }
    case 'TSImportType':
      return [{ specifier: node.source.value, names: ['*'], node }]
    default:
      return []
  }
}

function importedName(node: Node): string {
  if (node.type === 'ImportSpecifier') return nameOf(node.imported)
  return node.type === 'ImportDefaultSpecifier' ? 'default' : '*'
}

/** The text of a name, be it an identifier or a string. */
export function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : ''
}
