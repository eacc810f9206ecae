export { asicRow } from './asic.ts'
export { cadesRow } from './cades.ts'
export { signatureId } from './cades-signer.ts'
export {
  type FakeHolder,
  fakeHolder,
  fakeList,
  fakeRoot,
  fakeTokenFor,
} from './fake-signatures.ts'
export { fileKind, headBytes } from './file-kind.ts'
export { signatureForms } from './forms.ts'
export { jadesRow } from './jades.ts'
export type {
  FormFault,
  PdfWishes,
  PreparedSignature,
  SignatureFormRow,
  SignatureLevel,
  SigningContent,
} from './levels.ts'
export { signatureLevels } from './levels.ts'
export type {
  AuthorityClaim,
  CarriedRecord,
  CarriedTimestamp,
  CertificateReference,
  Evidence,
  SignatureClaims,
  SignatureForm,
  SignatureObject,
  SignedContent,
  Unprotected,
} from './object.ts'
export { padesRow } from './pades.ts'
export type { ReceiptProblem } from './receipt.ts'
export type { Report, SignatureReport, TimestampReport } from './report.ts'
export { reportHtml, reportPolicy } from './report-html.ts'
export { reportJson } from './report-json.ts'
export { reportText } from './report-text.ts'
export { type ReportLanguage, reportLanguages } from './report-words.ts'
export { readStatement, type SignedStatement, type StatementFault } from './statement.ts'
export type { UnsignedLook } from './unsigned.ts'
export { type Indication, type Reason, type SubIndication, type Verdict } from './verdict.ts'
export { type JudgedSignature, judgeSignatures, type SignaturesQuestion } from './verify.ts'
export { offlineTrust, type TrustContext } from './verify-context.ts'
export { type FileQuestion, type FileToVerify, verifyFile, verifyFiles, wholeFile } from './verify-file.ts'
export {
  commitmentTypes,
  digestedPart,
  type SigningPart,
  type SigningWishes,
  wholePart,
} from './wishes.ts'
