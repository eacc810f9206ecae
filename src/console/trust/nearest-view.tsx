import { List, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { useFormats } from '../words/formats.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import type { Nearest, Obstacle } from './told.ts'

/** The agreements that come nearest to a path, and what of each stands in its way. */
export function NearestView({ nearest }: { readonly nearest: Nearest }): ReactElement {
  const spoken = useWords()
  const { span, day, list } = useFormats()
  const { t } = spoken
  if (nearest === 'unconnected') return <Text size="sm">{t('trust.unconnected')}</Text>
  if (nearest === 'unknown') return <Text size="sm">{t('trust.budget-spent')}</Text>
  return (
    <Stack gap={4}>
      <Text size="sm">{t('trust.nearest-is')}</Text>
      <List size="sm" spacing={4}>
        {nearest.obstacles.map((obstacle) => (
          <List.Item key={`${obstacle.by} ${obstacle.agreement} ${obstacle.bound}`}>
            {t('trust.agreement-between', { by: obstacle.by, with: obstacle.with })}
            {': '}
            {obstacleText(spoken, { span, day, list }, obstacle)}
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}

interface Written {
  readonly span: (milliseconds: number) => string
  readonly day: (iso: string) => string
  readonly list: (parts: readonly string[]) => string
}

function obstacleText({ t }: Spoken, { span, day, list }: Written, obstacle: Obstacle): string {
  switch (obstacle.bound) {
    case 'grade':
      return t('trust.stop-grade', { permits: list(obstacle.permits.map((one) => t(`trust.grade-${one}`))) })
    case 'purpose':
      return t('trust.stop-purpose', {
        permits: list(obstacle.permits.map((one) => t(`trust.purpose-${one}`))),
      })
    case 'names':
      return t('trust.stop-names', { permits: list(obstacle.permits) })
    case 'validity':
      return t('trust.stop-validity', { from: day(obstacle.notBefore), until: day(obstacle.notAfter) })
    case 'hops':
      return t('trust.stop-hops', { permits: obstacle.permits, needs: obstacle.needs })
    case 'status-age': {
      const { permitsSeconds, needsSeconds } = obstacle
      // A unit that was never heard has a status of no age.
      if (needsSeconds === null || needsSeconds > 1e9) return t('trust.stop-unheard')
      return t('trust.stop-age', { permits: span(permitsSeconds * 1000), needs: span(needsSeconds * 1000) })
    }
    default:
      return obstacle satisfies never
  }
}
