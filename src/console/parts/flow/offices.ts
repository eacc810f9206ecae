import { useMemo } from 'react'
import { useAnswer } from '../../wire/answer.ts'

/** The title of an office by its name; the name, as words, where no title is known. */
export type OfficeTitle = (office: string) => string

interface TitledOffices {
  readonly offices: readonly { readonly office: string; readonly title: string }[]
}

/** A name of the unit as words: `head-of-permits` is read `Head of permits`. */
export function plainName(name: string): string {
  const words = name.replaceAll(/[-_]+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The titles of the unit's offices, for those who are signed in. */
export function useOfficeTitles(): OfficeTitle {
  const { data } = useAnswer<TitledOffices>('/organization')
  return useMemo(() => {
    const titles = new Map(data?.offices.map(({ office, title }) => [office, title]))
    return (office) => titles.get(office) ?? plainName(office)
  }, [data])
}
