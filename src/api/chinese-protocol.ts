import type { ProtocolFault } from '#protocol'
import type { Lines } from './chinese-lines.ts'

/** What questions of enforcement points are refused for. */
export const protocolLines: Lines<ProtocolFault> = {
  'access-question-malformed': ({ at, problem }) => [
    '询问格式有误',
    `\`${at}\`：${problem}；请按 AuthZEN Authorization API 1.0 的格式询问，见 \`/openapi\``,
  ],
  'evaluations-too-many': ({ count, countMax }) => [
    '一次询问过多',
    `共有 ${count} 项询问，最多接受 ${countMax} 项：请分多次请求`,
  ],
  'page-token-refused': ({ cause }) => [
    '翻页标记不符',
    cause === 'malformed'
      ? '该标记不是此处给出的：请不带标记重新查询'
      : '该标记是为另一查询给出的：请重复原查询，或不带标记查询',
  ],
  'asker-not-entitled': ({ asker, cause }) => [
    '无权作此询问',
    cause === 'not-service'
      ? `\`${asker}\` 不是本单位的服务：请用服务的证书询问`
      : `\`${asker}\` 不得询问他人情况：请只询问本人情况，或用服务的证书询问`,
  ],
}
