export type { AccessDescription } from './access-description.ts'
export {
  type AgreementBounds,
  type AgreementIssue,
  type AgreementPurpose,
  agreementBounds,
  agreementContent,
  agreementPurposes,
} from './agreement.ts'
export type { AgreementTerms } from './agreement-terms.ts'
export {
  type Certificate,
  type CertificateContent,
  type CertificateFault,
  certificateFromPem,
  parseCertificate,
  writeCertificate,
} from './certificate.ts'
export type {
  DistributionPoint,
  DistributionPointName,
  IssuingDistributionPoint,
} from './distribution-point.ts'
export {
  type Extension,
  type ExtensionFault,
  readExtensions,
  sameExtensions,
  writeExtensions,
} from './extension.ts'
export {
  type GeneralName,
  generalNames,
  readGeneralName,
  readGeneralNames,
  writeGeneralName,
} from './general-name.ts'
export { type Grade, gradeOfPolicies, gradePolicy, grades, policiesUpTo } from './grade.ts'
export { anyPolicy, attributeType, chanceryArc, extensionType, keyPurpose } from './identifiers.ts'
export {
  type BasicConstraints,
  extensionsOf,
  isKnownExtension,
  type KeyUsage,
  type KnownExtensions,
  type NameConstraints,
} from './known-extensions.ts'
export {
  type Name,
  type NameAttribute,
  type NameParts,
  nameCharactersMax,
  nameKey,
  nameOf,
  nameUnder,
  parseName,
  rdnKeys,
  sameName,
} from './name.ts'
export { nameText } from './name-text.ts'
export { allFromPem, fromPem, type PemFault, pem } from './pem.ts'
export { exportPkcs12, type Pkcs12Content } from './pkcs12.ts'
export type { PolicyConstraints, PolicyInformation, PolicyMapping } from './policy-extensions.ts'
export {
  type AuthorityIssue,
  authorityContent,
  type CertificateSubject,
  type CertificateSubjectFault,
  type CertificateUse,
  certificateSubject,
  type IssuingIssue,
  isDnsName,
  issuingContent,
  keyIdentifier,
  type LeafIssue,
  type LinkIssue,
  leafContent,
  linkContent,
  type OwnUse,
  ownUses,
  type SubjectKind,
  serialBytesMin,
  subjectKinds,
} from './profile.ts'
export {
  type CertificateRequest,
  parseRequest,
  type RequestAttribute,
  type RequestContent,
  type RequestFault,
  verifyRequest,
  writeRequest,
} from './request.ts'
export {
  parseRevocationList,
  type RevocationList,
  type RevocationListContent,
  type RevocationListFault,
  type RevocationReason,
  type RevokedEntry,
  revocationReasonOf,
  revocationReasons,
  writeRevocationList,
} from './revocation-list.ts'
export { serialDigitsMin, serialText } from './serial.ts'
export { isSignedBy, type Signed } from './signed.ts'
export { parseSpiffeId, type SpiffeFault, type SpiffeId } from './spiffe.ts'
