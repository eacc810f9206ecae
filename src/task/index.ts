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
