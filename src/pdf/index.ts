export type { Appended, Update } from './append.ts'
export type { Change, ChangeKind, ChangeWord, ShownMark } from './change.ts'
export {
  type Definition,
  dictionaryAt,
  entryAt,
  itemsAt,
  type Pdf,
  type Revision,
  type View,
  viewOf,
} from './document.ts'
export {
  type FakeRevision,
  fakeCms,
  fakeLetter,
  fakePdf,
  fakeRevision,
  fakeSigned,
  fakeStream,
  fakeTrailer,
  fakeUpdate,
} from './fake-file.ts'
export type { PdfAmbiguity, PdfBudget, PdfDamage, PdfFault } from './fault.ts'
export { type FormField, fieldsOf, type Page, pagesOf } from './form.ts'
export type { IndirectObject } from './indirect.ts'
export {
  type JudgedChange,
  type Judgement,
  type JudgementKind,
  judgeChanges,
  type UnsignedOctets,
  unsignedOctets,
} from './judge.ts'
export type { PdfLimits } from './limits.ts'
export { drawMark, type MarkBox, type MarkFault, type MarkWishes } from './mark.ts'
export { markBoxOf } from './mark-box.ts'
export { openPdf } from './open.ts'
export {
  type MarkPlace,
  type PdfSignatureWishes,
  type PdfSigningFault,
  type PreparedSignature,
  placeSignature,
  prepareSignature,
} from './prepare.ts'
export {
  type ByteRange,
  type FieldLock,
  type FoundSignature,
  type SignatureFault,
  signaturesOf,
} from './signatures.ts'
export {
  appendSecurityStore,
  readSecurityStore,
  type SecurityStore,
  type SignatureMaterial,
} from './store.ts'
export {
  isKind,
  type PdfArray,
  type PdfDictionary,
  type PdfName,
  type PdfReal,
  type PdfReference,
  type PdfStream,
  type PdfString,
  type PdfValue,
  reference,
} from './value.ts'
