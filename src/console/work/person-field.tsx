import { Autocomplete, List, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { sentence } from '../parts/failed.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { Candidates, Names } from './case.ts'

/** `GET /principals`, as far as it is used here. */
interface Principals {
  readonly principals: readonly { readonly id: string; readonly name: string }[]
}

/** As many as one looks through before typing on. */
const offeredMax = 20

/**
 * A person to choose: those who are fit first, and where everybody of the unit is named, whoever is found by
 * what is typed. The identifier is what is kept.
 */
export function PersonField(props: {
  readonly label: string
  readonly description?: string
  readonly people: Candidates | undefined
  readonly names: Names
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error: string | undefined
}): ReactElement {
  const { label, description, people, names, value, onChange, error } = props
  const { t } = useWords()
  const isAnyone = people?.others.some(({ kind }) => kind === 'anyone') ?? true
  const found = useAnswer<Principals>(
    '/principals',
    { kind: 'person', text: value, limit: offeredMax },
    { enabled: isAnyone && value !== '', keep: true },
  )
  const fit = people?.people.filter(({ refusal }) => !refusal).map(({ person }) => person) ?? []
  const others = isAnyone ? (found.data?.principals ?? []) : []
  const known = new Map([
    ...fit.map((id) => [id, names[id] ?? id] as const),
    ...others.map(({ id, name }) => [id, name] as const),
  ])
  const unfit = people?.people.filter(({ refusal }) => refusal) ?? []
  return (
    <div>
      <Autocomplete
        label={label}
        description={description}
        placeholder={t('work.person-hint')}
        withAsterisk
        required
        data={[...known.keys()]}
        value={value}
        onChange={onChange}
        error={error}
        limit={offeredMax}
        // What was typed may be a part of a name, which the unit has looked at.
        filter={({ options, search }) =>
          options
            .filter((option) => placeIn(option, known, search) >= 0)
            .toSorted((a, b) => placeIn(a, known, search) - placeIn(b, known, search))
        }
        renderOption={({ option }) => (
          <span>
            <bdi>{known.get(option.value) ?? option.value}</bdi>{' '}
            <Text span size="xs" c="dimmed">
              <bdi>{option.value}</bdi>
            </Text>
          </span>
        )}
        data-autofocus
      />
      {known.get(value) !== undefined && known.get(value) !== value && (
        <Text size="sm" mt={4}>
          <bdi>{known.get(value)}</bdi>
        </Text>
      )}
      {unfit.length > 0 && (
        <details>
          <Text component="summary" size="sm" c="dimmed" mt="xs">
            {t('work.unfit', { count: unfit.length })}
          </Text>
          <List size="sm" c="dimmed">
            {unfit.map(({ person, refusal }) => (
              <List.Item key={person}>
                <bdi>{names[person] ?? person}</bdi>: {sentence(refusal?.detail ?? '')}
              </List.Item>
            ))}
          </List>
        </details>
      )}
    </div>
  )
}

/** Where what was typed stands in identifier and name; the nearer to the beginning, the more it is meant. */
function placeIn(option: object, known: ReadonlyMap<string, string>, search: string): number {
  const id = 'value' in option ? String(option.value) : ''
  return `${id} ${known.get(id) ?? ''}`.toLowerCase().indexOf(search.trim().toLowerCase())
}
