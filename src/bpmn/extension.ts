import type { Back } from './diagram.ts'
import {
  childrenOf,
  listIn,
  type Markup,
  markup,
  numberIn,
  type Plain,
  type PlainMap,
  problemsOf,
} from './markup.ts'

/** What an element of ours says in the keys of a procedure's text, and what is wrong with it. */
export interface Said {
  readonly keys: PlainMap
  readonly problems: readonly string[]
}

/** Keys of a step that are lists of names: attributes, with blanks between the names. */
const stepLists = [
  'permits',
  'objects',
  'outcomes',
  'requires',
  'excludes',
  'triggers',
  'before',
  'together',
  'training',
  'reviews',
  'overrides',
] as const

/** A step's name and language, and how its text says the order, which the flows decide. */
const stepTexts = ['name', 'lang', 'after', 'when'] as const
const stepChildren = ['title', 'by', 'use', 'member', 'delegation', 'assign', 'break-glass']

/** A step's keys as an element. */
export function stepMarkup(
  keys: PlainMap,
  texts: Readonly<Record<string, Plain | undefined>>,
  titles: readonly Markup[],
): Markup {
  const lists = Object.fromEntries(stepLists.map((name) => [name, keys[name]]))
  return markup('step', { ...texts, ...lists }, [
    ...titles,
    ...entriesOf(keys['uses']).map(([permission, times]) => markup('use', { permission, times })),
    ...memberMarkup(keys['data']),
    ...delegationMarkup(keys['delegation']),
    ...assignMarkup(keys['assign']),
    ...breakGlassMarkup(keys['break-glass']),
  ])
}

/** The keys of a step's element, without its order. */
export function readStep(element: Markup): Said {
  const said = new Saying(element, { attributes: [...stepLists, ...stepTexts], children: stepChildren })
  for (const name of stepLists) {
    const text = element.attributes[name]
    if (text !== undefined) said.keys[name] = listIn(text)
  }
  said.trustees('by', element, 'by')
  said.map('uses', childrenOf(element, 'use'), 'permission', (use) =>
    said.number(use, 'times', ['permission']),
  )
  said.members(element)
  said.once(element, 'delegation', (one) => {
    const depth = said.number(one, 'depth', [], ['to'])
    const to = said.trusteesIn(one, 'to')
    return to === undefined ? depth : { depth, to }
  })
  said.once(element, 'assign', (one) => {
    said.shape(one, [], ['by'])
    const by = said.trusteesIn(one, 'by')
    return by === undefined ? {} : { by }
  })
  said.once(element, 'break-glass', (one) => {
    said.shape(one, ['within', 'grade'], ['by', 'tell'])
    const by = said.trusteesIn(one, 'by')
    const tell = said.trusteesIn(one, 'tell')
    return { ...(by !== undefined && { by }), ...one.attributes, ...(tell !== undefined && { tell }) }
  })
  return said
}

/** The keys of the procedure as a whole as an element. */
export function procedureMarkup(
  keys: PlainMap,
  texts: Readonly<Record<string, string | undefined>>,
  titles: readonly Markup[],
): Markup {
  const constraints = Array.isArray(keys['constraints']) ? keys['constraints'] : []
  return markup('procedure', { ...texts, founding: keys['founding'] }, [
    ...titles,
    ...trusteeMarkup('opened-by', keys['opened-by']),
    ...memberMarkup(keys['data']),
    ...constraints.flatMap((each: Plain) =>
      entriesOf(each).map(([kind, rule]) => constraintMarkup(kind, rule)),
    ),
  ])
}

/** The keys of the element of a whole procedure. */
export function readProcedure(element: Markup): Said {
  const said = new Saying(element, {
    attributes: ['name', 'lang', 'founding', 'objects'],
    children: ['title', 'opened-by', 'member', 'constraint'],
  })
  const { founding, objects } = element.attributes
  if (founding !== undefined) {
    if (founding !== 'true' && founding !== 'false')
      said.problems.push('`founding` must be `true` or `false`')
    said.keys['founding'] = founding === 'true'
  }
  if (objects !== undefined) said.keys['objects'] = listIn(objects)
  said.trustees('opened-by', element, 'opened-by')
  said.members(element)
  const constraints = childrenOf(element, 'constraint').map((each) => said.constraint(each))
  if (constraints.length > 0) said.keys['constraints'] = constraints
  return said
}

/** What is said of a flow that leads back. */
export function loopMarkup({ release, rounds, keeps }: Back): Markup {
  return markup('loop', { release, rounds, ...(keeps.length > 0 && { keeps }) })
}

/** What a flow that leads back says, and what is wrong with it. */
export function readLoop(element: Markup): { readonly back: Back; readonly problems: readonly string[] } {
  const rounds = numberIn(element, 'rounds')
  const { release, keeps = '' } = element.attributes
  const problems = [
    ...problemsOf(element, { attributes: ['release', 'rounds', 'keeps'], children: [] }),
    ...(rounds.ok ? [] : [rounds.fault]),
    ...(release === undefined ? ['`loop` lacks its `release`'] : []),
  ]
  return {
    back: { release: release ?? '', rounds: rounds.ok ? rounds.value : 0, keeps: listIn(keeps) },
    problems,
  }
}

/** The trustees that a lane is for. */
export function readTrustees(elements: readonly Markup[]): {
  readonly by?: Plain
  readonly problems: readonly string[]
} {
  const said = new Saying(
    { name: 'lane', attributes: {}, children: elements },
    { attributes: [], children: ['by'] },
  )
  const by = said.trusteesIn({ name: 'lane', attributes: {}, children: elements }, 'by')
  return { ...(by !== undefined && { by }), problems: said.problems }
}

/** A trustee, or several, as elements. */
export function trusteeMarkup(name: string, by: Plain | undefined): readonly Markup[] {
  if (by === undefined) return []
  if (Array.isArray(by)) return by.flatMap((each: Plain) => trusteeMarkup(name, each))
  if (typeof by === 'string') return [markup(name, { who: by })]
  const keys = Object.fromEntries(entriesOf(by))
  return [markup(name, keys['node'] === true ? { who: 'node' } : keys)]
}

function memberMarkup(data: Plain | undefined): readonly Markup[] {
  return entriesOf(data).map(([name, member]) => {
    const { title, ...rules } = Object.fromEntries(entriesOf(member))
    const titles = entriesOf(title).map(([lang, text]) => markup('title', { lang, text }))
    return markup('member', { name, ...rules }, titles)
  })
}

function delegationMarkup(delegation: Plain | undefined): readonly Markup[] {
  if (delegation === undefined) return []
  if (typeof delegation === 'number') return [markup('delegation', { depth: delegation })]
  const { depth, to } = Object.fromEntries(entriesOf(delegation))
  return [markup('delegation', { depth }, trusteeMarkup('to', to))]
}

function assignMarkup(assign: Plain | undefined): readonly Markup[] {
  const { by } = Object.fromEntries(entriesOf(assign))
  return by === undefined ? [] : [markup('assign', {}, trusteeMarkup('by', by))]
}

function breakGlassMarkup(glass: Plain | undefined): readonly Markup[] {
  if (glass === undefined) return []
  const { by, tell, within, grade } = Object.fromEntries(entriesOf(glass))
  return [
    markup('break-glass', { within, grade }, [...trusteeMarkup('by', by), ...trusteeMarkup('tell', tell)]),
  ]
}

function constraintMarkup(kind: string, rule: Plain): Markup {
  if (Array.isArray(rule)) return markup('constraint', { kind, steps: rule })
  const { people, steps } = Object.fromEntries(entriesOf(rule))
  return markup('constraint', { kind, people, steps })
}

function entriesOf(value: Plain | undefined): readonly [string, Plain][] {
  return typeof value === 'object' && !Array.isArray(value) ? Object.entries(value as PlainMap) : []
}

/** Takes an element apart, and notes what is wrong with it on the way. */
class Saying implements Said {
  readonly keys: Record<string, Plain> = {}
  readonly problems: string[]

  constructor(
    element: Markup,
    shape: { readonly attributes: readonly string[]; readonly children: readonly string[] },
  ) {
    this.problems = [...problemsOf(element, shape)]
  }

  shape(element: Markup, attributes: readonly string[], children: readonly string[] = []): void {
    this.problems.push(...problemsOf(element, { attributes, children }))
  }

  number(
    element: Markup,
    name: string,
    others: readonly string[] = [],
    children: readonly string[] = [],
  ): number {
    this.shape(element, [name, ...others], children)
    const number = numberIn(element, name)
    if (number.ok) return number.value
    this.problems.push(number.fault)
    return 0
  }

  once(element: Markup, name: string, read: (one: Markup) => Plain): void {
    const [one, ...more] = childrenOf(element, name)
    if (more.length > 0) this.problems.push(`\`${element.name}\` holds \`${name}\` more than once`)
    if (one) this.keys[name] = read(one)
  }

  trustees(key: string, element: Markup, name: string): void {
    const by = this.trusteesIn(element, name)
    if (by !== undefined) this.keys[key] = by
  }

  trusteesIn(element: Markup, name: string): Plain | undefined {
    const all = childrenOf(element, name).map((one) => this.#trustee(one))
    return all.length > 1 ? all : all[0]
  }

  members(element: Markup): void {
    this.map('data', childrenOf(element, 'member'), 'name', (member) => {
      this.shape(member, ['name', 'type', 'required', 'pattern'], ['title'])
      const { name: _, required, ...attributes } = member.attributes
      const title = this.#titles(childrenOf(member, 'title'))
      const rest = { ...(title && { title }), ...attributes }
      if (required === undefined) return rest
      if (required !== 'true' && required !== 'false')
        this.problems.push('`required` must be `true` or `false`')
      return { ...rest, required: required === 'true' }
    })
  }

  /** A map of children by one of their attributes; a name given twice is told. */
  map(key: string, children: readonly Markup[], by: string, read: (child: Markup) => Plain): void {
    if (children.length === 0) return
    const rows = children.map((child): [string, Plain] => [child.attributes[by] ?? '', read(child)])
    const names = rows.map(([name]) => name)
    const twice = names.find((name, at) => names.indexOf(name) !== at)
    if (twice !== undefined) this.problems.push(`\`${twice}\` is given twice`)
    this.keys[key] = Object.fromEntries(rows)
  }

  constraint(element: Markup): PlainMap {
    this.shape(element, ['kind', 'steps', 'people'])
    const { kind = '', steps = '', people } = element.attributes
    if (kind === '') this.problems.push('`constraint` lacks its `kind`')
    const list = listIn(steps)
    if (people === undefined) return { [kind]: list }
    const number = numberIn(element, 'people')
    if (!number.ok) this.problems.push(number.fault)
    return { [kind]: { people: number.ok ? number.value : 0, steps: list } }
  }

  #titles(titles: readonly Markup[]): PlainMap | undefined {
    if (titles.length === 0) return undefined
    const rows = titles.map((title): [string, Plain] => {
      this.shape(title, ['lang', 'text'])
      return [title.attributes['lang'] ?? '', title.attributes['text'] ?? '']
    })
    return Object.fromEntries(rows)
  }

  #trustee(element: Markup): Plain {
    this.shape(element, ['who', 'office', 'person', 'unit', 'grade', 'paths'])
    const { who, paths, ...rest } = element.attributes
    if (who !== undefined) {
      if (Object.keys(element.attributes).length > 1)
        this.problems.push(`\`${element.name}\` names more than \`who\``)
      return who === 'node' ? { node: true } : who
    }
    if (paths === undefined) return rest
    const number = numberIn(element, 'paths')
    if (!number.ok) this.problems.push(number.fault)
    return { ...rest, paths: number.ok ? number.value : 0 }
  }
}
