export {
  countOf,
  inserted,
  leastNumber,
  type NumberSets,
  numbersOf,
  removed,
  withNumber,
  withoutNumber,
} from './numbers.ts'
export { emptyTable, has, row, rows, sortedRows, type Table, tableOf, withoutRow, withRow } from './table.ts'
