import type { MarkFault } from '#pdf'
import type { FormFault } from '#signature'
import type { Lines } from './chinese-lines.ts'
import type { SigningFault } from './signing-port.ts'
import { type Sentences, say } from './words.ts'

const formSentences: Sentences<FormFault> = {
  'parts-unfit': ({ form, parts }) => `${form} 不能一次签署 ${parts} 个文件：请改用其他形式`,
  'part-not-whole': ({ name }) => `须有 \`${name}\` 的内容：请发送该文件`,
  'digest-missing': ({ name, algorithm }) => `缺少 \`${name}\` 的 ${algorithm}：请发送该文件`,
  'form-unreadable': ({ form, problem }) => `不是可以读取的 ${form}（${problem}）：请发送其他文件`,
  'signature-unknown': ({ id }) => `文件中没有签名 \`${id}\`：请查看其中有哪些签名`,
  'token-unreadable': ({ problem }) => `无法读取时间戳（${problem}）：请重新发送`,
  'token-for-other': () => '时间戳针对的是其他内容：请重新发送',
  'content-other': ({ name }) => `\`${name}\` 不是签名所含的内容：请发送所准备的内容`,
  'room-too-small': ({ octets, octetsMax }) => `放不下 ${octets} 字节：只有 ${octetsMax} 字节的空间`,
  'document-forbids': ({ problem }) => `文件自身不允许（${problem}）：请改用其他文件`,
  'form-lacks': ({ form, what }) => `${form} 没有 ${what}：请去掉，或改用其他形式`,
}

/** What signing over the API is refused for. */
export const signatureLines: Lines<SigningFault> = {
  'form-refused': ({ fault }) => ['文件不能以该形式签署', say(formSentences, fault)],
  'mark-refused': ({ fault }) => ['没有加盖可见签章', markProblem(fault)],
  'signed-octets-differ': () => [
    '所签字节是为其他内容准备的',
    '文件和选项得出的字节与所签的不同：请发送所准备的内容及其 `time`',
  ],
  'act-not-signing': ({ act }) => [
    '该事项不涉及签署',
    `\`${act}\` 不会将签名载入记录：请签署随字节一并给出的事项`,
  ],
  'document-differs': () => ['该事项针对的是其他文件', '文件的摘要与事项所载不同：请发送所准备的文件'],
  'signatures-busy': ({ countMax }) => [
    '正在签署的文件过多',
    `内存中可同时处理的文件已满（${countMax}）：请稍后再试`,
  ],
}

function markProblem(fault: MarkFault): string {
  switch (fault.kind) {
    case 'font-unreadable':
      return `无法读取签章所用字体（${fault.problem}）：请指定 TrueType 字体`
    case 'font-forbids-embedding':
      return `字体 \`${fault.name}\` 不得嵌入文件：请为签章另选字体`
    case 'mark-character-unfit':
      return `签章无法显示 ${fault.character}：姓名和岗位请只用可见文字`
    case 'mark-character-missing':
      return `字体 \`${fault.font}\` 没有 ${fault.character}：请另选含有该字的字体，或改用其他写法`
    case 'mark-text-empty':
      return '签章中的姓名或岗位没有文字：请填写，或不写岗位'
    case 'mark-text-too-long':
      return `签章的一处文字有 ${fault.characters} 个字符：最多显示 ${fault.charactersMax} 个`
    case 'mark-too-small':
      return `${fault.width} × ${fault.height} 点放不下签章：请加大位置或减少文字`
    default:
      return fault satisfies never
  }
}
