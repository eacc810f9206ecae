import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { IconAlertOctagon } from '@tabler/icons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { download } from '../parts/export.ts'
import { When } from '../parts/when.tsx'
import { conflictEvidence, evidenceText } from '../proof/evidence.ts'
import { indexedMemory } from '../proof/indexed-memory.ts'
import type { Conflict } from '../proof/memory.ts'
import { useLook } from '../proof/use-report.ts'
import { useFormats } from '../words/formats.ts'
import { useWords, type Values } from '../words/words.tsx'

/** What this unit did that it must never do, as this browser saw it: loud, as long as it remembers. */
export function Conflicts(): ReactElement | null {
  const { t } = useWords()
  const client = useQueryClient()
  // A look at the record keeps what it finds before it ends: what is kept is read again after each.
  const { dataUpdatedAt: lookedAt } = useLook()
  const { data = [] } = useQuery({
    queryKey: ['proof', 'conflicts', lookedAt],
    queryFn: async () => (await indexedMemory()).conflicts(),
    placeholderData: keepPreviousData,
  })
  const [isSure, setSure] = useState(false)
  if (data.length === 0) return null
  const beginAnew = async (): Promise<void> => {
    await (await indexedMemory()).beginAnew()
    setSure(false)
    await client.invalidateQueries({ queryKey: ['proof'] })
  }
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertOctagon aria-hidden />}
      title={t('record.conflict')}
      styles={{ title: { color: 'var(--bad)' }, message: { color: 'var(--mantine-color-text)' } }}
    >
      <Stack gap="sm" align="flex-start">
        <List size="sm" spacing={4}>
          {data.map((conflict) => (
            <List.Item key={`${conflict.kind} ${conflict.found}`}>
              <ConflictLine conflict={conflict} />
            </List.Item>
          ))}
        </List>
        <Text size="sm">{t('record.conflict-next')}</Text>
        <Group gap="xs">
          <Button size="xs" onClick={() => keepEvidence(data)}>
            {t('record.conflict-export', { count: data.length })}
          </Button>
          <Button size="xs" variant="default" onClick={() => (isSure ? void beginAnew() : setSure(true))}>
            {t(isSure ? 'record.conflict-sure' : 'record.conflict-anew')}
          </Button>
        </Group>
        {isSure && (
          <Text size="sm" c="dimmed">
            {t('record.conflict-anew-means')}
          </Text>
        )}
      </Stack>
    </Alert>
  )
}

function ConflictLine({ conflict }: { readonly conflict: Conflict }): ReactElement {
  const { t } = useWords()
  const { number } = useFormats()
  return (
    <>
      {t(`record.conflict-${conflict.kind}`, valuesOf(conflict, number))}{' '}
      <Text span size="sm" c="dimmed">
        <When iso={conflict.found} />
      </Text>
    </>
  )
}

function valuesOf(conflict: Conflict, number: (value: number) => string): Values {
  switch (conflict.kind) {
    case 'forked':
      return { earlier: number(conflict.earlier.size), later: number(conflict.later.size) }
    case 'rolled-back':
      return { seen: number(conflict.seen.size), shown: number(conflict.shown.size) }
    case 'key-changed':
      return { name: conflict.told.name, before: conflict.pin.name }
    default:
      return conflict satisfies never
  }
}

function keepEvidence(conflicts: readonly Conflict[]): void {
  for (const [at, conflict] of conflicts.entries()) {
    download(
      `conflict-${at + 1}-${conflict.kind}.json`,
      'application/json',
      evidenceText(conflictEvidence(conflict)),
    )
  }
}
