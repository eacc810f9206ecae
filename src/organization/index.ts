export { type OrganizationFault, organizationActs } from './acts.ts'
export { organizationQueries } from './queries.ts'
export {
  holdersOf,
  type Layer,
  layerOf,
  layers,
  type Office,
  type OrganizationEvent,
  officeKnown,
  officesOf,
  officials,
  organizationSlice,
} from './state.ts'
