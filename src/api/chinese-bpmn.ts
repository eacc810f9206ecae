import type { BpmnFault, BpmnNote, ElementName } from '#bpmn'
import { procedureTextProblem } from './chinese-procedure-text.ts'
import { type Sentences, say } from './words.ts'

const faultSentences: Sentences<BpmnFault> = {
  'xml-too-long': ({ bytes, bytesMax }) => `文件为 ${bytes} 字节，最多读取 ${bytesMax} 字节`,
  'xml-excessive': ({ what, countMax }) =>
    what === 'elements' ? `文件的元素超过 ${countMax} 个，请只画一个流程` : `元素的嵌套超过 ${countMax} 层`,
  'xml-refused': ({ line, problem }) => `第 ${line} 行有误（${problem}）`,
  'not-bpmn': ({ problem }) => `这不是规范的 BPMN 2.0（${problem}）`,
  'process-missing': () => '文件中没有流程，请导出一个流程的图',
  'process-further': ({ element }) => `${named(element)} 是第二个流程，请一次导入一个`,
  'not-carried': ({ element, part }) =>
    part === undefined
      ? `${named(element)} 的含义无法用流程表达，请用用户任务和网关绘制`
      : `${named(element)} 含有流程无法表达的 \`${part}\`，请去掉`,
  'too-many-elements': ({ element, countMax }) => `${named(element)} 的同类元素过多，最多 ${countMax} 个`,
  'extension-wrong': ({ element, problem }) => `${named(element)} 处的内容无法理解（${problem}）`,
  'bad-choice': ({ element, text, problem }) => `${named(element)} 的条件 \`${text}\` 无法理解（${problem}）`,
  'timer-leads-on': ({ element }) => `${named(element)} 没有通向结束，期限届满之后不得再有环节`,
  'timer-not-duration': ({ element }) => `${named(element)} 没有时长，或不在用户任务上，请写作 \`P3D\``,
  'timer-twice': ({ element }) => `${named(element)} 是同一任务上第二个同类计时器，请只留一个`,
  'trustee-missing': ({ element }) => `没有写明由谁办理 ${named(element)}，请将其放入以岗位命名的泳道`,
  'name-taken': ({ element, step }) => `${named(element)} 将成为环节 \`${step}\`，与另一个重名，请另给标识`,
  'text-wrong': ({ element, fault }) =>
    `${named(element)}${fault.key === '' ? '' : `，\`${fault.key}\``}：${procedureTextProblem(fault)}`,
  'start-missing': () => '流程没有开始事件，请画一个',
  'starts-several': ({ others }) => `开始事件不止一个，请去掉 ${list(others)}`,
  'no-way-in': ({ element }) => `没有流向到达 ${named(element)}，请连接或去掉`,
  'no-way-on': ({ element }) => `没有流向离开 ${named(element)}，请继续连接，或连到结束事件`,
  'flow-astray': ({ element }) => `${named(element)} 离开了结束事件，或通向开始事件`,
  'condition-astray': ({ element }) => `${named(element)} 在没有排他网关作选择之处带有条件或设为默认，请去掉`,
  'condition-missing': ({ element }) => `${named(element)} 离开选择却没有条件，请写明条件，或设为默认`,
  'condition-too-early': ({ element, step }) =>
    `${named(element)} 以 \`${step}\` 的办理结果为条件，而它届时未必结束`,
  'condition-unknown': ({ element, step, outcome }) =>
    `${named(element)} 要求 \`${step}.outcome\` 为 \`${outcome}\`，而没有环节会有此结果`,
  'conditions-overlap': ({ element, others }) =>
    `${named(element)} 处 ${list(others)} 的条件可能同时成立，请使其只成立一个`,
  'conditions-open': ({ element }) => `${named(element)} 处有的办理结果没有流向可走，请设一个默认`,
  'double-token': ({ element, others }) =>
    `${named(element)} 处 ${list(others)} 两个分支可能都到达，请用并行网关汇合`,
  'join-deadlock': ({ element, others }) =>
    `${named(element)} 在不走 ${list(others)} 时也要等待，请用排他网关汇合`,
  'never-reached': ({ element }) => `无论办理结果如何，都不会到达 ${named(element)}`,
  'would-wait': ({ element, step }) => `${named(element)} 须等待 \`${step}\`，而图中没有等待它`,
  'too-complex': ({ element }) => `${named(element)} 之前的情形过多，无法表达，请减少分支`,
  'loop-unreleased': ({ element, others }) =>
    `${list([element, ...others])} 构成没有 release 的回路，请在返回的流向上加 \`chancery:loop\``,
  'loop-endless': ({ element }) => `${named(element)} 的任何办理结果都返回，请使其一继续向前`,
  'loop-astray': ({ element }) => `${named(element)} 须从紧接一个环节的排他网关返回到另一个环节之前的网关`,
  'loop-open': ({ element, others }) => `${named(element)} 的首尾之间不得有流向进出，而 ${list(others)} 如此`,
}

/** What is wrong with a diagram that was to become a procedure, naming the element; half a sentence. */
export function bpmnProblem(fault: BpmnFault): string {
  return say<BpmnFault>(faultSentences, fault)
}

const noteSentences: Sentences<BpmnNote> = {
  'layout-left': () => '版面布局未保留，导出时会重新排布',
  'annotation-left': ({ element }) => `${named(element)} 未保留，它只供阅读`,
  'name-left': ({ element }) => `${named(element)} 的名称未保留`,
  'documentation-left': ({ element }) => `${named(element)} 的说明未保留`,
  'manual-as-user': ({ element }) => `${named(element)} 按用户任务处理`,
  'wording-left': ({ element }) => `${named(element)} 的流向与其 \`after\`、\`when\` 的次序不同，以流向为准`,
  'lane-overruled': ({ element }) => `${named(element)} 写明了由谁办理，与其泳道不同`,
  'foreign-left': ({ element, what }) => `${named(element)} 处的 \`${what}\` 此处不识别，未保留`,
  'step-named': ({ element, step }) => `${named(element)} 成为环节 \`${step}\``,
  'office-named': ({ element, office }) => `${named(element)} 按岗位 \`${office}\` 处理`,
}

/** What was left behind or decided when a diagram became a procedure; half a sentence. */
export function bpmnRemark(note: BpmnNote): string {
  return say<BpmnNote>(noteSentences, note)
}

function named({ type, id, name }: ElementName): string {
  const said = name === '' || name === id ? '' : `（“${shown(name)}”）`
  return `${type}${id === '' ? '' : ` \`${shown(id)}\``}${said}`
}

/** Names are anybody's: one line of them, and not much. */
function shown(text: string): string {
  return text.replaceAll(/[\s\p{C}`]+/gu, ' ').slice(0, 80)
}

function list(elements: readonly ElementName[]): string {
  return elements.map(named).join('、')
}
