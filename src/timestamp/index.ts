export { type HashTree, HashTreeBuilder } from './hash-tree.ts'
export {
  type AlgorithmStanding,
  type AlgorithmUse,
  algorithmStanding,
  digestUse,
  nearsSunset,
  type SunsetTerms,
  signatureUses,
} from './sunset.ts'
export { type SunsetRow, sunsetTable } from './sunset-table.ts'
