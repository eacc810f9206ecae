import { Button, Stack } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useMemo } from 'react'
import { Digest } from '../parts/digest.tsx'
import { Empty } from '../parts/empty.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { When } from '../parts/when.tsx'
import { ask } from '../wire/ask.ts'
import type { Problem } from '../wire/problem.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import { GateHead } from './gate-head.tsx'
import { NeedJournal } from './need-journal.tsx'
import type { Session, Sessions } from './told.ts'
import { UnderView, WhoView } from './who.tsx'

/** Who is connected to the gate now. Each look stands in the journal, so the page looks only when it is told. */
export function Page(): ReactElement {
  const spoken = useWords()
  const { t, language } = spoken
  const sessions = useQuery<Sessions, Problem>({
    queryKey: ['/gate/sessions', language],
    queryFn: ({ signal }) => ask('/gate/sessions', {}, { signal }),
    meta: { isCalm: true },
    refetchOnMount: 'always',
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  const columns = useMemo(() => columnsOf(spoken), [language])
  return (
    <>
      <GateHead
        title={t('gate.sessions')}
        lead={t('gate.sessions-lead')}
        actions={
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={sessions.isFetching}
            onClick={() => void sessions.refetch()}
          >
            {t('gate.look-again')}
          </Button>
        }
      />
      {sessions.error ? (
        <NeedJournal problem={sessions.error} retry={() => void sessions.refetch()} />
      ) : (
        <DataTable
          name={t('gate.sessions')}
          rows={sessions.data?.sessions}
          columns={columns}
          rowKey={({ certificateSerial, since, by }) => `${by.id} ${certificateSerial} ${since}`}
          empty={<Empty title={t('gate.no-sessions')} text={t('gate.no-sessions-next')} />}
        />
      )}
    </>
  )
}

function columnsOf({ t }: Spoken): readonly Column<Session>[] {
  return [
    {
      id: 'by',
      title: t('gate.who'),
      value: ({ by }) => `${by.name ?? ''} ${by.id}`.trim(),
      cell: ({ by }) => <WhoView who={by} />,
      width: '2fr',
    },
    {
      id: 'kind',
      title: t('gate.kind'),
      value: ({ by }) => by.kind,
      cell: ({ by }) => t(`gate.kind-${by.kind}`),
      width: 110,
      choices: ['person', 'visitor', 'device', 'service'].map((value) => ({
        value,
        label: t(`gate.kind-${value}`),
      })),
    },
    {
      id: 'since',
      title: t('gate.since'),
      value: ({ since }) => since,
      cell: ({ since }) => <When iso={since} as="ago" />,
      width: 150,
    },
    {
      id: 'under-way',
      title: t('gate.under-way'),
      value: ({ underWay }) => underWay.map(({ service, object }) => `${service.id} ${object}`).join(' '),
      cell: ({ underWay }) =>
        underWay.length === 0 ? (
          t('gate.idle')
        ) : (
          <Stack gap={0}>
            {underWay.map(({ service, object, under, since }) => (
              <span key={`${service.id} ${object} ${since}`}>
                {service.title ?? service.id} · {object} · <UnderView under={under} />
              </span>
            ))}
          </Stack>
        ),
      width: '3fr',
    },
    {
      id: 'certificate',
      title: t('gate.certificate'),
      value: ({ certificateSerial }) => certificateSerial,
      cell: ({ certificateSerial }) => <Digest value={certificateSerial} />,
      width: 170,
    },
  ]
}
