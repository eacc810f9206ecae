import { Group, Select } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'

export const purposes = ['client', 'server', 'signature', 'time-stamp'] as const
export const grades = ['rudimentary', 'basic', 'medium', 'high', 'test'] as const

/** For what somebody is to be accepted, and how well he must have been looked at. */
export function DemandFields(props: {
  readonly asked: { readonly purpose: string; readonly grade: string }
  readonly onSet: (changes: Readonly<Record<string, string | undefined>>) => void
}): ReactElement {
  const { asked, onSet } = props
  const { t } = useWords()
  return (
    <Group gap="xs" grow preventGrowOverflow={false} wrap="nowrap">
      <Select
        size="sm"
        label={t('trust.purpose')}
        allowDeselect={false}
        data={purposes.map((value) => ({ value, label: t(`trust.purpose-${value}`) }))}
        value={asked.purpose}
        onChange={(value) => onSet({ purpose: value === 'client' ? undefined : (value ?? undefined) })}
      />
      <Select
        size="sm"
        label={t('trust.grade')}
        allowDeselect={false}
        data={grades.map((value) => ({ value, label: t(`trust.grade-${value}`) }))}
        value={asked.grade}
        onChange={(value) => onSet({ grade: value === 'basic' ? undefined : (value ?? undefined) })}
      />
    </Group>
  )
}
