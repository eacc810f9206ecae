import type { Conflict, ConflictRule, ConflictStep } from '#task'
import { type Lines, listed } from './chinese-lines.ts'
import { trusteeText } from './chinese-trustee.ts'
import type { CaseFault } from './words-procedure.ts'
import type { strandingWords } from './words-stranding.ts'

type StrandingFault = Extract<CaseFault, { readonly kind: keyof typeof strandingWords }>

/** What is refused because running cases could not be finished after it. */
export const strandingLines: Lines<StrandingFault> = {
  'strands-cases': ({ cases, more, override }) => {
    const [first] = cases
    const others = cases.length - 1 + more
    const what = first ? `案件 \`${first.case}\`（\`${first.procedure}\`）` : '某案件'
    const also = others > 0 ? `及另外 ${others} 件` : ''
    const why = first?.conflict ? conflictText(first.conflict) : '未能查明是否有人能够办结'
    const way =
      override === undefined
        ? '请交由他人办理，或增加任命一名能够办理的人员'
        : `请增加任命一名能够办理的人员，或写明破例 \`${override}\``
    const told = cases.map((one) => ({
      case: one.case,
      procedure: one.procedure,
      ...(one.conflict && { conflict: one.conflict, why: conflictText(one.conflict) }),
    }))
    return ['将使办理中的案件无法办结', `此后${what}${also}将无法办结：${why}；${way}`, { cases: told }]
  },
  'override-unknown': ({ override, known }) => [
    '该环节没有此项破例',
    known.length === 0
      ? `所依据的环节没有破例 \`${override}\`：请将其去掉`
      : `所依据的环节没有破例 \`${override}\`：请写明 ${listed(known)}，或不写`,
  ],
}

/** Why a case cannot be finished: who could take which steps, and what stands against it; half a sentence. */
export function conflictText({ steps, constraints }: Conflict): string {
  return [...steps.map(stepText), ...constraints.map(ruleText)].join('，且')
}

function stepText({ step, by, training = [], people, count }: ConflictStep): string {
  const demanded = training.length === 0 ? '' : `、具备培训 ${listed(training)} `
  const who = `${trusteeText(by)}${demanded}`
  if (count === 0) return `${who}中无人能够办理 \`${step}\``
  if (people.length === 0) return `${who}中只有 ${count} 人能够办理 \`${step}\``
  const others = count > people.length ? `及另外 ${count - people.length} 人` : ''
  return `只有 ${listed(people)}${others} 能够办理 \`${step}\``
}

function ruleText({ kind, steps, people = 0 }: ConflictRule): string {
  const list = listed(steps)
  const [first = '', second = ''] = steps
  switch (kind) {
    case 'different-people':
      return `${list} 须由不同人员办理`
    case 'same-person':
      return `${list} 须由同一人员办理`
    case 'at-least':
      return `${list} 至少须由 ${people} 人办理`
    case 'at-most':
      return `${list} 最多由 ${people} 人办理`
    case 'senior':
      return `\`${first}\` 的办理人级别须高于 \`${second}\` 的办理人`
    case 'same-office':
      return `${list} 须由任同一岗位的人员办理`
    case 'different-office':
      return `${list} 须由不任同一岗位的人员办理`
    case 'same-unit':
      return `${list} 须由同一单位的人员办理`
    case 'different-unit':
      return `${list} 须由不同单位的人员办理`
    case 'review':
      return `不得复核本人所作的紧急处置（${list}）`
    default:
      return kind satisfies never
  }
}
