import type { ProcedureTextFault } from '#task'
import { listed } from './chinese-lines.ts'
import { type Sentences, say } from './words.ts'

const sentences: Sentences<ProcedureTextFault> = {
  'text-too-long': ({ bytes, bytesMax }) => `文本为 ${bytes} 字节，最多读取 ${bytesMax} 字节`,
  'not-yaml': ({ problem }) => `这不是 YAML（${problem}）`,
  'yaml-feature': ({ feature }) => `不接受 YAML 的 ${feature}，请完整写出`,
  'hidden-character': ({ code }) => `字符 ${code} 不可见却会改变内容，请去掉`,
  'bad-key': () => '此键不是纯文本',
  'duplicate-key': () => '此键出现两次',
  'unknown-key': ({ name }) => `此处没有键 \`${name}\``,
  'missing-key': () => '缺少此键',
  'wrong-form': ({ wanted }) => `此处应为 ${wanted}`,
  'too-many': ({ countMax }) => `数量过多，最多 ${countMax} 个`,
  'bad-duration': ({ text }) => `\`${text}\` 不是时长，请写作 \`P3D\` 或 \`PT8H\``,
  'bad-object': ({ template, problem }) => `\`${template}\` 不是对象（${problem}）`,
  'unknown-member': ({ template, member }) =>
    `\`${template}\` 所用的 \`${member}\` 不是 \`data\` 中的必填文本`,
  'bad-pattern': ({ problem }) => `不接受此格式（${problem}）`,
  'bad-condition': ({ problem }) => `无法理解此条件（${problem}）`,
  'unknown-step': ({ step }) => `没有环节 \`${step}\``,
  'condition-not-before': ({ step }) => `环节 \`${step}\` 届时未必结束，请在 \`after\` 中写明`,
  'unknown-outcome': ({ step, outcome, outcomes }) =>
    `\`${outcome}\` 不是环节 \`${step}\` 的办理结果，请用 ${listed(outcomes)}`,
  'outcome-never-named': ({ step }) => `环节 \`${step}\` 在最后一次使用时即结束，无从写明办理结果`,
  cycle: ({ steps }) => `这些环节互相等待：${[...steps, steps[0]].join(' → ')}`,
  contradiction: ({ steps }) => `${listed(steps)} 不能既由同一人又由不同人办理`,
  'use-not-permitted': ({ step, permission }) => `环节 \`${step}\` 不授予权限 \`${permission}\``,
  repeated: ({ name }) => `\`${name}\` 在此出现两次`,
  'unknown-office': ({ office }) => `没有岗位 \`${office}\``,
  'self-tie': ({ step }) => `环节 \`${step}\` 与自身关联，请改为其他环节`,
  'opener-public': ({ step }) =>
    `环节 \`${step}\` 只由发起人办理，而市民不办理环节，请在 \`by\` 中另写他人，` +
    '或从 `opened-by` 中去掉 `public`',
  'never-taken': ({ step }) => `无论如何决定，环节 \`${step}\` 都不会办理`,
  'loop-no-way': ({ from, to }) => `沿 \`after\` 无法从 \`${to}\` 到 \`${from}\``,
  'loop-release': ({ release, body }) => `\`${release}\` 不在此循环中重复办理，请用 ${listed(body)} 之一`,
  'loop-condition': ({ step, from }) => `此处不由 \`${step}\` 决定，只能以 \`${from}\` 的办理结果为条件`,
  'loop-endless': ({ from }) => `\`${from}\` 没有可以离开循环的办理结果`,
  'loop-idle': ({ from }) => `\`${from}\` 没有可以返回的办理结果`,
  'loop-leaks': ({ inside, outside }) =>
    `循环之外的 \`${outside}\` 与重复办理的 \`${inside}\` 关联，请与循环的最后一个环节关联`,
  'loops-overlap': ({ from }) => `此循环与始于 \`${from}\` 的循环部分重叠，请使其一包含另一，或互不相交`,
  'loops-ambiguous': ({ from, outcome }) =>
    `\`${from}\` 的办理结果 \`${outcome}\` 同时开始两个循环，请使其一改用其他结果`,
  'review-missing': ({ step }) => `\`${step}\` 的紧急处置没有复核环节，请予增加`,
  'review-twice': ({ step }) => `复核 \`${step}\` 的环节不止一个`,
  'review-of-none': ({ step }) => `环节 \`${step}\` 没有可供复核的 \`break-glass\``,
  'review-tied': ({ step }) => `\`${step}\` 是复核环节，由所复核的处置开启，不得另作关联`,
  'glass-too-long': ({ hoursMax }) => `紧急处置最长 ${hoursMax} 小时`,
  'glass-bound': ({ step }) => `\`${step}\` 的办理人受 \`same-person\` 约束，他人不能紧急处置`,
  'delegation-bound': ({ step }) => `\`${step}\` 的办理人受 \`same-person\` 约束，不得委托`,
  'people-too-many': ({ people, steps }) => `${steps} 个环节中不可能有 ${people} 人`,
  'senior-cycle': ({ steps }) => `任何人都不高于自己的级别：${[...steps, steps[0]].join(' → ')}`,
  'too-entangled': () => '未能在规定时间内查明是否有人能够办结，请减少相互约束的环节',
  'never-completable': ({ steps, constraints }) =>
    `无论由何人办理，${listed(steps)} 都无法满足` +
    (constraints.length === 0 ? '任何安排' : `约束 ${constraints.map((at) => at + 1).join('、')}`),
}

/** What is wrong with a procedure's text at one place, without the place; half a sentence. */
export function procedureTextProblem(fault: ProcedureTextFault): string {
  return say<ProcedureTextFault>(sentences, fault)
}

/** What is wrong with a procedure's text: the first fault with its place. */
export function procedureTextDetail(name: string | undefined, faults: readonly ProcedureTextFault[]): string {
  const [first, ...more] = faults
  const what = name === undefined ? '该流程' : `流程 \`${name}\``
  if (!first) return `${what}无法读取：请重新编写`
  const others = more.length === 0 ? '' : `（另有 ${more.length} 处）`
  const place = `第 ${first.line} 行${first.key === '' ? '' : `，键 \`${first.key}\``}`
  return `${what}${place}：${procedureTextProblem(first)}${others}；请更正`
}
