import { isoInstant } from '#clock'
import type { IdentityEvent, PrincipalName } from '#identity'
import { principalKinds, revocationReasons, uses } from './names.ts'
import { because, type Lines } from './told.ts'

/** What became of people, devices, services, their certificates and the unit's keys. */
export const identityLines: Lines<IdentityEvent> = {
  'unit-founded': ({ name, domain, founder }) => [
    `the unit \`${name}\` (\`${domain}\`) was founded by \`${founder}\``,
    `\`${founder}\` 创建了单位 \`${name}\`（\`${domain}\`）`,
  ],
  'rollover-proposed': ({ key, by }) => [
    `\`${by}\` proposed the new authority key \`${key}\``,
    `\`${by}\` 提议新的权威密钥 \`${key}\``,
  ],
  'authority-rolled-over': ({ key }) => [
    `\`${key}\` became the unit’s newest authority key`,
    `\`${key}\` 成为本单位最新的权威密钥`,
  ],
  'authority-retired': ({ key, reason }) => {
    const [en, zh] = because(reason)
    return [`the old authority key \`${key}\` was retired${en}`, `旧权威密钥 \`${key}\` 已停用${zh}`]
  },
  'certificate-issued': ({ principal, name, grade, serial, notAfter, use }) => {
    const until = isoInstant(notAfter)
    if (use !== undefined && use !== 'documents') {
      return [
        `the unit’s own key for ${uses[use].en} got the certificate \`${serial}\`, until ${until}`,
        `本单位的${uses[use].zh}密钥获得证书 \`${serial}\`，有效期至 ${until}`,
      ]
    }
    const [en, zh] = principalText(principal)
    const [forEn, forZh] =
      use === undefined ? ['', ''] : [` for ${uses[use].en} alone`, `仅限${uses[use].zh}、`]
    return [
      `${en} (${name}) got the certificate \`${serial}\` of grade \`${grade}\`${forEn}, until ${until}`,
      `${zh}（${name}）获得${forZh}等级为 \`${grade}\` 的证书 \`${serial}\`，有效期至 ${until}`,
    ]
  },
  'certificate-revoked': ({ principal, serial, reason }) => {
    const [en, zh] = principalText(principal)
    const why = revocationReasons[reason]
    return [
      `the certificate \`${serial}\` of ${en} was revoked: ${why.en}`,
      `${zh}的证书 \`${serial}\` 被吊销：${why.zh}`,
    ]
  },
  'request-received': ({ request }) => [
    `the certificate request \`${request}\` was received`,
    `收到证书申请 \`${request}\``,
  ],
  'request-attested': ({ request, attestation }) => {
    const [en, zh] = principalText(attestation)
    return [
      `\`${attestation.by}\` attested that the request \`${request}\` is of ${en} (${attestation.name})`,
      `\`${attestation.by}\` 核验：申请 \`${request}\` 属于${zh}（${attestation.name}）`,
    ]
  },
  'request-rejected': ({ request, reason }) => {
    const [en, zh] = because(reason)
    return [`the certificate request \`${request}\` was rejected${en}`, `证书申请 \`${request}\` 被驳回${zh}`]
  },
}

function principalText({ kind, id }: PrincipalName): readonly [en: string, zh: string] {
  const named = principalKinds[kind]
  return [`${named.en} \`${id}\``, `${named.zh} \`${id}\``]
}
