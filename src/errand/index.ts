export { type Deed, deedOf, placeOf } from './moves.ts'
export {
  type Lack,
  type Move,
  type Near,
  type Plan,
  type PlanFault,
  type ProcedureView,
  planFor,
  type StepView,
  type WaitingStep,
  type Way,
  type Wish,
} from './plan.ts'
export { type CaseAnswer, type ProcedureAnswer, procedureView, stepViews } from './situation.ts'
