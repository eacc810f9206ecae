import type { ReactNode } from 'react'

/** A column of a table of rows `T`. */
export interface Column<T> {
  readonly id: string
  /** In the language shown. */
  readonly title: string
  /** What is sorted, searched and exported. */
  readonly value: (row: T) => string | number
  /** How it is drawn, where that is more than its value. */
  readonly cell?: (row: T) => ReactNode
  /** In pixels, or the part of what is left; a part of 1 where not said. */
  readonly width?: number | `${number}fr`
  readonly align?: 'end'
  /** Cannot be sorted by, as buttons. */
  readonly isFixed?: boolean
  /** Values to choose among above the table: `value` as it is in the rows, `label` in words. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
}
