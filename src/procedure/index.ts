export { procedureActs } from './acts.ts'
export { consequences } from './consequences.ts'
export { type EndedRight, endedRights, type RightEnd } from './ended.ts'
export type { CaseOpened, ProcedureAdopted, ProcedureEvent, StepCompleted } from './events.ts'
export { fakeWish, fakeWishId } from './fake-wish.ts'
export type {
  FoundingFault,
  LodgingFault,
  NoStep,
  OpenStep,
  PermitFault,
  ProcedureFault,
  ProcedureTextRefused,
} from './fault.ts'
export { caseForm } from './form.ts'
export { type FoundingProcedures, foundingEvents, furtherFoundingEvents } from './founding.ts'
export { type HeldStep, stepsHeld } from './held.ts'
export { type CaseEntry, caseHistory, entriesBeside } from './history.ts'
export { type Impact, impactOf } from './impact.ts'
export { wishCharactersMax } from './lodging-acts.ts'
export { lodgedCase, lodgingForm } from './lodging-queries.ts'
export { findGrant, type GrantQuestion, permitByStep, permitReading } from './permit.ts'
export { procedureQueries } from './queries.ts'
export {
  type Found,
  type SearchPlace,
  searchHolders,
  searchObjects,
  searchPermissions,
} from './search.ts'
export { isCaseShown } from './sight.ts'
export {
  announcedProcedures,
  nextDue,
  type ProcedureState,
  procedureSlice,
  stepsForNode,
} from './state.ts'
export { digestOf } from './texts.ts'
export { type StepTitles, titlesOf } from './titles.ts'
export {
  type Bound,
  findVouchedGrant,
  type Vouched,
  type VouchedGrant,
  type VouchedQuestion,
} from './vouched.ts'
