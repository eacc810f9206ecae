/** An opening tag, as its characters say it. */
export interface Tag {
  readonly name: string
  readonly attributes: readonly (readonly [name: string, value: string])[]
  readonly isEmpty: boolean
}

const word = '[A-Za-z_][A-Za-z0-9._-]*'
const qualified = `${word}(?::${word})?`
const opening = new RegExp(`^<(${qualified})((?:\\s+${qualified}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>$`)
const attribute = new RegExp(`(${qualified})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'g')

/** Reads an opening tag; `undefined` when it is not as XML has it, in letters without accents. */
export function readTag(text: string): Tag | undefined {
  const [whole, name = '', attributes = '', slash] = opening.exec(text) ?? []
  if (whole === undefined) return undefined
  const found = Array.from(attributes.matchAll(attribute), ([, key = '', one, other]) => {
    return [key, one ?? other ?? ''] as const
  })
  return { name, attributes: found, isEmpty: slash === '/' }
}

/** The namespaces that prefixes stand for; the empty one for names without. */
export type Scope = ReadonlyMap<string, string>

const always: Scope = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']])
const instances = 'http://www.w3.org/2001/XMLSchema-instance'

/** The types a part may be said to have: others would have their text where they hold none. */
const typesSaid = /^(?:[A-Za-z0-9._-]+:)?t(?:Formal)?Expression$/

/** Elements of BPMN that hold text; others hold elements only. */
const holdText = new Set([
  ...['documentation', 'text', 'script', 'conditionExpression', 'condition', 'completionCondition'],
  ...['loopCardinality', 'timeDate', 'timeDuration', 'timeCycle', 'incoming', 'outgoing', 'source', 'target'],
])

/** An element that is open: what its prefixes stand for, and whether text may stand in it. */
export interface Open {
  readonly scope: Scope
  readonly holdsText: boolean
}

/**
 * Opens an element inside another; a text says what is wrong. The library that reads the file passes these
 * slips over with a warning each, which it finds the line of anew: work of their number times the length.
 */
export function open({ name, attributes }: Tag, around: Scope = always): Open | string {
  const declared = attributes.filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:'))
  const scope =
    declared.length === 0
      ? around
      : new Map([...around, ...declared.map(([key, uri]) => [key.slice('xmlns:'.length), uri] as const)])
  const seen = new Set<string>()
  for (const [key, value] of attributes) {
    const [prefix = '', local] = key.includes(':') ? key.split(':') : ['', key]
    const uri = key === 'xmlns' || prefix === 'xmlns' ? 'xmlns' : prefix === '' ? '' : scope.get(prefix)
    if (uri === undefined) return `the prefix \`${prefix}\` is not declared`
    if (uri === 'xmlns' && (local === 'xml' || value === '')) return `\`${key}\` declares no namespace`
    if (uri === instances && local === 'type' && !typesSaid.test(value))
      return `\`${value}\` is no type taken here`
    if (seen.has(`${uri} ${local}`)) return `\`${key}\` stands in a tag twice`
    seen.add(`${uri} ${local}`)
  }
  const [prefix = '', local = ''] = name.includes(':') ? name.split(':') : ['', name]
  const uri = scope.get(prefix)
  if (uri === undefined) return `\`${name}\` is of no namespace that is declared`
  const isBpmn = uri.startsWith('http://www.omg.org/spec/')
  return { scope, holdsText: !isBpmn || holdText.has(local) || local.endsWith('Ref') }
}
