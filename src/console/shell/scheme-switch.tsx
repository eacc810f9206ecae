import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'

/** From light to dark and back. */
export function SchemeSwitch(): ReactElement {
  const { t } = useWords()
  const { setColorScheme } = useMantineColorScheme()
  const shown = useComputedColorScheme('light')
  const other = shown === 'light' ? 'dark' : 'light'
  const Icon = other === 'dark' ? IconMoon : IconSun
  return (
    <ActionIcon variant="subtle" onClick={() => setColorScheme(other)} aria-label={t(`shell.to-${other}`)}>
      <Icon size={18} stroke={1.6} aria-hidden />
    </ActionIcon>
  )
}
