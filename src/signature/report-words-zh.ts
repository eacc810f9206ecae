import { pathWords } from './path-words.ts'
import { listed, type ReportWords, timeText, told } from './report-words.ts'
import type { Indication } from './verdict.ts'

const whoElse = { signer: '签名人的证书', authority: '上级机构的证书', status: '状态说明' }

const addedSignature: Readonly<Record<Indication, string>> = {
  'TOTAL-PASSED': '也成立。',
  'TOTAL-FAILED': '不成立，请勿信赖它及其所显示的内容。',
  INDETERMINATE: '此处无法断定是否成立，请勿信赖它及其所显示的内容。',
}

const counterSignature: Readonly<Record<Indication, (signer: string | undefined) => string>> = {
  'TOTAL-PASSED': (signer = '?') => `另有用 ${signer} 的密钥所作的副署，该副署也成立。`,
  'TOTAL-FAILED': (signer) => `另有${inNameOf(signer)}的副署，该副署不成立：请勿信赖它。`,
  INDETERMINATE: (signer) => `另有${inNameOf(signer)}的副署，此处无法断定它是否成立。`,
}

function inNameOf(signer: string | undefined): string {
  return signer === undefined ? '无名' : `以 ${signer} 的名义所作`
}

/** What reports say in Chinese. */
export const chineseWords: ReportWords = {
  passed: (signer) => `本文件由 ${signer} 的密钥签名，此后未被改动：签名成立。`,
  passedInPart: (signer) =>
    `本文件由 ${signer} 的密钥签名：对所签的内容，签名成立；但这里还有不在此签名之内的东西。`,
  failed: '请勿信赖此签名：它不成立。',
  indeterminate: '凭现有材料无法断定此签名是否成立：暂时请勿信赖。',
  unreadable: (problem) => `无法判断本文件中的签名：${problem}。`,
  meaning: {
    FORMAT_FAILURE: { says: '它不符合签名应有的格式。', todo: '请重新索取该文件。' },
    HASH_FAILURE: { says: '这不是当初签署的文件。', todo: '请勿使用；请向签名人索取其签署的原件。' },
    SIG_CRYPTO_FAILURE: { says: '此签名不是由其所称的密钥作出的。', todo: '请勿使用。' },
    REVOKED: { says: '签名时，签名人的证书已被吊销。', todo: '请勿使用。' },
    EXPIRED: { says: '签名时，签名人的证书已过期。', todo: '请勿使用。' },
    NOT_YET_VALID: { says: '签名早于其所称的证书。', todo: '请勿使用。' },
    SIG_CONSTRAINTS_FAILURE: {
      says: '签名中没有写明所用的证书。',
      todo: '请要求按通常级别（B-B）重新签名。',
    },
    CHAIN_CONSTRAINTS_FAILURE: {
      says: '该证书并非为此用途签发，或其上级不允许这样使用。',
      todo: '其他单位的签名人，只有在与该单位的协议包括签名时才被承认；否则请签名人使用签署文件的证书。',
    },
    CERTIFICATE_CHAIN_GENERAL_FAILURE: {
      says: '签名人之上的证书未能全部核验。',
      todo: '请询问证书的签发机构。',
    },
    CRYPTO_CONSTRAINTS_FAILURE: {
      says: '所用的算法或密钥在签名时已不能证明任何事。',
      todo: '请要求重新签名。',
    },
    POLICY_PROCESSING_ERROR: {
      says: '现有的签名策略不是签名人所指的那一份。',
      todo: '请取得签名所指的策略。',
    },
    SIGNATURE_POLICY_NOT_AVAILABLE: {
      says: '签名人所指的签名策略在此不为所知。',
      todo: '请取得该策略，并判断能否接受。',
    },
    TIMESTAMP_ORDER_FAILURE: { says: '各时间戳互相矛盾。', todo: '请重新索取该文件。' },
    NO_SIGNING_CERTIFICATE_FOUND: { says: '缺少签名所指的证书。', todo: '请取得签名人的证书后再次验证。' },
    NO_CERTIFICATE_CHAIN_FOUND: {
      says: '您所信任的机构均未为签名人作保。',
      todo: '是否信任签名人的机构，由您或您的机关决定；请从可靠来源取得其公钥。',
    },
    REVOKED_NO_POE: {
      says: '签名人的证书已被吊销，且无法证明签名在此之前。',
      todo: '请索取带有更早时间戳的文本。',
    },
    REVOKED_CA_NO_POE: {
      says: '上级机构的证书已被吊销，且无法证明全部材料都在此之前。',
      todo: '请索取带有更早时间戳和证据的文本。',
    },
    REVOCATION_OUT_OF_BOUNDS_NO_POE: {
      says: '说明状态的材料本身已过期。',
      todo: '请索取带有较新证据的文本。',
    },
    OUT_OF_BOUNDS_NO_POE: {
      says: '证书已过期，且无法证明签名在此之前。',
      todo: '请索取带有更早且持续续期的时间戳的文本。',
    },
    OUT_OF_BOUNDS_NOT_REVOKED: {
      says: '证书已过期；到期前一直有效，但无法证明签名在此之前。',
      todo: '请索取带有更早且持续续期的时间戳的文本。',
    },
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE: {
      says: '所用算法现已失效，且无法证明签名在此之前。',
      todo: '请索取带有更早且持续续期的时间戳的文本。',
    },
    NO_POE: { says: '所依据的某项材料无法证明在当时已存在。', todo: '请索取带有存档时间戳的文本。' },
    TRY_LATER: { says: '尚不知道证书当时是否有效。', todo: '请以较新的吊销列表，稍后或联网再次验证。' },
    SIGNED_DATA_NOT_FOUND: { says: '缺少被签署的文件。', todo: '请将文件与签名放在一起再次验证。' },
  },
  reason: {
    'form-broken': ({ problem }) => `格式：${problem}`,
    'content-differs': ({ name }) => `“${name}”不是被签署的内容`,
    'content-absent': ({ name }) => `“${name}”曾被签署，但不在手头`,
    'value-wrong': () => '签名值不是该密钥对这些内容作出的',
    'certificate-missing': () => '手头没有签名所指的证书',
    'certificate-differs': ({ subject }) => `${subject} 的证书不是随签名一同签署的那一份`,
    'certificate-unnamed': () => '签名内容中没有写明证书',
    'certificate-unreadable': ({ problem }) => `证书无法读取（${problem}）`,
    'algorithm-unknown': ({ algorithm }) => `不认识算法 ${algorithm}`,
    'key-refused': ({ subject, problem }) => `${subject} 的密钥不被接受（${problem}）`,
    'policy-unknown': ({ oid }) => `不认识签名策略 ${oid}`,
    'policy-differs': ({ oid }) => `现有的签名策略 ${oid} 摘要不符`,
    'path-refused': ({ fault, at }) => `${told(pathWords.zh, fault)}（截至 ${timeText(at)}）`,
    'budget-spent': ({ what }) => `搜索已中止：${what} 过多`,
    'certificate-expired': ({ subject, notAfter, of }) =>
      `${whoElse[of]}（${subject}）已于 ${timeText(notAfter)} 到期`,
    'certificate-early': ({ subject, notBefore, of }) =>
      `${whoElse[of]}（${subject}）自 ${timeText(notBefore)} 起才有效`,
    'certificate-revoked': ({ subject, since, reason, of }) => {
      const when = since === undefined ? '' : `于 ${timeText(since)} `
      return `${whoElse[of]}（${subject}）${when}被吊销${reason ? `（${reason}）` : ''}`
    },
    'certificate-held': ({ subject }) => `${subject} 的证书被暂停使用`,
    'status-missing': ({ subject, newest }) => {
      const last = newest === undefined ? '没有材料' : `没有比 ${timeText(newest)} 更新的材料`
      return `${last}说明 ${subject} 的证书当时是否有效`
    },
    'existence-unproven': ({ what, until }) => `${what}：无法证明在 ${timeText(until)} 之前已存在`,
    'algorithm-ended': ({ algorithm, until }) => {
      return until === undefined
        ? `无人为算法 ${algorithm} 作保`
        : `算法 ${algorithm} 自 ${timeText(until)} 起不再可靠`
    },
    'timestamp-refused': ({ fault }) => `某时间戳不成立（${fault}）`,
    'timestamp-order': ({ earlier, later }) =>
      `内容的时间戳为 ${timeText(later)}，签名的为 ${timeText(earlier)}`,
  },
  unsigned: {
    plain: () => '本文件没有签名。',
    'typed-name': ({ name }) => `本文件没有签名。其中打印了“${name}”这个名字，任何人都可以这样做。`,
    picture: () => '本文件是一张图片，没有签名。手写签名或印章的图片，任何看到的人都能复制。',
    office: ({ pictures, typedName }) => {
      const name = typedName === undefined ? '' : `其中打印了“${typedName}”这个名字，任何人都可以这样做。`
      const shown = pictures === 0 ? '' : `其中有 ${pictures} 张图片；若有手写签名，那也是复制进去的。`
      return `本文档没有签名。${name}${shown}`
    },
    mail: ({ from, pictures, typedName }) => {
      const name = typedName === undefined ? '' : `其中打印了“${typedName}”这个名字。`
      const shown = pictures === 0 ? '' : `其中有 ${pictures} 张图片，它们不构成签名。`
      return `本邮件没有签名。它自称来自“${from}”，任何发件人都可以这样写。${name}${shown}`
    },
    pdf: ({ stamps, drawings, emptyFields }) => {
      const marks = stamps + drawings
      const seen = marks === 0 ? '' : `页面上有 ${marks} 处标记，任何人都可以添加。`
      const fields = emptyFields === 0 ? '' : `其中有 ${emptyFields} 处签名位置，都是空的。`
      return `本 PDF 没有签名。${seen}${fields}`
    },
  },
  unsignedWhy:
    '数字签名由只有签名人持有的密钥对文件的每一个字节作出；本文件中没有这样的签名。这并不说明它是假的，只说明文件本身不能证明任何事。',
  note: {
    'signature-added': ({ indication, count, signers, pages }) => {
      const marks = pages.map((page) => page + 1).join('、')
      const seen = pages.length === 0 ? '' : `第 ${marks} 页上的签名标记不属于此处所签的内容。`
      const names = signers.length === 0 ? '' : `（署名 ${listed(signers, '、')}）`
      return `此后又加了 ${count} 个签名${names}：${addedSignature[indication]}${seen}`
    },
    'counter-signed': ({ indication, signer }) => counterSignature[indication](signer),
    'fields-filled': ({ fields }) =>
      `此后填写了表单字段（签名人允许填写，但未签署其内容）：${listed(fields, '、')}。`,
    'notes-added': ({ count }) => `此后在页面上加了 ${count} 处批注或标记（签名人允许，但未签署）。`,
    'properties-changed': () => '此后改动了文件的属性（所用程序、日期）或表单字段的字体。',
    'unseen-added': () => '此后文件中加入了任何页面都不显示、也未在此签署的内容。',
    'files-beside': ({ names }) => `同一容器中还有不在此签名之内的文件：${listed(names, '、')}。`,
    'evidence-added': () => '此后加入了供日后验证的材料（证书、证书状态、时间戳），任何页面都不显示。',
    'claimed-after-proof': ({ claimed, proven }) =>
      `签名人自称签于 ${timeText(claimed)}，但签名在 ${timeText(proven)} 已经存在：所称时间有误。`,
    'claimed-before-certificate': ({ claimed, notBefore }) =>
      `签名人自称签于 ${timeText(claimed)}，早于证书签发之时（${timeText(notBefore)}）。`,
    'grade-test': () => '该证书仅供测试：它不能证明签名人是谁。',
    'timestamp-unproven': ({ id, reasons }) => {
      const why = reasons.map((reason) => told(chineseWords.reason, reason)).join('；')
      return `时间戳 ${id.slice(0, 16)} 不起作用（${why}）。`
    },
    'receipt-unwitnessed': () =>
      '该行为已登记在案，这只是保管记录的单位自己的说法：没有此处所知的见证人联署。',
    'status-old': ({ subject, asOf }) =>
      `关于 ${subject}，没有比 ${timeText(asOf)} 更新的材料；联网验证时结果可能不同。`,
    'records-unexamined': ({ count }) => `不知道其中 ${count} 份证据记录是关于什么的：它们不起作用。`,
  },
  time: {
    proven: (at, by) => `由 ${by} 的时间戳证明，它在 ${timeText(at)} 已经存在。`,
    unproven: '没有材料证明何时签名。',
    claimed: (at) => `签名人自称：${timeText(at)}。`,
  },
  trust: (anchors, between) => {
    const via =
      between.length === 0 ? '' : `，并通过${anchors.length === 1 ? '它' : '它们'}信任 ${between.join('、')}`
    return `相信上述结论，即信任 ${anchors.join('、')}${via}。`
  },
  untold: (names) => `手头没有材料说明以下机构当时是否仍有效：${names.join('、')}。`,
  authority: {
    none: '签名没有说明依据何种权限作出。',
    unproven: (unit, problem) =>
      `签名自称依据单位 ${unit} 的权限；现有材料无法证明${problem === undefined ? '' : `（${problem}）`}。`,
    contradicted: (what) => `签名所称的权限与该单位的记录相矛盾（${what}）：请勿信赖这一说法。`,
    proven: ({ case: id, step, office, permission, object }, origin, since, witnesses) => {
      const seen = witnesses.length === 0 ? '仅凭该单位自己的说法' : `由 ${witnesses.join('、')} 联署`
      const held = office === undefined ? '' : `（职位 ${office}）`
      return (
        `${origin} 的记录自 ${timeText(since)} 起表明（${seen}）：此签名由案件 ${id} 的步骤 ${step}${held} ` +
        `允许，权限为 ${object} 上的 ${permission}。`
      )
    },
    problem: (problem) => {
      switch (problem.kind) {
        case 'receipt-unreadable':
          return `回执无法读取：${problem.part}`
        case 'receipt-record-refused':
          return '记录的密钥不是您所信任的，或当时不是'
        case 'receipt-unit-other':
          return `该记录不属于单位 ${problem.unit}`
        case 'receipt-checkpoint':
          return `回执的检查点不成立（${problem.problem}）`
        case 'receipt-not-included':
          return `回执未能证明其条目在记录之中（${problem.problem}）`
        case 'receipt-actor-other':
          return '该行为由另一把密钥签署'
        default:
          return problem satisfies never
      }
    },
    difference: {
      act: '条目是另一种行为',
      signature: '条目关于另一个签名',
      unit: '条目属于另一个单位',
      case: '另一个案件',
      step: '另一个步骤',
      permission: '另一项权限',
      object: '另一个对象',
      epoch: '另一个时期',
      office: '另一个职务',
      grant: '另一项授权',
      'claim-missing': '签名本身没有声称权限',
    },
  },
  limits: (isPermitted) =>
    `签名成立，说明是谁签的、所签内容此后没有改动；并不说明内容属实${isPermitted ? '' : '，也不说明签名人有权作此决定'}。`,
  labels: {
    title: '签名验证报告',
    file: '文件',
    octets: '字节',
    verifiedAt: '验证时间',
    signature: '签名',
    verdict: '结论（EN 319 102-1）',
    reasons: '理由',
    signer: '签名人',
    certificate: '证书',
    unit: '单位',
    grade: '身份核验等级',
    roles: '自称的职务',
    commitments: '承诺类型',
    location: '自称的地点',
    statedReason: '自述的理由',
    authority: '权限',
    claimedTime: '自称的时间',
    bestTime: '可证明已存在于',
    level: '级别',
    path: '须信任谁',
    statuses: '证书状态',
    algorithms: '算法',
    covers: '签名所涵盖的',
    unprotected: '不受任何保护的',
    timestamps: '时间戳',
    notes: '须知',
    policy: '签名策略',
    counterSignatures: '副签名',
    none: '无',
    found: '具备',
    valid: '成立',
    claim: '声称',
  },
}
