import type { CmsFault } from '#cms'
import { type Sentences, say } from './words.ts'

const cmsSentences: Sentences<CmsFault> = {
  'not-der': ({ fault }) => `不是严格的 DER（\`${fault.kind}\`，位于第 ${fault.offset} 字节）`,
  'content-type-unexpected': ({ expected, found }) => `内容类型为 ${found}，应为 ${expected}`,
  'version-unsupported': ({ version }) => `不接受其版本 ${version}`,
  'too-many': ({ what, count, countMax }) => `含有 ${count} 个 ${what}，最多接受 ${countMax} 个`,
  'attribute-duplicate': ({ type }) => `属性 ${type} 出现两次`,
  'attribute-values': ({ type, count }) => `属性 ${type} 有 ${count} 个值，应只有一个`,
  'attribute-malformed': ({ type, fault }) => `属性 ${type} 格式有误：${cmsProblem(fault)}`,
  'digest-unknown': () => '其摘要算法不识别',
  'digest-length': ({ length, lengthDue }) => `摘要为 ${length} 字节，按其算法应为 ${lengthDue} 字节`,
  'encryption-unsupported': () => '它所证明的是加密内容，此处无法核对',
  'ocsp-unanswered': ({ status }) => `这是没有答复内容的 OCSP 响应（状态 ${status}）`,
}

/** What is wrong with a signed message, attribute or time-stamp by itself, as half a sentence. */
export function cmsProblem(fault: CmsFault): string {
  return say(cmsSentences, fault)
}
