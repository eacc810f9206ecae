import type { ReactElement } from 'react'
import { shortCode } from '../keys/code.ts'
import classes from './people.module.css'

/** The code of a request, which the applicant reads out and the registrar compares. */
export function ShortCode({
  request,
  isLarge = false,
}: {
  readonly request: string
  readonly isLarge?: boolean
}): ReactElement {
  return (
    <span className={classes.code} data-large={isLarge}>
      {shortCode([request])}
    </span>
  )
}
