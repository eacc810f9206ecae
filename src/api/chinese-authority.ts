import type { DifferingPart, RolloverPart } from '#identity'
import { formProblem } from './chinese-certificate.ts'
import type { Lines } from './chinese-lines.ts'
import type { AuthorityKeyFault } from './words-authority.ts'

const parts: Readonly<Record<RolloverPart, string>> = {
  authority: '新密钥的自签证书',
  newWithOld: '旧密钥为新密钥签发的证书',
  oldWithNew: '新密钥为旧密钥签发的证书',
  issuing: '新密钥为签发密钥签发的证书',
}

const differences: Readonly<Record<DifferingPart, string>> = {
  name: '所载名称另有其主（是否属于本单位？）',
  key: '所载密钥不符',
  extensions: '扩展项不符',
  serial: '序列号不足 8 字节',
  validity: '目前无效，或有效期不符合要求',
  signature: '不是由其所称的密钥签署',
}

const makeAnew = '请用 `chancery authority new` 全部重新制作'

/** What is refused about the unit's own authority keys. */
export const authorityLines: Lines<AuthorityKeyFault> = {
  'rollover-unreadable': ({ part, fault }) => [
    '更换密钥所用的证书无法读取',
    `${parts[part]}：${fault.kind === 'not-pem' ? '不是 PEM 格式' : formProblem(fault)}；${makeAnew}`,
  ],
  'rollover-differs': ({ part, differs }) => [
    '更换密钥所用的证书不符合要求',
    `${parts[part]}：${differences[differs]}；${makeAnew}`,
  ],
  'authority-key-used': ({ key }) => [
    '该密钥不是新密钥',
    `\`${key}\` 现为或曾为本单位的密钥：权威密钥须专门制作`,
  ],
  'authorities-full': ({ linksMax }) => [
    '仍在沿用的密钥更换过多',
    `权威密钥之间保留的 ${linksMax} 条链接均仍有效：请待最早的一条到期`,
  ],
  'rollover-missing': ({ case: id }) => [
    '此处没有提议中的权威密钥',
    `案件 ${id} 没有提议权威密钥，或已有决定：请另行发起 \`roll-over-authority\``,
  ],
  'rollover-other-key': ({ key, proposed }) => [
    '提议的是另一密钥',
    `案件提议的是 \`${proposed}\`，而不是 \`${key}\`：请向制作人员核实哪一个才是其密钥`,
  ],
  'authority-unknown': ({ key }) => [
    '没有该权威密钥',
    `\`${key}\` 不是本单位的权威密钥：见 \`chancery authority list\``,
  ],
  'authority-newest': ({ key }) => [
    '最新的权威密钥不得停用',
    `\`${key}\` 是最新的权威密钥：请先更换为另一密钥`,
  ],
  'authority-in-use': ({ key, units }) => [
    '仍有互认协议依据该密钥',
    `由 \`${key}\` 签署且仍有效的互认协议涉及 ${units.length} 个单位（首个为 \`${units[0]}\`）：请先续签或撤销`,
  ],
}
