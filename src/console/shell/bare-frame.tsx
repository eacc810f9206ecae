import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { useUnit } from '../wire/unit.ts'
import { useWords } from '../words/words.tsx'
import classes from './frame.module.css'
import { LanguageSwitch } from './language-switch.tsx'
import { SchemeSwitch } from './scheme-switch.tsx'
import { Seal } from './seal.tsx'

/** A single sheet in the middle, for those who are not signed in. */
export function BareFrame({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useWords()
  const unit = useUnit()
  return (
    <div className={classes.bare}>
      <Stack className={classes.card} gap="md">
        <Group component="header" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Seal size={32} />
            <Text fw={640}>
              <bdi>{unit.data?.name ?? ''}</bdi>
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LanguageSwitch />
            <SchemeSwitch />
          </Group>
        </Group>
        <Paper component="main" p="xl" withBorder>
          {children}
        </Paper>
        <Group component="footer" justify="center">
          <Anchor href="/console/citizens" size="sm">
            {t('shell.to-citizens')}
          </Anchor>
        </Group>
      </Stack>
    </div>
  )
}
