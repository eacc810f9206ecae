import { formProblem, pathProblem } from './chinese-certificate.ts'
import { type Lines, listed } from './chinese-lines.ts'
import type { TrustFault } from './words-trust.ts'

/** What is refused where trust is explained, planned and weighed, and what is told there of refusals. */
export const trustLines: Lines<TrustFault> = {
  'leaf-unreached': ({ fault, clause }) => [
    '没有信任路径通向该证书',
    `没有可接受的信任路径：${pathProblem(fault)}（${clause}）`,
  ],
  'explain-unreadable': ({ fault }) => [
    '无法读取证书',
    `${fault.kind === 'not-pem' ? '不是证书的 PEM' : formProblem(fault)}：请以 PEM 提供其他单位的证书`,
  ],
  'explain-own': ({ serial }) => ['这是本单位的证书', `该证书由本单位签发：请按序列号 \`${serial}\` 查询`],
  'unit-unheard': ({ unit }) => [
    '没有该单位的任何信息',
    `本单位及所跟踪的单位都没有与 \`${unit}\` 的互认协议：请凭其权威证书以 \`agreement.propose\` 提议承认`,
  ],
  'unit-ambiguous': ({ unit, keys }) => [
    '有多个单位使用该名称',
    `\`${unit}\` 由密钥 ${listed(keys)} 各自主张：请写明其中之一`,
  ],
  'impact-on-oneself': ({ unit }) => ['本单位不是其他单位', `\`${unit}\` 就是本单位：请写明其他单位`],
  'impact-agreement-unknown': ({ agreement }) => [
    '没有该互认协议',
    `本单位没有序列号为 \`${agreement}\` 且仍有效的互认协议：见 \`agreement.list\``,
  ],
}
