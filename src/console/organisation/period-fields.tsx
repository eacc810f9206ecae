import { Group, TextInput } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'

/** A period as it is typed, in the reader's own time: `2026-11-23T09:00`; empty where it begins now. */
export interface TypedPeriod {
  readonly from: string
  readonly until: string
}

export const emptyPeriod: TypedPeriod = { from: '', until: '' }

/** The period in RFC 3339; `undefined` while it has no end or ends before it begins. */
export function periodOf({ from, until }: TypedPeriod): { from?: string; until: string } | undefined {
  const end = new Date(until)
  if (Number.isNaN(end.getTime())) return undefined
  if (from === '') return { until: end.toISOString() }
  const start = new Date(from)
  if (Number.isNaN(start.getTime()) || start >= end) return undefined
  return { from: start.toISOString(), until: end.toISOString() }
}

/** From when until when. */
export function PeriodFields(props: {
  readonly period: TypedPeriod
  readonly onPeriod: (period: TypedPeriod) => void
}): ReactElement {
  const { period, onPeriod } = props
  const { t } = useWords()
  return (
    <Group grow align="flex-start">
      <TextInput
        type="datetime-local"
        label={t('organisation.from')}
        description={t('organisation.from-hint')}
        value={period.from}
        onChange={(event) => onPeriod({ ...period, from: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={t('organisation.until-when')}
        description={t('organisation.until-hint')}
        value={period.until}
        onChange={(event) => onPeriod({ ...period, until: event.currentTarget.value })}
        required
      />
    </Group>
  )
}
