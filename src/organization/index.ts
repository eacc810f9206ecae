export { type OrganizationFault, officeFactsForm, organizationActs } from './acts.ts'
export { organizationQueries } from './queries.ts'
export {
  holdersOf,
  type Layer,
  type Office,
  type OrganizationEvent,
  officeKnown,
  officesOf,
  organizationSlice,
} from './state.ts'
