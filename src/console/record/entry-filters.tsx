import { acts } from 'virtual:acts'
import { Button, Group, Select, TextInput } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'

/** What narrows the entries that are looked for; all of it stands in the address. */
export function EntryFilters(props: {
  readonly values: Readonly<Record<string, string>>
  readonly set: (changes: Readonly<Record<string, string | undefined>>) => void
  readonly withActor: boolean
}): ReactElement {
  const { values, set, withActor } = props
  const { t, pick } = useWords()
  const known = acts
    .map(({ name, label }) => ({ value: name, label: pick(label) }))
    .toSorted((a, b) => a.label.localeCompare(b.label))
  const names = ['actor', 'case', 'act', 'from', 'to'] as const
  const isNarrowed = names.some((name) => (values[name] ?? '') !== '')
  return (
    <Group gap="sm" align="flex-end" component="search">
      {withActor && (
        <TextInput
          label={t('record.filter-person')}
          placeholder={t('record.filter-person-example')}
          w={170}
          defaultValue={personIn(values['actor'])}
          key={`actor ${values['actor'] ?? ''}`}
          onBlur={(event) => set({ actor: actorOf(event.currentTarget.value) })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') set({ actor: actorOf(event.currentTarget.value) })
          }}
        />
      )}
      <TextInput
        label={t('record.filter-case')}
        w={100}
        inputMode="numeric"
        defaultValue={values['case'] ?? ''}
        key={`case ${values['case'] ?? ''}`}
        onBlur={(event) => set({ case: digitsIn(event.currentTarget.value) })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') set({ case: digitsIn(event.currentTarget.value) })
        }}
      />
      <Select
        label={t('record.filter-act')}
        placeholder={t('record.filter-any')}
        data={known}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('record.filter-act-clear') }}
        w={260}
        value={values['act'] ?? null}
        onChange={(value) => set({ act: value ?? undefined })}
      />
      <TextInput
        type="date"
        label={t('record.filter-from')}
        w={150}
        value={values['from'] ?? ''}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('record.filter-to')}
        w={150}
        value={values['to'] ?? ''}
        onChange={(event) => set({ to: event.currentTarget.value })}
      />
      {isNarrowed && (
        <Button
          variant="subtle"
          onClick={() => set(Object.fromEntries(names.map((name) => [name, undefined])))}
        >
          {t('record.filter-none')}
        </Button>
      )}
    </Group>
  )
}

/** A person by identifier; others as they are written on the record, `node/node` or `unit`. */
function actorOf(text: string): string | undefined {
  const plain = text.trim()
  if (plain === '') return undefined
  return plain === 'unit' || plain.includes('/') ? plain : `person/${plain}`
}

function personIn(actor = ''): string {
  return actor.replace(/^person\//, '')
}

function digitsIn(text: string): string {
  return text.replaceAll(/\D/g, '').replace(/^0+/, '').slice(0, 9)
}
