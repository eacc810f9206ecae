import { Button, Group, List, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { boundsText } from './found-path.tsx'
import type { Proposed } from './propose-form.tsx'
import type { Plan } from './told.ts'

/** Named one by one up to so many: beyond that the number says more. */
const namedMax = 12

/** One agreement that would do, with the least it must allow and whom it would let in besides. */
export function PlanCard(props: {
  readonly plan: Plan
  readonly isFirst: boolean
  readonly onPropose: (proposed: Proposed) => void
}): ReactElement {
  const { plan, isFirst, onPropose } = props
  const spoken = useWords()
  const { t } = spoken
  const { span } = useFormats()
  const { purpose, grade, hops, statusAgeSeconds, domains, onward, existing, opens } = plan
  const bounds = { grade, purposes: [purpose], hops, statusAgeMaxSeconds: statusAgeSeconds }
  return (
    <Sheet
      title={t('trust.agreement-with', { unit: plan.with })}
      actions={
        <Button
          variant={isFirst ? 'filled' : 'default'}
          size="sm"
          onClick={() =>
            onPropose({
              domain: plan.with,
              key: plan.key,
              domains: domains.filter((one) => one !== plan.with),
              ...{ grade, purpose, hops, statusAge: Math.max(300, Math.ceil(statusAgeSeconds)) },
            })
          }
        >
          {t('trust.propose')}
        </Button>
      }
    >
      <Stack gap="xs">
        <Text size="sm">{boundsText(spoken, span, bounds)}</Text>
        <Text size="sm" c="dimmed">
          {t('trust.names')}: {domains.join(' ')}
        </Text>
        {onward.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('trust.goes-on')} {onward.map(({ by, with: to }) => `${by} → ${to}`).join(', ')}
          </Text>
        )}
        {existing.length > 0 && (
          <div>
            <State tone="warn">{t('trust.takes-place')}</State>
          </div>
        )}
        {opens.length === 0 ? (
          <Group>
            <State tone="good">{t('trust.opens-nothing')}</State>
          </Group>
        ) : (
          <div>
            <State tone="warn">{t('trust.opens', { count: opens.length })}</State>
            <List size="sm" mt={4}>
              {opens.slice(0, namedMax).map(({ key, unit }) => (
                <List.Item key={key}>{unit}</List.Item>
              ))}
            </List>
            {opens.length > namedMax && (
              <Text size="sm" c="dimmed">
                {t('trust.and-more', { count: opens.length - namedMax })}
              </Text>
            )}
          </div>
        )}
      </Stack>
    </Sheet>
  )
}
