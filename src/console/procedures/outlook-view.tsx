import { Alert, Group, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { Failed, sentence } from '../parts/failed.tsx'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { State } from '../parts/state.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { SoundText } from './answers.ts'
import { bytesOf, textBytesMax } from './limits.ts'
import type { Looked } from './outlook.ts'

/** How a text stands: being looked at, faulty, or sound, and whether anybody could finish a case of it. */
export function OutlookView(props: { readonly looked: Looked; readonly text: string }): ReactElement {
  const { looked, text } = props
  const { t } = useWords()
  const { size } = useFormats()
  const { outlook, isLooking, problem, tooLong } = looked
  if (tooLong) {
    const values = { size: size(bytesOf(text)), most: size(textBytesMax) }
    return (
      <Alert color="red" variant="light" role="alert">
        {t('procedures.too-long', values)}
      </Alert>
    )
  }
  if (problem && !outlook) return <Failed problem={problem} />
  if (!outlook) return <State tone="quiet">{t(isLooking ? 'procedures.looking' : 'procedures.empty')}</State>
  return (
    <Stack gap="xs" role="status">
      <Group gap="sm">
        {outlook.sound ? (
          <State tone="good">{t('procedures.sound')}</State>
        ) : (
          <State tone="bad">{t('procedures.faulty', { count: outlook.faults.length })}</State>
        )}
        {outlook.sound && (
          <State tone={standings[outlook.standing]}>{t(`procedures.is-${outlook.standing}`)}</State>
        )}
        {isLooking && (
          <Text size="xs" c="dimmed">
            {t('procedures.looking')}
          </Text>
        )}
      </Group>
      {outlook.sound && <Completable outlook={outlook} />}
    </Stack>
  )
}

const standings = { adopted: 'quiet', changed: 'calm', new: 'calm' } as const

/** Whether the people there are could finish a case, and what would help. */
function Completable({ outlook }: { readonly outlook: SoundText }): ReactElement {
  const { t } = useWords()
  const { list } = useFormats()
  const officeTitle = useOfficeTitles()
  const { completable, why, repairs = [] } = outlook
  if (completable === 'yes') return <Text size="sm">{t('procedures.completable-yes')}</Text>
  return (
    <Alert
      variant="light"
      title={t(`procedures.completable-${completable}`)}
      styles={{
        root: { background: 'var(--warn-ground)' },
        title: { color: 'var(--warn)' },
        message: { color: 'var(--mantine-color-text)' },
      }}
    >
      {why !== undefined && <Text size="sm">{sentence(why)}</Text>}
      {repairs.length > 0 && (
        <Text size="sm">
          {t('procedures.repairs', { offices: list(repairs.map(({ office }) => officeTitle(office))) })}
        </Text>
      )}
    </Alert>
  )
}
