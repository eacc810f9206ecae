import { Group, Select, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { ReactElement, ReactNode } from 'react'
import { useWords } from '../../words/words.tsx'
import type { Column, RemoteRows } from './column.ts'
import { ExportMenu } from './export-menu.tsx'
import type { TableView } from './table-view.ts'

/** Search, choices, count and export of a table. */
export function TableTools<T extends object>(props: {
  readonly name: string
  readonly columns: readonly Column<T>[]
  readonly shown: readonly T[]
  readonly total: number
  readonly view: TableView
  readonly onView: (changes: Readonly<Record<string, string | undefined>>) => void
  readonly tools?: ReactNode
  readonly remote?: RemoteRows<T>
}): ReactElement {
  const { name, columns, shown, total, view, onView, tools, remote } = props
  const { t } = useWords()
  return (
    <Group gap="xs" mb="sm" align="flex-end">
      <TextInput
        size="sm"
        aria-label={t('table.search', { name })}
        placeholder={t('table.search-here')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={view.search}
        onChange={(event) => onView({ q: event.currentTarget.value })}
      />
      {columns.map(({ id, title, choices }) =>
        choices === undefined ? undefined : (
          <Select
            key={id}
            size="sm"
            w={170}
            aria-label={title}
            placeholder={title}
            data={[...choices]}
            value={view.chosen[id] ?? null}
            onChange={(value) => onView({ [`f.${id}`]: value ?? undefined })}
            clearable
            clearButtonProps={{ 'aria-label': t('table.any', { title }) }}
          />
        ),
      )}
      {tools}
      <Text size="sm" c="dimmed" ml="auto" role="status">
        {remote || shown.length === total
          ? t('table.count', { count: total })
          : t('table.count-of', { count: shown.length, total })}
      </Text>
      <ExportMenu name={name} columns={columns} shown={shown} {...(remote && { remote })} />
    </Group>
  )
}
