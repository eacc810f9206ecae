import { Link, useRouterState } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useWords } from '../words/words.tsx'
import classes from './public.module.css'

const places = ['open', 'follow', 'verify'] as const

/** What a citizen can do here, on every page for citizens. */
export function PublicNavigation(): ReactElement {
  const { t } = useWords()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  return (
    <nav className={classes.nav} aria-label={t('public.services')}>
      {places.map((place) => (
        <Link
          key={place}
          to={`/${place}`}
          aria-current={path === `/${place}` || path.startsWith(`/${place}/`) ? 'page' : undefined}
        >
          {t(`public.${place}`)}
        </Link>
      ))}
    </nav>
  )
}
