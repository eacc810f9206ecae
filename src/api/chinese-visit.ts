import { isoInstant } from '#clock'
import { formProblem, pathProblem } from './chinese-certificate.ts'
import type { Lines } from './chinese-lines.ts'
import { speakerText } from './chinese-trustee.ts'
import type { AnyVisitFault } from './words-visit.ts'

type FaultOf<K extends AnyVisitFault['kind']> = Extract<AnyVisitFault, { readonly kind: K }>

const anew = '请凭本单位新开具的岗位证明重新来访'

const differing: Readonly<Record<FaultOf<'statement-differs'>['part'], string>> = {
  domain: '另一单位',
  person: '另一人员',
  certificate: '另一证书',
  key: '另一密钥',
}

const shownParts: Readonly<Record<FaultOf<'visit-unreadable'>['part'], string>> = {
  statement: '岗位证明',
  presentation: '出示凭据',
}

function reachProblem(fault: FaultOf<'visitor-unreached'>['fault']): string {
  switch (fault.kind) {
    case 'search-given-up':
      return '信任路径的查找已中止'
    case 'grade-missing':
      return '证书没有载明互认协议所承认的任何等级'
    default:
      return pathProblem(fault)
  }
}

/** What is refused around visits between units. */
export const visitLines: Lines<AnyVisitFault> = {
  'statement-for-people': ({ speaker }) => [
    '只有本单位人员才能访问其他单位',
    `${speakerText(speaker)}在本单位不任岗位：请由本单位人员办理`,
  ],
  'statement-to-oneself': ({ domain }) => [
    '本单位不是其他单位',
    `\`${domain}\` 就是本单位：请写明所要访问的单位`,
  ],
  'visit-unreadable': ({ part }) => [
    '来访材料的一部分无法读取',
    `${shownParts[part]}不是已签署的信封（DSSE）：请按原样发送`,
  ],
  'visit-malformed': ({ part, at, problem }) => [
    '来访材料的一部分格式有误',
    `${shownParts[part]}的 \`${at}\` 有误（${problem}）：请按原样发送`,
  ],
  'presentation-signature': () => [
    '出示凭据不是由证书的密钥作出',
    '其签名不是由证书的密钥作出：请用该密钥签署',
  ],
  'presentation-elsewhere': ({ unit }) => [
    '出示凭据是向其他单位出具的',
    `它是向单位 \`${unit}\` 出具的：请为本单位另行签署`,
  ],
  'presentation-other-statement': () => [
    '出示凭据针对的是另一岗位证明',
    '它没有写明一并发送的岗位证明：请签署与之相符的出示凭据',
  ],
  'presentation-time': ({ time, now }) => [
    '出示凭据的时间不符',
    `它签署于 ${isoInstant(time)}，而此处时间为 ${isoInstant(now)}：请校准时钟后重新签署`,
  ],
  'presentation-repeated': ({ time }) => [
    '该出示凭据已经收到',
    `此前已收到签署于 ${isoInstant(time)} 或更晚的出示凭据：请重新签署`,
  ],
  'statement-elsewhere': ({ audience, domain }) => [
    '岗位证明是向其他单位开具的',
    `它是向 \`${audience}\` 开具的：请开具给 \`${domain}\``,
  ],
  'statement-expired': ({ expires }) => ['岗位证明已到期', `它已于 ${isoInstant(expires)} 到期：${anew}`],
  'statement-from-future': ({ issued, now }) => [
    '岗位证明的时间晚于现在',
    `它开具于 ${isoInstant(issued)}，而此处时间为 ${isoInstant(now)}：请核对两处时钟`,
  ],
  'statement-too-long': ({ hoursMax }) => [
    '岗位证明有效期过长',
    `岗位证明最长 ${hoursMax} 小时：请由本单位开具期限更短的证明`,
  ],
  'statement-older': ({ issued, shown }) => [
    '已出示过更新的岗位证明',
    `该证明开具于 ${isoInstant(issued)}，而同一密钥已出示过 ${isoInstant(shown)} 的证明：请出示最新的`,
  ],
  'statement-differs': ({ part }) => [
    '岗位证明与证书不符',
    `它针对的是${differing[part]}：请凭所出示的证书开具`,
  ],
  'statement-signer': ({ domain, signer }) => [
    '岗位证明的签署者不明',
    `此处承认的单位中，没有 \`${domain}\` 公布过签发密钥 \`${signer}\`：请询问本单位是否承认贵单位`,
  ],
  'statement-signature': () => ['岗位证明的签名有误', `它不是由所称密钥作出，或属于其他单位：${anew}`],
  'visitor-certificate': ({ fault }) => [
    '来访者的证书不被接受',
    `${formProblem(fault)}：请出示所在单位签发的证书`,
  ],
  'visitor-unnamed': () => [
    '证书没有载明单位的人员',
    '它不是单位为其人员签发、载有唯一名称 `spiffe://<unit>/person/<id>` 的证书：请出示所在单位签发的证书',
  ],
  'visitor-no-person': ({ subject }) => [
    '只有人员才能来访',
    `证书载明的是 \`${subject}\`：请由人员持本人证书来访`,
  ],
  'visitor-own-domain': ({ domain }) => [
    '本单位人员无需来访',
    `证书载明的是 \`${domain}\` 的人员，即本单位：请直接用该证书连接`,
  ],
  'visitor-key-refused': ({ fault }) => [
    '来访者的密钥不被接受',
    `${formProblem({ kind: 'key-refused', fault })}：请持另一密钥的证书来访`,
  ],
  'visitor-key-known': ({ key }) => [
    '该密钥在此已有其主',
    `\`${key}\` 是本单位人员的密钥：每个持有者须使用各自的密钥`,
  ],
  'visitor-unit-unreached': ({ domain }) => [
    '没有信任路径通向来访者的单位',
    `没有生效的互认协议通向 \`${domain}\` 为来访者作证的密钥：请询问本单位是否承认贵单位`,
  ],
  'visitor-unreached': ({ fault }) => [
    '没有信任路径通向来访者',
    `${reachProblem(fault)}：请询问本单位是否承认贵单位，以及界限为何`,
  ],
  'visitors-full': ({ visitorsMax }) => [
    '来访者过多',
    `现有 ${visitorsMax} 名来访者：请待部分来访结束后再来`,
  ],
  'visitors-none-leaving': () => ['没有被终止的来访', '没有尚待逐一列明的一并终止的来访：无需再办'],
  'visitor-unknown': ({ key }) => [
    '没有该来访者',
    `没有接待过密钥为 \`${key}\` 的人员：请先用 \`chancery visit\` 来访`,
  ],
  'visit-over': ({ visitor, until }) => [
    '来访已经结束',
    `\`${visitor}\` 的来访已于 ${isoInstant(until)} 结束：${anew}`,
  ],
}
