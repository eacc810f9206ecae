import type { PathFault, Purpose } from '#trust'
import { type ReportLanguage, type Sentences, timeText } from './report-words.ts'

const purposesInEnglish: Readonly<Record<Purpose, string>> = {
  client: 'logging in',
  server: 'servers',
  signature: 'signatures on documents',
  'time-stamp': 'time-stamps',
  record: 'the records of units',
  any: 'anything',
}

const purposesInChinese: Readonly<Record<Purpose, string>> = {
  client: '登录',
  server: '服务器',
  signature: '签署文件',
  'time-stamp': '时间戳',
  record: '单位的记录',
  any: '任何用途',
}

const inEnglish: Sentences<PathFault> = {
  'issuer-unknown': ({ subject, issuer }) => `nobody whom you trust vouches for ${issuer}, above ${subject}`,
  'signature-wrong': ({ subject, issuer }) => `${issuer} did not sign the certificate of ${subject}`,
  'not-an-authority': ({ subject }) => `${subject} is no authority`,
  'extension-unknown': ({ subject, oid }) => `the certificate of ${subject} demands ${oid}, unknown here`,
  'extension-unfit': ({ subject, oid, rule }) => `in the certificate of ${subject}, ${oid} is ${rule}`,
  'key-refused': ({ subject }) => `the key of ${subject} is refused`,
  'path-too-long': ({ subject }) => `too many authorities stand above ${subject}`,
  'hops-exceeded': ({ subject, by }) =>
    `the agreement with ${by} lets no further agreement follow, as that with ${subject} would be`,
  'purpose-refused': ({ subject, purpose }) =>
    `${subject} is not recognised for ${purposesInEnglish[purpose]}: by its certificate, or by an agreement`,
  'name-unreadable': ({ subject, name }) => `the name ${name} of ${subject} cannot be read`,
  'name-refused': ({ name, by }) => `${by} may not certify the name ${name}`,
  'policy-refused': ({ subject }) => `no grade holds down to ${subject}`,
  'status-unknown': ({ subject }) => `nothing says whether the certificate of ${subject} was in force`,
  'status-stale': ({ subject, asOf, by }) =>
    `what is known of ${subject} is of ${timeText(asOf)}, older than the agreement with ${by} allows`,
  'not-yet-valid': ({ subject, notBefore }) =>
    `the certificate of ${subject} is valid from ${timeText(notBefore)} only`,
  expired: ({ subject, notAfter }) => `the certificate of ${subject} expired on ${timeText(notAfter)}`,
  revoked: ({ subject }) => `the certificate of ${subject} was taken back`,
}

const inChinese: Sentences<PathFault> = {
  'issuer-unknown': ({ subject, issuer }) => `您所信任者无一为 ${subject} 的上级 ${issuer} 作保`,
  'signature-wrong': ({ subject, issuer }) => `${subject} 的证书不是由 ${issuer} 签发的`,
  'not-an-authority': ({ subject }) => `${subject} 不是签发机构`,
  'extension-unknown': ({ subject, oid }) => `${subject} 的证书要求此处不认识的扩展 ${oid}`,
  'extension-unfit': ({ subject, oid, rule }) => `${subject} 的证书中的扩展 ${oid} 不合规（${rule}）`,
  'key-refused': ({ subject }) => `${subject} 的密钥不予接受`,
  'path-too-long': ({ subject }) => `${subject} 之上的签发机构过多`,
  'hops-exceeded': ({ subject, by }) => `与 ${by} 的协议不允许其后再有与 ${subject} 的协议`,
  'purpose-refused': ({ subject, purpose }) =>
    `${subject} 不被承认用于${purposesInChinese[purpose]}（证书或协议不允许）`,
  'name-unreadable': ({ subject, name }) => `${subject} 的名称 ${name} 无法读取`,
  'name-refused': ({ name, by }) => `${by} 无权为名称 ${name} 签发证书`,
  'policy-refused': ({ subject }) => `没有任何等级一直适用到 ${subject}`,
  'status-unknown': ({ subject }) => `没有材料说明 ${subject} 的证书是否有效`,
  'status-stale': ({ subject, asOf, by }) =>
    `关于 ${subject} 的材料截至 ${timeText(asOf)}，比与 ${by} 的协议所允许的更旧`,
  'not-yet-valid': ({ subject, notBefore }) => `${subject} 的证书自 ${timeText(notBefore)} 起才有效`,
  expired: ({ subject, notAfter }) => `${subject} 的证书已于 ${timeText(notAfter)} 到期`,
  revoked: ({ subject }) => `${subject} 的证书已被吊销`,
}

/** Why no way leads to a key that is trusted, as half a sentence. */
export const pathWords: Readonly<Record<ReportLanguage, Sentences<PathFault>>> = {
  en: inEnglish,
  zh: inChinese,
}
