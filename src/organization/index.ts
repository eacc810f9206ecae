export { type OrganizationFault, organizationActs } from './acts.ts'
export { organizationQueries } from './queries.ts'
export {
  holdersOf,
  type Layer,
  layerOf,
  type Office,
  officeKnown,
  officesOf,
  type OrganizationEvent,
  officials,
  organizationSlice,
} from './state.ts'
