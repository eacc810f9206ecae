import { isoInstant } from '#clock'
import type { ClaimPart, DocumentFault } from '#document'
import type { Lines } from './chinese-lines.ts'
import { speakerText } from './chinese-trustee.ts'

const prepareAgain = '请重新准备签名（`POST /signatures/prepare`），并签署所得内容'

const parts: Readonly<Record<ClaimPart, string>> = {
  unit: '单位',
  case: '案件',
  step: '环节',
  permission: '权限',
  object: '对象',
  epoch: '环节状态',
  office: '岗位',
  grant: '授权',
  roles: '角色',
  commitments: '承诺类型',
  document: '文件',
}

const causes = { revoked: '已被吊销', expired: '已到期' } as const

/** What the room of signed documents refuses. */
export const documentLines: Lines<DocumentFault> = {
  'statement-unreadable': ({ problem }) => [
    '所签内容无法读取',
    `所签字节不符合此类签名的要求（${problem}）：${prepareAgain}`,
  ],
  'statement-of-other': () => ['签名所载的是另一证书', `已签属性属于另一证书或密钥：${prepareAgain}`],
  'statement-strange': () => [
    '签名含有此处不识别的内容',
    `已签属性中有本单位不会写入的内容：${prepareAgain}`,
  ],
  'signer-other': ({ serial }) => [
    '证书不属于办理人',
    `办理人以证书 \`${serial}\` 为准：请用该证书签署，并一并发送`,
  ],
  'signer-unfit': ({ speaker }) => [
    '该证书不能签署文件',
    `${speakerText(speaker)}须用文件签署证书签署：请更新证书（\`certificate.renew\`），更新后即可签署`,
  ],
  'claim-missing': () => ['签名没有写明依据', `已签属性中没有案件和环节：${prepareAgain}`],
  'claim-differs': ({ part, due }) => [
    '签名所依据的是另一授权',
    `已签属性中的${parts[part]}应为 \`${due}\`：${prepareAgain}`,
  ],
  'signing-time-off': ({ time, now, toleranceMilliseconds }) => [
    '签署时间与当前时间相差过大',
    `签名${time === undefined ? '没有载明时间' : `所载时间为 ${isoInstant(time)}`}，现在是 ` +
      `${isoInstant(now)}，相差不得超过 ${toleranceMilliseconds / 1000} 秒：${prepareAgain}`,
  ],
  'document-signature-wrong': () => [
    '文件的签名有误',
    '该签名不是由此证书的密钥对这些字节作出：请用该密钥重新签署',
  ],
  'signature-recorded': ({ signature, entry }) => [
    '该签名已载入记录',
    `\`${signature}\` 已随条目 ${entry} 载入：每项签名须为其事项重新作出`,
  ],
  'signatures-full': ({ of, countMax }) => [
    '签名过多',
    `该${ofText[of]}已有 ${countMax} 个签名，已达上限：请将其余内容列成清单后签署`,
  ],
  'seal-missing': () => [
    '本单位目前没有印章',
    '印章的密钥尚未签发证书：请检查流程 `node-duty` 是否授予节点 `key.certify`，并查看节点日志',
  ],
  'seal-over': ({ serial, cause }) => [
    '印章的证书已失效',
    `证书 \`${serial}\` ${causes[cause]}：节点会自行另办证书`,
  ],
  'signature-not-found': ({ signature }) => [
    '记录中没有该签名',
    `没有事项将 \`${signature}\` 载入本单位的记录：请询问签名所载的单位`,
  ],
}

const ofText: Readonly<Record<Extract<DocumentFault, { kind: 'signatures-full' }>['of'], string>> = {
  case: '案件',
  document: '文件',
  object: '对象',
}
