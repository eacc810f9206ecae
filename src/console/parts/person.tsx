import type { ReactElement } from 'react'
import classes from './parts.module.css'

/** Somebody: the name first, the identifier small beside it. Names may run from right to left. */
export function Person({
  id,
  name,
}: {
  readonly id: string
  readonly name?: string | undefined
}): ReactElement {
  return (
    <span className={classes.person}>
      <bdi>{name ?? id}</bdi>
      {name !== undefined && name !== id && (
        <span className={classes.identifier}>
          <bdi>{id}</bdi>
        </span>
      )}
    </span>
  )
}
