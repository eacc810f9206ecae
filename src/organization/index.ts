export { officeFactsForm, organizationActs } from './acts.ts'
export type { OrganizationFault } from './fault.ts'
export { instantForm, personForm, reasonForm } from './form.ts'
export { organizationQueries } from './queries.ts'
export {
  absenceOf,
  absencesAhead,
  appointedSince,
  dueInOrganization,
  holdersCounted,
  holdersOf,
  isAbove,
  isAbsent,
  isTrained,
  nextOrganizationDue,
  officeKnown,
  officeOf,
  officesCounted,
  officesOf,
  rankOf,
  standingIn,
  substituteOf,
  substitutesOf,
  substitutionsBy,
  trainingsOf,
} from './standing.ts'
export { type Layer, type Office, type OrganizationEvent, organizationSlice } from './state.ts'
