import { formProblem, pathProblem } from './chinese-certificate.ts'
import type { Lines } from './chinese-lines.ts'
import type { UnitFoundingFault } from './words-founding.ts'

type Which = Extract<UnitFoundingFault, { kind: 'founding-name' }>['which']

const certificates: Readonly<Record<Which, string>> = {
  authority: '权威证书',
  issuing: '签发证书',
  founder: '创建人证书',
  node: '节点证书',
}

/** What the founding of a unit refuses. */
export const foundingLines: Lines<UnitFoundingFault> = {
  'unit-founded-already': ({ name }) => [
    '单位已经创建',
    `本单位已以 \`${name}\` 之名创建：创建其他单位请另用存储`,
  ],
  'founding-unfinished': ({ missing }) => [
    '单位尚未创建完毕',
    `创建尚缺条目 0 所公布的 ${missing} 项流程：请先予补齐`,
  ],
  'founding-over': () => [
    '创建已经结束',
    '条目 0 所公布的流程均已齐备：其他流程请通过 `change-procedure` 办理',
  ],
  'suite-unknown': ({ suite }) => [
    '算法套件不识别',
    `\`${suite}\` 不是可用的算法套件：见 \`chancery found --help\``,
  ],
  'founding-certificate': ({ which, fault }) => [
    '创建所用的证书不被接受',
    `${certificates[which]}不被接受：${fault.kind === 'not-base64' ? '不是 base64' : formProblem(fault)}`,
  ],
  'founding-path': ({ which, fault }) => [
    '创建所用的证书没有信任路径',
    `没有信任路径通向${certificates[which]}：` +
      (fault.kind === 'unknown' ? '查找已中止' : pathProblem(fault)),
  ],
  'founding-name': ({ which, expected }) => [
    '创建所用的证书名称不符',
    `${certificates[which]}没有写明 \`${expected}\`：请以该名称签发`,
  ],
  'founding-grade': ({ which, expected }) => [
    '创建所用的证书等级不符',
    `${certificates[which]}的等级不是 \`${expected}\`：请按该等级的策略签发`,
  ],
}
