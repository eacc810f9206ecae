import { type Instant, isoInstant } from '#clock'
import type { OrganizationFault } from '#organization'
import type { Lines } from './chinese-lines.ts'
import { speakerText } from './chinese-trustee.ts'

/** What the room of offices refuses. */
export const organizationLines: Lines<OrganizationFault> = {
  'office-known': ({ office }) => ['岗位已经存在', `已有岗位 \`${office}\`：请直接使用，或另取名称`],
  'office-unknown': ({ office }) => [
    '没有该岗位',
    `本单位没有岗位 \`${office}\`：见 \`/organization\`，或先行设立（\`office.establish\`）`,
  ],
  'offices-full': ({ officesMax }) => ['岗位过多', `一个单位最多设 ${officesMax} 个岗位：请使用已有岗位`],
  'office-holders-full': ({ office, holdersMax }) => [
    '该岗位任职人员过多',
    `\`${office}\` 已有 ${holdersMax} 名任职人员，已达上限：请先免去一人`,
  ],
  'person-unknown': ({ person }) => [
    '没有该人员',
    `本单位没有人员 \`${person}\`：请先办理人员登记（\`POST /requests\`）`,
  ],
  'appointed-already': ({ person, office }) => [
    '该人员已任此岗位',
    `\`${person}\` 已任岗位 \`${office}\`：无需再办`,
  ],
  'not-appointed': ({ person, office }) => [
    '该人员未任此岗位',
    `\`${person}\` 未任岗位 \`${office}\`：无需再办`,
  ],
  'absence-for-people': ({ speaker }) => [
    '只有人员才有离岗',
    `${speakerText(speaker)}在此不任岗位：请由离岗人员用本人证书申报`,
  ],
  'absence-past': ({ from, now }) => [
    '离岗起始时间已过',
    `现在是 ${at(now)}，自 ${at(from)} 起已办事项不受影响：请不填 \`from\`，离岗即从现在开始`,
  ],
  'absence-empty': ({ from, until }) => [
    '离岗结束早于开始',
    `从 ${at(from)} 到 ${at(until)} 没有时长：请填写更晚的 \`until\``,
  ],
  'absence-far': ({ from, daysMax }) => [
    '离岗过于提前',
    `${at(from)} 距今超过 ${daysMax} 天：请届时再申报，或核对年份`,
  ],
  'absence-long': ({ from, until, daysMax }) => [
    '离岗时间过长',
    `连同相接的离岗，将从 ${at(from)} 持续到 ${at(until)}，而离岗最长 ${daysMax} 天：离岗更久的请先免职，返岗后再行任命`,
  ],
  'absence-known': ({ person, from, until }) => [
    '该离岗已经申报',
    `\`${person}\` 已申报从 ${at(from)} 到 ${at(until)} 离岗：无需再办；` +
      '如提前返岗，请先结束离岗（`absence.end`），再申报其余时间',
  ],
  'absences-full': ({ person, countMax }) => [
    '预先申报的离岗过多',
    `\`${person}\` 已有 ${countMax} 项，已达上限：请先撤回一项（\`absence.end\` 并填写 \`from\`）`,
  ],
  'not-absent': ({ person, next }) => [
    '该人员没有离岗',
    next
      ? `\`${person}\` 没有离岗：如撤回预先申报的离岗，请将 ${at(next)} 填为 \`from\``
      : `\`${person}\` 没有离岗：无需再办`,
  ],
  'absence-unknown': ({ person, from }) => [
    '没有申报该离岗',
    `\`${person}\` 没有自 ${at(from)} 开始的离岗（进行中的离岗已经开始）：见 \`/absences\``,
  ],
  'substitute-oneself': ({ person }) => [
    '不得由本人代理本人',
    `\`${person}\` 不能同时离岗又代理：请另指定人员`,
  ],
  'substitute-appointed': ({ substitute, office }) => [
    '代理人已任该岗位',
    `\`${substitute}\` 本就任岗位 \`${office}\`：请指定未任该岗位的人员`,
  ],
  'substitute-known': ({ person, substitute, office }) => [
    '该代理人已经指定',
    `\`${substitute}\` 已是 \`${person}\` 在岗位 \`${office}\` 的代理人：无需再办`,
  ],
  'not-substitute': ({ person, substitute, office }) => [
    '该人员不是代理人',
    `\`${substitute}\` 未被指定为 \`${person}\` 在岗位 \`${office}\` 的代理人：见 \`/organization\``,
  ],
  'substitutions-full': ({ substitute, countMax }) => [
    '该代理人代理过多',
    `\`${substitute}\` 已为 ${countMax} 人代理，已达上限：请另指定人员`,
  ],
  'training-over': ({ until, now }) => [
    '该培训已经失效',
    `现在是 ${at(now)}，而培训有效期至 ${at(until)}：请填写更晚的 \`until\``,
  ],
  'training-long': ({ until, yearsMax }) => [
    '培训有效期过长',
    `${at(until)} 距今超过 ${yearsMax} 年：请核对年份，或届时再续`,
  ],
  'training-known': ({ person, training, until }) => [
    '该培训已经登记',
    `\`${person}\` 的培训 \`${training}\` 有效期已至 ${at(until)}：无需再办`,
  ],
  'training-unknown': ({ person, training }) => [
    '该人员没有此项培训',
    `\`${person}\` 目前没有有效的培训 \`${training}\`：无需再办`,
  ],
  'trainings-full': ({ person, countMax }) => [
    '该人员的培训过多',
    `\`${person}\` 已有 ${countMax} 项，已达上限：请撤销一项无须具备的培训`,
  ],
}

function at(instant: Instant): string {
  return `\`${isoInstant(instant)}\``
}
