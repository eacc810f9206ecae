import { NavLink, Stack } from '@mantine/core'
import {
  IconBuildingBank,
  IconChecklist,
  IconFileCertificate,
  IconGitBranch,
  IconHeartRateMonitor,
  IconListTree,
  IconShieldCheck,
  IconTopologyStar3,
  IconUsers,
} from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import type { ComponentType, ReactElement } from 'react'
import { useWords } from '../words/words.tsx'
import classes from './frame.module.css'
import { type Area, areas } from './page.ts'
import { pages } from './pages.ts'

const icons: Readonly<Record<Area, ComponentType<{ readonly size: number; readonly stroke: number }>>> = {
  work: IconChecklist,
  people: IconUsers,
  organisation: IconBuildingBank,
  procedures: IconGitBranch,
  trust: IconTopologyStar3,
  gate: IconShieldCheck,
  record: IconListTree,
  documents: IconFileCertificate,
  unit: IconHeartRateMonitor,
}

/** The areas of the console, in their order; the one that is shown is marked. */
export function Navigation(): ReactElement {
  const { t } = useWords()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const shown = pages.find((page) => fits(page.path, path))?.area
  return (
    <Stack component="nav" gap={2} aria-label={t('shell.areas')}>
      {areas
        .filter((area) => pages.some((page) => page.path === `/${area}`))
        .map((area) => {
          const Icon = icons[area]
          return (
            <NavLink
              key={area}
              component={Link}
              to={`/${area}`}
              className={classes.link ?? ''}
              label={t(`shell.area-${area}`)}
              leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
              active={area === shown}
              aria-current={area === shown ? 'page' : undefined}
            />
          )
        })}
    </Stack>
  )
}

/** Whether an address is that of a page, whose parts with `$` stand for anything. */
function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const given = path
    .replace(/^\/console/, '')
    .replace(/\/$/, '')
    .split('/')
  return (
    wanted.length === given.length && wanted.every((part, at) => part.startsWith('$') || part === given[at])
  )
}
