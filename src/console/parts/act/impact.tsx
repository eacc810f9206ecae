import { Group, List, Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import type { HinderedCase, Impact } from '../../wire/act.ts'
import { useWords } from '../../words/words.tsx'
import { sentence } from '../failed.tsx'
import { State } from '../state.tsx'

/** What an act would mean for others: four numbers first, then whom and what. */
export function ImpactView({ impact }: { readonly impact: Impact }): ReactElement {
  const { t } = useWords()
  const { people, steps, sessions, cases, rights, services } = impact
  const isNothing = people + steps + sessions.count + cases.count + services.length === 0
  if (isNothing) return <State tone="good">{t('act.impact-none')}</State>
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="xs">
        <Figure value={people} words={t('act.impact-people', { count: people })} />
        <Figure value={steps} words={t('act.impact-steps', { count: steps })} />
        <Figure value={sessions.count} words={t('act.impact-sessions', { count: sessions.count })} />
        <Figure value={cases.count} words={t('act.impact-cases', { count: cases.count })} isBad />
      </SimpleGrid>
      {rights.length > 0 && (
        <List size="sm" spacing={2}>
          {rights.map((right) => (
            <List.Item key={`${right.case} ${right.step} ${right.person} ${right.permission ?? ''}`}>
              {t('act.impact-right', { person: right.person, step: right.step, case: right.case })}
            </List.Item>
          ))}
        </List>
      )}
      {services.map((service) => (
        <Text key={service} size="sm">
          {t('act.impact-service', { service })}
        </Text>
      ))}
      <HinderedCases cases={cases.told} />
    </Stack>
  )
}

function Figure(props: {
  readonly value: number
  readonly words: string
  readonly isBad?: boolean
}): ReactElement {
  const { value, words, isBad = false } = props
  const colour = value === 0 ? 'dimmed' : isBad ? 'var(--bad)' : 'var(--warn)'
  return (
    <Paper withBorder p="xs">
      <Text size="xl" fw={680} c={colour} lh={1.1}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {words}
      </Text>
    </Paper>
  )
}

/** Cases that could not be finished, why, and what would repair each. */
export function HinderedCases({ cases }: { readonly cases: readonly HinderedCase[] }): ReactElement {
  const { t } = useWords()
  return (
    <Stack gap="xs">
      {cases.map(({ case: id, procedure, why, repairs = [] }) => (
        <Stack key={id} gap={2}>
          <Group gap="xs">
            <State tone="bad">{t('act.impact-stuck')}</State>
            <Text size="sm" fw={600}>
              {t('act.impact-case', { case: id, procedure })}
            </Text>
          </Group>
          {why !== undefined && <Text size="sm">{sentence(why)}</Text>}
          {repairs.length > 0 && (
            <Text size="sm" c="dimmed">
              {t('act.impact-repair', { offices: repairs.map(({ office }) => office).join(', ') })}
            </Text>
          )}
        </Stack>
      ))}
    </Stack>
  )
}
