import { Group, Stack, Text } from '@mantine/core'
import { Outlet } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { PublicNavigation } from '../public/public-navigation.tsx'
import { useUnit } from '../wire/unit.ts'
import classes from './frame.module.css'
import { LanguageSwitch } from './language-switch.tsx'
import { SchemeSwitch } from './scheme-switch.tsx'
import { Seal } from './seal.tsx'

/** What surrounds the pages for citizens. */
export function PublicFrame(): ReactElement {
  const unit = useUnit()
  return (
    <div className={classes.bare}>
      <Stack className={classes.wide} gap="lg">
        <Group component="header" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Seal size={36} />
            <Text fw={640} size="lg">
              <bdi>{unit.data?.name ?? ''}</bdi>
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LanguageSwitch />
            <SchemeSwitch />
          </Group>
        </Group>
        <PublicNavigation />
        <main id="page">
          <Outlet />
        </main>
      </Stack>
    </div>
  )
}
