export {
  type ArchiveEvidence,
  archiveEvidence,
  joinedDigests,
  renewalDigest,
  renewedDigests,
  renewHashTree,
  renewTimestamp,
} from './evidence.ts'
export type { EvidenceFault, EvidencePlace } from './evidence-fault.ts'
export {
  type EvidenceQuestion,
  evidenceAlgorithms,
  type Renewal,
  type RenewalTerms,
  renewalDue,
  type VerifiedEvidence,
  verifyEvidenceRecord,
} from './evidence-verify.ts'
export {
  type MadeRequest,
  makeTimestampRequest,
  type TimestampAnswerFault,
  tokenOfResponse,
} from './exchange.ts'
export type { TimestampFault } from './fault.ts'
export { type HashTree, HashTreeBuilder, reducedRoot } from './hash-tree.ts'
export {
  type ConsideredRequest,
  considerRequest,
  issueToken,
  refusalResponse,
  type TimestampIssue,
  type TimestampRequestFault,
  type TimestampTerms,
} from './issue.ts'
export { type SignedTimestamp, signedTimestamp } from './signed-token.ts'
export {
  type AlgorithmStanding,
  type AlgorithmUse,
  algorithmStanding,
  digestUse,
  nearsSunset,
  type SunsetTerms,
  signatureUses,
} from './sunset.ts'
export { type SunsetRow, sunsetTable } from './sunset-table.ts'
export { type ReadTimestamp, readTimestamp } from './token.ts'
export {
  clockDifferenceMax,
  type TimestampQuestion,
  timeFault,
  type VerifiedTimestamp,
  verifyToken,
} from './verify.ts'
