import type { IdentityEvent, PrincipalName } from '#identity'
import type { Layer } from '#organization'
import type { Wording } from './language.ts'

type RevocationReason = Extract<IdentityEvent, { readonly kind: 'certificate-revoked' }>['reason']
type CertificateUse = NonNullable<Extract<IdentityEvent, { readonly kind: 'certificate-issued' }>['use']>

/** What has a certificate. */
export const principalKinds: Readonly<Record<PrincipalName['kind'], Wording>> = {
  person: { en: 'the person', zh: '人员' },
  device: { en: 'the device', zh: '设备' },
  service: { en: 'the service', zh: '服务' },
}

/** Why a certificate is revoked (RFC 5280 §5.3.1). */
export const revocationReasons: Readonly<Record<RevocationReason, Wording>> = {
  unspecified: { en: 'no reason given', zh: '未说明原因' },
  'key-compromise': { en: 'the key was compromised', zh: '密钥泄露' },
  'affiliation-changed': { en: 'the holder’s affiliation changed', zh: '持有者隶属关系变更' },
  superseded: { en: 'another certificate took its place', zh: '已由其他证书取代' },
  'cessation-of-operation': { en: 'it is used no longer', zh: '停止使用' },
}

/** What a key is for that is for this alone. */
export const uses: Readonly<Record<CertificateUse, Wording>> = {
  documents: { en: 'documents', zh: '文件签署' },
  seal: { en: 'its seal', zh: '印章' },
  'time-stamp': { en: 'time-stamps', zh: '时间戳' },
  record: { en: 'the record', zh: '记录' },
}

export const layers: Readonly<Record<Layer, Wording>> = {
  decision: { en: 'decision layer', zh: '决策层' },
  management: { en: 'management layer', zh: '管理层' },
  execution: { en: 'execution layer', zh: '执行层' },
}
