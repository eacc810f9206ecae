import { isoInstant } from '#clock'
import type { DataFault } from '#task'
import { holderLines } from './chinese-holder.ts'
import { type Lines, listed } from './chinese-lines.ts'
import { trusteeText } from './chinese-trustee.ts'
import type { TaskFault } from './words-task.ts'

type FaultOf<K extends TaskFault['kind']> = Extract<TaskFault, { readonly kind: K }>

const states: Readonly<Record<FaultOf<'step-state'>['state'], string>> = {
  dormant: '未开始',
  invoked: '待认领',
  valid: '办理中',
  hold: '已暂停',
  invalid: '已结束',
}

const meaning: typeof states = {
  dormant: '尚在等待其他环节',
  invoked: '尚无人认领',
  valid: '已有人办理',
  hold: '已暂时停止',
  invalid: '不再办理',
}

const caseStates = new Map<string, string>([
  ['open', '办理中'],
  ['completed', '已办结'],
  ['cancelled', '已撤销'],
  ['failed', '未能办结'],
])

const ends: Readonly<Record<NonNullable<FaultOf<'step-state'>['end']>, string>> = {
  completed: '已完成',
  'limit-reached': '次数用尽',
  skipped: '已略过',
  excluded: '因办理互斥环节而排除',
  'window-over': '办理期限届满',
  cancelled: '案件已撤销',
  revoked: '已被撤销',
  'dependency-ended': '所依赖的环节未完成',
  unreachable: '已无法开始',
}

const types: Readonly<Record<FaultOf<'data-type'>['type'], string>> = {
  text: '文本',
  number: '数字',
}

/** What the engine of cases refuses. */
export const taskLines: Lines<TaskFault> = {
  'case-not-open': ({ case: id, state }) => [
    '案件已不在办理中',
    `案件 \`${id}\` ${caseStates.get(state) ?? state}：请另行发起`,
  ],
  'step-state': ({ case: id, step, state, end, wanted }) => [
    '环节处于其他状态',
    `案件 \`${id}\` 的环节 \`${step}\` ${states[state]}${end === undefined ? '' : `（${ends[end]}）`}，` +
      `应为${wanted.map((one) => states[one]).join('或')}：${meaning[state]}；目前可办事项见 \`/cases/${id}\``,
  ],
  'step-unknown': ({ case: id, step }) => [
    '案件没有该环节',
    `案件 \`${id}\` 没有环节 \`${step}\`：其环节见 \`/cases/${id}\``,
  ],
  'window-over': ({ case: id, step, deadline }) => [
    '办理期限已过',
    `案件 \`${id}\` 的环节 \`${step}\` 应于 ${isoInstant(deadline)} 前办理：请另行发起案件`,
  ],
  'window-not-over': ({ case: id, step }) => [
    '办理期限未到',
    `案件 \`${id}\` 的环节 \`${step}\` 尚有时间：无需处理`,
  ],
  'not-executor': ({ case: id, step }) => [
    '该环节由他人办理',
    `案件 \`${id}\` 的环节 \`${step}\` 不由本人办理：请联系办理人，或认领自己的环节`,
  ],
  'other-key': ({ case: id, step }) => [
    '该环节与本人的另一密钥绑定',
    `案件 \`${id}\` 的环节 \`${step}\` 是用另一密钥认领的：请使用该密钥，或用现有密钥暂停后再继续该环节`,
  ],
  'step-taken': ({ case: id, step, executor }) => [
    '该环节已被认领',
    `${executor ? `\`${executor.id}\`` : '他人'}已认领案件 \`${id}\` 的环节 \`${step}\`：无需再认领`,
  ],
  'may-not-open': ({ procedure, openedBy }) => [
    '无权发起该流程',
    `\`${procedure}\` 由${trusteeText(openedBy)}发起：请其中一人发起案件`,
  ],
  'not-trustee': ({ case: id, step, by, person }) => [
    person === undefined ? '无权办理该环节' : '该人员无权办理该环节',
    `案件 \`${id}\` 的环节 \`${step}\` 由${trusteeText(by)}办理：` +
      (person === undefined ? '请其中一人认领' : `\`${person}\` 不在其列，请另指定符合要求的人员`),
  ],
  'separation-of-duty': ({ case: id, step, other }) => [
    '该环节须由他人办理',
    `案件 \`${id}\` 中办理环节 \`${other}\` 的人员不得再办理 \`${step}\`：请由同事办理`,
  ],
  'binding-of-duty': ({ case: id, step, other }) => [
    '该环节须由同一人办理',
    `案件 \`${id}\` 中只有办理环节 \`${other}\` 的人员可以办理 \`${step}\`：请交由其办理`,
  ],
  ...holderLines,
  'rounds-spent': ({ step, to, rounds }) => [
    '重复办理次数已满',
    `\`${step}\` 的该办理结果将返回 \`${to}\`，而 ${rounds} 轮均已办理：请选择其他结果`,
  ],
  'step-stopped': ({ case: id, step, by }) => [
    '该环节已停止',
    by === 'supervisor'
      ? `案件 \`${id}\` 的环节 \`${step}\` 已被责令暂停：请询问责令暂停的人员`
      : `案件 \`${id}\` 的环节 \`${step}\` 须等待与之同时或在其之前办理的环节：见 \`/cases/${id}\``,
  ],
  'may-not-assign': ({ case: id, step, by }) => [
    '无权指派该环节',
    `案件 \`${id}\` 的环节 \`${step}\` 由${by ? trusteeText(by) : '上一层级在逾期后'}指派：请交由其办理`,
  ],
  'may-not-cancel': ({ case: id }) => [
    '无权撤销该案件',
    `案件 \`${id}\` 由发起人或其环节的办理人撤销：请其中一人办理`,
  ],
  'uses-spent': ({ case: id, step, permission, uses }) => [
    '权限次数已用尽',
    `案件 \`${id}\` 的环节 \`${step}\` 授予 \`${permission}\` ${uses} 次，均已使用：请另行发起案件`,
  ],
  'permission-not-in-step': ({ case: id, step, permission }) => [
    '该环节不授予此权限',
    `案件 \`${id}\` 的环节 \`${step}\` 不授予 \`${permission}\`：请写明授予该权限的环节`,
  ],
  'object-not-in-step': ({ case: id, step, object, objects }) => [
    '该环节针对其他对象',
    `案件 \`${id}\` 的环节 \`${step}\` 针对 ${listed(objects)}，而不是 \`${object}\`：请为后者发起案件`,
  ],
  'outcome-missing': ({ step, outcomes }) => [
    '缺少办理结果',
    `完成 \`${step}\` 须写明办理结果：请写明 ${listed(outcomes)} 之一`,
  ],
  'outcome-unknown': ({ step, outcome, outcomes }) => [
    '该环节没有此办理结果',
    outcomes.length === 0
      ? `\`${step}\` 没有办理结果可选：请直接完成`
      : `\`${outcome}\` 不是 \`${step}\` 的办理结果：请写明 ${listed(outcomes)} 之一`,
  ],
  ...dataLines(),
}

function dataLines(): Lines<DataFault> {
  return {
    'data-missing': ({ member, type }) => ['缺少数据', `缺少 \`${member}\`：请以${types[type]}填写`],
    'data-unknown': ({ member, declared }) => [
      '填写了多余的数据',
      declared.length === 0
        ? `不需要 \`${member}\`：请不填数据`
        : `不需要 \`${member}\`：请填写 ${listed(declared)}`,
    ],
    'data-type': ({ member, type }) => [
      '数据类型不符',
      `\`${member}\` 不是${types[type]}：请以${types[type]}填写`,
    ],
    'data-too-long': ({ member, lengthMax }) => [
      '数据过长',
      `\`${member}\` 超过 ${lengthMax} 个字符：请只写名称，正文另行存放`,
    ],
    'data-pattern': ({ member, pattern }) => [
      '数据格式不符',
      `\`${member}\` 不符合格式 \`${pattern}\`：请更正`,
    ],
    'data-not-in-object': ({ member }) => [
      '数据不能用作对象名称',
      `\`${member}\` 将成为对象名称：只能使用字母、数字和 \`. _ : @ ~ -\``,
    ],
    'object-too-long': ({ template, lengthMax }) => [
      '对象名称过长',
      `\`${template}\` 将超过 ${lengthMax} 个字符：请缩短数据`,
    ],
  }
}
