export { Api, openApi } from './api.ts'
export { EndedFeed, type Ending } from './ended-feed.ts'
export type {
  EntryActor,
  EntryLine,
  EntryPorts,
  EntryWish,
  FoundEntries,
  HistoryWish,
  ShownEntry,
} from './entry-port.ts'
export type { ApiFault, BringFault } from './fault.ts'
export { type ApiLimits, defaultLimits, type Rate } from './limits.ts'
export { nodeQuestions } from './node-questions.ts'
export type {
  Address,
  ApiOptions,
  ApiUnit,
  BroughtBundle,
  GateWatch,
  HandedFile,
  JudgedFiles,
  Metric,
  ReadGrant,
  Reading,
  ReceivedVisit,
  TileReader,
  TlsIdentity,
  ToldDecision,
} from './ports.ts'
export { type AnyRefusal, type Problem, problemOf } from './problem.ts'
export { shownCertificate } from './shown-certificate.ts'
export type {
  CompletionWish,
  DocumentWish,
  ProposedSignature,
  SignedFile,
  SigningRefusal,
} from './signing-port.ts'
export { bpmnProblem, bpmnRemark } from './words-bpmn.ts'
export { markProblem } from './words-mark.ts'
export { procedureTextProblem } from './words-procedure.ts'
