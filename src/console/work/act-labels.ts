import { useQuery } from '@tanstack/react-query'
import type { ActForm } from '../parts/act/act-form-schema.ts'
import type { TextsOfUnit } from '../words/words.tsx'

/** What acts and the members of their inputs are called. */
export interface ActLabels {
  /** By the name of an act; the name itself until it is known. */
  readonly act: (act: string) => TextsOfUnit | string
  /** By the name of an act and of a member; `undefined` until it is known. */
  readonly member: (act: string, member: string) => TextsOfUnit | undefined
}

/** The definitions of all acts are fetched with the first page that names some. */
export function useActLabels(): ActLabels {
  const { data } = useQuery<ReadonlyMap<string, ActForm>>({
    queryKey: ['console', 'act-labels'],
    queryFn: async () => {
      const { acts } = await import('virtual:acts')
      return new Map(acts.map((form) => [form.name, form]))
    },
    staleTime: 'static',
  })
  return {
    act: (act) => data?.get(act)?.label ?? act,
    member: (act, member) => data?.get(act)?.fields[member]?.label,
  }
}
