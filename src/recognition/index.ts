export type { BundleFault } from './accept.ts'
export type { AgreementFault } from './agreements.ts'
export { agreementActs, unitObject } from './agreements.ts'
export type { Bundle } from './bundle.ts'
export {
  type AcceptFault,
  bundleActs,
  type Edition,
  isCurrent,
  judgeFollowed,
  nextBundle,
  type PublishFault,
  publishedBundle,
} from './bundle-acts.ts'
export { type Followed, followed, wayText } from './followed.ts'
export {
  type Demand,
  factsOf,
  type Horizon,
  type HorizonFacts,
  horizonOf,
  pathTo,
  type Vouched,
} from './horizon.ts'
export { meshQueries } from './mesh-queries.ts'
export {
  type PublishedBundle,
  parsePublished,
  publishedBytesMax,
  publishedText,
  recordOrigin,
} from './published.ts'
export { type RecognitionQueryFault, recognitionQueries } from './queries.ts'
export { type RetireFault, retireActs } from './retire.ts'
export {
  type AgreementRow,
  agreementsOf,
  documentsOfPeers,
  horizonParts,
  type PeerRow,
  type Publication,
  peerOf,
  publicationOf,
  type RecognitionEvent,
  recognitionSlice,
  staleAt,
} from './state.ts'
export { parsePresentation, parseStatement, signPresentation, statementDigest } from './statement.ts'
export { type StatementFault, statementActs } from './statement-acts.ts'
export { authorityIn, readAuthority, type Terms, type TermsFault, validityOf } from './terms.ts'
export { type LeafUnreached, type TrustQueryFault, trustQueries } from './trust-queries.ts'
export type { VisitorFault, VisitorReceived, VisitorRow } from './visitor.ts'
export { type VisitFault, visitForm, visitorActs } from './visitor-acts.ts'
export { visitorQueries } from './visitor-queries.ts'
export {
  isNamed,
  isReached,
  type VisitorCaller,
  visitorAgain,
  visitorCaller,
  visitorOf,
  visitorSpeaker,
  visitorsLeave,
  visitsEnded,
} from './visitors.ts'
