import { directoryQueries } from '#directory'
import { documentActs, documentQueries, documentSlice, signatureImpact } from '#document'
import { foundingActs, foundingSpeaker } from '#founding'
import { gatewayActs, gatewayQueries, gatewaySlice } from '#gateway'
import {
  authorityActs,
  certificateActs,
  identityQueries,
  identitySlice,
  ownKeyActs,
  requestActs,
  roleKeys,
  speakerOf,
  unitProfile,
} from '#identity'
import { organizationActs, organizationQueries, organizationSlice } from '#organization'
import {
  consequences,
  impactOf,
  permitByStep,
  permitReading,
  procedureActs,
  procedureQueries,
  procedureSlice,
} from '#procedure'
import {
  agreementActs,
  bundleActs,
  meshQueries,
  recognitionQueries,
  recognitionSlice,
  retireActs,
  statementActs,
  trustQueries,
  visitorActs,
  visitorQueries,
  visitorSpeaker,
} from '#recognition'
import { usesOf } from '#task'
import type { ActDefinition, Constitution, QueryDefinition, Slice, State } from '#unit'

/** Every room of the house, as the kernel takes them. */
export const constitution: Constitution = {
  slices: [
    identitySlice,
    organizationSlice,
    recognitionSlice,
    procedureSlice,
    documentSlice,
    gatewaySlice,
  ] as readonly Slice[],
  acts: [
    ...foundingActs,
    ...requestActs,
    ...certificateActs,
    ...authorityActs,
    ...ownKeyActs,
    ...organizationActs,
    ...agreementActs,
    ...bundleActs,
    ...retireActs,
    ...statementActs,
    ...visitorActs,
    ...procedureActs,
    ...documentActs,
    ...gatewayActs,
  ] as readonly ActDefinition[],
  queries: [
    ...identityQueries,
    ...organizationQueries,
    ...recognitionQueries,
    ...visitorQueries,
    ...trustQueries,
    ...meshQueries,
    ...procedureQueries,
    ...documentQueries,
    ...directoryQueries,
    ...gatewayQueries,
  ] as readonly QueryDefinition[],
  speakerOf(state, key, act, time) {
    const founding = foundingSpeaker(state, key, act)
    if (founding) return founding
    const known = speakerOf(state, key, time)
    if (known.ok || known.fault.kind !== 'key-unknown') return known
    const visitor = visitorSpeaker(state, key, time)
    return visitor.ok || visitor.fault.kind === 'visit-over' ? visitor : known
  },
  permit: permitByStep,
  permitReading,
  eventsOfUse: usesOf,
  consequences,
  impact: (asked) => ({ ...impactOf(asked), ...signatureImpact(asked) }),
  roleKeys,
}

/** The unit's identifier, which every act must name; `undefined` before the founding. */
export function unitOf(state: State): string | undefined {
  return unitProfile(state)?.key
}
