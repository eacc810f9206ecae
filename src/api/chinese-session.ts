import { isoInstant, minute, second } from '#clock'
import type { Lines } from './chinese-lines.ts'
import { speakerText } from './chinese-trustee.ts'
import type { SessionFault } from './session-fault.ts'

const again = '请重新登录'

/** Why somebody is not signed in. */
export const sessionLines: Lines<SessionFault> = {
  'session-unknown': () => ['登录已失效', `会话已经结束，或节点已重新启动：${again}；已发送的内容没有丢失`],
  'session-needs-tls': ({ url }) => [
    '不得经明文 HTTP 登录',
    `密钥只经 TLS 登录：请打开 \`${url ?? 'https://…'}/console/\``,
  ],
  'session-idle': ({ milliseconds }) => [
    '会话因长时间没有操作而结束',
    `已有 ${milliseconds / minute} 分钟没有任何请求：${again}`,
  ],
  'session-over': ({ milliseconds }) => [
    '会话已达最长时限',
    `一次会话最长 ${milliseconds / (60 * minute)} 小时：${again}`,
  ],
  'session-cross-site': () => [
    '请求不是来自本单位自己的页面',
    '会话之下的变更只接受同一地址的页面提交：请打开控制台本身办理',
  ],
  'session-certificate-malformed': () => [
    '无法读取证书',
    '`certificate` 应为十六进制序列号或单个 PEM 证书：请发送其中之一',
  ],
  'session-not-for': ({ principalKind }) => [
    '会话只供人员使用',
    `${speakerText(principalKind)}须在 TLS 握手中出示证书：请以证书连接`,
  ],
  'session-malformed': ({ at }) => [
    '无法读取对质询的应答',
    `\`${at}\` 不符合要求：请就新的质询签署 \`{ unit, host, challenge, time }\``,
  ],
  'session-differs': ({ member }) => [
    '所签内容针对的是别处',
    `\`${member}\` 写明的与此处不同：请在本单位自己的地址打开控制台`,
  ],
  'session-clock-off': ({ time, now }) => [
    '本设备的时钟不准',
    `设备时间为 ${isoInstant(time)}，而此处为 ${isoInstant(now)}，` +
      `相差 ${Math.round(Math.abs(time - now) / second)} 秒：请校准时钟，并${again.slice(1)}`,
  ],
  'session-signature-wrong': () => [
    '签名不是由该证书的密钥作出',
    '质询由另一密钥签署，或在途中被改动：请选择与该密钥对应的证书',
  ],
  'challenge-unknown': () => [
    '该质询不是本节点给出的',
    '它针对另一证书或地址，或节点已重新启动：请重新取得质询',
  ],
  'challenge-over': ({ milliseconds }) => [
    '质询已经过期',
    `质询有效 ${milliseconds / second} 秒：请重新取得质询`,
  ],
  'challenge-used': () => ['质询已经使用过', '每个质询只应答一次：请重新取得质询'],
}
