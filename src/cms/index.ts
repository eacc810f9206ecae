export {
  type AlgorithmProtection,
  readAlgorithmProtection,
  writeAlgorithmProtection,
} from './algorithm-protection.ts'
export {
  type Attribute,
  attributesNamed,
  parseSignedAttributes,
  readContentType,
  readMessageDigest,
  readSingle,
  singleValue,
  writeAttribute,
  writeMessageDigest,
  writeSignedAttributes,
} from './attribute.ts'
export { type AuthorityClaim, readAuthority, readReceipt, writeAuthority, writeReceipt } from './authority.ts'
export { derOfBer } from './ber.ts'
export {
  type ContentHints,
  readCommitment,
  readContentHints,
  readMimeType,
  readSignaturePolicy,
  readSignerLocation,
  readSignerRoles,
  readSigningTime,
  type SignaturePolicy,
  type SignerLocation,
  writeCommitment,
  writeContentHints,
  writeMimeType,
  writeSignaturePolicy,
  writeSignerLocation,
  writeSignerRoles,
  writeSigningTime,
} from './claims.ts'
export {
  type ArchiveTimestamp,
  type ArchiveTimestampContent,
  type EvidenceRecord,
  parseEvidenceRecord,
  writeEvidenceRecord,
  writeTimestampChains,
} from './evidence-record.ts'
export type { CmsFault } from './fault.ts'
export { attributeOid, commitmentType, contentTypeOid, timestampPolicy } from './identifiers.ts'
export { contentBytesMax } from './limits.ts'
export type { NamedDigest } from './named-digest.ts'
export {
  type OcspAnswer,
  type OcspCertificate,
  type OcspResponder,
  type OcspResponse,
  type OcspStatus,
  parseOcspResponse,
} from './ocsp.ts'
export { type Pkcs12, type Pkcs12Fault, readPkcs12 } from './pkcs12-read.ts'
export { parseSignedData, type SignedData } from './signed-data.ts'
export {
  parseSignerInfo,
  type SignerIdentifier,
  type SignerInfo,
  type SignerInfoContent,
  writeSignerInfo,
} from './signer-info.ts'
export {
  type CertificateReference,
  readSigningCertificate,
  writeSigningCertificateV2,
} from './signing-certificate.ts'
export { parseTimestampRequest, type TimestampRequest, writeTimestampRequest } from './timestamp-request.ts'
export {
  parseTimestampResponse,
  type TimestampFailure,
  type TimestampRefusal,
  type TimestampResponse,
  type TimestampStatus,
  writeTimestampResponse,
} from './timestamp-response.ts'
export { parseTstInfo, type TstInfo, type TstInfoContent, writeTstInfo } from './tst-info.ts'
export {
  type HashIndex,
  type RevocationValues,
  readCertificateValues,
  readHashIndex,
  readRevocationValues,
  writeCertificateValues,
  writeHashIndex,
  writeRevocationValues,
} from './validation-values.ts'
export {
  type AddedEvidence,
  type SignedDataContent,
  withAddedSigner,
  withEvidence,
  withUnsignedAttributes,
  writeSignedData,
} from './write-signed-data.ts'
