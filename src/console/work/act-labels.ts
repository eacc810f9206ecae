import { useQuery } from '@tanstack/react-query'
import type { TextsOfUnit } from '../words/words.tsx'

/** What an act is called, by its name; the name itself until that is known. */
export type ActLabel = (act: string) => TextsOfUnit | string

/** The definitions of all acts are fetched with the first page that names some. */
export function useActLabels(): ActLabel {
  const { data } = useQuery({
    queryKey: ['console', 'act-labels'],
    queryFn: async () => {
      const { acts } = await import('virtual:acts')
      return new Map(acts.map(({ name, label }) => [name, label]))
    },
  })
  return (act) => data?.get(act) ?? act
}
