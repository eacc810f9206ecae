import { isoInstant } from '#clock'
import type { EvidenceFault, EvidencePlace, TimestampAnswerFault, TimestampFault } from '#timestamp'
import { formProblem, keyProblem, pathProblem } from './chinese-certificate.ts'
import { cmsProblem } from './chinese-cms.ts'
import type { Line, Lines } from './chinese-lines.ts'

const other = '请另行取得时间戳'

/** What is refused of time-stamps and of the answers of who gives them. */
export const timestampLines: Lines<TimestampAnswerFault> = {
  'token-unreadable': ({ fault }) => ['无法读取时间戳', `${cmsProblem(fault)}：${other}`],
  'token-content': ({ contentType }) => [
    '这不是时间戳',
    `所签内容类型为 ${contentType}，不是时间：请提供时间戳令牌文件`,
  ],
  'token-signers': ({ count }) => ['时间戳只有一个签署者', `该时间戳有 ${count} 个：${other}`],
  'token-attribute-missing': ({ attribute }) => [
    '时间戳缺少必要内容',
    `缺少已签属性 \`${attribute}\`：${other}`,
  ],
  'token-attributes-differ': () => ['时间戳自相矛盾', `所签内容与其中所载不一致，说明已被改动：${other}`],
  'token-certificate-missing': () => ['缺少时间戳的证书', '其所称的证书既不在其中也未提供：请一并提供该证书'],
  'token-certificate-unreadable': ({ fault }) => ['无法读取时间戳的证书', `${formProblem(fault)}：${other}`],
  'token-key-refused': ({ fault }) => ['时间戳的密钥不被接受', `${keyProblem(fault)}：${other}`],
  'token-algorithm-unknown': ({ algorithm }) => [
    '时间戳的算法不识别',
    `\`${algorithm}\` 不是可接受的算法：${other}`,
  ],
  'token-signature-wrong': () => ['时间戳的签名不成立', `它不是由所称密钥作出，或已被改动：${other}`],
  'token-imprint-differs': () => ['时间戳针对的是其他内容', '它为其他内容证明时间：请检查是否选对了文件'],
  'token-imprint-missing': ({ algorithm }) => [
    '没有时间戳所针对的内容',
    `不知其 ${algorithm} 摘要：请提供文件本身`,
  ],
  'token-time-ahead': ({ time, at }) => [
    '时间戳的时间晚于现在',
    `它载明 ${isoInstant(time)}，而核对时间为 ${isoInstant(at)}：请核对时钟`,
  ],
  'token-time-early': ({ time, notBefore }) => [
    '时间戳早于其证书',
    `它载明 ${isoInstant(time)}，而其证书始于 ${isoInstant(notBefore)}：当时其密钥尚无证书`,
  ],
  'token-path-refused': ({ fault }) => [
    '没有可信的机构为该时间戳担保',
    `没有可接受的信任路径：${pathProblem(fault)}`,
  ],
  'token-path-unknown': ({ spent }) => [
    '未能及时找到通向时间戳的信任路径',
    `查找已中止（${spent} 用尽）：请减少提供的证书`,
  ],
  'timestamp-answer-unreadable': ({ fault }) => [
    '答复不是时间戳机构的答复',
    `${cmsProblem(fault)}：请核对地址`,
  ],
  'timestamp-denied': ({ status, failures, texts }) => [
    '时间戳机构拒绝给出时间戳',
    `其答复为：${[status, ...failures, ...texts.map((text) => `\`${text}\``)].join('、')}`,
  ],
  'timestamp-answer-differs': ({ what }) => [
    '答复与所请求的不符',
    `其 ${what} 与请求不符：请改用其他时间戳机构`,
  ],
}

/** Counted as people do. */
function where({ chain, place }: EvidencePlace): string {
  return `散列树 ${chain + 1} 的时间戳 ${place + 1}`
}

/** What is wrong with a time-stamp that stands inside a record. */
function tokenProblem(fault: TimestampFault): string {
  // Each line takes its own kind only; which one it is, the index says.
  const tell = timestampLines[fault.kind] as (fault: TimestampFault) => Line
  return tell(fault)[1]
}

const older = '请查找该证据记录的较早副本'
const again = '请检查是否选对了文件和证据记录'

/** What is refused of evidence records. */
export const evidenceLines: Lines<EvidenceFault> = {
  'record-unreadable': ({ fault }) => ['无法读取证据记录', `${cmsProblem(fault)}：${again}`],
  'record-digest-missing': ({ algorithm }) => [
    '缺少证据记录所需的摘要',
    `该证据记录已用 ${algorithm} 续期：请提供文件本身，以便同样计算`,
  ],
  'record-object-missing': ({ chain }) => [
    '证据记录针对的是其他内容',
    `散列树 ${chain + 1} 不含所提供内容的摘要：${again}`,
  ],
  'record-object-more': ({ documents, proven }) => [
    '证据记录涉及的文件多于所提供的',
    `它一并证明 ${documents} 份文件，只提供了 ${proven} 份：请全部提供`,
  ],
  'record-link-missing': (place) => ['证据记录中断', `${where(place)} 没有覆盖前一个：${older}`],
  'record-algorithms-mixed': ({ algorithm, found, ...place }) => [
    '证据记录混用算法',
    `${where(place)} 使用 ${found}，其散列树使用 ${algorithm}：${older}`,
  ],
  'record-disordered': ({ time, before, ...place }) => [
    '证据记录的时间顺序有误',
    `${where(place)} 的时间为 ${isoInstant(time)}，前一个为 ${isoInstant(before)}：${other}`,
  ],
  'record-token-refused': ({ fault, ...place }) => [
    '证据记录中的一个时间戳无效',
    `${where(place)}：${tokenProblem(fault)}`,
  ],
  'record-renewed-late': ({ standing, at, ...place }) => {
    const { algorithm, until, source } = standing
    const ended = until === undefined ? '早已' : `已于 ${isoInstant(until)} `
    return [
      '证据记录没有及时续期',
      `${where(place)} 所依据的 ${algorithm} ${ended}停用（依据 ${source}），` +
        `却沿用至 ${isoInstant(at)}：已无法续期，请查找其他证明`,
    ]
  },
}
