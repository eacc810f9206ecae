import type { ReactElement } from 'react'
import { useName } from '../wire/names.tsx'
import classes from './parts.module.css'

/**
 * Somebody of the unit: the name first, the identifier small beside it. The name is looked up where it is not
 * given. Names may run from right to left.
 */
export function Person(props: {
  readonly id: string
  readonly name?: string | undefined
  /** The name alone, where there is little room. */
  readonly isShort?: boolean
}): ReactElement {
  const { id, name, isShort = false } = props
  const known = useName(name === undefined ? id : undefined)
  const shown = name ?? known
  return (
    <span className={classes.person}>
      <bdi>{shown ?? id}</bdi>
      {!isShort && shown !== undefined && shown !== id && (
        <span className={classes.identifier}>
          <bdi>{id}</bdi>
        </span>
      )}
    </span>
  )
}
