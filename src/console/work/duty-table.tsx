import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { Empty } from '../parts/empty.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State, type Tone } from '../parts/state.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { useWords } from '../words/words.tsx'
import { type Duty, subjectOf, type Want, wants } from './duties.ts'
import { useStepActs } from './step-acts.ts'
import { TimeLeft } from './time-left.tsx'
import classes from './work.module.css'

const tones: Readonly<Record<Want, Tone>> = {
  ...{ finish: 'good', help: 'good', resume: 'warn', take: 'calm', assign: 'calm', told: 'bad' },
}

/** More rows than these are scrolled to: the cases the reader opened stay in sight below. */
const rowsShownMax = 10

/** The steps that wait for the reader, what is overdue first. */
export function DutyTable(props: {
  readonly duties: readonly Duty[] | undefined
  readonly problem: unknown
  readonly onRetry: () => void
}): ReactElement {
  const { duties, problem, onRetry } = props
  const { t } = useWords()
  const navigate = useNavigate()
  const columns = useDutyColumns()
  return (
    <DataTable
      name={t('work.to-do')}
      rows={duties}
      columns={columns}
      rowKey={({ of, step }) => `${of.case}/${step.step}`}
      onOpen={({ of }) => void navigate({ to: `/cases/${of.case}` })}
      problem={problem ?? undefined}
      onRetry={onRetry}
      heightRows={Math.min(rowsShownMax, Math.max(1, duties?.length ?? 1))}
      empty={
        <Sheet>
          <Empty title={t('work.to-do-none')} text={t('work.to-do-none-next')} />
        </Sheet>
      }
    />
  )
}

function useDutyColumns(): readonly Column<Duty>[] {
  const { t, pick } = useWords()
  const { begin } = useStepActs()
  return useMemo(
    () => [
      {
        id: 'step',
        title: t('work.step'),
        width: '4fr',
        value: ({ of, step }) =>
          `${pick(step.titles)} ${t('work.case-number', { case: of.case })} ${subjectOf(of)}`,
        cell: ({ of, step }) => (
          <span className={classes.subject}>
            <bdi className={classes.main}>{pick(step.titles)}</bdi>
            <bdi className={classes.aside}>
              {[t('work.case-number', { case: of.case }), subjectOf(of)].filter(Boolean).join(' · ')}
            </bdi>
          </span>
        ),
      },
      { id: 'procedure', title: t('work.procedure'), width: '2fr', value: ({ of }) => pick(of.titles) },
      {
        id: 'want',
        title: t('work.want'),
        width: 190,
        value: ({ want }) => t(`work.want-${want}`),
        cell: ({ want }) => <State tone={tones[want]}>{t(`work.want-${want}`)}</State>,
        choices: wants.map((want) => ({ value: t(`work.want-${want}`), label: t(`work.want-${want}`) })),
      },
      {
        id: 'due',
        title: t('work.due'),
        width: 210,
        value: ({ due = '' }) => due,
        cell: ({ due, isOverdue, want }) => {
          if (due !== undefined) return <TimeLeft due={due} isLate={isOverdue} />
          if (isOverdue) return <State tone="bad">{t('work.nobody-took')}</State>
          return <span className={classes.aside}>{t(want === 'take' ? 'work.no-hurry' : 'work.no-end')}</span>
        },
      },
      {
        id: 'act',
        title: t('work.do'),
        width: 130,
        isFixed: true,
        value: () => '',
        cell: ({ want, of, step }) =>
          want === 'take' ? (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => void begin({ act: 'step.claim', may: true }, of, step)}
            >
              {t('work.act-step-claim')}
            </Button>
          ) : undefined,
      },
    ],
    [t, pick, begin],
  )
}
