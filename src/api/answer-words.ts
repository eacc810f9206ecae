import type { Conflict, ProcedureTextFault } from '#task'
import type { Language } from '#wording'
import { procedureTextProblem as textProblemInChinese } from './chinese-procedure-text.ts'
import { conflictText as conflictTextInChinese } from './chinese-stranding.ts'
import { problemOf } from './problem.ts'
import { textFaultTold } from './words-procedure.ts'
import { conflictText } from './words-stranding.ts'

/** An answer with what it tells of refusals and conflicts put into words as well. */
export function inWords(query: string, answer: unknown, language: Language): unknown {
  switch (query) {
    case 'case.outlook':
      return withWhy(answer, language)
    case 'case.resilience': {
      const { cases } = members(answer)
      const told = Array.isArray(cases) && { cases: cases.map((one) => withWhy(one, language)) }
      return { ...members(answer), ...told }
    }
    case 'office.dependence': {
      const { procedures } = members(answer)
      const told = Array.isArray(procedures) && {
        procedures: procedures.map((one) => withWhy(one, language)),
      }
      return { ...members(answer), ...told }
    }
    case 'procedure.outlook': {
      const { faults } = members(answer) as { readonly faults?: readonly ProcedureTextFault[] }
      return {
        ...withWhy(answer, language),
        ...(faults && { faults: faults.map((fault) => textFaultIn(fault, language)) }),
      }
    }
    case 'case.missing':
    case 'procedure.mine':
      return withDetails(answer, language)
    default:
      return withDetail(answer, language)
  }
}

/** Why a case cannot be finished; half a sentence. */
export function conflictIn(conflict: Conflict, language: Language): string {
  return language === 'zh' ? conflictTextInChinese(conflict) : conflictText(conflict)
}

function textFaultIn(fault: ProcedureTextFault, language: Language): object {
  const told = textFaultTold(fault)
  return language === 'zh' ? { ...told, problem: textProblemInChinese(fault) } : told
}

function withDetail(answer: unknown, language: Language): unknown {
  const { refusal } = members(answer)
  const { kind } = members(refusal)
  if (typeof kind !== 'string') return answer
  const problem = problemOf({ ...members(refusal), kind }, language)
  return problem ? { ...members(answer), refusal: { ...members(refusal), detail: problem.detail } } : answer
}

/** Every refusal in an answer, however deep it stands, with its words. */
function withDetails(answer: unknown, language: Language): unknown {
  if (Array.isArray(answer)) return answer.map((one) => withDetails(one, language))
  if (typeof answer !== 'object' || answer === null) return answer
  const told = Object.entries(answer).map(([name, value]) => [name, withDetails(value, language)])
  return withDetail(Object.fromEntries(told), language)
}

/** What is said of one case or procedure: these queries tell conflicts as the room finds them. */
function withWhy(told: unknown, language: Language): object {
  const { conflict } = members(told) as { readonly conflict?: Conflict }
  return { ...members(told), ...(conflict && { why: conflictIn(conflict, language) }) }
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
