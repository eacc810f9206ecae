import { isoInstant } from '#clock'
import type { PublicKeyFault } from '#crypto'
import type { PathFault } from '#trust'
import type { CertificateFault, RequestFault, RevocationListFault } from '#x509'
import { type Sentences, say } from './words.ts'

const keySentences: Sentences<PublicKeyFault> = {
  'key-unreadable': () => '公钥格式有误',
  'key-type-unknown': () => '不接受该类型的密钥，请使用 P-256、P-384、P-521、Ed25519、Ed448、RSA 或 ML-DSA',
  'key-weak': ({ type, bits, bitsMin }) => `${type} 密钥为 ${bits} 位，至少须为 ${bitsMin} 位`,
  'key-excessive': ({ type, bits, bitsMax }) => `${type} 密钥为 ${bits} 位，最多接受 ${bitsMax} 位`,
  'key-exponent-unsafe': ({ exponent }) => `RSA 密钥的指数 \`${exponent}\` 不安全，请使用 65537`,
}

type FormFault = CertificateFault | RequestFault | RevocationListFault

const formSentences: Sentences<FormFault> = {
  'not-der': ({ fault }) => `不是严格的 DER（\`${fault.kind}\`，位于第 ${fault.offset} 字节）`,
  'version-unsupported': ({ version }) => `不接受其版本 ${version}`,
  'serial-not-positive': () => '序列号不是正数',
  'serial-too-long': ({ bytes, bytesMax }) => `序列号为 ${bytes} 字节，最多允许 ${bytesMax} 字节`,
  'algorithm-mismatch': () => '两处签名算法字段不一致',
  'issuer-empty': () => '没有写明签发者',
  'validity-reversed': () => '终止时间早于起始时间',
  'extension-duplicate': ({ oid }) => `扩展项 ${oid} 出现两次`,
  'extension-malformed': ({ oid }) => `扩展项 ${oid} 格式有误`,
  'attribute-duplicate': ({ type }) => `属性 ${type} 出现两次`,
  'attribute-malformed': ({ type }) => `属性 ${type} 格式有误`,
  'entry-issuer-unclear': () => '其中一项没有写明针对谁的证书',
  'key-refused': ({ fault }) => say(keySentences, fault),
  'signature-wrong': () => '其签名不是由所载密钥作出，或所用算法不被接受',
}

/** What is wrong with a certificate or a request by itself, as half a sentence. */
export function formProblem(fault: FormFault): string {
  return say<FormFault>(formSentences, fault)
}

/** What is wrong with a public key, as half a sentence. */
export function keyProblem(fault: PublicKeyFault): string {
  return say(keySentences, fault)
}

const purposes: Readonly<Record<Extract<PathFault, { kind: 'purpose-refused' }>['purpose'], string>> = {
  any: '任何用途',
  client: '客户端',
  server: '服务端',
  signature: '文件签名',
  'time-stamp': '时间戳',
  record: '记录',
}

const pathSentences: Sentences<PathFault> = {
  'issuer-unknown': ({ issuer }) => `本单位没有名为 \`${issuer}\` 的签发机构`,
  'signature-wrong': ({ subject, issuer }) => `\`${subject}\` 的证书不是由 \`${issuer}\` 签署`,
  'not-an-authority': ({ subject }) => `\`${subject}\` 不是签发机构`,
  'extension-unknown': ({ subject, oid }) => `\`${subject}\` 含有此处不识别的关键扩展项 ${oid}`,
  'extension-unfit': ({ subject, oid, rule }) => `\`${subject}\` 的扩展项 ${oid} 不符合要求（${rule}）`,
  'key-refused': ({ subject, fault }) => `\`${subject}\`：${say(keySentences, fault)}`,
  'path-too-long': ({ subject }) => `\`${subject}\` 之上的签发机构过多`,
  'purpose-refused': ({ subject, purpose }) => `\`${subject}\` 的证书不能用于${purposes[purpose]}`,
  'name-unreadable': ({ subject, name }) => `\`${subject}\` 的名称 \`${name}\` 无法读取`,
  'policy-refused': ({ subject }) => `到 \`${subject}\` 为止，没有所要求的等级得到担保`,
  'hops-exceeded': ({ subject, by }) => `\`${by}\` 不允许再经由对 \`${subject}\` 的互认协议`,
  'status-stale': ({ subject, asOf, by }) =>
    `所掌握的 \`${subject}\` 的状态截至 ${isoInstant(asOf)}，已超过 \`${by}\` 允许的时效`,
  'name-refused': ({ name, by }) => `\`${by}\` 无权为名称 \`${name}\` 签发证书`,
  'status-unknown': ({ serial }) => `证书 \`${serial}\` 的状态不明`,
  'not-yet-valid': ({ subject, notBefore }) => `\`${subject}\` 的证书自 ${isoInstant(notBefore)} 起才有效`,
  expired: ({ subject, notAfter }) => `\`${subject}\` 的证书已于 ${isoInstant(notAfter)} 到期`,
  revoked: ({ subject }) => `\`${subject}\` 的证书已被吊销`,
}

/** Why no path leads to a certificate, as half a sentence. */
export function pathProblem(fault: PathFault): string {
  return say(pathSentences, fault)
}
