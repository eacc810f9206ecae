import { isoInstant } from '#clock'
import type { LodgingFault } from '#procedure'
import { inputProblem } from './chinese-input.ts'
import type { Lines } from './chinese-lines.ts'

/** Why a citizen's case is not opened, or not shown. */
export const lodgingLines: Lines<LodgingFault> = {
  'wish-malformed': ({ at, problem }) => [
    '所提交的不是申请',
    `\`${at}\`：${inputProblem(problem)}；请在信封中发送 \`case.open\`，并用其中写明的本人密钥签署`,
  ],
  'wish-signature-wrong': () => ['签名有误', '申请不是由其所载密钥签署：请重新填写表单，并按原样发送'],
  'wish-elsewhere': ({ asked }) => [
    '申请是向其他单位提出的',
    `它是为密钥为 \`${asked}\` 的单位签署的：请向该单位提交，或为本单位重新签署`,
  ],
  'wish-time-off': ({ time, now, toleranceMilliseconds }) => [
    '申请的时间相差过大',
    `申请签署于 ${isoInstant(time)}，而此处时间为 ${isoInstant(now)}，` +
      `相差超过 ${toleranceMilliseconds / 60_000} 分钟：请校准时钟后重新签署`,
  ],
  'wish-repeated': ({ lodging }) => [
    '该申请已经提交',
    `此编号的申请已经立案：请在 \`/lodgings/${lodging}\` 查看进展`,
  ],
  'wish-key-known': () => ['您持有本单位的证书', '该密钥为本单位所知：请用 `case.open` 以本人名义发起案件'],
  'wish-hidden': ({ member, code }) => [
    '含有不可见字符',
    `\`${member}\` 含有字符 ${code}，它会改变其他文字的显示：请将其去掉`,
  ],
  'lodgings-full': ({ open, countMax }) => [
    '等待办理的案件过多',
    `市民案件最多同时有 ${countMax} 件，现有 ${open} 件：请改日再来，或到窗口提交`,
  ],
  'lodging-unknown': ({ lodging }) => [
    '没有以此编号提交的案件',
    `此处没有人提交过 \`${lodging}\`：请核对回执上的编号和单位`,
  ],
}
