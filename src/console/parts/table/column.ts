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
  /** Cannot be sorted by because the unit has no order of it; exported as the others. */
  readonly isUnsorted?: boolean
  /** Values to choose among above the table: `value` as it is in the rows, `label` in words. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
}

/** Rows of which the unit itself searches, sorts and counts, and gives so many at a time. */
export interface RemoteRows<T> {
  /** How many there are in all, as the address has them searched and chosen. */
  readonly total: number
  /** Called when the last of the rows comes into sight. */
  readonly onEnd: () => void
  /** All of them for an export; says how many it has so far, and stops when it is told to. */
  readonly all: (onCount: (count: number) => void, signal: AbortSignal) => Promise<readonly T[]>
}
