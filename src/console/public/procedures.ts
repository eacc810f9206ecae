import { useAnswer } from '../wire/answer.ts'
import type { TextsOfUnit } from '../words/words.tsx'

/** A member of what a case is opened with. */
export interface Member {
  readonly name: string
  readonly title?: TextsOfUnit
  readonly type: 'text' | 'number'
  readonly required: boolean
  readonly pattern?: string
}

/** A procedure, as far as a citizen needs it. */
export interface PublicProcedure {
  readonly name: string
  readonly title: TextsOfUnit
  readonly data: readonly Member[]
  readonly steps: readonly {
    readonly id: string
    readonly title?: TextsOfUnit
    readonly reviews: readonly string[]
  }[]
  readonly openedBy: Trustee
}

interface Trustee {
  readonly kind: string
  readonly of?: readonly { readonly kind: string }[]
}

/** The procedures that citizens may open. */
export function usePublicProcedures() {
  const answer = useAnswer<{ readonly procedures: readonly PublicProcedure[] }>('/procedures')
  return { ...answer, procedures: answer.data?.procedures.filter(({ openedBy }) => isPublic(openedBy)) }
}

function isPublic({ kind, of = [] }: Trustee): boolean {
  return kind === 'public' || of.some((one) => one.kind === 'public')
}
