import { isoInstant } from '#clock'
import { formProblem, pathProblem } from './chinese-certificate.ts'
import type { Line, Lines } from './chinese-lines.ts'
import { type Sentences, say } from './words.ts'
import type { BundleKind, RecognitionFault } from './words-recognition.ts'

type FaultOf<K extends RecognitionFault['kind']> = Extract<RecognitionFault, { readonly kind: K }>

const lacking: Readonly<Record<FaultOf<'authority-unfit'>['lacking'], string>> = {
  'self-signature': '不是由其自身密钥签署',
  ca: '不是签发机构的证书',
  'key-identifier': '没有主体密钥标识',
  key: '其密钥不被接受',
}

const parts: Readonly<Record<FaultOf<'agreement-differs'>['part'], string>> = {
  issuer: '签发者不是本单位最新的权威密钥',
  subject: '主体不是对方单位权威证书的名称',
  key: '密钥不是提议的密钥',
  bounds: '界限不是提议的界限',
  validity: '有效期不是提议的有效期，或没有从现在开始',
  serial: '序列号的随机部分不足 8 字节',
}

function unreadable(fault: FaultOf<'agreement-unreadable'>['fault']): string {
  return fault.kind === 'not-pem' ? '不是单个证书的 PEM' : formProblem(fault)
}

/** What the acts about agreements refuse. */
const agreementLines: Lines<Exclude<RecognitionFault, BundleKind>> = {
  'authority-unreadable': ({ fault }) => [
    '无法读取权威证书',
    `${unreadable(fault)}：请提供对方单位的权威证书，即指纹经过核对的那一份（更换密钥后 \`/authority\` 会给出多份）`,
  ],
  'authority-unfit': ({ lacking: lack }) => [
    '这不是权威证书',
    `${lacking[lack]}：请向对方单位索取其公开地址 \`/authority\` 所给出的内容`,
  ],
  'agreement-with-oneself': ({ key }) => [
    '单位不得与自身订立互认协议',
    `\`${key}\` 是本单位自身的密钥：本单位人员无需互认协议`,
  ],
  'agreement-own-domain': ({ domain }) => [
    '不得以本单位域名承认其他单位',
    `\`${domain}\` 是本单位的域名：请向对方单位询问其域名`,
  ],
  'domain-not-theirs': ({ domain, named }) => [
    '该域名属于其他单位',
    `权威证书载明 \`${named}\`，提议却是 \`${domain}\`：请提议证书所属的单位`,
  ],
  'bundle-url-refused': ({ url, problem }) => ['信任包地址不被接受', `\`${url}\`：${problem}；请更正地址`],
  'recognised-already': ({ domain, agreement }) => [
    '该单位已获承认',
    `与 \`${domain}\` 已有互认协议 \`${agreement}\`：请续签、收窄或撤销该协议`,
  ],
  'agreements-full': ({ agreementsMax }) => [
    '互认协议过多',
    `一个单位最多有 ${agreementsMax} 份互认协议：请先撤销一份`,
  ],
  'agreement-unknown': ({ agreement, unit }) => [
    '没有该互认协议',
    `与 \`${unit}\` 没有生效的互认协议 \`${agreement}\`：见 \`/agreements\``,
  ],
  'agreement-widened': ({ bound }) => ['收窄不得放宽', `\`${bound}\` 将被放宽：如需放宽，请由决策层重新承认`],
  'agreement-unchanged': ({ agreement }) => [
    '没有任何收窄',
    `互认协议 \`${agreement}\` 已与此同样窄：请至少给出一项更窄的界限`,
  ],
  'proposal-missing': ({ case: id, unit }) => [
    '没有待签署的提议',
    `案件 ${id} 中没有与 \`${unit}\` 互认的提议，或已经签署：请核对案件`,
  ],
  'proposal-unknown': ({ unit }) => ['没有提议', `没有与 \`${unit}\` 的互认协议等待签署：请先行提议`],
  'agreement-unreadable': ({ fault }) => ['无法读取互认协议', `${unreadable(fault)}：请以 PEM 提供交叉证书`],
  'agreement-differs': ({ part }) => ['与提议不符', `${parts[part]}：请按提议重新制作交叉证书`],
  'agreement-signature-wrong': () => [
    '不是由权威密钥签署',
    '该交叉证书不是由本单位最新的权威密钥签署：请用该密钥签署',
  ],
  'agreement-serial-used': ({ agreement }) => [
    '序列号已被使用',
    `记录中已有互认协议 \`${agreement}\`：请用另一序列号重新制作`,
  ],
}

const bundleSentences: Sentences<BundleKind> = {
  'bundle-malformed': ({ at, problem }) => `\`${at}\` 处格式有误（${problem}）`,
  'bundle-certificate': ({ at, fault }) =>
    `\`${at}\`：${fault.kind === 'no-agreement' ? '这不是单位之间的互认协议' : formProblem(fault)}`,
  'bundle-too-large': ({ bytesMax }) => `超过 ${bytesMax} 字节`,
  'bundle-unproven': ({ problem }) => `其记录未能证明它（${problem}）`,
  'bundle-checkpoint': ({ fault }) => `其记录的检查点不被接受（\`${fault.kind}\`）`,
  'bundle-differs': ({ part }) => `\`${part}\` 与本单位所有的不一致`,
  'bundle-unfollowed': ({ domain }) => `没有生效的互认协议凭该密钥通向 \`${domain}\``,
  'bundles-full': ({ bytesMax }) =>
    `间接单位的信任包合计已占 ${Math.floor(bytesMax / 1_048_576)} MiB，请收窄放行过多单位的互认协议`,
  'bundle-not-kept': ({ digest }) => `所保存的信任包中没有摘要为 \`${digest}\` 的`,
  'bundle-domain-differs': ({ domain, expected }) => `它属于 \`${domain}\`，应属于 \`${expected}\``,
  'bundle-signer-unknown': ({ signer }) => `签署它的 \`${signer}\` 不在其签发密钥之列`,
  'bundle-path': ({ fault }) =>
    `所承认的密钥不为其签署者担保：${fault.kind === 'unknown' ? '查找已中止' : pathProblem(fault)}`,
  'bundle-signature-wrong': ({ signer }) => `它不是由 \`${signer}\` 签署`,
  'bundle-authority-strange': ({ subject }) => `其中的 \`${subject}\` 没有该单位密钥签发的证书`,
  'bundle-list-strange': ({ place }) => `第 ${place + 1} 份吊销列表不是由其签发密钥作出`,
  'bundle-from-future': ({ thisUpdate, now }) =>
    `它载明制作于 ${isoInstant(thisUpdate)}，而现在是 ${isoInstant(now)}，两处时钟有一处不准`,
  'bundle-expired': ({ nextUpdate }) => `它已于 ${isoInstant(nextUpdate)} 到期，请取得更新的`,
  'bundle-known': ({ number }) => `第 ${number} 号已经接受`,
  'bundle-rolled-back': ({ number, known }) => `它是第 ${number} 号，而第 ${known} 号已经见过`,
  'bundle-forked': ({ number }) => `曾见过另一份第 ${number} 号信任包，该单位对外内容不一`,
  'bundle-unit-differs': ({ unit, known }) => `它属于单位 \`${unit}\`，所知的是 \`${known}\``,
  'record-key-differs': () => '其记录的密钥与所知的不同',
  'record-rolled-back': ({ size, known }) => `其记录有 ${size} 个条目，而此前已见 ${known} 个`,
  'record-forked': ({ size }) => `其 ${size} 个条目的记录不是此前所见记录的延续`,
}

/** The same for all of them: what is wrong stands in the detail. */
function bundleLines(): Lines<BundleKind> {
  const tell = (fault: BundleKind): Line => [
    '信任包不被接受',
    `${say(bundleSentences, fault)}；最近一份有效的信任包继续使用`,
  ]
  const entries = Object.keys(bundleSentences).map((kind) => [kind, tell])
  return Object.fromEntries(entries) as Lines<BundleKind>
}

/** What the room of agreements refuses. */
export const recognitionLines: Lines<RecognitionFault> = { ...agreementLines, ...bundleLines() }
