export { officeFactsForm, organizationActs } from './acts.ts'
export type { OrganizationFault } from './fault.ts'
export { instantForm, personForm, reasonForm } from './form.ts'
export { organizationQueries } from './queries.ts'
export {
  dueInOrganization,
  holdersCounted,
  holdersOf,
  isAbove,
  isAbsent,
  isTrained,
  nextOrganizationDue,
  officeKnown,
  officesCounted,
  officesOf,
  rankOf,
  standingIn,
  substitutesOf,
} from './standing.ts'
export { type Layer, type Office, type OrganizationEvent, organizationSlice } from './state.ts'
