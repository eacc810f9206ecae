import type { ReactElement } from 'react'
import classes from './trust.module.css'

/** A unit: what people call it, and its domain small beside it. */
export function UnitName({ called, unit }: { readonly called: string; readonly unit: string }): ReactElement {
  return (
    <span className={classes.unitName}>
      <bdi>{called}</bdi>
      {called !== unit && <span className={classes.domain}>{unit}</span>}
    </span>
  )
}
