export { type OrganizationFault, organizationActs } from './acts.ts'
export { organizationQueries } from './queries.ts'
export {
  holdersOf,
  type Layer,
  layers,
  type Office,
  type OrganizationEvent,
  officeKnown,
  officesOf,
  organizationSlice,
} from './state.ts'
