/** What schemas say of an input, as they say it; the values in it stay. */
const forms: readonly (readonly [RegExp, (...parts: readonly string[]) => string])[] = [
  [/^invalid input: expected (\w+), received undefined$/, (type = '') => `缺少此项（应为${typeText(type)}）`],
  [
    /^invalid input: expected (\w+), received (\w+)$/,
    (type = '', found = '') => `应为${typeText(type)}，而不是${typeText(found)}`,
  ],
  [/^too (?:big|small): expected (?:string|array|number|int) to (?:have|be) (.+)$/, sizeText],
  [/^invalid option: expected one of (.+)$/, (options = '') => `应为 ${options.replaceAll('|', '、')} 之一`],
  [/^unrecognized keys?: (.+)$/, (keys = '') => `不需要 ${keys}`],
  [/^invalid string: must match pattern (.+)$/, (pattern = '') => `不符合格式 ${pattern}`],
  [/^invalid base64-encoded string$/, () => '不是 base64'],
  [/^invalid key in record$/, () => '名称有误'],
  [/^must be at most (\d+) characters$/, (count = '') => `最多 ${count} 个字符`],
]

const types = new Map([
  ['string', '文本'],
  ['number', '数字'],
  ['int', '整数'],
  ['boolean', '是或否'],
  ['array', '列表'],
  ['object', '对象'],
  ['record', '对象'],
  ['undefined', '空缺'],
  ['null', '空值'],
  ['nan', '非数字'],
])

function typeText(type: string): string {
  return types.get(type) ?? type
}

function sizeText(size = ''): string {
  const [, sign = '', count = '', of = ''] = /^([<>]=?)(\d+)(?: (\w+))?$/.exec(size) ?? []
  const bound = new Map([
    ['<=', '最多'],
    ['>=', '至少'],
    ['<', '须少于'],
    ['>', '须多于'],
  ]).get(sign)
  if (bound === undefined) return size
  if (of === 'characters') return `${bound} ${count} 个字符`
  return of === 'items' ? `${bound} ${count} 项` : `${bound} ${count}`
}

/** Sentences of schemas that stand for themselves. */
const sentences = new Map([
  ['malformed', '格式有误'],
  ['not plain json', '不是普通 JSON'],
  ['not base64', '不是 base64'],
  ['not utf-8', '不是 UTF-8'],
  ['not an rfc 3339 time in utc', '不是 UTC 的 RFC 3339 时间'],
  ['an override is named in lower case words with hyphens between them', '破例以小写单词命名，其间用连字符'],
  ['must be the thumbprint of a key', '应为密钥的指纹'],
  ['must be a name without control characters', '应为不含控制字符的名称'],
  ['must be ascii and must not end with a slash', '应为 ASCII，且末尾不得有斜线'],
  ['must be the serial in lower-case hexadecimal', '应为小写十六进制的序列号'],
  ['must be 1 to 63 of a-z 0-9 - and begin with a letter', '应为 1 至 63 个 a-z、0-9 或 -，并以字母开头'],
  [
    'must be 1 to 63 of a-z 0-9 - and begin and end with a letter or digit',
    '应为 1 至 63 个 a-z、0-9 或 -，并以字母或数字开头和结尾',
  ],
  [
    'must be 1 to 63 of a-z 0-9 . _ - and begin and end with a letter or digit',
    '应为 1 至 63 个 a-z、0-9、.、_ 或 -，并以字母或数字开头和结尾',
  ],
  ['must be a sha-256 in hexadecimal', '应为十六进制的 SHA-256'],
  ['must be a sha-256 in lower-case hexadecimal', '应为小写十六进制的 SHA-256'],
  ['must be a base64url sha-256', '应为 base64url 的 SHA-256'],
  [
    'must be the sha-256 of a signature’s value in lower-case hexadecimal',
    '应为签名值的小写十六进制 SHA-256',
  ],
  ['must be the base64url sha-256 of a document', '应为文件的 base64url SHA-256'],
  ['must be a file name without a folder', '应为不含文件夹的文件名'],
  ['must be a host name in lower case', '应为小写的主机名'],
  ['must be a permission', '应为权限名称'],
  ['must be one permission, as `permit.read`', '应为一项权限，如 `permit.read`'],
  ['must be the name of a procedure', '应为流程名称'],
  ['must be the name of a step', '应为环节名称'],
  ['must be the name of an office', '应为岗位名称'],
  ['must be the number of a case', '应为案件编号'],
])

/** What is wrong with one member of an input; what no line is known for stays as it is. */
export function inputProblem(problem: string): string {
  const known = sentences.get(problem.toLowerCase())
  if (known !== undefined) return known
  for (const [form, tell] of forms) {
    const found = form.exec(problem)
    if (found) return tell(...found.slice(1))
  }
  return problem
}
