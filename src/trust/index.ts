export { type Budget, defaultBudget } from './budget.ts'
export type { ExtensionRule, PathFault, Purpose } from './fault.ts'
export {
  findPath,
  type PathAnswer,
  type PathQuestion,
  type RevocationStatus,
  type ValidPath,
} from './path.ts'
