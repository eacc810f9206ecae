import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import classes from './section-links.module.css'

/** The pages of one area, side by side; the one that is shown is marked. */
export function SectionLinks(props: {
  /** What they are of, for screen readers. */
  readonly name: string
  readonly links: readonly { readonly to: string; readonly label: string }[]
}): ReactElement {
  const { name, links } = props
  return (
    <nav className={classes.links} aria-label={name}>
      {links.map(({ to, label }) => (
        <Link key={to} to={to} className={classes.link} activeOptions={{ exact: true, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  )
}
