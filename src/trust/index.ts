export { type Budget, defaultBudget } from './budget.ts'
export type { ExtensionRule, PathFault, Purpose } from './fault.ts'
export type { ListObstacle } from './list-fault.ts'
export { type ListBudget, type ListInquiry, listStatus } from './list-inquiry.ts'
export { type ListShelf, prepareLists } from './list-shelf.ts'
export type { ListStatus } from './list-status.ts'
export {
  findPath,
  type PathAnswer,
  type PathQuestion,
  type RevocationStatus,
  type ValidPath,
} from './path.ts'
