import { caseActs } from './case-acts.ts'
import { delegationActs } from './delegation-acts.ts'
import { emergencyActs } from './emergency-acts.ts'
import { lodgingActs } from './lodging-acts.ts'
import { stepActs } from './step-acts.ts'
import { supervisionActs } from './supervision-acts.ts'
import { textActs } from './text-acts.ts'

/** Everything that can be done to procedures, cases and their steps. */
export const procedureActs = [
  ...textActs,
  ...caseActs,
  ...lodgingActs,
  ...stepActs,
  ...delegationActs,
  ...emergencyActs,
  ...supervisionActs,
] as const
