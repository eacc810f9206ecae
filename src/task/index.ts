export { type Ample, ampleFor, hasSpares, isAmple } from './ample.ts'
export {
  assigningAs,
  executorOf,
  mayAssign,
  mayCancel,
  mayClaim,
  mayComplete,
  mayOpen,
  mayRelease,
  mayResume,
  maySuspend,
} from './authority.ts'
export {
  type BrokenGlass,
  type Case,
  type Data,
  type Delegate,
  type Executor,
  findStep,
  holdersOf,
  isDone,
  isPassedOver,
  objectsOf,
  type Party,
  type Step,
  type StepView,
  sameParty,
  stepAt,
  type Taker,
  usesLeft,
  usesSoFar,
} from './case.ts'
export {
  type Completability,
  type Conflict,
  type ConflictStep,
  completability,
  planKey,
} from './completability.ts'
export { type Completion, type CompletionFault, checkCompletion } from './completion.ts'
export { checkOpening, type DataFault } from './data.ts'
export { type DelegationAsked, mayDelegate, mayEndDelegation } from './delegation.ts'
export { dependenceOf, takersOf } from './dependence.ts'
export { mayBreakGlass } from './emergency.ts'
export type { RuleFault, StepFault } from './fault.ts'
export { nameForm, pathsDemandedMax, permissionForm, stepsMax, textBytesMax } from './form.ts'
export {
  type FoundingGrant,
  foundingGrant,
  type Grant,
  type GrantFacts,
  type RuleGrant,
  type StepGrant,
  type StepUsed,
  usesOf,
} from './grant.ts'
export { covers, isObject, objectLengthMax, wider } from './object.ts'
export {
  findPlan,
  type Indispensable,
  type PlanAnswer,
  type PlanConflict,
  type PlanPerson,
  type PlanProblem,
  type PlanRule,
  type PlanStep,
  type Side,
} from './plan.ts'
export {
  type Assignment,
  type BreakGlass,
  type Comparison,
  type Condition,
  type Constraint,
  type DelegationRule,
  type Loop,
  type Member,
  type OverrideName,
  type Procedure,
  type SingleTrustee,
  type StepType,
  singleTrustees,
  stepPlace,
  type Title,
  type Trustee,
  type VisitorTrustee,
} from './procedure.ts'
export { roundOf } from './round.ts'
export type { ConflictRule } from './rules-left.ts'
export { type Staff, staffOf } from './staff.ts'
export { type Actor, isOwnAffair, type Organisation } from './standing.ts'
export type { Moment } from './step.ts'
export { type OfficeMention, type ProcedureText, parseProcedure } from './text.ts'
export type { ProcedureTextFault, TextPlace } from './text-fault.ts'
export {
  cancelCase,
  countUse,
  type Happening,
  openCase,
  type TransitionFault,
  transition,
} from './transition.ts'
export { type LiveGrant, liveGrants, onObject, permitUse } from './use.ts'
export { mayTakeOnceOpen, waitsOf } from './waiting.ts'
export { parseCondition } from './when.ts'
export { hiddenIn } from './yaml.ts'
