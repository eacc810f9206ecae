import { Text } from '@mantine/core'
import {
  IconCheck,
  IconClock,
  IconHourglass,
  IconMinus,
  IconPlayerPause,
  IconPoint,
  IconX,
} from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { useFormats } from '../words/formats.ts'
import { type Spoken, type TextsOfUnit, useWords } from '../words/words.tsx'
import classes from './public.module.css'

/** How far a step has come, as the unit tells citizens. */
export type Progress = 'later' | 'waiting' | 'under-way' | 'paused' | 'done' | 'not-needed' | 'ended'

export interface StepShown {
  readonly step: string
  readonly title: TextsOfUnit
  readonly progress: Progress
  readonly since?: string
  readonly due?: string
  readonly outcome?: string
}

const signs = {
  later: IconPoint,
  waiting: IconClock,
  'under-way': IconHourglass,
  paused: IconPlayerPause,
  done: IconCheck,
  'not-needed': IconMinus,
  ended: IconX,
} as const

/** The steps of a case, one below the other: what is done, what is going on, what comes. */
export function StepList(props: {
  readonly steps: readonly StepShown[]
  /** Before anything has begun: numbers in place of signs, and nothing said of progress. */
  readonly numbered?: boolean
}): ReactElement {
  const { steps, numbered = false } = props
  const { t, pick } = useWords()
  const { day } = useFormats()
  return (
    <ol className={classes.steps}>
      {steps.map(({ step, title, progress, since, due, outcome }, at) => {
        const Sign = signs[progress]
        return (
          <li key={step} className={classes.step} data-progress={numbered ? undefined : progress}>
            <span className={classes.sign}>
              {numbered ? (
                <span className="tabular">{at + 1}</span>
              ) : (
                <Sign size={16} stroke={2.2} aria-hidden />
              )}
            </span>
            <div>
              <div className={classes.name}>{pick(title)}</div>
              {!numbered && (
                <Text size="sm" c="dimmed">
                  {t(`public.progress-${progress}`)}
                  {outcome !== undefined && `: ${outcomeText(outcome, t)}`}
                </Text>
              )}
            </div>
            <Text size="sm" c="dimmed" ta="end">
              {progress === 'done' && since !== undefined && day(since)}
              {due !== undefined && t('public.due', { time: day(due) })}
            </Text>
          </li>
        )
      })}
    </ol>
  )
}

/** Outcomes that many procedures have; others are read as the procedure names them. */
const outcomes = ['approved', 'rejected', 'accepted', 'refused', 'granted', 'complete', 'incomplete']

function outcomeText(outcome: string, t: Spoken['t']): string {
  return outcomes.includes(outcome) ? t(`public.outcome-${outcome}`) : outcome.replaceAll('-', ' ')
}
