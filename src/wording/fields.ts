import type { Wording } from './language.ts'

/** The words of one field of a form. */
export interface FieldWording {
  readonly label: Wording
  /** What to fill in, where the label does not say it. */
  readonly hint?: Wording
}

/** A field, as its words in both languages: label, and hint where one is needed. */
function field(en: string, zh: string, hintEn?: string, hintZh?: string): FieldWording {
  const label = { en, zh }
  return hintEn === undefined || hintZh === undefined
    ? { label }
    : { label, hint: { en: hintEn, zh: hintZh } }
}

const people: Readonly<Record<string, FieldWording>> = {
  person: field('Person', '人员', 'Identifier, as li.wei', '标识，如 li.wei'),
  id: field('Identifier', '标识', 'As li.wei; it stays for good', '如 li.wei，确定后不再改变'),
  name: field('Name', '名称', 'Full name, in any script', '全称，文字不限'),
  kind: field('Kind', '类别'),
  grade: field('Grade', '等级', 'What the evidence is worth', '所凭证据的可信程度'),
  dns: field('Host names', '主机名', 'Of a service, in lower case', '服务的主机名，用小写'),
  evidence: field('Evidence', '证据', 'What was seen, and by whom', '看到了什么，由谁出示'),
  request: field('Certificate request', '证书申请', 'Its digest, as it was received', '收到时的摘要'),
  serial: field('Certificate', '证书', 'Serial number in hexadecimal', '十六进制序列号'),
  reason: field('Reason', '原因', 'In words; it stays on the record', '用文字说明，将载入记录'),
  office: field('Office', '岗位', 'As head-of-permits', '如 head-of-permits'),
  title: field('Title', '名称', 'In any script', '文字不限'),
  layer: field('Layer', '层级'),
  rank: field(
    'Rank',
    '级别',
    '1 to 99 within the layer, higher is senior',
    '同一层级内 1 至 99，数字越大级别越高',
  ),
  substitute: field('Substitute', '代理人', 'Who stands in meanwhile', '离岗期间由谁代理'),
  training: field('Training', '培训', 'As data-protection', '如 data-protection'),
  from: field('From', '开始时间', 'Now, where it is left out', '不填则从现在开始'),
  until: field('Until', '结束时间', 'Date and time in UTC', '日期和时间（UTC）'),
  second: field('Second person', '第二人', 'Who is told of it', '须通知的另一人'),
}

const cases: Readonly<Record<string, FieldWording>> = {
  case: field('Case', '案件', 'Its number', '案件编号'),
  step: field('Step', '环节'),
  procedure: field('Procedure', '流程'),
  data: field('Details', '案件信息', 'What the procedure asks for', '流程要求填写的内容'),
  outcome: field('Outcome', '办理结果'),
  permission: field('Permission', '权限', 'As permit.read', '如 permit.read'),
  permissions: field('Permissions', '权限', 'All of the step, where left out', '不填则为该环节的全部权限'),
  completes: field('May complete the step', '可以完成该环节'),
  object: field('Object', '对象', 'What it is about, as permit/17', '所涉及的对象，如 permit/17'),
  epoch: field('State of the grant', '授权状态', 'Index of the entry it rests on', '所依据的条目序号'),
  text: field('Text', '文本', 'YAML', 'YAML'),
  digest: field('Digest', '摘要'),
  wish: field('Wish', '申请', 'Envelope that the citizen signed', '市民签署的信封'),
}

const trust: Readonly<Record<string, FieldWording>> = {
  unit: field('Unit', '单位', 'Its domain', '其域名'),
  domain: field('Domain', '域名', 'In lower case', '用小写'),
  domains: field('Further domains', '其他域名', 'Of units behind it', '其后各单位的域名'),
  authority: field('Authority certificate', '权威证书', 'PEM', 'PEM'),
  issuing: field(
    'Issuing certificate',
    '签发证书',
    'Of the issuing key, by the new key',
    '由新密钥为签发密钥签发',
  ),
  newWithOld: field('New key by the old one', '旧密钥为新密钥签发的证书', 'PEM', 'PEM'),
  oldWithNew: field('Old key by the new one', '新密钥为旧密钥签发的证书', 'PEM', 'PEM'),
  key: field('Key', '密钥', 'Its fingerprint, as its makers say it', '其指纹，以制作人员所述为准'),
  use: field('Use', '用途'),
  purposes: field('Purposes', '用途', 'What its certificates are recognised for', '承认其证书用于何事'),
  hops: field('Hops', '跳数', 'Further agreements that may follow', '其后还可经由的互认协议数'),
  days: field('Days', '天数', 'From its signing to its end', '从签署到终止的天数'),
  statusAge: field('Age of status', '状态时效', 'Seconds at most', '最长秒数'),
  bundle: field(
    'Address of the bundle',
    '信任包地址',
    'Where the other unit publishes it, HTTPS',
    '对方单位发布处，HTTPS',
  ),
  privateAddresses: field('May lie in a private network', '可以位于内部网络'),
  agreement: field('Agreement', '互认协议', 'Serial number in hexadecimal', '十六进制序列号'),
  certificate: field('Certificate', '证书', 'PEM, or DER in base64', 'PEM，或 base64 的 DER'),
  statement: field('Office statement', '岗位证明', 'Envelope of the home unit', '来访者所在单位的信封'),
  presentation: field('Presentation', '出示凭据', 'Signed by the key of the certificate', '由证书的密钥签署'),
}

const services: Readonly<Record<string, FieldWording>> = {
  service: field('Service', '服务', 'Identifier, as permits', '标识，如 permits'),
  hosts: field('Host names', '主机名', 'That lead to it', '指向该服务'),
  names: field('Host names', '主机名', 'That the gate serves', '网关所服务'),
  upstream: field('Address', '上游地址', 'As tcp://127.0.0.1:9000', '如 tcp://127.0.0.1:9000'),
  routes: field('Routes', '路由', 'Method, path, permission and object', '方法、路径、权限和对象'),
  strict: field(
    'Journal before the response',
    '先记入日志再答复',
    'Each access, durably',
    '每次访问均先可靠记录',
  ),
  proxy: field(
    'Proxy',
    '代理',
    'Service that stands before it in place of the gate',
    '代替网关置于其前的服务',
  ),
  document: field('Document', '文件', 'SHA-256 of the file', '文件的 SHA-256'),
  form: field('Form of the signature', '签名形式'),
  signed: field('Signed octets', '所签字节', 'Base64', 'base64'),
  value: field('Value of the signature', '签名值', 'Base64', 'base64'),
}

const founding: Readonly<Record<string, FieldWording>> = {
  publicUrl: field('Public address', '公开地址', 'Of the plain HTTP face', '明文 HTTP 服务的地址'),
  suite: field('Suite of algorithms', '算法套件'),
  founder: field('Founder', '创建人'),
  founderCertificate: field('Certificate of the founder', '创建人证书', 'DER in base64', 'base64 的 DER'),
  nodeCertificate: field('Certificate of the node', '节点证书', 'DER in base64', 'base64 的 DER'),
  recordKey: field('Key of the record', '记录的密钥'),
  journalKey: field('Key of the journal', '访问日志的密钥'),
  offices: field('Offices', '岗位', 'With title, layer and rank', '含名称、层级和级别'),
  procedures: field('Procedures', '流程', 'Their texts', '流程文本'),
  announced: field('Announced procedures', '公布的流程', 'Digests of their texts', '流程文本的摘要'),
  texts: field('Texts of procedures', '流程文本', 'YAML', 'YAML'),
}

/** The words of a field by the name of the member, which means the same in every act … */
export const fieldWording: Readonly<Record<string, FieldWording>> = {
  ...people,
  ...cases,
  ...trust,
  ...services,
  ...founding,
}

/** … but in these. */
export const ownFieldWording: Readonly<Record<string, Readonly<Record<string, FieldWording>>>> = {
  'absence.end': {
    person: field('Person', '人员', 'Oneself, where it is left out', '不填则为本人'),
    from: field(
      'Beginning of the absence',
      '离岗开始时间',
      'Of one that is withdrawn; the running one ends where it is left out',
      '撤回的离岗从何时开始；不填则结束正在进行的离岗',
    ),
  },
  'agreement.propose': {
    evidence: field(
      'Evidence',
      '证据',
      'How it was made sure that the key is theirs',
      '如何核实该密钥确属对方',
    ),
    grade: field('Highest grade', '最高等级', 'That is recognised', '所承认的最高等级'),
  },
  'agreement.propose-narrowing': {
    grade: field('Highest grade', '最高等级', 'That is recognised', '所承认的最高等级'),
  },
  'agreement.sign': {
    certificate: field(
      'Cross-certificate',
      '交叉证书',
      'PEM, signed by the authority key',
      'PEM，由权威密钥签署',
    ),
  },
  'authority.propose-rollover': {
    evidence: field(
      'Evidence',
      '证据',
      'Who made the key, where and before whom',
      '由谁、在何处、当着谁制作密钥',
    ),
  },
  'certificate.renew': {
    request: field('Certificate request', '证书申请', 'PEM', 'PEM'),
  },
  'document.sign': {
    name: field('File name', '文件名'),
    certificate: field(
      'Certificate',
      '证书',
      'Of whoever signs, DER in base64',
      '签署者的证书，base64 的 DER',
    ),
  },
  'document.seal': { name: field('File name', '文件名') },
  'procedure.adopt': {
    name: field('Procedure', '流程'),
    digest: field(
      'Digest of the draft',
      '草案的摘要',
      'SHA-256 of the text that was read',
      '所阅文本的 SHA-256',
    ),
  },
  'procedure.draft': {
    name: field('Procedure', '流程', 'Its name, as building-permit', '流程名称，如 building-permit'),
  },
  'step.delegate': {
    person: field('Delegate', '受托人', 'Identifier, as li.wei', '标识，如 li.wei'),
    until: field('Until', '结束时间', 'With the step, where it is left out', '不填则随环节结束'),
  },
  'training.record': {
    until: field('Counts until', '有效期至', 'Date and time in UTC', '日期和时间（UTC）'),
  },
  'unit.found': { name: field('Name', '名称', 'Of the unit, in any script', '单位名称，文字不限') },
}
