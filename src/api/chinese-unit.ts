import { isoInstant, second } from '#clock'
import { inputProblem } from './chinese-input.ts'
import type { Lines } from './chinese-lines.ts'
import type { UnitRefusal } from './words-unit.ts'

/** What the kernel refuses. */
export const unitLines: Lines<UnitRefusal> = {
  'envelope-too-large': ({ bytesMax }) => [
    '信封过大',
    `信封不得超过 ${bytesMax} 字节：大文件请在事项中只写明其摘要`,
  ],
  'envelope-unreadable': () => [
    '这不是信封',
    '正文不是 DSSE 信封：请发送只含 `payloadType`、`payload`（带填充的 base64）和由 `keyid`、`sig` 组成的 ' +
      '`signatures` 的 JSON',
  ],
  'envelope-signatures': ({ count, countMax }) => [
    '签名数量有误',
    `信封有 ${count} 个签名，事项应有 ${countMax} 个：请只用本人密钥签署`,
  ],
  'act-payload-type': ({ payloadType }) => [
    '内容不是事项',
    `内容类型为 \`${payloadType}\`：请以 \`application/vnd.chancery.act+json\` 签署事项`,
  ],
  'act-malformed': ({ at, problem }) => [
    '填写内容有误',
    `\`${at}\`：${inputProblem(problem)}；请更正，如系事项请重新签署`,
  ],
  'document-missing': ({ digest }) => [
    '缺少文件',
    `该事项涉及文件 \`${digest}\`，而本节点没有该文件：请先行发送`,
  ],
  'act-unknown': ({ act }) => ['没有该事项', `本单位没有事项 \`${act}\`：现有事项见 \`/openapi\``],
  'act-time-off': ({ time, now, toleranceMilliseconds }) => [
    '事项的时间相差过大',
    `事项签署于 ${isoInstant(time)}，而节点时间为 ${isoInstant(now)}，` +
      `相差超过 ${toleranceMilliseconds / second} 秒：请校准时钟后重新签署`,
  ],
  'act-id-taken': ({ id }) => ['事项编号已被使用', `记录中另一事项的编号是 \`${id}\`：请另取编号并重新签署`],
  'unit-differs': ({ asked }) => [
    '该事项属于其他单位',
    `事项写明的单位是 \`${asked}\`，不是本单位：请发往该单位，或为本单位重新签署`,
  ],
  'signature-wrong': ({ key }) => [
    '签名有误',
    `信封的签名不是由密钥 \`${key}\` 对该事项作出：请对所发送字节的 DSSE 编码签署`,
  ],
  'unit-stopped': ({ cause }) => [
    '节点不办理事项',
    cause === 'store-full'
      ? '节点的存储已满：运行人员腾出空间之前，不再记录任何内容'
      : `节点已停止（\`${cause}\`）：请告知运行人员，稍后重发同一信封`,
  ],
  'unit-overloaded': () => ['节点负荷过重', '正在办理的事项过多：请几秒后重发同一信封'],
  'actor-differs': ({ act, actor }) => [
    '此事不由您办理',
    `\`${act}\` 只能由${actor === 'node' ? '节点' : '权威密钥'}办理：请由其办理`,
  ],
  'reading-counted': ({ permission, object }) => [
    '查阅不能计次',
    `环节对 \`${object}\` 限定了 \`${permission}\` 的使用次数，而查阅不产生可计的条目：` +
      '请使流程不以 `uses` 限定该权限',
  ],
  'reader-unknown': ({ query }) => [
    '不知查阅者是谁',
    `\`${query}\` 只向本单位的人员和服务答复：请登录，或用客户端证书连接`,
  ],
  'reader-visiting': ({ query }) => [
    '此内容不向来访者开放',
    `\`${query}\` 只向本单位的人员和服务答复：来访者可以查看本人的案件，见 \`/cases\``,
  ],
  'entry-too-large': ({ bytesMax }) => [
    '该事项无法载入记录',
    `条目将超过 ${bytesMax} 字节：大文件请在事项中只写明其摘要`,
  ],
  'entry-unreadable': ({ problem }) => [
    '无法读取记录的条目',
    `记录的一个条目已损坏（${problem}）：请告知节点的运行人员验证记录`,
  ],
}
