import { Alert, Anchor, Text } from '@mantine/core'
import { IconAlertOctagon } from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'
import { useWatch } from './use-report.ts'

/**
 * Stands above every page when the unit shows another record, or other keys, than this browser saw before. The
 * record's own page tells all of it and is left alone.
 */
export function Alarm(): ReactElement | null {
  const { t } = useWords()
  const { data } = useWatch()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  if (data?.kind !== 'broken' || /\/record\/?$/.test(path)) return null
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      mb="lg"
      icon={<IconAlertOctagon aria-hidden />}
      title={t(`proof.unit-${data.conflict.kind}`)}
      styles={{ title: { color: 'var(--bad)' }, message: { color: 'var(--mantine-color-text)' } }}
    >
      <Text size="sm">
        {t('proof.alarm')}{' '}
        <Anchor component={Link} to="/record" size="sm">
          {t('proof.alarm-open')}
        </Anchor>
      </Text>
    </Alert>
  )
}
