import assert from 'node:assert/strict'
import { test } from 'node:test'
import { occurrenceOf } from './fake-evidence.ts'
import { problemKinds, problemOf } from './problem.ts'

/** What both languages name as it is: what stands in quotes, and numbers; times among them. */
function named(detail: string): readonly string[] {
  return (detail.match(/`[^`]+`|<\w+>|\d[\d:.TZ-]*/g) ?? []).map((one) => one.replace(/[.:-]$/, '')).sort()
}

for (const kind of problemKinds) {
  test(`${kind} is told in Chinese with the same evidence`, () => {
    const occurrence = occurrenceOf(kind)
    const english = problemOf(occurrence, 'en')
    const chinese = problemOf(occurrence, 'zh')
    assert.ok(english && chinese)
    assert.equal(chinese.type, english.type)
    assert.equal(chinese.status, english.status)
    assert.deepEqual(Object.keys(chinese), Object.keys(english))
    for (const text of [chinese.title, chinese.detail]) {
      assert.match(text, /\p{Script=Han}/u, text)
      assert.doesNotMatch(text, /[。.!]$|undefined|NaN|\[object|\n| {2}/, text)
      assert.doesNotMatch(text, /\p{Script=Han}[,:;!?]|[（）：，；] /u, 'punctuation is Chinese')
    }
    assert.match(chinese.detail, /[：；，]/, 'what is wrong, then what to do')
    assert.deepEqual([...new Set(named(chinese.detail))], [...new Set(named(english.detail))])
  })
}

test('members that hold sentences hold them in the language asked for', () => {
  const stranding = problemOf(occurrenceOf('strands-cases'), 'zh')
  assert.match(JSON.stringify(stranding?.['cases']), /"why":"只有 `li\.wei` 能够办理 `read`，且/)
  const text = problemOf(occurrenceOf('procedure-text'), 'zh')
  assert.match(JSON.stringify(text?.['faults']), /"problem":"这些环节互相等待：a → b → a/)
})

const inputs = [
  ['invalid input: expected string, received undefined', '缺少此项（应为文本）'],
  ['too big: expected string to have <=500 characters', '最多 500 个字符'],
  ['too small: expected array to have >=1 items', '至少 1 项'],
  ['invalid option: expected one of "a"|"b"', '应为 "a"、"b" 之一'],
  ['unrecognized key: "x"', '不需要 "x"'],
  ['must be the name of a step', '应为环节名称'],
  ['something nobody foresaw', 'something nobody foresaw'],
] as const

for (const [problem, told] of inputs) {
  test(`an input of which the schema says “${problem}” is told in Chinese`, () => {
    const detail = problemOf({ ...{ at: 'reason', problem }, kind: 'act-malformed' }, 'zh')?.detail
    assert.equal(detail, `\`reason\`：${told}；请更正，如系事项请重新签署`)
  })
}
