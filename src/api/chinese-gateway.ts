import type { Lines } from './chinese-lines.ts'
import { type Sentences, say } from './words.ts'
import type { ServiceFault } from './words-gateway.ts'

type RouteFault = Extract<ServiceFault, { readonly kind: 'routes-refused' }>['fault']

const routeSentences: Sentences<RouteFault> = {
  'routes-too-many': ({ count, max }) => `共有 ${count} 条路由，最多接受 ${max} 条`,
  'method-malformed': ({ route, method }) => `路由 ${route + 1}：不转发方法 \`${method}\``,
  'pattern-malformed': ({ route, path, reason }) => `路由 ${route + 1}：路径 \`${path}\` 有误（${reason}）`,
  'permission-malformed': ({ route, permission }) => `路由 ${route + 1}：\`${permission}\` 不是权限名称`,
  'object-malformed': ({ route, object, reason }) =>
    `路由 ${route + 1}：对象 \`${object}\` 有误（${reason}）`,
  'routes-ambiguous': ({ route, other }) => `路由 ${other + 1} 与路由 ${route + 1} 匹配相同的请求`,
}

/** What the gate's acts refuse. */
export const gatewayLines: Lines<ServiceFault> = {
  'upstream-refused': ({ fault }) => [
    '服务的上游地址有误',
    `\`${fault.text}\` 不是地址：请写作 \`tcp://127.0.0.1:9000\` 或 \`unix:/run/service.sock\``,
  ],
  'routes-refused': ({ fault }) => [
    '路由不被接受',
    `${say<RouteFault>(routeSentences, fault)}：请更正后重新发布`,
  ],
  'host-outside-domain': ({ host, domain }) => [
    '主机名不在本单位域名之内',
    `\`${host}\` 不属于 \`${domain}\`：请以本单位域名下的名称发布`,
  ],
  'hosts-full': ({ hostsMax }) => [
    '网关服务的主机名过多',
    `网关证书最多载明 ${hostsMax} 个主机名：请先下线一项服务`,
  ],
  'host-taken': ({ host, service }) => [
    '该主机名属于其他服务',
    `\`${host}\` 已指向 \`${service}\`：请另选名称，或先下线该服务`,
  ],
  'service-not-proposed': ({ service }) => [
    '尚未提议该服务',
    `无人提议发布 \`${service}\`：请运维员先行提议（\`service.propose\`）`,
  ],
  'service-unknown': ({ service }) => [
    '没有该服务',
    `没有发布名为 \`${service}\` 的服务：现有服务见 \`/services\``,
  ],
  'service-suspended-already': ({ service, entry }) => [
    '该服务已暂停',
    `条目 ${entry} 已暂停 \`${service}\`：恢复之前不放行任何人`,
  ],
  'service-not-suspended': ({ service }) => ['该服务没有暂停', `\`${service}\` 正在服务：无需恢复`],
  'proxy-unknown': ({ proxy }) => [
    '没有该代理',
    `\`${proxy}\` 不是可置于其他服务之前的本单位服务：请先行登记（\`register-service\`）`,
  ],
}
