import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sure } from '#fault'
import type { BpmnFault } from './fault.ts'
import { readBpmn } from './read.ts'
import { xmlBytesMax } from './scan.ts'

/** A process of one lane, one task and what is added to it. */
function fileWith(inside: string, around = '', lane = 'Back office'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:c="urn:chancery:bpmn:1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:other="urn:other" targetNamespace="urn:test">
  <process id="Process_1" name="Permit">
    <laneSet id="Lanes"><lane id="Lane_1" name="${lane}"><flowNodeRef>start</flowNodeRef>
      <flowNodeRef>Activity_1</flowNodeRef></lane></laneSet>
    <startEvent id="start" /><endEvent id="end" />
    <sequenceFlow id="f1" sourceRef="start" targetRef="Activity_1" />
    <sequenceFlow id="f2" sourceRef="Activity_1" targetRef="end" />
    ${inside}
  </process>${around}
</definitions>`
}

const task = '<userTask id="Activity_1" name="Prüfe den Antrag" />'

function taskSaying(said: string): string {
  return `<userTask id="Activity_1"><extensionElements>${said}</extensionElements></userTask>`
}

function faultsOf(faults: readonly BpmnFault[]): readonly string[] {
  return faults.map((fault) => {
    const element = 'element' in fault ? `${fault.element.type} ${fault.element.id}` : ''
    const part = 'part' in fault ? ` ${fault.part}` : 'problem' in fault ? `: ${fault.problem}` : ''
    return `${fault.kind} ${element}${part}`.trim()
  })
}

test('a diagram of any modeller becomes a procedure, and what was decided is told', async () => {
  const { text, notes } = sure(await readBpmn(fileWith(task)), 'a file')
  assert.equal(
    text,
    `procedure: permit
title: {en: Permit}
opened-by: {office: back-office}
steps:
  prufe-den-antrag:
    title: {en: Prüfe den Antrag}
    by: {office: back-office}
`,
  )
  assert.deepEqual(
    notes.map((note) => note.kind),
    ['office-named', 'step-named'],
  )
})

test('deadlines are those of timers on the border', async () => {
  const timers = (id: string, more: string, duration: string): string =>
    `<boundaryEvent id="${id}" attachedToRef="Activity_1" ${more}><timerEventDefinition><timeDuration
      xsi:type="tFormalExpression">${duration}</timeDuration></timerEventDefinition></boundaryEvent>
    <endEvent id="${id}end" /><sequenceFlow id="${id}f" sourceRef="${id}" targetRef="${id}end" />`
  const inside = `${task}${timers('over', '', 'P3D')}${timers('late', 'cancelActivity="false"', 'PT8H')}`
  const { text } = sure(await readBpmn(fileWith(inside)), 'a file')
  assert.match(text, /within: P3D\n {4}assign: \{within: PT8H\}\n/)
  const twice = await readBpmn(fileWith(`${task}${timers('a', '', 'P3D')}${timers('b', '', 'P4D')}`))
  assert.deepEqual(!twice.ok && faultsOf(twice.fault), ['timer-twice boundaryEvent b'])
})

test('conditions may stand in `${ }`, with their outcomes in quotes', async () => {
  const choice = (condition: string): string =>
    `<userTask id="Activity_1"><extensionElements><c:step name="decide" outcomes="yes no" />
    </extensionElements></userTask><userTask id="tell" name="Tell"><extensionElements>
    <c:step><c:by who="opener" /></c:step></extensionElements></userTask>
    <exclusiveGateway id="x" default="f4" />
    <sequenceFlow id="f3" sourceRef="x" targetRef="tell">
    <conditionExpression>${condition}</conditionExpression></sequenceFlow>
    <sequenceFlow id="f4" sourceRef="x" targetRef="end" />
    <sequenceFlow id="f5" sourceRef="tell" targetRef="end" />`
  for (const condition of [
    'decide.outcome == yes',
    "${decide.outcome == 'yes'}",
    '${ decide.outcome != "no" }',
  ]) {
    const file = fileWith(choice(condition)).replace(
      'Activity_1" targetRef="end"',
      'Activity_1" targetRef="x"',
    )
    const { text } = sure(await readBpmn(file), condition)
    assert.match(text, / {2}tell:\n {4}title: .*\n {4}after: decide\n {4}when: decide.outcome == yes\n/)
  }
})

test('what the text says wrong is told at the element it came from', async () => {
  const said = taskSaying('<c:step name="a" permits="no" />')
  const read = await readBpmn(fileWith(said))
  assert.ok(!read.ok)
  assert.deepEqual(faultsOf(read.fault), ['text-wrong userTask Activity_1'])
})

test('words for the order that the flows do not say are left behind', async () => {
  const step = '<c:step name="a" after="b" by="x" />'
  const wrong = await readBpmn(fileWith(taskSaying(step)))
  assert.deepEqual(!wrong.ok && faultsOf(wrong.fault), [
    'extension-wrong userTask Activity_1: `step` has no attribute `by`',
  ])
  const said = step.replace(' by="x"', '')
  const file = fileWith(taskSaying(said))
  const { text, notes } = sure(await readBpmn(file), 'a file')
  assert.doesNotMatch(text, /after/)
  assert.ok(notes.some(({ kind }) => kind === 'wording-left'))
})

test('foreign extensions, annotations and layouts are left behind and listed', async () => {
  const inside = `<userTask id="Activity_1" other:assignee="me"><extensionElements>
    <other:form />
    </extensionElements></userTask><textAnnotation id="note"><text>Ask first</text></textAnnotation>
    <association id="tie" sourceRef="Activity_1" targetRef="note" />
    <sequenceFlow id="f3" name="again" sourceRef="Activity_1" targetRef="end">
      <documentation>Why</documentation>
    </sequenceFlow>`
  const { notes } = sure(await readBpmn(fileWith(inside)), 'a file')
  const told = notes.map((note) => `${note.kind} ${'what' in note ? note.what : ''}`.trim())
  assert.deepEqual(told.toSorted(), [
    'annotation-left',
    'annotation-left',
    'documentation-left',
    'foreign-left other:assignee',
    'foreign-left other:form',
    'name-left',
    'office-named',
    'step-named',
  ])
})

const other = (element: string): string => `${task}<${element} id="odd" name="Odd" />`

const refusals: readonly (readonly [claim: string, file: string, faults: readonly string[]])[] = [
  ...[
    'serviceTask',
    'scriptTask',
    'sendTask',
    'receiveTask',
    'businessRuleTask',
    'callActivity',
    'subProcess',
  ].map((type) => [`a ${type} is not carried`, fileWith(other(type)), [`not-carried ${type} odd`]] as const),
  ...[
    'inclusiveGateway',
    'complexGateway',
    'eventBasedGateway',
    'dataObject',
    'task',
    'intermediateThrowEvent',
  ].map((type) => [`a ${type} is not carried`, fileWith(other(type)), [`not-carried ${type} odd`]] as const),
  [
    'several elements are told at once',
    fileWith(`${other('serviceTask')}<inclusiveGateway id="or" />`),
    ['not-carried serviceTask odd', 'not-carried inclusiveGateway or'],
  ],
  [
    'a step for many at once is not carried',
    fileWith('<userTask id="Activity_1"><multiInstanceLoopCharacteristics /></userTask>'),
    ['not-carried userTask Activity_1 loopCharacteristics'],
  ],
  [
    'a start by a message is not carried',
    fileWith(`${task}<startEvent id="s2"><messageEventDefinition /></startEvent>`),
    ['not-carried startEvent s2 MessageEventDefinition'],
  ],
  [
    'an end that ends all is not carried',
    fileWith(`${task}<endEvent id="e2"><terminateEventDefinition /></endEvent>`),
    ['not-carried endEvent e2 TerminateEventDefinition'],
  ],
  [
    'a step that undoes others is not carried',
    fileWith('<userTask id="Activity_1" isForCompensation="true" />'),
    ['not-carried userTask Activity_1 isForCompensation'],
  ],
  [
    'who performs a task is said by its lane alone',
    fileWith(
      '<userTask id="Activity_1"><potentialOwner><resourceRef>r</resourceRef></potentialOwner></userTask>',
      '<resource id="r" name="clerk" />',
    ),
    ['not-carried resource r', 'not-carried userTask Activity_1 PotentialOwner'],
  ],
  ['a second process is not carried', fileWith(task, '<process id="p2" />'), ['process-further process p2']],
  [
    'messages between pools are not carried',
    fileWith(
      task,
      `<collaboration id="c"><participant id="a" processRef="Process_1" /><participant id="b" />
      <messageFlow id="m" sourceRef="a" targetRef="b" /></collaboration>`,
    ),
    ['not-carried participant b', 'not-carried collaboration c MessageFlow'],
  ],
  [
    'a timer at a moment is not carried',
    fileWith(`${task}<boundaryEvent id="t" attachedToRef="Activity_1"><timerEventDefinition><timeDate
      xsi:type="tFormalExpression">2026-01-01T00:00:00Z</timeDate></timerEventDefinition></boundaryEvent>`),
    ['not-carried timerEventDefinition  timeDate'],
  ],
  [
    'a task in no lane lacks its people',
    fileWith(task).replace('<flowNodeRef>Activity_1</flowNodeRef>', ''),
    ['trustee-missing userTask Activity_1'],
  ],
  [
    'a condition in another language is not guessed at',
    fileWith(`${task}<exclusiveGateway id="x" default="f2" />`).replace(
      '<sequenceFlow id="f2" sourceRef="Activity_1" targetRef="end" />',
      `<sequenceFlow id="f3" sourceRef="Activity_1" targetRef="x" />
       <sequenceFlow id="f2" sourceRef="x" targetRef="end" />
       <sequenceFlow id="f4" sourceRef="x" targetRef="end"><conditionExpression xsi:type="tFormalExpression"
         >\${amount &gt; 5}</conditionExpression></sequenceFlow>`,
    ),
    ['bad-choice sequenceFlow f4: expected `step.outcome`'],
  ],
  [
    'elements of ours stand in their places only',
    fileWith(taskSaying('<c:loop />')),
    ['extension-wrong userTask Activity_1: `loop` has no place here'],
  ],
  [
    'text in an element of ours is not understood',
    fileWith(
      '<userTask id="Activity_1"><extensionElements><c:step>P</c:step></extensionElements></userTask>',
    ),
    ['extension-wrong userTask Activity_1: `step` has no attribute `text()`'],
  ],
  [
    'two tasks do not become one step',
    fileWith(`${task}${task.replace('Activity_1', 'Activity_2')}`),
    ['name-taken userTask Activity_2', 'trustee-missing userTask Activity_2'],
  ],
  [
    'a file without a process holds nothing',
    fileWith('').replaceAll(/<process[^]*<\/process>/g, ''),
    ['process-missing'],
  ],
]

for (const [claim, file, expected] of refusals) {
  test(claim, async () => {
    const read = await readBpmn(file)
    assert.ok(!read.ok)
    assert.deepEqual(faultsOf(read.fault).toSorted(), expected.toSorted())
  })
}

const good = fileWith(task)
const head = '<?xml version="1.0" encoding="UTF-8"?>'
const deep = `${'<c:a>'.repeat(40)}${'</c:a>'.repeat(40)}`

const hostile: readonly (readonly [claim: string, file: string, kind: string])[] = [
  ['nothing', '', 'not-bpmn'],
  ['text', 'procedure: permit', 'xml-refused'],
  ['another language of XML', '<html xmlns="http://www.w3.org/1999/xhtml" />', 'not-bpmn'],
  ['an element of no namespace', '<definitions />', 'xml-refused'],
  ['a prefix of no namespace', good.replace('<endEvent', '<endEvent odd:a="b"'), 'xml-refused'],
  ['an attribute twice', good.replace('<endEvent', '<endEvent id="a"'), 'xml-refused'],
  [
    'an attribute twice under two prefixes',
    good.replace('<endEvent', '<endEvent xmlns:d="urn:other" d:a="b" other:a="b"'),
    'xml-refused',
  ],
  ['an attribute without quotes', good.replace('<endEvent', '<endEvent name=end'), 'xml-refused'],
  ['text between elements', good.replace('<endEvent', 'stray<endEvent'), 'xml-refused'],
  ['a section between elements', good.replace('<endEvent', '<![CDATA[stray]]><endEvent'), 'xml-refused'],
  ['text behind the end', `${good}stray`, 'xml-refused'],
  ['more ends than beginnings', `${good}</definitions>`, 'xml-refused'],
  ['a tag without an end in sight', good.replace('"end"', `"${'e'.repeat(20_000)}"`), 'xml-refused'],
  [
    'a part said to be of another type',
    good.replace('<startEvent', '<ioSpecification xsi:type="tUserTask" /><startEvent'),
    'xml-refused',
  ],
  ['a document type', good.replace(head, `${head}<!DOCTYPE definitions>`), 'xml-refused'],
  ['an entity of its own', good.replace(head, '<!DOCTYPE d [<!ENTITY a "b">]>'), 'xml-refused'],
  ['the use of an entity', good.replace('Permit', '&lol;'), 'xml-refused'],
  ['an entity for no character', good.replace('Permit', '&#0;'), 'xml-refused'],
  ['a processing instruction', good.replace(head, `${head}<?xml-stylesheet href="x"?>`), 'xml-refused'],
  ['another encoding', good.replace('UTF-8', 'UTF-16'), 'xml-refused'],
  ['a control character', good.replace('Permit', '\u0001'), 'xml-refused'],
  ['half a character', good.replace('Permit', '\ud800'), 'xml-refused'],
  ['a tag that does not end', `${good}<a`, 'xml-refused'],
  ['a comment that does not end', `${good}<!--`, 'xml-refused'],
  ['tags that do not match', good.replace('</process>', '</collaboration>'), 'not-bpmn'],
  ['an id twice', good.replace('id="end"', 'id="start"'), 'not-bpmn'],
  ['a reference to nothing', good.replace('targetRef="end"', 'targetRef="nowhere"'), 'not-bpmn'],
  ['an element that BPMN does not have', good.replace('<endEvent', '<endProcess'), 'not-bpmn'],
  ['an attribute that BPMN does not have', good.replace('<endEvent', '<endEvent colour="red"'), 'not-bpmn'],
  ['the name of a prototype', good.replace('"end"', '"__proto__"'), 'xml-refused'],
  ['an attribute as objects have it', good.replace('<endEvent', '<endEvent constructor="x"'), 'xml-refused'],
  ['a file too long', good + ' '.repeat(xmlBytesMax), 'xml-too-long'],
  ['too many elements', good.replace('<endEvent', `${'<c:a/>'.repeat(10_000)}<endEvent`), 'xml-excessive'],
  ['too deep a file', good.replace('<endEvent', `${deep}<endEvent`), 'xml-excessive'],
  [
    'too many steps',
    good.replace(task, task + Array.from({ length: 65 }, (_, at) => `<userTask id="t${at}" />`).join('')),
    'too-many-elements',
  ],
  [
    'too many gateways',
    good.replace(
      task,
      task + Array.from({ length: 300 }, (_, at) => `<parallelGateway id="g${at}" />`).join(''),
    ),
    'too-many-elements',
  ],
]

for (const [what, file, kind] of hostile) {
  test(`${what} is refused`, async () => {
    const read = await readBpmn(file)
    assert.ok(!read.ok)
    assert.equal(read.fault[0]?.kind, kind, JSON.stringify(read.fault[0]))
  })
}
