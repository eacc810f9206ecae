import { useAnswer } from '../wire/answer.ts'
import type { TextsOfUnit } from '../words/words.tsx'

/** A step that somebody holds and that lets him sign or seal something. */
export interface Ground {
  readonly act: 'sign' | 'seal'
  readonly case: string
  readonly step: string
  readonly object: string
  readonly caseTitle: TextsOfUnit | string
  readonly stepTitle: TextsOfUnit | string
  readonly deadline?: string
}

/** A step that would let him, once he has taken it. */
export type NearGround = Omit<Ground, 'object' | 'deadline'>

interface CaseShown {
  readonly case: string
  readonly title: string
  readonly titles?: TextsOfUnit
  readonly steps: readonly {
    readonly step: string
    readonly title: string
    readonly titles?: TextsOfUnit
    readonly state: string
    readonly mine: boolean
    readonly part?: boolean
    readonly claimable: boolean
    readonly permits: readonly string[]
    readonly objects: readonly string[]
    readonly deadline?: string
  }[]
}

const permissions = { sign: 'document.sign', seal: 'document.seal' } as const

/** Under what somebody could sign or seal now, and what he could take to do so. */
export function useGrounds() {
  const answer = useAnswer<{ readonly cases: readonly CaseShown[] }>('/cases')
  const cases = answer.data?.cases
  return {
    problem: answer.error,
    retry: () => void answer.refetch(),
    grounds: cases?.flatMap(groundsIn),
    near: cases?.flatMap(nearIn) ?? [],
  }
}

function groundsIn({ case: id, title, titles, steps }: CaseShown): readonly Ground[] {
  return steps
    .filter(({ state, mine, part }) => state === 'valid' && (mine || part === true))
    .flatMap((step) =>
      actsIn(step.permits).flatMap((act) =>
        step.objects
          .filter((object) => !object.endsWith('*'))
          .map((object) => ({
            ...{ act, case: id, step: step.step, object },
            ...{ caseTitle: titles ?? title, stepTitle: step.titles ?? step.title },
            ...(step.deadline !== undefined && { deadline: step.deadline }),
          })),
      ),
    )
}

function nearIn({ case: id, title, titles, steps }: CaseShown): readonly NearGround[] {
  return steps
    .filter(({ claimable }) => claimable)
    .flatMap((step) =>
      actsIn(step.permits).map((act) => ({
        ...{ act, case: id, step: step.step },
        ...{ caseTitle: titles ?? title, stepTitle: step.titles ?? step.title },
      })),
    )
}

function actsIn(permits: readonly string[]): readonly ('sign' | 'seal')[] {
  return (['sign', 'seal'] as const).filter((act) => permits.includes(permissions[act]))
}

/** By what a ground is known among others. */
export function groundKey({ act, case: id, step, object }: Ground): string {
  return [act, id, step, object].join(' ')
}
