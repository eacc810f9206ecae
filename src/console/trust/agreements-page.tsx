import { Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ReactElement, useMemo, useState } from 'react'
import { Digest } from '../parts/digest.tsx'
import { Empty } from '../parts/empty.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import { AgreementDrawer } from './agreement-drawer.tsx'
import { AgreementLeft } from './time-left.tsx'
import type { Agreements, OwnAgreement, Peers } from './told.ts'
import { TrustHead } from './trust-head.tsx'
import { UnitName } from './unit-name.tsx'

/** Whom this unit recognises, within what bounds and for how long, and whom no longer. */
export function Page(): ReactElement {
  const spoken = useWords()
  const { t } = spoken
  const list = useAnswer<Agreements>('/agreements')
  const peers = useAnswer<Peers>('/peers')
  const [chosen, setChosen] = useState<string>()
  const names = useMemo(
    () => new Map(peers.data?.peers.map(({ key, name, unit }) => [key, name ?? unit])),
    [peers.data],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  const columns = useMemo(() => columnsOf(spoken, names), [spoken.language, names])
  const ended = list.data?.ended ?? []
  const open = list.data?.agreements.find(({ agreement }) => agreement === chosen)
  return (
    <>
      <TrustHead
        title={t('trust.agreements')}
        lead={t('trust.agreements-lead')}
        actions={
          <Button component={Link} to="/trust/plan">
            {t('trust.recognise')}
          </Button>
        }
      />
      <DataTable
        name={t('trust.agreements')}
        rows={list.data?.agreements}
        columns={columns}
        rowKey={({ agreement }) => agreement}
        onOpen={({ agreement }) => setChosen(agreement)}
        problem={list.error}
        onRetry={() => void list.refetch()}
        empty={<Empty title={t('trust.no-agreements')} text={t('trust.no-agreements-next')} />}
      />
      {ended.length > 0 && (
        <Group mt="lg" grow>
          <Sheet title={t('trust.ended-ones')}>
            <EndedTable ended={ended} />
          </Sheet>
        </Group>
      )}
      {open && (
        <AgreementDrawer
          agreement={open}
          called={names.get(open.terms.key) ?? open.unit}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  )
}

function columnsOf({ t }: Spoken, names: ReadonlyMap<string, string>): readonly Column<OwnAgreement>[] {
  return [
    {
      id: 'unit',
      title: t('trust.unit'),
      value: ({ unit, terms }) => `${names.get(terms.key) ?? ''} ${unit}`.trim(),
      cell: ({ unit, terms }) => <UnitName called={names.get(terms.key) ?? unit} unit={unit} />,
      width: '2fr',
    },
    {
      id: 'grade',
      title: t('trust.grade'),
      value: ({ terms }) => terms.grade ?? '',
      cell: ({ terms }) => t(`trust.grade-${terms.grade ?? 'test'}`),
      width: 110,
    },
    {
      id: 'purposes',
      title: t('trust.purpose'),
      value: ({ terms }) => terms.purposes.join(' '),
      cell: ({ terms }) => terms.purposes.map((one) => t(`trust.purpose-${one}`)).join(t('trust.comma')),
      width: '1.5fr',
    },
    {
      id: 'hops',
      title: t('trust.hops'),
      value: ({ terms }) => terms.hops,
      cell: ({ terms }) => t('trust.hops-of', { hops: terms.hops }),
      width: '1fr',
    },
    {
      id: 'until',
      title: t('trust.time-left'),
      value: ({ notAfter }) => notAfter,
      cell: ({ notAfter }) => <AgreementLeft until={notAfter} />,
      width: 170,
    },
  ]
}

function EndedTable({ ended }: { readonly ended: Agreements['ended'] }): ReactElement {
  const { t } = useWords()
  const { time } = useFormats()
  return (
    <DataTable
      name={t('trust.ended-ones')}
      prefix="ended."
      rows={ended}
      rowKey={({ agreement }) => agreement}
      heightRows={8}
      empty={undefined}
      columns={[
        { id: 'unit', title: t('trust.unit'), value: ({ domain }) => domain, width: '2fr' },
        {
          id: 'why',
          title: t('trust.why'),
          value: ({ why }) => t(`trust.ended-${why}`),
          cell: ({ why }) => (
            <State tone={why === 'withdrawn' ? 'bad' : 'quiet'}>{t(`trust.ended-${why}`)}</State>
          ),
          width: 130,
        },
        { id: 'reason', title: t('trust.reason'), value: ({ reason }) => reason, width: '3fr' },
        {
          id: 'ended',
          title: t('trust.ended-at'),
          value: ({ ended: at }) => time(at),
          cell: ({ ended: at }) => <When iso={at} />,
          width: 170,
        },
        {
          id: 'agreement',
          title: t('trust.serial'),
          value: ({ agreement }) => agreement,
          cell: ({ agreement }) => <Digest value={agreement} />,
          width: 170,
        },
      ]}
    />
  )
}
