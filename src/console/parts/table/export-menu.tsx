import { Button, Group, Menu, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { type ReactElement, useRef, useState } from 'react'
import { useWords } from '../../words/words.tsx'
import { csvOf, download } from '../export.ts'
import { Failed } from '../failed.tsx'
import type { Column, RemoteRows } from './column.ts'

/** Saves what a table shows; where the unit keeps more of it than is shown, all of that. */
export function ExportMenu<T extends object>(props: {
  readonly name: string
  readonly columns: readonly Column<T>[]
  readonly shown: readonly T[]
  readonly remote?: RemoteRows<T>
}): ReactElement {
  const { name, columns, shown, remote } = props
  const { t } = useWords()
  const { fetching, problem, rows } = useRows(shown, remote)
  const exported = columns.filter(({ isFixed }) => isFixed !== true)
  const file = name.toLowerCase().replaceAll(/\s+/g, '-')
  const saveCsv = async (): Promise<void> => {
    const all = await rows()
    if (!all) return
    const lines = all.map((row) =>
      Object.fromEntries(exported.map(({ title, value }) => [title, value(row)])),
    )
    const names = exported.map(({ title }) => title)
    download(`${file}.csv`, 'text/csv;charset=utf-8', csvOf(names, lines))
  }
  const saveJson = async (): Promise<void> => {
    const all = await rows()
    if (!all) return
    const lines = all.map((row) => Object.fromEntries(exported.map(({ id, value }) => [id, value(row)])))
    download(`${file}.json`, 'application/json', `${JSON.stringify(lines, null, 2)}\n`)
  }
  if (fetching) {
    return (
      <Group gap="xs">
        <Text size="sm" role="status">
          {t('table.fetching', { count: fetching.count, total: remote?.total ?? 0 })}
        </Text>
        <Button variant="default" size="sm" onClick={() => fetching.stop.abort()}>
          {t('common.cancel')}
        </Button>
      </Group>
    )
  }
  return (
    <>
      {problem !== undefined && <Failed problem={problem} />}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="sm" leftSection={<IconDownload size={16} aria-hidden />}>
            {t('table.export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void saveCsv()}>{t('table.as-csv')}</Menu.Item>
          <Menu.Item onClick={() => void saveJson()}>{t('table.as-json')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

interface Rows<T> {
  readonly fetching: { readonly count: number; readonly stop: AbortController } | undefined
  readonly problem: unknown
  /** Nothing when it was cancelled or refused. */
  readonly rows: () => Promise<readonly T[] | undefined>
}

function useRows<T>(shown: readonly T[], remote: RemoteRows<T> | undefined): Rows<T> {
  const [fetching, setFetching] = useState<Rows<T>['fetching']>()
  const [problem, setProblem] = useState<unknown>()
  const isOn = useRef(false)
  const rows = async (): Promise<readonly T[] | undefined> => {
    if (!remote) return shown
    if (isOn.current) return undefined
    isOn.current = true
    const stop = new AbortController()
    setProblem(undefined)
    setFetching({ count: 0, stop })
    try {
      return await remote.all((count) => setFetching({ count, stop }), stop.signal)
    } catch (refused) {
      if (!stop.signal.aborted) setProblem(refused)
      return undefined
    } finally {
      isOn.current = false
      setFetching(undefined)
    }
  }
  return { fetching, problem, rows }
}
