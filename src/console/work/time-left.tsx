import { IconAlertTriangle, IconClock } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { useNow } from '../parts/now.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import classes from './work.module.css'

/** What is left of a day is worth a warning: nobody plans by the hour before that. */
const soonMilliseconds = 24 * 3_600_000

/** How much time there is left for something, counting down; since when there is none. */
export function TimeLeft(props: { readonly due: string; readonly isLate?: boolean }): ReactElement {
  const { due, isLate = false } = props
  const { t } = useWords()
  const { span, exactTime } = useFormats()
  const now = useNow(true)
  const left = Date.parse(due) - now
  const tone = isLate || left <= 0 ? 'bad' : left < soonMilliseconds ? 'warn' : 'quiet'
  const Icon = tone === 'bad' ? IconAlertTriangle : IconClock
  return (
    <time dateTime={due} title={exactTime(due)} className={classes.left} data-tone={tone}>
      <Icon size={15} stroke={1.8} aria-hidden />
      {left > 0 ? t('work.left', { time: span(left) }) : t('work.late', { time: span(-left) })}
    </time>
  )
}
