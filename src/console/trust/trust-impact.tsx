import { List, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { State } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { TrustImpact } from './told.ts'

/** Named one by one up to so many: beyond that the number says more. */
const namedMax = 8

/** Whom it would shut out if an agreement were withdrawn. */
export function TrustImpactView({ impact }: { readonly impact: TrustImpact }): ReactElement {
  const { t } = useWords()
  const { list } = useFormats()
  const { lost, unfollowed, visitors } = impact
  const isNothing = lost !== 'unknown' && lost.length + unfollowed.length + visitors.length === 0
  if (isNothing) return <State tone="good">{t('trust.shuts-nobody')}</State>
  return (
    <Stack gap={6}>
      {lost === 'unknown' ? (
        <Text size="sm">{t('trust.budget-spent')}</Text>
      ) : (
        lost.length > 0 && (
          <div>
            <State tone="bad">{t('trust.loses', { count: lost.length })}</State>
            <List size="sm" mt={4}>
              {lost.slice(0, namedMax).map(({ key, unit, accepted }) => (
                <List.Item key={key}>
                  {unit}
                  <Text span size="xs" c="dimmed" ml={8}>
                    {list([...new Set(accepted.map(({ purpose }) => t(`trust.purpose-${purpose}`)))])}
                  </Text>
                </List.Item>
              ))}
            </List>
            {lost.length > namedMax && (
              <Text size="sm" c="dimmed">
                {t('trust.and-more', { count: lost.length - namedMax })}
              </Text>
            )}
          </div>
        )
      )}
      {visitors.length > 0 && (
        <div>
          <State tone="warn">{t('trust.ends-visits', { count: visitors.length })}</State>
          <List size="sm" mt={4}>
            {visitors.slice(0, namedMax).map(({ visitor, until }) => (
              <List.Item key={visitor}>
                {visitor}{' '}
                <Text span size="xs" c="dimmed">
                  {t('trust.until')} <When iso={until} />
                </Text>
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {unfollowed.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('trust.unfollows', { count: unfollowed.length })}
        </Text>
      )}
    </Stack>
  )
}
