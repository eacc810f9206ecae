import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import { accept, type Result, refuse } from '#fault'
import type { ProcedureTextFault, TextPlace } from './text-fault.ts'

/** A dotted path of the YAML text, as the keys and indexes that lead to it. */
export type Path = readonly (string | number)[]

/** YAML text read as plain data, which still knows where each part stands. */
export interface YamlText {
  readonly value: unknown
  has(path: Path): boolean
  /** Where the value at a path stands, or the nearest part above it that is there. */
  placeOf(path: Path): TextPlace
  /** Where the key at a path stands: for a key that should not be there. */
  placeOfKey(path: Path): TextPlace
  /**
   * Where a character of the text at a path stands, if it is written as it is read; else the text's
   * beginning.
   */
  placeWithin(path: Path, offset: number): TextPlace
}

/** What keys may be: names of this language, permissions, language tags. `__proto__` and its like are not. */
const keyForm = /^[A-Za-z][A-Za-z0-9.-]{0,79}$/

/**
 * Characters that change how the text around them is shown: controls but line breaks and tabs (YAML 1.2 §5.1
 * has none of these either), a carriage return by itself, and those that turn the direction of writing.
 * Whoever adopts a text is to have seen what it says.
 */
const hiddenForm = /[^\P{Cc}\t\n\r]|\r(?!\n)|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/**
 * Reads YAML 1.2 of the plain kind: one document of maps, lists and scalars. Aliases, anchors, tags,
 * directives and keys that are not plain names are refused: they make a text mean more than a reader sees.
 */
export function readYaml(text: string): Result<YamlText, readonly ProcedureTextFault[]> {
  const hidden = hiddenIn(text)
  if (hidden) {
    const before = text.slice(0, hidden.index).split('\n')
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, key: '' }
    return refuse([{ kind: 'hidden-character', ...place, code: hidden.code }])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const at = (offset: number): { readonly line: number; readonly column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const [first] = document.errors
  if (first) {
    // What follows the first slip of syntax is only its echo.
    const told = document.errors.filter(({ code }) => first.code === 'DUPLICATE_KEY' && code === first.code)
    return refuse(
      (told.length > 0 ? told : [first]).map(({ pos, code, message }) => notYaml(at(pos[0]), code, message)),
    )
  }
  if (/^%/m.test(text) && document.directives.yaml.explicit !== undefined) {
    return refuse([{ kind: 'yaml-feature', ...at(0), key: '', feature: 'directive' }])
  }
  const odd = oddities(document.contents, at)
  if (odd.length > 0) return refuse(odd)
  const nodeAt = (path: Path): unknown => document.getIn(path, true)
  const placeOf = (path: Path): TextPlace => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : nodeAt(path.slice(0, length))
      // A list of one may be written without its brackets: then there is no index to name.
      const key = dotted(typeof path.at(-1) === 'number' && length < path.length ? path.slice(0, -1) : path)
      if (isNode(node) && node.range) return { ...at(node.range[0]), key }
    }
    return { line: 1, column: 1, key: dotted(path) }
  }
  return accept({
    value: document.toJS(),
    has: (path) => path.length === 0 || nodeAt(path) !== undefined,
    placeOf,
    placeOfKey: (path) => {
      const map = path.length === 1 ? document.contents : nodeAt(path.slice(0, -1))
      const pair = isMap(map)
        ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
        : undefined
      const key = pair && isScalar(pair.key) ? pair.key.range : undefined
      return key ? { ...at(key[0]), key: dotted(path) } : placeOf(path)
    },
    placeWithin: (path, offset) => {
      const node = nodeAt(path)
      const plain = isScalar(node) && node.range && text.slice(node.range[0], node.range[1]) === node.value
      return plain && node.range ? { ...at(node.range[0] + offset), key: dotted(path) } : placeOf(path)
    },
  })
}

function notYaml(
  place: { readonly line: number; readonly column: number },
  code: string,
  message: string,
): ProcedureTextFault {
  const key = ''
  if (code === 'DUPLICATE_KEY') return { kind: 'duplicate-key', ...place, key }
  return { kind: 'not-yaml', ...place, key, problem: message.toLowerCase() }
}

function dotted(path: Path): string {
  return path.join('.')
}

/** What the text uses of YAML that this language does not have. */
function oddities(
  contents: Node | null,
  at: (offset: number) => { readonly line: number; readonly column: number },
): readonly ProcedureTextFault[] {
  const odd: ProcedureTextFault[] = []
  if (!contents) return odd
  visit(contents, (position, node) => {
    if (!isNode(node)) return
    const place = { ...at(node.range?.[0] ?? 0), key: '' }
    if (isAlias(node)) odd.push({ kind: 'yaml-feature', ...place, feature: 'alias' })
    else if (node.anchor !== undefined) odd.push({ kind: 'yaml-feature', ...place, feature: 'anchor' })
    else if (node.tag !== undefined) odd.push({ kind: 'yaml-feature', ...place, feature: 'tag' })
    else if (position === 'key' && (isCollection(node) || !isKey(node)))
      odd.push({ kind: 'bad-key', ...place })
    else if (isScalar(node) && typeof node.value === 'string') {
      // One that an escape sequence stands for.
      const hidden = hiddenIn(node.value)
      if (hidden) odd.push({ kind: 'hidden-character', ...place, code: hidden.code })
    }
  })
  return odd
}

/** The first character of a text that is not seen and changes how others are shown, as `U+202E`. */
export function hiddenIn(text: string): { readonly index: number; readonly code: string } | undefined {
  const index = text.search(hiddenForm)
  if (index < 0) return undefined
  return { index, code: `U+${text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}` }
}

function isKey(node: unknown): boolean {
  return isScalar(node) && typeof node.value === 'string' && keyForm.test(node.value)
}
