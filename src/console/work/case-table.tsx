import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { Empty } from '../parts/empty.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { When } from '../parts/when.tsx'
import { type Formats, useFormats } from '../words/formats.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import type { ShownCase } from './case.ts'
import { caseTone } from './case-state.tsx'
import { currentSteps, progressOf, subjectOf } from './duties.ts'
import classes from './work.module.css'

/** As the table above it: what does not fit is scrolled to. */
const rowsShownMax = 10

/** Cases, where each stands and what it is about. */
export function CaseTable(props: {
  readonly name: string
  readonly prefix: string
  readonly cases: readonly ShownCase[] | undefined
  readonly problem: unknown
  readonly onRetry: () => void
  /** Cases that are over: when they ended is told and not where they stand. */
  readonly isPast?: boolean
}): ReactElement {
  const { name, prefix, cases, problem, onRetry, isPast = false } = props
  const { t } = useWords()
  const navigate = useNavigate()
  const columns = useCaseColumns(isPast)
  const empty = isPast ? 'past' : 'opened'
  return (
    <DataTable
      name={name}
      prefix={prefix}
      rows={cases}
      columns={columns}
      rowKey={(of) => of.case}
      onOpen={(of) => void navigate({ to: `/cases/${of.case}` })}
      problem={problem ?? undefined}
      onRetry={onRetry}
      {...(!isPast && { heightRows: Math.min(rowsShownMax, Math.max(1, cases?.length ?? 1)) })}
      empty={
        <Sheet>
          <Empty title={t(`work.${empty}-none`)} text={t(`work.${empty}-none-next`)} />
        </Sheet>
      }
    />
  )
}

function useCaseColumns(isPast: boolean): readonly Column<ShownCase>[] {
  const { t, pick } = useWords()
  const formats = useFormats()
  return useMemo(() => {
    const last: Column<ShownCase> = isPast
      ? {
          id: 'ended',
          title: t('work.ended'),
          width: 200,
          value: ({ ended = '' }) => ended,
          cell: ({ ended }) => (ended === undefined ? undefined : <When iso={ended} />),
        }
      : { id: 'stands', title: t('work.stands'), width: '3fr', value: (of) => standsAt(of, t, pick, formats) }
    return [
      {
        id: 'case',
        title: t('work.case'),
        width: '3fr',
        value: (of) => `${pick(of.titles)} ${t('work.case-number', { case: of.case })} ${subjectOf(of)}`,
        cell: (of) => (
          <span className={classes.subject}>
            <bdi className={classes.main}>{pick(of.titles)}</bdi>
            <bdi className={classes.aside}>
              {[t('work.case-number', { case: of.case }), subjectOf(of)].filter(Boolean).join(' · ')}
            </bdi>
          </span>
        ),
      },
      {
        id: 'state',
        title: t('work.state'),
        width: 200,
        value: ({ state }) => t(`work.case-${state}`),
        cell: (of) => <State tone={caseTone(of)}>{t(`work.case-${of.state}`)}</State>,
      },
      last,
      {
        id: 'opened',
        title: t('work.opened-at'),
        width: 190,
        value: ({ opened }) => opened,
        cell: ({ opened }) => <When iso={opened} />,
      },
    ]
  }, [isPast, t, pick, formats])
}

/** How far a case is, and which steps are at hand. */
function standsAt(of: ShownCase, t: Spoken['t'], pick: Spoken['pick'], { list }: Formats): string {
  const { done, all } = progressOf(of)
  const now = currentSteps(of).map(({ titles }) => pick(titles))
  const far = t('work.progress', { done, all })
  return now.length === 0 ? far : t('work.progress-at', { progress: far, steps: list(now) })
}
