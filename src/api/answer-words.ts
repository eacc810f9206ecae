import type { Conflict, ProcedureTextFault } from '#task'
import { problemOf } from './problem.ts'
import { textFaultTold } from './words-procedure.ts'
import { conflictText } from './words-stranding.ts'

/** An answer with what it tells of refusals and conflicts put into words as well. */
export function inWords(query: string, answer: unknown): unknown {
  switch (query) {
    case 'case.outlook':
      return withWhy(answer)
    case 'case.resilience': {
      const { cases } = members(answer)
      return { ...members(answer), ...(Array.isArray(cases) && { cases: cases.map(withWhy) }) }
    }
    case 'office.dependence': {
      const { procedures } = members(answer)
      return { ...members(answer), ...(Array.isArray(procedures) && { procedures: procedures.map(withWhy) }) }
    }
    case 'procedure.outlook': {
      const { faults } = members(answer) as { readonly faults?: readonly ProcedureTextFault[] }
      return { ...withWhy(answer), ...(faults && { faults: faults.map(textFaultTold) }) }
    }
    case 'case.missing':
      return withDetails(answer)
    default:
      return withDetail(answer)
  }
}

function withDetail(answer: unknown): unknown {
  const { refusal } = members(answer)
  const { kind } = members(refusal)
  if (typeof kind !== 'string') return answer
  const problem = problemOf({ ...members(refusal), kind })
  return problem ? { ...members(answer), refusal: { ...members(refusal), detail: problem.detail } } : answer
}

/** Every refusal in an answer, however deep it stands, with its words. */
function withDetails(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withDetails)
  if (typeof answer !== 'object' || answer === null) return answer
  return withDetail(
    Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, withDetails(value)])),
  )
}

/** What is said of one case or procedure: these queries tell conflicts as the room finds them. */
function withWhy(told: unknown): object {
  const { conflict } = members(told) as { readonly conflict?: Conflict }
  return { ...members(told), ...(conflict && { why: conflictText(conflict) }) }
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
