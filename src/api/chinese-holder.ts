import { isoInstant } from '#clock'
import { type Lines, listed } from './chinese-lines.ts'
import { trusteeText } from './chinese-trustee.ts'
import type { HolderFault } from './words-holder.ts'

/** What is refused because of the people who hold, held or would hold a step. */
export const holderLines: Lines<HolderFault> = {
  'people-too-many': ({ case: id, step, steps, people }) => [
    '人数过多',
    `案件 \`${id}\` 的环节 ${listed(steps)} 最多由 ${people} 人办理：请将 \`${step}\` 交给已办理其中其他环节的人员`,
  ],
  'people-too-few': ({ case: id, step, steps, people }) => [
    '人数不足',
    `案件 \`${id}\` 的环节 ${listed(steps)} 至少须由 ${people} 人办理：请将 \`${step}\` 交给未办理其中任何环节的人员`,
  ],
  'pair-differs': ({ case: id, step, other, rule }) => [
    '两个环节的办理人不相配',
    `案件 \`${id}\` 中，${pairText[rule](step, other)}：请由符合要求的同事办理`,
  ],
  'person-absent': ({ person }) => ['该人员离岗', `\`${person}\` 登记为离岗：请先登记返岗，或由代理人办理`],
  'training-missing': ({ case: id, step, training }) => [
    '缺少培训',
    `案件 \`${id}\` 的环节 \`${step}\` 要求有效的培训 \`${training}\`：请登记该培训，或由具备该培训的人员办理`,
  ],
  'person-without-key': ({ person }) => [
    '该人员没有证书',
    `\`${person}\` 没有可与该环节绑定的有效证书：请另指定持有证书的人员`,
  ],
  'not-delegable': ({ case: id, step, depthMax }) => [
    '该环节不得委托',
    depthMax === 0
      ? `案件 \`${id}\` 的环节 \`${step}\` 不得委托：请亲自办理，或予以退回`
      : `案件 \`${id}\` 的环节 \`${step}\` 最多委托 ${depthMax} 层：请予以退回`,
  ],
  'not-delegate': ({ case: id, step, delegate }) => [
    '没有该项委托',
    `案件 \`${id}\` 的环节 \`${step}\` 没有委托给 \`${delegate}\`：无需终止`,
  ],
  'not-delegator': ({ case: id, step, person }) => [
    '该委托与您无关',
    `案件 \`${id}\` 的环节 \`${step}\` 对 \`${person}\` 的委托，须由委托人或受托人本人终止：请交其办理`,
  ],
  'delegate-already': ({ case: id, step, person }) => [
    '该人员已参与此环节',
    `\`${person}\` 已参与案件 \`${id}\` 的环节 \`${step}\`：如需另行委托，请先终止原有委托`,
  ],
  'delegates-too-many': ({ case: id, step, countMax }) => [
    '该环节的受托人过多',
    `案件 \`${id}\` 的环节 \`${step}\` 最多有 ${countMax} 名受托人：请先终止一项委托`,
  ],
  'delegation-wider': ({ case: id, step, permission, until, end }) => [
    '委托超出本人所有',
    permission !== undefined
      ? `本人在案件 \`${id}\` 的环节 \`${step}\` 中没有权限 \`${permission}\`，不得委托：请将其去掉`
      : end === undefined
        ? `${isoInstant(until ?? 0)} 已经过去：请写明将来的时间`
        : `案件 \`${id}\` 的环节 \`${step}\` 由本人办理至 ${isoInstant(end)} 为止：请写明不晚于此的时间`,
  ],
  'no-glass': ({ case: id, step }) => [
    '该环节不适用紧急处置',
    `流程没有规定何人可以在紧急情况下办理案件 \`${id}\` 的环节 \`${step}\`：请由规定的人员办理`,
  ],
  'glass-broken-already': ({ case: id, step }) => [
    '已有人紧急处置',
    `案件 \`${id}\` 的环节 \`${step}\` 正由他人紧急处置：请与其联系`,
  ],
  'glass-broken-too-often': ({ case: id, step, countMax }) => [
    '紧急处置次数过多',
    `案件 \`${id}\` 的环节 \`${step}\` 已紧急处置 ${countMax} 次：请先行复核`,
  ],
  'may-not-break': ({ case: id, step, by }) => [
    '无权紧急处置',
    `案件 \`${id}\` 的环节 \`${step}\` 在紧急情况下由${trusteeText(by)}办理：请通知其中一人`,
  ],
  'grade-too-low': ({ step, wanted, grade }) => [
    '证书等级过低',
    `紧急处置 \`${step}\` 要求证书等级为 \`${wanted}\`，所用证书` +
      (grade === undefined ? '没有等级' : `等级为 \`${grade}\``) +
      '：请由证书等级符合要求的人员办理',
  ],
  'second-unfit': ({ person, tell }) => [
    '无法通知该第二人',
    `\`${person}\` 不是${trusteeText(tell)}中在岗的另一人员：请另指定符合要求的人员`,
  ],
  'review-outstanding': ({ case: id, step }) => [
    '尚待复核',
    `案件 \`${id}\` 曾作紧急处置：环节 \`${step}\` 完成之前不得办结`,
  ],
}

const pairText = {
  senior: (step: string, other: string) => `\`${step}\` 与 \`${other}\` 的办理人，一方的级别须高于另一方`,
  'same-office': (step: string, other: string) => `\`${step}\` 的办理人须与 \`${other}\` 的办理人任同一岗位`,
  'different-office': (step: string, other: string) =>
    `\`${step}\` 的办理人不得与 \`${other}\` 的办理人任同一岗位`,
  'same-unit': (step: string, other: string) => `\`${step}\` 的办理人须与 \`${other}\` 的办理人同属一个单位`,
  'different-unit': (step: string, other: string) =>
    `\`${step}\` 的办理人不得与 \`${other}\` 的办理人同属一个单位`,
} as const
