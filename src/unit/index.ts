export {
  type Act,
  type ActDefinition,
  type ActFormFault,
  actPayloadType,
  type Context,
  defineAct,
  intentionForm,
  malformed,
  overrideName,
  parseAct,
  type Refusal,
  type RuleAuthority,
  type Speaker,
  type StepAuthority,
  stepCase,
} from './act.ts'
export { actTimeToleranceMilliseconds, type ConsiderFault } from './consider.ts'
export type { AuthorityQuestion, ConsequenceQuestion, Constitution, ImpactQuestion } from './constitution.ts'
export { type Derivation, Derivations, type Derive } from './derivation.ts'
export { type DocumentReader, Documents } from './documents.ts'
export { type Entry, type EntryFault, parseEntry, readEntry } from './entry.ts'
export type { Event, Place } from './event.ts'
export { type Foresight, intentionsMax } from './foresee.ts'
export type { Means, RoleKey } from './means.ts'
export { type Access, type Asking, defineQuery, type QueryDefinition, type Question } from './query.ts'
export { type Receipt, receiptAgain } from './receipt.ts'
export { Rehearsal, type RehearsalParts, stepFor } from './rehearsal.ts'
export { type ReadEntries, replay } from './replay.ts'
export { readSnapshot, type SnapshotFault, stateHash, stateLines } from './snapshot.ts'
export { emptyState, evolve, read, type Slice, type State } from './state.ts'
export { type PipelineFault, Unit, type UnitOptions } from './unit.ts'
export { type RecordFault, RecordVerifier } from './verify.ts'
