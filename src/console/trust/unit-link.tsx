import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import classes from './trust.module.css'
import { UnitName } from './unit-name.tsx'

/** A unit, with the way to what is known of it. */
export function UnitLink(props: {
  /** A key of the unit, or its domain. */
  readonly of: string
  readonly called: string
  readonly unit: string
}): ReactElement {
  const { of, called, unit } = props
  return (
    <Link to={`/trust/units/${of}`} className={classes.unitLink}>
      <UnitName called={called} unit={unit} />
    </Link>
  )
}
