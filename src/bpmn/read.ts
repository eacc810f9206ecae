import { accept, type Result, refuse } from '#fault'
import {
  type Condition,
  nameForm,
  type ProcedureTextFault,
  parseCondition,
  parseProcedure,
  stepsMax,
} from '#task'
import { conditionText } from './condition.ts'
import type { Back, Diagram, DiagramNode, Flow } from './diagram.ts'
import { type Elements, elementsOf } from './elements.ts'
import { readLoop, readProcedure } from './extension.ts'
import type { BpmnFault, BpmnNote, ElementName } from './fault.ts'
import type { GraphFault } from './graph-fault.ts'
import { listIn, type Markup, type Plain, type PlainMap, wordOf } from './markup.ts'
import { type Model, modelOf, nameOf, readModel, textOf } from './model.ts'
import { type Ordering, orderingOf, type Wording } from './ordering.ts'
import { checkXml } from './scan.ts'
import { type Findings, lanesOf, ourOf, plainName, type StepElement, stepsOf, titleOf } from './steps.ts'
import { textOfKeys } from './text.ts'

/** A diagram as the YAML text of a procedure, and what its reader should know of how it came about. */
export interface BpmnProcedure {
  readonly text: string
  readonly notes: readonly BpmnNote[]
}

/** More faults than a screen holds help nobody. */
const faultsMax = 50

/** Modellers write names without a language; ours say which it is. */
const languageByDefault = 'en'

/**
 * Reads BPMN 2.0 XML (OMG formal/2011-01-03) as a procedure. All that is wrong is told at once as far as it
 * shows, naming elements; nothing that means something is left out silently. Never rejects.
 */
export async function readBpmn(xml: string): Promise<Result<BpmnProcedure, readonly BpmnFault[]>> {
  const checked = checkXml(xml)
  if (!checked.ok) return refuse([checked.fault])
  const model = await readModel(xml)
  if (!model.ok) return refuse([model.fault])
  const elements = elementsOf(model.value)
  if (!elements.ok) return refuse(elements.fault.slice(0, faultsMax))
  const procedure = procedureOf(elements.value)
  return procedure.ok ? procedure : refuse(procedure.fault.slice(0, faultsMax))
}

function procedureOf(elements: Elements): Result<BpmnProcedure, readonly BpmnFault[]> {
  const findings: Findings = { faults: [], notes: [...elements.notes] }
  const { process, tasks } = elements
  if (tasks.length > stepsMax) {
    return refuse([{ kind: 'too-many-elements', element: nameOf(process), countMax: stepsMax }])
  }
  const said = ourOf(process, 'procedure', findings)
  const language = said?.attributes['lang'] ?? languageByDefault
  const steps = stepsOf(elements, language, findings)
  const diagram = diagramOf(elements, steps, findings)
  const head = headOf(elements, language, findings)
  if (findings.faults.length > 0) return refuse(findings.faults)
  const ordering = orderingOf(diagram)
  if (!ordering.ok) return refuse(ordering.fault.map((fault) => namedFault(elements, fault)))
  const text = textOfKeys({
    ...head,
    steps: orderedSteps(steps, ordering.value, findings),
    ...loopKeys(ordering.value),
  })
  const parsed = parseProcedure(text)
  if (parsed.ok) return accept({ text, notes: findings.notes })
  return refuse(
    parsed.fault.map((fault) => {
      return { kind: 'text-wrong', element: elementOfKey(elements, steps, ordering.value, fault), fault }
    }),
  )
}

/** What stands above the steps. */
function headOf(elements: Elements, language: string, findings: Findings): PlainMap {
  const { process, pool } = elements
  const element = nameOf(process)
  const said = ourOf(process, 'procedure', { faults: [], notes: [] })
  const { keys, problems } = said ? readProcedure(said) : { keys: {}, problems: [] }
  for (const problem of problems) findings.faults.push({ kind: 'extension-wrong', element, problem })
  const plain = [element.name, pool ?? '', element.id].map(plainName)
  const named = [said?.attributes['name'], element.id, ...plain]
  const procedure = named.find((name) => name !== undefined && nameForm.test(name)) ?? element.id
  const title =
    titleOf(process, said, language, '', findings) ?? (pool === undefined ? undefined : { [language]: pool })
  const start = elements.nodes.find(({ $type }) => $type === 'bpmn:StartEvent')
  const opener = start && lanesOf(elements, { faults: [], notes: [] }).get(start)
  return {
    procedure,
    ...(title && { title }),
    ...(opener !== undefined && { 'opened-by': opener }),
    ...keys,
  }
}

function diagramOf(elements: Elements, steps: readonly StepElement[], findings: Findings): Diagram {
  const timed = new Set(elements.timers.map(({ id }) => id))
  const inside = elements.flows.filter((flow) => !timed.has(modelOf(flow, 'sourceRef')?.['id']))
  const reached = new Set(inside.map((flow) => modelOf(flow, 'targetRef')))
  const timersFor = new Set(
    elements.flows.filter((flow) => !inside.includes(flow)).map((flow) => modelOf(flow, 'targetRef')),
  )
  // An end that only a deadline leads to is none of the course.
  const nodes = elements.nodes.filter((node) => reached.has(node) || !timersFor.has(node))
  return {
    nodes: [
      ...steps.map(({ id, element, keys }): DiagramNode => {
        const outcomes = Array.isArray(keys['outcomes']) ? keys['outcomes'].map(String) : []
        return { id: idOf(element), kind: 'task', step: id, outcomes }
      }),
      ...nodes.map((node): DiagramNode => ({ id: idOf(node), kind: kindOf(node) })),
    ],
    flows: inside.map((flow) => flowOf(flow, findings)),
  }
}

function kindOf({ $type }: Model): 'start' | 'end' | 'exclusive' | 'parallel' {
  if ($type === 'bpmn:StartEvent') return 'start'
  if ($type === 'bpmn:EndEvent') return 'end'
  return $type === 'bpmn:ExclusiveGateway' ? 'exclusive' : 'parallel'
}

function idOf(model: Model): string {
  return textOf(model, 'id') ?? ''
}

function flowOf(model: Model, findings: Findings): Flow {
  const source = modelOf(model, 'sourceRef')
  const target = modelOf(model, 'targetRef')
  const expression = modelOf(model, 'conditionExpression')
  const condition = expression && choiceOf(model, textOf(expression, 'body') ?? '', findings)
  const loop = ourOf(model, 'loop', findings)
  const otherwise = source !== undefined && modelOf(source, 'default') === model
  return {
    id: idOf(model),
    from: source ? idOf(source) : '',
    to: target ? idOf(target) : '',
    ...(condition && { condition }),
    ...(otherwise && { otherwise }),
    ...(loop && { back: backOf(model, loop, findings) }),
  }
}

/** A condition as procedures write it, also within `${ }` and with its outcomes in quotes. */
function choiceOf(model: Model, text: string, { faults }: Findings): Condition | undefined {
  const plain = text
    .trim()
    .replace(/^\$\{([^{}]*)\}$/, '$1')
    .replaceAll(/(["'])([a-z0-9-]+)\1/g, '$2')
  const condition = parseCondition(plain)
  if (condition.ok) return condition.value
  faults.push({ kind: 'bad-choice', element: nameOf(model), text, problem: condition.fault.problem })
  return undefined
}

function backOf(model: Model, loop: Markup, { faults }: Findings): Back {
  const { back, problems } = readLoop(loop)
  for (const problem of problems) faults.push({ kind: 'extension-wrong', element: nameOf(model), problem })
  return back
}

/** The keys of steps with their order: in their own words where those say what the flows say. */
function orderedSteps(steps: readonly StepElement[], ordering: Ordering, { notes }: Findings): PlainMap {
  const fitting = fittingWords(steps, ordering)
  const rows = steps.map(({ id, element, keys, after, when }): [string, PlainMap] => {
    if (fitting.has(id)) {
      const own = listIn(after ?? '')
      return [id, { ...keys, ...(own.length > 0 && { after: own }), ...(when !== undefined && { when }) }]
    }
    if (after !== undefined || when !== undefined)
      notes.push({ kind: 'wording-left', element: nameOf(element) })
    const derived = ordering.steps.find((step) => step.id === id)
    const left = derived?.after.filter((step) => !tiesOf(steps, id).includes(step)) ?? []
    return [
      id,
      {
        ...keys,
        ...(left.length > 0 && { after: left }),
        ...(derived?.when && { when: conditionText(derived.when) }),
      },
    ]
  })
  return Object.fromEntries(rows)
}

/**
 * The steps whose own words fit the flows, all together. Steps that trigger a step, and those it reviews,
 * stand before it in a diagram and are not waited for: their flows are tried with all of them, with those
 * that are drawn, and without.
 */
function fittingWords(steps: readonly StepElement[], ordering: Ordering): ReadonlySet<string> {
  const tries = new Map<string, Wording[]>()
  for (const { id, after, when } of steps) {
    const ties = tiesOf(steps, id)
    const drawn = ordering.steps.find((step) => step.id === id)?.after ?? []
    const condition = when === undefined ? accept(undefined) : parseCondition(when)
    if (!condition.ok) continue
    const lists = [[], ties.filter((step) => drawn.includes(step)), ties]
    const wordings = lists.map((list) => {
      return { after: [...listIn(after ?? ''), ...list], ...(condition.value && { when: condition.value }) }
    })
    tries.set(id, wordings)
  }
  for (;;) {
    const words = new Map(
      [...tries].flatMap(([id, list]) => list.slice(-1).map((last) => [id, last] as const)),
    )
    const misfits = ordering.misfits(words)
    if (misfits.length === 0) return new Set(words.keys())
    for (const id of misfits) tries.get(id)?.pop()
  }
}

/** The steps that trigger a step, and those it reviews. */
function tiesOf(steps: readonly StepElement[], id: string): readonly string[] {
  const triggering = steps.filter(({ keys }) => namesIn(keys['triggers']).includes(id))
  return [
    ...triggering.map((other) => other.id),
    ...namesIn(steps.find((step) => step.id === id)?.keys['reviews']),
  ]
}

function namesIn(value: Plain | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(wordOf) : []
}

function loopKeys({ loops }: Ordering): PlainMap {
  if (loops.length === 0) return {}
  return {
    loops: loops.map(({ from, when, to, release, rounds }) => {
      return { from, when: conditionText(when), to, release, rounds }
    }),
  }
}

function namedFault(elements: Elements, { at, others, ...rest }: GraphFault): BpmnFault {
  const named = (id: string): ElementName => {
    const all = [...elements.tasks, ...elements.nodes, ...elements.flows]
    return nameOf(all.find((model) => idOf(model) === id) ?? elements.process)
  }
  return { ...rest, element: named(at), others: (others ?? []).map(named) }
}

/** The element that a key of the text came from. */
function elementOfKey(
  { process, flows }: Elements,
  steps: readonly StepElement[],
  { loops }: Ordering,
  { key }: ProcedureTextFault,
): ElementName {
  const [top, name] = key.split('.')
  const step = top === 'steps' ? steps.find(({ id }) => id === name) : undefined
  if (step) return nameOf(step.element)
  const loop = top === 'loops' ? loops[Number(name)] : undefined
  const flow = loop && flows.find((model) => idOf(model) === loop.flow)
  return nameOf(flow ?? process)
}
