import type { ReactElement } from 'react'
import seal from '../seal.svg'

/** The sign of the program, beside the name of the unit. */
export function Seal({ size }: { readonly size: number }): ReactElement {
  return <img src={seal} alt="" width={size} height={size} />
}
