import { Button, Group, Menu, Select, Text, TextInput } from '@mantine/core'
import { IconDownload, IconSearch } from '@tabler/icons-react'
import type { ReactElement, ReactNode } from 'react'
import { useWords } from '../../words/words.tsx'
import { csvOf, download } from '../export.ts'
import type { Column } from './column.ts'
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
}): ReactElement {
  const { name, columns, shown, total, view, onView, tools } = props
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
        {shown.length === total
          ? t('table.count', { count: total })
          : t('table.count-of', { count: shown.length, total })}
      </Text>
      <ExportMenu name={name} columns={columns} shown={shown} />
    </Group>
  )
}

function ExportMenu<T extends object>(props: {
  readonly name: string
  readonly columns: readonly Column<T>[]
  readonly shown: readonly T[]
}): ReactElement {
  const { name, columns, shown } = props
  const { t } = useWords()
  const exported = columns.filter(({ isFixed }) => isFixed !== true)
  const file = name.toLowerCase().replaceAll(/\s+/g, '-')
  const saveCsv = (): void => {
    const rows = shown.map((row) =>
      Object.fromEntries(exported.map(({ title, value }) => [title, value(row)])),
    )
    const names = exported.map(({ title }) => title)
    download(`${file}.csv`, 'text/csv;charset=utf-8', csvOf(names, rows))
  }
  const saveJson = (): void => {
    const rows = shown.map((row) => Object.fromEntries(exported.map(({ id, value }) => [id, value(row)])))
    download(`${file}.json`, 'application/json', `${JSON.stringify(rows, null, 2)}\n`)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconDownload size={16} aria-hidden />}>
          {t('table.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={saveCsv}>{t('table.as-csv')}</Menu.Item>
        <Menu.Item onClick={saveJson}>{t('table.as-json')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
