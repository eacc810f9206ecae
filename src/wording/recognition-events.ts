import { isoInstant } from '#clock'
import type { RecognitionEvent } from '#recognition'
import type { Wording } from './language.ts'
import { because, type Lines } from './told.ts'

type FaultlessEnd = Extract<RecognitionEvent, { readonly kind: 'visitor-ended' }>['reason']

const ends: Readonly<Record<FaultlessEnd, Wording>> = {
  'agreement-withdrawn': { en: 'the agreement was withdrawn', zh: '互认协议已撤销' },
  'agreement-narrowed': { en: 'the agreement was narrowed', zh: '互认协议已收窄' },
  'path-lost': { en: 'no path leads there any more', zh: '信任路径已不存在' },
  'path-weaker': { en: 'the path does not reach as far any more', zh: '信任路径已经减弱' },
  revoked: { en: 'a certificate was revoked', zh: '证书已被吊销' },
  'visited-anew': { en: 'another visit took its place', zh: '已由另一次来访取代' },
  expired: { en: 'it had run out', zh: '期限届满' },
}

/** What became of agreements, of what other units publish, and of their people here. */
export const recognitionLines: Lines<RecognitionEvent> = {
  'agreement-proposed': ({ by, terms, replaces }) => [
    `\`${by}\` proposed an agreement with \`${terms.domain}\`` +
      (replaces === undefined ? '' : ` in place of \`${replaces}\``),
    `\`${by}\` 提议与 \`${terms.domain}\` 订立互认协议` +
      (replaces === undefined ? '' : `，取代 \`${replaces}\``),
  ],
  'agreement-signed': ({ agreement, terms, notAfter, replaces }) => [
    `the agreement \`${agreement}\` with \`${terms.domain}\` came into force, until ${isoInstant(notAfter)}` +
      (replaces === undefined ? '' : `, in place of \`${replaces}\``),
    `与 \`${terms.domain}\` 的互认协议 \`${agreement}\` 生效，有效期至 ${isoInstant(notAfter)}` +
      (replaces === undefined ? '' : `，取代 \`${replaces}\``),
  ],
  'agreement-withdrawn': ({ agreement, unit, reason }) => {
    const [en, zh] = because(reason)
    return [
      `the agreement \`${agreement}\` with \`${unit}\` was withdrawn${en}`,
      `撤销与 \`${unit}\` 的互认协议 \`${agreement}\`${zh}`,
    ]
  },
  'bundle-published': ({ number, nextUpdate }) => [
    `the unit published its bundle ${number}, good until ${isoInstant(nextUpdate)}`,
    `本单位发布第 ${number} 号信任包，有效期至 ${isoInstant(nextUpdate)}`,
  ],
  'bundle-accepted': ({ domain, number, size }) => [
    `bundle ${number} of \`${domain}\` was accepted; its record has ${size} entries`,
    `接受 \`${domain}\` 的第 ${number} 号信任包，其记录有 ${size} 个条目`,
  ],
  'bundle-lost': ({ key }) => [
    `the bundle of the unit with the key \`${key}\` is no longer in the store`,
    `密钥为 \`${key}\` 的单位的信任包已不在存储中`,
  ],
  'bundle-let-go': ({ key }) => [
    `the bundle of the unit with the key \`${key}\` was let go: nobody names the unit any more`,
    `不再保留密钥为 \`${key}\` 的单位的信任包：已没有互认协议提及该单位`,
  ],
  'statement-issued': ({ person, audience, expires }) => [
    `the offices of \`${person}\` were stated to \`${audience}\`, until ${isoInstant(expires)}`,
    `为 \`${person}\` 向 \`${audience}\` 开具岗位证明，有效期至 ${isoInstant(expires)}`,
  ],
  'visitor-received': ({ visitor, name, unit }) => [
    `\`${visitor}\` (${name}) of \`${unit}\` was received`,
    `接待 \`${unit}\` 的 \`${visitor}\`（${name}）`,
  ],
  'visitor-ended': ({ visitor, reason }) => [
    `the visit of \`${visitor}\` ended: ${ends[reason].en}`,
    `\`${visitor}\` 的来访结束：${ends[reason].zh}`,
  ],
  'visits-cut': ({ by, reason }) => {
    const what = 'agreement' in by ? by.agreement : by.unit
    return [
      `all visits by \`${what}\` ended together: ${ends[reason].en}`,
      `经由 \`${what}\` 的来访一并结束：${ends[reason].zh}`,
    ]
  },
}
