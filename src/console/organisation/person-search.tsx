import { Select } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { NamedPerson } from './answers.ts'

/** As many as are seen at once; more is typed. */
const foundMax = 20

interface Found {
  readonly principals: readonly { readonly id: string; readonly name: string }[]
}

/** Chooses one of the unit's people, by name or identifier. */
export function PersonSearch(props: {
  readonly label: string
  readonly chosen: NamedPerson | undefined
  readonly onChoose: (person: NamedPerson | undefined) => void
  /** Identifiers of people who cannot be chosen. */
  readonly without?: readonly string[]
}): ReactElement {
  const { label, chosen, onChoose, without = [] } = props
  const { t } = useWords()
  const [text, setText] = useState('')
  const typed = chosen && text === labelOf(chosen) ? '' : text
  const { data } = useAnswer<Found>(
    '/principals',
    { kind: 'person', text: typed === '' ? undefined : typed, limit: foundMax },
    { keep: true },
  )
  const people = (data?.principals ?? []).map(({ id, name }) => ({ person: id, name }))
  const choices = people.filter(({ person }) => !without.includes(person))
  const known = chosen && !choices.some(({ person }) => person === chosen.person) ? [chosen] : []
  return (
    <Select
      label={label}
      placeholder={t('organisation.search-person')}
      data={[...known, ...choices].map((one) => ({ value: one.person, label: labelOf(one) }))}
      // The unit has looked already.
      filter={({ options }) => options}
      searchable
      searchValue={text}
      onSearchChange={setText}
      value={chosen?.person ?? null}
      onChange={(person) => onChoose(choices.find((one) => one.person === person))}
      nothingFoundMessage={t('organisation.nobody-found')}
      required
      data-autofocus
    />
  )
}

function labelOf({ person, name }: NamedPerson): string {
  return name === undefined || name === person ? person : `${name} (${person})`
}
