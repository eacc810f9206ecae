import { Group, Progress, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { Fill, Health } from './health.ts'

/** From here on somebody should look: there is time to do something, and not much. */
const warnPart = 0.8

/** Here it is about to be refused. */
const badPart = 0.95

/** How near the limits are, the fullest first. */
export function Limits({ health }: { readonly health: Health }): ReactElement {
  const { t } = useWords()
  const ordered = health.limits.toSorted((a, b) => b.used / b.max - a.used / a.max)
  return (
    <Sheet title={t('unit.limits')}>
      <Stack gap="md">
        {ordered.map((fill) => (
          <Bar key={fill.limit} fill={fill} />
        ))}
        {health.store.bounded === 'disk' && (
          <Text size="sm" c="dimmed">
            {t('unit.store-disk')}
          </Text>
        )}
      </Stack>
    </Sheet>
  )
}

function Bar({ fill }: { readonly fill: Fill }): ReactElement {
  const { t } = useWords()
  const { number, size } = useFormats()
  const { limit, used, max } = fill
  const part = used / max
  const written = limit.endsWith('-bytes') ? size : number
  const tone = part >= badPart ? 'bad' : part >= warnPart ? 'warn' : undefined
  const name = t(`unit.limit-${limit}`)
  return (
    <div>
      <Group justify="space-between" mb={4} wrap="nowrap">
        <Text size="sm">{name}</Text>
        <Group gap="xs" wrap="nowrap">
          {tone && <State tone={tone}>{`${Math.round(part * 100)} %`}</State>}
          <Text size="sm" c="dimmed" className="tabular">
            {t('unit.used-of', { used: written(used), max: written(max) })}
          </Text>
        </Group>
      </Group>
      <Progress
        value={Math.max(part * 100, used > 0 ? 0.5 : 0)}
        size="sm"
        aria-label={name}
        color={tone === undefined ? 'ink' : `var(--${tone})`}
      />
    </div>
  )
}
