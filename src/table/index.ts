export { emptyTable, has, row, rows, sortedRows, type Table, tableOf, withoutRow, withRow } from './table.ts'
