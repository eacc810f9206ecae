import type { ProcedureFault } from '#procedure'
import type { Conflict, ConflictRule, ConflictStep } from '#task'
import type { Words } from './words.ts'
import { trusteeText } from './words-trustee.ts'

type StrandingFault = Extract<ProcedureFault, { readonly kind: 'strands-cases' | 'override-unknown' }>

/** What is refused because running cases could not be finished after it, in words. */
export const strandingWords: Words<StrandingFault> = {
  'strands-cases': ({ cases, more, override }) => {
    const [first] = cases
    const others = cases.length - 1 + more
    const what = first ? `case \`${first.case}\` (\`${first.procedure}\`)` : 'a case'
    const also = others > 0 ? `, and ${others} more,` : ''
    const why = first?.conflict ? conflictText(first.conflict) : 'whether anybody could, was not found out'
    const way =
      override === undefined
        ? 'leave it to somebody else, or appoint one more who could'
        : `appoint one more who could, or name the override \`${override}\``
    return {
      status: 409,
      title: 'running cases could not be finished',
      detail: `after this ${what}${also} could not be finished: ${why}; ${way}`,
      members: {
        cases: cases.map((one) => ({
          case: one.case,
          procedure: one.procedure,
          ...(one.conflict && { conflict: one.conflict, why: conflictText(one.conflict) }),
        })),
        more,
        ...(override !== undefined && { override }),
      },
    }
  },
  'override-unknown': ({ override, known }) => ({
    status: 400,
    title: 'the override is not one of the step',
    detail:
      known.length === 0
        ? `the step you act by has no override \`${override}\`: leave it out`
        : `the step you act by has no override \`${override}\`: name \`${known.join('`, `')}\` or none`,
  }),
}

/** Why a case cannot be finished: who could take which steps, and what stands against it; half a sentence. */
export function conflictText({ steps, constraints }: Conflict): string {
  return [...steps.map(stepText), ...constraints.map(ruleText)].join(', and ')
}

function stepText({ step, by, training = [], people, count }: ConflictStep): string {
  const demanded = training.length === 0 ? '' : ` with the training \`${training.join('`, `')}\``
  if (count === 0) return `nobody of ${trusteeText(by)}${demanded} could take \`${step}\``
  if (people.length === 0) return `only ${count} of ${trusteeText(by)}${demanded} could take \`${step}\``
  const others = count > people.length ? ` and ${count - people.length} more` : ''
  return `only \`${people.join('`, `')}\`${others} could take \`${step}\``
}

function ruleText({ kind, steps, people = 0 }: ConflictRule): string {
  const list = `\`${steps.join('`, `')}\``
  const [first = '', second = ''] = steps
  switch (kind) {
    case 'different-people':
      return `different people must take ${list}`
    case 'same-person':
      return `one person must take ${list}`
    case 'at-least':
      return `at least ${people} people must take ${list}`
    case 'at-most':
      return `at most ${people} people may take ${list}`
    case 'senior':
      return `whoever takes \`${first}\` must be senior to whoever takes \`${second}\``
    case 'same-office':
      return `${list} are for people who share an office`
    case 'different-office':
      return `${list} are for people who share no office`
    case 'same-unit':
      return `${list} are for people of one unit`
    case 'different-unit':
      return `${list} are for people of different units`
    case 'review':
      return `nobody reviews the glass he broke himself (${list})`
    default:
      return kind satisfies never
  }
}
