import type { BpmnFault, BpmnNote, ElementName } from '#bpmn'
import { type Sentences, say } from './words.ts'
import { procedureTextProblem } from './words-procedure.ts'

const faultSentences: Sentences<BpmnFault> = {
  'xml-too-long': ({ bytes, bytesMax }) => `the file has ${bytes} bytes, at most ${bytesMax} are read`,
  'xml-excessive': ({ what, countMax }) =>
    what === 'elements'
      ? `the file has more than ${countMax} elements: draw one process, and leave out the rest`
      : `elements stand more than ${countMax} deep in one another`,
  'xml-refused': ({ line, problem }) => `line ${line}: ${problem}`,
  'not-bpmn': ({ problem }) => `this is not BPMN 2.0 as it should be: ${problem}`,
  'process-missing': () => 'the file holds no process: export the diagram of one',
  'process-further': ({ element }) => `${named(element)} is a second process: import one at a time`,
  'not-carried': ({ element, part }) =>
    part === undefined
      ? `${named(element)} means something that no procedure can say: draw it with user tasks and gateways`
      : `${named(element)} has \`${part}\`, which no procedure can say: remove it`,
  'too-many-elements': ({ element, countMax }) =>
    `${named(element)} has too many elements of a kind: at most ${countMax}`,
  'extension-wrong': ({ element, problem }) =>
    `what stands at ${named(element)} is not understood: ${problem}`,
  'bad-choice': ({ element, text, problem }) =>
    `the condition \`${text}\` of ${named(element)} is not understood: ${problem}`,
  'timer-leads-on': ({ element }) =>
    `${named(element)} leads to something else than an end: when a deadline passes nothing may follow`,
  'timer-not-duration': ({ element }) =>
    `${named(element)} has no length of time, or is at no user task: write \`P3D\` as its duration`,
  'timer-twice': ({ element }) => `${named(element)} is the second timer of its kind at its task: leave one`,
  'trustee-missing': ({ element }) =>
    `who takes ${named(element)} is not said: put it into a lane that is named as an office`,
  'name-taken': ({ element, step }) =>
    `${named(element)} would be step \`${step}\`, as another is: give it an id of its own`,
  'text-wrong': ({ element, fault }) =>
    `${named(element)}${fault.key === '' ? '' : `, \`${fault.key}\``}: ${procedureTextProblem(fault)}`,
  ...courseSentences(),
  ...loopSentences(),
}

function courseSentences() {
  return {
    'start-missing': () => 'the process has no start event: draw one',
    'starts-several': ({ others }) => `there is more than one start event: leave out ${list(others)}`,
    'no-way-in': ({ element }) => `no flow reaches ${named(element)}: connect it or remove it`,
    'no-way-on': ({ element }) => `no flow leaves ${named(element)}: lead it on, or to an end event`,
    'flow-astray': ({ element }) => `${named(element)} leaves an end event or leads to a start event`,
    'condition-astray': ({ element }) =>
      `${named(element)} has a condition or is a default where no exclusive gateway chooses: remove that`,
    'condition-missing': ({ element }) =>
      `${named(element)} leaves a choice without a condition: give it one, or make it the default`,
    'condition-too-early': ({ element, step }) =>
      `${named(element)} asks for the outcome of \`${step}\`, which need not be over by then`,
    'condition-unknown': ({ element, step, outcome }) =>
      `${named(element)} asks for \`${step}.outcome\` to be \`${outcome}\`, which no step can name`,
    'conditions-overlap': ({ element, others }) =>
      `at ${named(element)} the conditions of ${list(others)} can hold at once: let one hold only`,
    'conditions-open': ({ element }) =>
      `at ${named(element)} there are outcomes with which no flow is taken: make one the default`,
    'double-token': ({ element, others }) =>
      `at ${named(element)} the branches of ${list(others)} can both arrive: join them by a parallel gateway`,
    'join-deadlock': ({ element, others }) =>
      `${named(element)} waits for ${list(others)} also when that is not taken: join by an exclusive gateway`,
    'never-reached': ({ element }) => `${named(element)} is never reached, whatever the outcomes`,
    'would-wait': ({ element, step }) =>
      `${named(element)} would have to wait for \`${step}\`, for which the diagram does not wait`,
    'too-complex': ({ element }) =>
      `what comes before ${named(element)} has too many cases to be said: draw fewer branches`,
  } satisfies Partial<Sentences<BpmnFault>>
}

function loopSentences() {
  return {
    'loop-unreleased': ({ element, others }) =>
      `${list([element, ...others])} are a circle without a release: put \`chancery:loop\` with release ` +
      'and rounds on the flow that leads back',
    'loop-endless': ({ element }) => `${named(element)} leads back with every outcome: let one lead on`,
    'loop-astray': ({ element }) =>
      `${named(element)} must lead back from an exclusive gateway right behind one step to the gateway ` +
      'before another',
    'loop-open': ({ element, others }) =>
      `between the ends of ${named(element)} nothing may leave or enter, as ${list(others)} does`,
  } satisfies Partial<Sentences<BpmnFault>>
}

const noteSentences: Sentences<BpmnNote> = {
  'layout-left': () => 'the layout is left behind: an export makes its own',
  'annotation-left': ({ element }) => `${named(element)} is left behind: it is for readers`,
  'name-left': ({ element }) => `the name of ${named(element)} is left behind`,
  'documentation-left': ({ element }) => `the documentation of ${named(element)} is left behind`,
  'manual-as-user': ({ element }) => `${named(element)} is taken for a user task`,
  'wording-left': ({ element }) =>
    `the flows say another order of ${named(element)} than its \`after\` and \`when\`: the flows count`,
  'lane-overruled': ({ element }) => `${named(element)} says by whom it is taken, and not as its lane does`,
  'foreign-left': ({ element, what }) => `\`${what}\` at ${named(element)} is not known here and left behind`,
  'step-named': ({ element, step }) => `${named(element)} becomes step \`${step}\``,
  'office-named': ({ element, office }) => `${named(element)} is taken for the office \`${office}\``,
}

/** What is wrong with a diagram that was to become a procedure, naming the element; half a sentence. */
export function bpmnProblem(fault: BpmnFault): string {
  return say<BpmnFault>(faultSentences, fault)
}

/** What was left behind or decided when a diagram became a procedure; half a sentence. */
export function bpmnRemark(note: BpmnNote): string {
  return say<BpmnNote>(noteSentences, note)
}

function named({ type, id, name }: ElementName): string {
  const said = name === '' || name === id ? '' : ` (“${shown(name)}”)`
  return `${type}${id === '' ? '' : ` \`${shown(id)}\``}${said}`
}

/** Names are anybody's: one line of them, and not much. */
function shown(text: string): string {
  return text.replaceAll(/[\s\p{C}`]+/gu, ' ').slice(0, 80)
}

function list(elements: readonly ElementName[]): string {
  return elements.map(named).join(', ')
}
