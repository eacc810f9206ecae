import type { DocumentEvent } from '#document'
import type { GatewayEvent } from '#gateway'
import type { IdentityEvent } from '#identity'
import { because, type Lines, listed } from './told.ts'

/** What was signed and sealed. */
export const documentLines: Lines<DocumentEvent> = {
  'document-signed': ({ by, name, object, signature }) => [
    `\`${by.id}\` signed “${name}” about \`${object}\` (\`${signature}\`)`,
    `\`${by.id}\` 签署关于 \`${object}\` 的“${name}”（\`${signature}\`）`,
  ],
  'document-sealed': ({ by, name, object, signature }) => [
    `\`${by.id}\` put the unit’s seal on “${name}” about \`${object}\` (\`${signature}\`)`,
    `\`${by.id}\` 为关于 \`${object}\` 的“${name}”加盖本单位印章（\`${signature}\`）`,
  ],
}

/** What became of the services behind the gate. */
export const gatewayLines: Lines<Exclude<GatewayEvent, IdentityEvent>> = {
  'service-proposed': ({ service, title, hosts }) => [
    `the service \`${service}\` (${title}) was proposed for ${listed(hosts, ', ')}`,
    `提议发布服务 \`${service}\`（${title}），主机名为 ${listed(hosts, '、')}`,
  ],
  'service-published': ({ service }) => [
    `the service \`${service}\` was published behind the gate`,
    `服务 \`${service}\` 经网关发布`,
  ],
  'service-withdrawn': ({ service, reason }) => {
    const [en, zh] = because(reason)
    return [`the service \`${service}\` was withdrawn from the gate${en}`, `服务 \`${service}\` 下线${zh}`]
  },
  'service-suspended': ({ service, reason }) => {
    const [en, zh] = because(reason)
    return [`the service \`${service}\` was suspended${en}`, `服务 \`${service}\` 被暂停${zh}`]
  },
  'service-resumed': ({ service }) => [`the service \`${service}\` was resumed`, `服务 \`${service}\` 恢复`],
}
