import { isoInstant } from '#clock'
import type { Lines } from './chinese-lines.ts'
import { lodgingLines } from './chinese-lodging.ts'
import { procedureTextDetail, procedureTextProblem } from './chinese-procedure-text.ts'
import { strandingLines } from './chinese-stranding.ts'
import type { CaseFault } from './words-procedure.ts'

/** What the room of procedures refuses. */
export const procedureLines: Lines<CaseFault> = {
  ...strandingLines,
  'no-step': ({ permission, object, openSteps }) => [
    '目前没有案件的环节准许此事',
    openSteps.length > 0
      ? `本人没有环节准许对 \`${object}\` 行使 \`${permission}\`：请认领` +
        openSteps.map((open) => `案件 \`${open.case}\` 的环节 \`${open.step}\``).join('或')
      : `本人没有环节准许对 \`${object}\` 行使 \`${permission}\`：请发起含有此类环节的流程，见 \`/procedures\``,
  ],
  'several-steps': ({ permission, object }) => [
    '有多个环节准许此事',
    `本人有多个环节准许对 \`${object}\` 行使 \`${permission}\`：请在 \`under\` 中写明依据哪一个`,
  ],
  'case-unknown': ({ case: id }) => ['没有该案件', `没有案件 \`${id}\`：本人的案件见 \`/cases\``],
  'not-yours': ({ case: id }) => [
    '无权查看该案件',
    `案件 \`${id}\` 只向发起人以及办理或可以办理其环节的人员开放：` +
      `请取得准许对 \`case/${id}\` 行使 \`case.read\` 的环节`,
  ],
  'procedure-text': ({ procedure, faults }) => [
    '流程文本不被接受',
    procedureTextDetail(procedure, faults),
    {
      faults: faults.map((fault) => ({
        line: fault.line,
        column: fault.column,
        key: fault.key,
        problem: procedureTextProblem(fault),
      })),
    },
  ],
  'procedure-unknown': ({ procedure }) => [
    '没有该流程',
    `没有流程 \`${procedure}\`：现有流程见 \`/procedures\``,
  ],
  'version-unknown': ({ procedure, digest }) => [
    '没有该版本',
    `\`${procedure}\` 从未有过摘要为 \`${digest}\` 的文本：其历次文本见 \`/procedures/${procedure}/versions\``,
  ],
  'draft-missing': ({ case: id, procedure }) => [
    '没有草案',
    `案件 \`${id}\` 中没有 \`${procedure}\` 的草案：请先在其中起草`,
  ],
  'draft-differs': ({ case: id, drafted }) => [
    '草案不符',
    `案件 \`${id}\` 的草案摘要为 \`${drafted}\`：请阅后颁布该草案，或不予颁布`,
  ],
  'procedure-misnamed': ({ named, inText }) => [
    '流程名称不一致',
    `事项写明的是 \`${named}\`，文本中是 \`${inText}\`：请使两者一致`,
  ],
  'procedure-unchanged': ({ procedure }) => [
    '该流程已经颁布',
    `\`${procedure}\` 的现行文本即为此文本：无需再办`,
  ],
  'procedures-too-many': ({ countMax }) => [
    '流程过多',
    `一个单位最多有 ${countMax} 项流程：请为已有流程颁布新文本`,
  ],
  'cases-too-many': ({ open, countMax }) => [
    '未办结的案件过多',
    `本人有 ${open} 件未办结的案件，最多 ${countMax} 件：请先办结或撤销一件`,
  ],
  'epoch-over': ({ case: id, step }) => [
    '环节已有变化',
    `案件 \`${id}\` 的环节 \`${step}\` 在请求使用之后已有变化：请重新请求`,
  ],
  'not-counted': ({ case: id, step, permission }) => [
    '该权限不计次数',
    `案件 \`${id}\` 的环节 \`${step}\` 对 \`${permission}\` 不计次数：请直接使用`,
  ],
  'step-of-node': ({ case: id, step }) => [
    '这是节点自身的环节',
    `节点依据案件 \`${id}\` 的环节 \`${step}\` 为各方计时：可由运维员撤销该案件`,
  ],
  'not-suspended': ({ case: id, step }) => [
    '该环节没有被责令暂停',
    `无人责令暂停案件 \`${id}\` 的环节 \`${step}\`：无需恢复`,
  ],
  'nothing-due': ({ next }) => [
    '没有到期事项',
    next === undefined
      ? '没有正在计时的办理期限：无需处理'
      : `下一个办理期限于 ${isoInstant(next)} 届满：请届时再来`,
  ],
  ...lodgingLines,
  'procedure-repeated': ({ procedure }) => [
    '流程重复',
    `创建材料中有两份文本名为 \`${procedure}\`：请去掉一份`,
  ],
  'announcement-repeated': ({ digest }) => [
    '流程重复公布',
    `创建材料中摘要为 \`${digest}\` 的文本出现两次：请去掉一份`,
  ],
  'procedure-unannounced': ({ digest, due }) => [
    '创建时公布的是另一流程',
    `摘要为 \`${digest}\` 的文本不是条目 0 所公布的下一项：` +
      (due === null ? '已无其他流程' : `请提供摘要为 \`${due}\` 的文本`),
  ],
  'duty-missing': ({ procedure }) => [
    '缺少节点值守流程',
    `创建须有流程 \`${procedure}\`，其首个环节由节点办理：请予增加`,
  ],
}
