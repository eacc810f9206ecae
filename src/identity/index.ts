export {
  type AuthorityFault,
  authorityActs,
  authorityObject,
  ownCertificatesMax,
  type RolloverPart,
  thumbprintForm,
} from './authority.ts'
export type { DifferingPart } from './authority-check.ts'
export {
  authorityLifetimeMilliseconds,
  issuingLifetimeMilliseconds,
  type RolloverCertificates,
  rolloverCertificates,
} from './authority-material.ts'
export {
  backdateMilliseconds,
  type CertificateActFault,
  certificateActs,
  issueCertificate,
  issuedEvent,
  type Subject,
} from './certificates.ts'
export {
  type FakeUnit,
  fakeFoundingEvents,
  fakeIssued,
  fakeKey,
  fakeRequest,
  fakeSpeaker,
  fakeUnit,
} from './fake-unit.ts'
export {
  certificateNameForm,
  dnsNameForm,
  domainOf,
  idForm,
  principalKindForm,
  publicUrlForm,
  serialForm,
} from './form.ts'
export { isOwnKeyDue, type OwnKeyFault, ownKeyActs, ownKeyObject } from './own-keys.ts'
export { type Caller, type CallerFault, callerFault, callerOf, ownCertificates, ownChain } from './path.ts'
export { type IdentityQueryFault, identityQueries } from './queries.ts'
export { recordedCertificate } from './recorded.ts'
export {
  insideDomain,
  keyFault,
  type RequestActFault,
  readRequest,
  requestActs,
  requestsWaitingMax,
} from './requests.ts'
export {
  certificatesRevoked,
  revocationList,
  revokedCertificates,
  revokedEntries,
} from './revocation-list.ts'
export { issuingRole, roleKeys, type SpeakerFault, sealRole, speakerOf } from './speaker.ts'
export {
  type CertificateIssued,
  type CertificateRevoked,
  type CertificateRow,
  certificateOf,
  certificateOfKey,
  certificateOfPerson,
  type IdentityEvent,
  identitySlice,
  type OwnCertificate,
  ownCertificate,
  ownService,
  ownServiceGrade,
  ownServices,
  type Principal,
  type PrincipalKind,
  type PrincipalName,
  personKnown,
  principalKey,
  principalOf,
  type RequestRow,
  type RevocationReason,
  requestsWaiting,
  someoneCertified,
  type UnitProfile,
  unitProfile,
} from './state.ts'
