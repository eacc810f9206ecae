import { certain } from '#fault'
import { nameForm } from '#task'
import type { Elements } from './elements.ts'
import { readStep, readTrustees } from './extension.ts'
import type { BpmnFault, BpmnNote } from './fault.ts'
import { childrenOf, type Markup, type Plain, type PlainMap, problemsOf } from './markup.ts'
import { extensionsOf, type Model, modelOf, modelsOf, nameOf, textOf } from './model.ts'

/** A user task in the keys of a procedure's text. */
export interface StepElement {
  readonly id: string
  readonly element: Model
  /** All but its order. */
  readonly keys: PlainMap
  /** How its element says the order, if it does. */
  readonly after?: string
  readonly when?: string
}

/** What reading finds wrong, and what its reader should know. */
export interface Findings {
  readonly faults: BpmnFault[]
  readonly notes: BpmnNote[]
}

/** Reads the user tasks with their lanes and timers. */
export function stepsOf(elements: Elements, language: string, findings: Findings): readonly StepElement[] {
  const lanes = lanesOf(elements, findings)
  const timers = timersOf(elements, findings)
  const taken = new Set<string>()
  return elements.tasks.map((element) => {
    const said = ourOf(element, 'step', findings)
    const name = nameOf(element)
    const id = stepName(element, said, findings)
    if (taken.has(id)) findings.faults.push({ kind: 'name-taken', element: name, step: id })
    taken.add(id)
    if (element.$type === 'bpmn:ManualTask') findings.notes.push({ kind: 'manual-as-user', element: name })
    const { keys, problems } = said ? readStep(said) : { keys: {}, problems: [] }
    for (const problem of problems) findings.faults.push({ kind: 'extension-wrong', element: name, problem })
    const lane = lanes.get(element)
    if (
      keys['by'] !== undefined &&
      lane !== undefined &&
      JSON.stringify(lane) !== JSON.stringify(keys['by'])
    ) {
      findings.notes.push({ kind: 'lane-overruled', element: name })
    }
    const by = keys['by'] ?? lane
    if (by === undefined) findings.faults.push({ kind: 'trustee-missing', element: name })
    const title = titleOf(element, said, language, id, findings)
    const { within, unassigned } = timers.get(element) ?? {}
    const assign = { ...(keys['assign'] as PlainMap | undefined), ...(unassigned && { within: unassigned }) }
    return {
      id,
      element,
      keys: {
        ...(title && { title }),
        ...(by !== undefined && { by }),
        ...keys,
        ...(within !== undefined && { within }),
        ...(Object.keys(assign).length > 0 && { assign }),
      },
      ...(said?.attributes['after'] !== undefined && { after: said.attributes['after'] }),
      ...(said?.attributes['when'] !== undefined && { when: said.attributes['when'] }),
    }
  })
}

/** The one element of ours that may stand on an element. */
export function ourOf(model: Model, name: string, findings: Findings): Markup | undefined {
  const { ours } = extensionsOf(model)
  const [first, ...more] = ours
  const element = nameOf(model)
  if (first && first.name !== name) {
    findings.faults.push({ kind: 'extension-wrong', element, problem: `\`${first.name}\` has no place here` })
    return undefined
  }
  if (more.length > 0) {
    findings.faults.push({ kind: 'extension-wrong', element, problem: 'more than one element of ours' })
  }
  return first
}

/** What people read, by language; the name on the element is in the language said, or the procedure's. */
export function titleOf(
  model: Model,
  said: Markup | undefined,
  language: string,
  plain: string,
  findings: Findings,
): PlainMap | undefined {
  const element = nameOf(model)
  const texts = modelsOf(model, 'documentation').flatMap((each) => textOf(each, 'text') ?? [])
  const named = textOf(model, 'name')
  const lang = said?.attributes['lang']
  const own = named === plain && lang === undefined ? undefined : (named ?? texts[0])
  if (texts.length > (named === undefined ? 1 : 0))
    findings.notes.push({ kind: 'documentation-left', element })
  const others = said ? childrenOf(said, 'title') : []
  const problems = others.flatMap((title) =>
    problemsOf(title, { attributes: ['lang', 'text'], children: [] }),
  )
  for (const problem of problems) findings.faults.push({ kind: 'extension-wrong', element, problem })
  const rows = others.map(({ attributes }) => [attributes['lang'] ?? '', attributes['text'] ?? ''])
  const title = { ...(own !== undefined && { [lang ?? language]: own }), ...Object.fromEntries(rows) }
  return Object.keys(title).length > 0 ? title : undefined
}

/** A name in the small alphabet of procedures, from what people write. */
export function plainName(text: string): string {
  const letters = text.normalize('NFKD').toLowerCase()
  return letters
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 63)
}

function stepName(model: Model, said: Markup | undefined, { notes }: Findings): string {
  const given = said?.attributes['name']
  if (given !== undefined) return given
  const element = nameOf(model)
  if (nameForm.test(element.id)) return element.id
  const step = [element.name, element.id].map(plainName).find((name) => nameForm.test(name)) ?? element.id
  notes.push({ kind: 'step-named', element, step })
  return step
}

/** Whom the lane of each node is for. */
export function lanesOf({ lanes }: Elements, findings: Findings): ReadonlyMap<Model, Plain> {
  const trustees = new Map<Model, Plain>()
  for (const lane of lanes) {
    const by = trusteeOf(lane, findings)
    for (const node of modelsOf(lane, 'flowNodeRef')) if (by !== undefined) trustees.set(node, by)
  }
  return trustees
}

function trusteeOf(lane: Model, { faults, notes }: Findings): Plain | undefined {
  const element = nameOf(lane)
  const { ours } = extensionsOf(lane)
  if (ours.length > 0) {
    const { by, problems } = readTrustees(ours)
    for (const problem of problems) faults.push({ kind: 'extension-wrong', element, problem })
    return by
  }
  const office = plainName(element.name)
  if (office === '') return undefined
  if (office !== element.name) notes.push({ kind: 'office-named', element, office })
  return { office }
}

/** The deadlines on the border of a task, ISO 8601. */
interface Deadlines {
  readonly within?: string
  readonly unassigned?: string
}

function timersOf({ timers }: Elements, { faults }: Findings): ReadonlyMap<Model, Deadlines> {
  const deadlines = new Map<Model, Deadlines>()
  for (const timer of timers) {
    const element = nameOf(timer)
    const task = modelOf(timer, 'attachedToRef')
    const [definition, ...more] = modelsOf(timer, 'eventDefinitions')
    const text = definition && textOf(modelOf(definition, 'timeDuration') ?? definition, 'body')?.trim()
    if (!task || text === undefined || more.length > 0) {
      faults.push({ kind: 'timer-not-duration', element })
      continue
    }
    if (!modelsOf(timer, 'outgoing').every(leadsToEnd)) faults.push({ kind: 'timer-leads-on', element })
    const key = timer['cancelActivity'] === false ? 'unassigned' : 'within'
    const known = deadlines.get(task) ?? {}
    if (known[key] !== undefined) faults.push({ kind: 'timer-twice', element })
    deadlines.set(task, { ...known, [key]: text })
  }
  return deadlines
}

/** What happens when a deadline passes a procedure knows by itself: nothing may follow but an end. */
function leadsToEnd(flow: Model): boolean {
  return certain(modelOf(flow, 'targetRef') ?? flow, 'an element').$type === 'bpmn:EndEvent'
}
