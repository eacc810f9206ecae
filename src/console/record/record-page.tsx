import { acts } from 'virtual:acts'
import { Alert, Anchor, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { useAddress } from '../parts/address.ts'
import { Empty } from '../parts/empty.tsx'
import { PageHead } from '../parts/page-head.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { When } from '../parts/when.tsx'
import { useLook } from '../proof/use-report.ts'
import { type Reader, useReader } from '../wire/reader.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import { Actor, partsOf } from './actor.tsx'
import { Conflicts } from './conflicts.tsx'
import { EntryFilters } from './entry-filters.tsx'
import { type EntryLine, type EntryWish, useFound } from './found.ts'
import { HeadSheet } from './head-sheet.tsx'

/** Finds what was done, and shows what this browser knows of the record. */
export function Page(): ReactElement {
  const { t } = useWords()
  return (
    <>
      <PageHead
        title={t('record.title')}
        lead={t('record.lead')}
        actions={
          <Button component={Link} to="/record/whole" variant="default">
            {t('record.verify-whole')}
          </Button>
        }
      />
      <Stack gap="lg">
        <Conflicts />
        <HeadSheet />
        <Entries />
      </Stack>
    </>
  )
}

/** Whose entries are shown; those of others need a step. */
type Scope = 'all' | 'own'

function Entries(): ReactElement {
  const { values, set } = useAddress()
  const reader = useReader().data
  const scope: Scope = values['scope'] === 'all' ? 'all' : 'own'
  const wish = wishOf(values, scope, reader)
  const found = useFound(wish, reader !== undefined)
  const { actor: _, ...narrowing } = wish
  const isNarrowed = Object.values(narrowing).some((value) => value !== undefined)
  const look = useLook().data
  const known = look?.kind === 'sound' ? look.head.size : undefined
  const newer = known === undefined || found.size === undefined ? 0 : known - found.size
  return (
    <Stack gap="sm">
      <ScopeSwitch scope={scope} onScope={(next) => set({ scope: next })} />
      <EntryFilters values={values} set={set} withActor={scope === 'all'} />
      {newer > 0 && <Newer count={newer} again={found.again} />}
      <EntryTable found={found} scope={scope} isNarrowed={isNarrowed} />
    </Stack>
  )
}

function ScopeSwitch(props: {
  readonly scope: Scope
  readonly onScope: (scope: Scope) => void
}): ReactElement {
  const { scope, onScope } = props
  const { t } = useWords()
  const data = (['own', 'all'] as const).map((value) => ({ value, label: t(`record.scope-${value}`) }))
  return (
    <Group gap="md">
      <SegmentedControl data={data} value={scope} onChange={onScope} aria-label={t('record.scope')} />
      {scope === 'all' && (
        <Text size="sm" c="dimmed">
          {t('record.journalled')}
        </Text>
      )}
    </Group>
  )
}

function Newer({ count, again }: { readonly count: number; readonly again: () => void }): ReactElement {
  const { t } = useWords()
  return (
    <Group gap="xs" role="status">
      <Text size="sm">{t('record.newer', { count })}</Text>
      <Anchor component="button" type="button" size="sm" onClick={again}>
        {t('record.newer-show')}
      </Anchor>
    </Group>
  )
}

function EntryTable(props: {
  readonly found: ReturnType<typeof useFound>
  readonly scope: Scope
  readonly isNarrowed: boolean
}): ReactElement {
  const { found, scope, isNarrowed } = props
  const { t, pick } = useWords()
  const navigate = useNavigate()
  const columns = useMemo(() => columnsOf(t, pick, scope), [t, pick, scope])
  const isOwn = scope === 'own' && !isNarrowed
  const unread = found.size === undefined ? 0 : found.size - found.indexed
  if (scope === 'all' && found.problem?.status === 403) return <NeedsStep detail={found.problem.detail} />
  return (
    <Stack gap="sm">
      {unread > 0 && (
        <Text size="sm" c="dimmed" role="status">
          {t('record.indexing', { count: unread })}
        </Text>
      )}
      <DataTable
        name={t('record.table')}
        rows={found.entries}
        columns={columns}
        rowKey={({ index }) => String(index)}
        onOpen={({ index }) => void navigate({ to: `/record/${index}` })}
        problem={found.problem}
        onRetry={found.again}
        empty={
          isOwn ? (
            <Empty title={t('record.none-own')} text={t('record.none-own-next')} />
          ) : (
            <Empty title={t('record.none')} text={t('record.none-next')} />
          )
        }
      />
      {found.hasMore && (
        <Group justify="center">
          <Button variant="default" onClick={found.more} loading={found.isWaiting}>
            {t('record.older')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

/** The entries of others are shown under a step: which, and how to come by it. */
function NeedsStep({ detail }: { readonly detail: string }): ReactElement {
  const { t } = useWords()
  return (
    <Alert variant="light" icon={<IconInfoCircle aria-hidden />} title={t('record.needs-step')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t('record.needs-step-next')}</Text>
        <Text size="sm" c="dimmed">
          {detail}
        </Text>
        <Button component={Link} to="/work" size="xs" variant="default">
          {t('record.needs-step-go')}
        </Button>
      </Stack>
    </Alert>
  )
}

function wishOf(
  values: Readonly<Record<string, string>>,
  scope: Scope,
  reader: Reader | undefined,
): EntryWish {
  const { actor, case: id, act, from, to } = values
  const own = reader && `${reader.kind}/${reader.id}`
  return {
    actor: scope === 'own' ? own : given(actor),
    case: given(id),
    act: given(act),
    from: startOf(given(from)),
    to: endOf(given(to)),
  }
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

/** The first instant of a day of the reader's own, and the last. */
function startOf(day: string | undefined): string | undefined {
  return day === undefined ? undefined : instant(`${day}T00:00:00`)
}

function endOf(day: string | undefined): string | undefined {
  return day === undefined ? undefined : instant(`${day}T23:59:59.999`)
}

function instant(text: string): string | undefined {
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

const labels = new Map(acts.map(({ name, label }) => [name, label]))

function columnsOf(t: Spoken['t'], pick: Spoken['pick'], scope: Scope): readonly Column<EntryLine>[] {
  const label = ({ act }: EntryLine): string => pick(labels.get(act) ?? act)
  const who: Column<EntryLine> = {
    id: 'who',
    title: t('record.column-who'),
    value: ({ name, actor }) => name ?? partsOf(actor).id,
    cell: ({ actor, name }) => <Actor actor={actor} name={name} />,
  }
  return [
    { id: 'index', title: t('record.column-entry'), value: ({ index }) => index, width: 84 },
    {
      id: 'when',
      title: t('record.column-when'),
      value: ({ time }) => time,
      cell: ({ time }) => <When iso={time} />,
      width: 180,
    },
    ...(scope === 'all' ? [who] : []),
    { id: 'what', title: t('record.column-what'), value: label, width: '2fr' },
    {
      id: 'case',
      title: t('record.column-case'),
      value: (line) => line.case ?? '',
      cell: (line) => (line.case === undefined ? '' : t('record.case', { case: line.case })),
      width: 130,
    },
  ]
}
