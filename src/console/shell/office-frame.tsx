import { AppShell, Burger, Center, Group, Loader, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, type ReactElement, Suspense, useEffect } from 'react'
import { useActivity } from '../enrol/activity.ts'
import { ActsProvider } from '../parts/act/acts.tsx'
import { Failed } from '../parts/failed.tsx'
import { useChanges } from '../wire/changes.ts'
import { NamesProvider } from '../wire/names.tsx'
import { useReader } from '../wire/reader.ts'
import { useUnit } from '../wire/unit.ts'
import { useWords } from '../words/words.tsx'
import { BareFrame } from './bare-frame.tsx'
import classes from './frame.module.css'
import { HearingState } from './hearing-state.tsx'
import { Navigation } from './navigation.tsx'
import { patiently } from './patiently.ts'
import { ReaderMenu } from './reader-menu.tsx'
import { Seal } from './seal.tsx'
import { SessionDialog } from './session-dialog.tsx'
import { SignIn } from './sign-in.tsx'

/** Fetched after the page: it brings what verifies the record. */
const Alarm = lazy(async () => ({
  default: (await patiently(() => import('../proof/alarm.tsx'))).Alarm,
}))

/** What surrounds the pages of those who work in the unit; asks them to sign in first. */
export function OfficeFrame(): ReactElement {
  const reader = useReader()
  if (reader.data) return <SignedInFrame />
  if (reader.isPending) {
    return (
      <Center mih="60vh">
        <Loader />
      </Center>
    )
  }
  if (reader.error?.status === 401 || reader.error?.status === 403) {
    return (
      <BareFrame>
        <SignIn onSignedIn={() => void reader.refetch()} />
      </BareFrame>
    )
  }
  return (
    <BareFrame>
      <Failed problem={reader.error} retry={() => void reader.refetch()} />
    </BareFrame>
  )
}

function SignedInFrame(): ReactElement {
  const { t } = useWords()
  const unit = useUnit()
  const hearing = useChanges(true)
  useActivity()
  const [opened, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  // A page that was chosen from the menu of a small screen is not to lie under it.
  useEffect(close, [path, close])
  return (
    <NamesProvider>
      <ActsProvider>
        <a className={classes.skip} href="#page">
          {t('shell.skip')}
        </a>
        <AppShell
          header={{ height: 56 }}
          navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
          padding="lg"
        >
          <AppShell.Header className={classes.header}>
            <Group h="100%" px="md" justify="space-between" wrap="nowrap">
              <Group gap="sm" wrap="nowrap" className={classes.brand}>
                <Burger
                  opened={opened}
                  onClick={toggle}
                  hiddenFrom="sm"
                  size="sm"
                  aria-label={t('shell.menu')}
                  aria-expanded={opened}
                />
                <Seal size={28} />
                <Text fw={640} truncate>
                  <bdi>{unit.data?.name ?? ''}</bdi>
                </Text>
              </Group>
              <Group gap="xs" wrap="nowrap">
                <HearingState hearing={hearing} />
                <ReaderMenu />
              </Group>
            </Group>
          </AppShell.Header>
          <AppShell.Navbar className={classes.navbar} p="sm">
            <Navigation />
          </AppShell.Navbar>
          <AppShell.Main id="page" tabIndex={-1} className={classes.main}>
            <div className={classes.page}>
              <Suspense>
                <Alarm />
              </Suspense>
              <Outlet />
            </div>
          </AppShell.Main>
        </AppShell>
        <SessionDialog />
      </ActsProvider>
    </NamesProvider>
  )
}
