import { Group, Title } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import classes from './parts.module.css'

/** A sheet of a page, with its own heading. */
export function Sheet(props: {
  readonly title?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}): ReactElement {
  const { title, actions, children } = props
  return (
    <section className={classes.sheet} aria-label={title}>
      {title !== undefined && (
        <Group justify="space-between" mb="sm">
          <Title order={2}>{title}</Title>
          {actions}
        </Group>
      )}
      {children}
    </section>
  )
}
