/** What of a table is shown: kept in the address under a prefix, so that it can be sent to somebody. */
export interface TableView {
  readonly search: string
  readonly sort: { readonly column: string; readonly isDown: boolean } | undefined
  /** Chosen values by column. */
  readonly chosen: Readonly<Record<string, string>>
}

/** The view that an address says: `q` (text), `sort` (`-` before what goes down) and `f.<column>`. */
export function viewOf(values: Readonly<Record<string, string>>, prefix: string): TableView {
  const sort = values[`${prefix}sort`]
  const filters = Object.entries(values).flatMap(([name, value]) =>
    name.startsWith(`${prefix}f.`) ? [[name.slice(prefix.length + 2), value] as const] : [],
  )
  return {
    search: values[`${prefix}q`] ?? '',
    sort: sort === undefined ? undefined : { column: sort.replace(/^-/, ''), isDown: sort.startsWith('-') },
    chosen: Object.fromEntries(filters),
  }
}

/** The `sort` of the address after a click on the head of a column: up, down, as it came. */
export function nextSort({ sort }: TableView, column: string): string | undefined {
  if (sort?.column !== column) return column
  return sort.isDown ? undefined : `-${column}`
}
