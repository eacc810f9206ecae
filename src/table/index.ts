export {
  countOf,
  inserted,
  leastNumber,
  type NumberSets,
  numbersDown,
  numbersOf,
  removed,
  withNumber,
  withoutNumber,
} from './numbers.ts'
export {
  changedRows,
  emptyTable,
  has,
  row,
  rows,
  sortedRows,
  type Table,
  tableOf,
  withoutRow,
  withRow,
} from './table.ts'
