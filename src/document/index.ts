export { documentActs } from './acts.ts'
export { claimUnder, rolesUnder } from './claim.ts'
export type { ClaimPart, DocumentFault } from './fault.ts'
export { certificateForm, fileNameForm, formForm, objectForm, signatureForm } from './form.ts'
export { readMarkFont } from './mark-font.ts'
export { documentQueries } from './queries.ts'
export {
  type DocumentEvent,
  documentSlice,
  type SignatureImpact,
  type SignatureRow,
  signatureImpact,
  signatureOf,
} from './state.ts'
