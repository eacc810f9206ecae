import { useMemo } from 'react'
import { useAnswer } from '../../wire/answer.ts'
import { type Spoken, useWords } from '../../words/words.tsx'

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

/** Offices every unit is founded with, by the titles the founding gives them: they have words here. */
const founded: Readonly<Record<string, string>> = {
  'chief-information-officer': 'Chief Information Officer',
  'security-manager': 'Security Manager',
  auditor: 'Auditor',
  registrar: 'Registrar',
  operator: 'Operator',
}

/** The title of an office in the language shown: a unit gives its own in one language. */
export function officeTitleIn(t: Spoken['t'], office: string, title: string): string {
  return founded[office] === title ? t(`flow.office-${office}`) : title
}

/** The titles of the unit's offices, for those who are signed in. */
export function useOfficeTitles(): OfficeTitle {
  const { t, language } = useWords()
  const { data } = useAnswer<TitledOffices>('/organization')
  return useMemo(() => {
    const titles = new Map(
      data?.offices.map(({ office, title }) => [office, officeTitleIn(t, office, title)]),
    )
    return (office) => titles.get(office) ?? plainName(office)
  }, [data, language])
}
