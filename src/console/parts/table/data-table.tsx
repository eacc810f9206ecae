import {
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFns,
  globalFilteringFeature,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useMemo, useRef } from 'react'
import { useWords } from '../../words/words.tsx'
import { useAddress } from '../address.ts'
import { Empty } from '../empty.tsx'
import { Failed } from '../failed.tsx'
import { Waiting } from '../waiting.tsx'
import type { Column, RemoteRows } from './column.ts'
import classes from './table.module.css'
import { TableTools } from './table-tools.tsx'
import { nextSort, viewOf } from './table-view.ts'

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  filterFns,
  sortFns,
})

const noRows: readonly never[] = []

/** One line of text with its padding. */
const rowPixels = 44

/** Rows are drawn a screen ahead, so that nothing is empty while one scrolls. */
const rowsAhead = 12

export interface DataTableProps<T> {
  /** What the table is of, in words: its name for screen readers and for exported files. */
  readonly name: string
  readonly rows: readonly T[] | undefined
  readonly columns: readonly Column<T>[]
  readonly rowKey: (row: T) => string
  /** Opens a row: Enter, or a click. */
  readonly onOpen?: (row: T) => void
  readonly problem?: unknown
  readonly onRetry?: () => void
  /** What stands there when there are no rows at all. */
  readonly empty: ReactNode
  /** Before the members of the address, where a page has several tables. */
  readonly prefix?: string
  /** Beside the search field. */
  readonly tools?: ReactNode
  /** Where the unit searches and sorts, by what the address says, and `rows` are the first of many. */
  readonly remote?: RemoteRows<T>
  /** In rows; the whole height of the screen where not said. */
  readonly heightRows?: number
}

/**
 * A table that sorts, filters, is worked by keyboard (arrows, Home, End, Enter), keeps its state in the address
 * and exports what it shows. Only the rows on the screen are drawn, so that 100,000 scroll as ten do.
 */
export function DataTable<T extends object>(props: DataTableProps<T>): ReactElement {
  const { name, rows, columns, problem, onRetry, empty, prefix = '', tools, remote } = props
  const { values, set } = useAddress()
  const view = viewOf(values, prefix)
  const sifted = useShownRows(remote ? noRows : (rows ?? noRows), columns, view)
  if (problem !== undefined && problem !== null && rows === undefined) {
    return <Failed problem={problem} {...(onRetry && { retry: onRetry })} />
  }
  if (rows === undefined) return <Waiting rows={6} />
  const isSifted = view.search !== '' || Object.keys(view.chosen).length > 0
  if (rows.length === 0 && !(remote && isSifted)) return <>{empty}</>
  const shown = remote ? rows : sifted
  return (
    <section className={classes.frame} aria-label={name}>
      <TableTools
        name={name}
        columns={columns}
        shown={shown}
        total={remote?.total ?? rows.length}
        view={view}
        onView={(changes) => set(prefixed(prefix, changes))}
        tools={tools}
        {...(remote && { remote })}
      />
      <Grid
        {...props}
        shown={shown}
        sort={view.sort}
        onSort={(column) => set(prefixed(prefix, { sort: nextSort(view, column) }))}
      />
    </section>
  )
}

function prefixed(prefix: string, changes: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(changes).map(([name, value]) => [`${prefix}${name}`, value]))
}

function useShownRows<T extends object>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  view: ReturnType<typeof viewOf>,
): readonly T[] {
  const { search, sort, chosen } = view
  const defined = useMemo(
    () =>
      columns.map(({ id, value }) => ({
        id,
        accessorFn: (row: T) => value(row),
        filterFn: 'equalsString' as const,
        sortFn: 'alphanumeric' as const,
      })),
    [columns],
  )
  const isKnown = (column: string): boolean => columns.some(({ id }) => id === column)
  const table = useTable({
    features,
    data: rows,
    columns: defined,
    globalFilterFn: 'includesString',
    state: {
      globalFilter: search,
      sorting: sort && isKnown(sort.column) ? [{ id: sort.column, desc: sort.isDown }] : [],
      columnFilters: Object.entries(chosen)
        .filter(([id]) => isKnown(id))
        .map(([id, value]) => ({ id, value })),
    },
  })
  return table.getRowModel().rows.map((row) => row.original)
}

interface GridProps<T> extends DataTableProps<T> {
  readonly shown: readonly T[]
  readonly sort: { readonly column: string; readonly isDown: boolean } | undefined
  readonly onSort: (column: string) => void
}

function Grid<T extends object>(props: GridProps<T>): ReactElement {
  const { name, shown, columns, rowKey, onOpen, sort, onSort, heightRows, remote } = props
  const { t } = useWords()
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPixels,
    overscan: rowsAhead,
  })
  const last = virtual.getVirtualItems().at(-1)?.index ?? -1
  const isAtEnd = remote !== undefined && last >= shown.length - 1
  useEffect(() => {
    if (isAtEnd) remote?.onEnd()
  }, [isAtEnd, remote])
  const template = columns.map(({ width }) => widthOf(width)).join(' ')
  const height = heightRows === undefined ? 'min(70vh, 46rem)' : `${(heightRows + 1) * rowPixels}px`
  if (shown.length === 0) return <Empty title={t('table.none')} text={t('table.none-next')} />
  return (
    <div
      ref={frame}
      className={classes.scroll}
      style={{ maxHeight: height }}
      role="table"
      aria-label={name}
      aria-rowcount={(remote?.total ?? shown.length) + 1}
      aria-colcount={columns.length}
    >
      <div role="rowgroup" className={classes.head}>
        <div role="row" aria-rowindex={1} className={classes.row} style={{ gridTemplateColumns: template }}>
          {columns.map((column) => (
            <Heading key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = shown[index]
          if (row === undefined) return undefined
          return (
            <div
              key={rowKey(row)}
              role="row"
              aria-rowindex={index + 2}
              data-index={index}
              data-opens={onOpen !== undefined}
              ref={virtual.measureElement}
              tabIndex={onOpen ? 0 : -1}
              className={classes.row}
              style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
              onClick={(event) => isPlain(event.target) && onOpen?.(row)}
              onKeyDown={(event) => move(event, frame.current, virtual, shown.length, () => onOpen?.(row))}
            >
              {columns.map((column) => (
                <div key={column.id} role="cell" className={classes.cell} data-align={column.align}>
                  {column.cell ? column.cell(row) : <bdi>{column.value(row)}</bdi>}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Heading<T>(props: {
  readonly column: Column<T>
  readonly sort: { readonly column: string; readonly isDown: boolean } | undefined
  readonly onSort: (column: string) => void
}): ReactElement {
  const { column, sort, onSort } = props
  const isSorted = sort?.column === column.id
  const order = isSorted ? (sort.isDown ? 'descending' : 'ascending') : 'none'
  return (
    <div role="columnheader" className={classes.heading} data-align={column.align} aria-sort={order}>
      {column.isFixed || column.isUnsorted ? (
        column.title
      ) : (
        <button type="button" className={classes.sort} onClick={() => onSort(column.id)}>
          {column.title}
          <span aria-hidden>{isSorted ? (sort.isDown ? ' ↓' : ' ↑') : ''}</span>
        </button>
      )}
    </div>
  )
}

function widthOf(width: number | `${number}fr` | undefined): string {
  if (typeof width === 'number') return `${width}px`
  return `minmax(6rem, ${width ?? '1fr'})`
}

/** Not a link or button in the row, which do their own. */
function isPlain(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button, input, label') === null
}

function move(
  event: KeyboardEvent<HTMLDivElement>,
  frame: HTMLDivElement | null,
  virtual: { scrollToIndex(index: number): void },
  count: number,
  open: () => void,
): void {
  if (event.target !== event.currentTarget) return
  if (event.key === 'Enter') {
    open()
    return
  }
  const at = Number(event.currentTarget.dataset['index'])
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + 10,
    PageUp: at - 10,
    Home: 0,
    End: count - 1,
  }
  const step = steps[event.key]
  if (step === undefined) return
  event.preventDefault()
  const next = Math.max(0, Math.min(count - 1, step))
  virtual.scrollToIndex(next)
  requestAnimationFrame(() => frame?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus())
}
