import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import { State } from '../parts/state.tsx'
import type { Hearing } from '../wire/changes.ts'
import { useWords } from '../words/words.tsx'

/** Says when what is shown may be old; nothing while it is not. */
export function HearingState({ hearing }: { readonly hearing: Hearing }): ReactElement | undefined {
  const { t } = useWords()
  if (hearing !== 'broken') return undefined
  return (
    <Tooltip label={t('shell.unheard-hint')}>
      <span role="status">
        <State tone="warn">{t('shell.unheard')}</State>
      </span>
    </Tooltip>
  )
}
