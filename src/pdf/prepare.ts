import { hex } from '#bytes'
import type { Instant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { appendRevision, type Update } from './append.ts'
import { catalogOf, entryAt, itemsAt, type Pdf, resolve, type View, viewOf } from './document.ts'
import { type FormField, fieldsOf, type Page, pageOf, pagesOf } from './form.ts'
import { pdfBytesMax } from './limits.ts'
import { fittedForm } from './mark-fit.ts'
import { frameOf, fromShown, type PageFrame, type Rectangle, rectangleIn, shownSize } from './page-frame.ts'
import { lookAlikes } from './signatures.ts'
import {
  array,
  decimal,
  dictionary,
  dictionaryOf,
  hexString,
  isKind,
  name,
  type PdfArray,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
  reference,
  textString,
  withEntries,
} from './value.ts'

/** What a signature in the file is to be like. */
export interface PdfSignatureWishes {
  /** The whole name of the field: one that exists and is empty is filled, else it is made. */
  readonly fieldName: string
  /** Octets kept free for the CMS. */
  readonly contentsBytes: number
  /** A signature, or with `ETSI.RFC3161` a document time-stamp (EN 319 142-1 §5.4.3, §6.3). */
  readonly subFilter: 'ETSI.CAdES.detached' | 'ETSI.RFC3161'
  /** Claimed time of signing; not for time-stamps. */
  readonly time?: Instant
  readonly reason?: string
  readonly location?: string
  readonly signerName?: string
  /** Certifies the document: 1 nothing, 2 forms, 3 forms and annotations may change (DocMDP). */
  readonly certification?: 1 | 2 | 3
  readonly mark?: MarkPlace
}

/** Where a visible mark stands and what it looks like. */
export interface MarkPlace {
  /** From 0. */
  readonly page: number
  /**
   * Lower left and upper right corner in points, from the lower left corner of the page as people see it:
   * cropped and turned. A field that exists keeps its own.
   */
  readonly rectangle: Rectangle
  /**
   * The objects of the appearance, the form XObject first; each is told by `own` what reference the others
   * get, counted from 0.
   */
  readonly appearance: (own: (index: number) => PdfReference) => readonly PdfValue[]
}

/** A file that lacks nothing but the CMS. */
export interface PreparedSignature {
  /** With zeros where the CMS will be. */
  readonly bytes: Uint8Array
  readonly byteRange: readonly [number, number, number, number]
  /** Where the opening angle bracket of the contents is. */
  readonly contentsAt: number
  readonly contentsBytes: number
  /** What is signed: one after the other. */
  readonly parts: readonly [Uint8Array, Uint8Array]
}

/** Why a file is not prepared, or a CMS not placed. */
export type PdfSigningFault =
  | { readonly kind: 'pdf-too-large'; readonly octets: number; readonly max: number }
  /** There is such a field and it is no empty signature field. */
  | { readonly kind: 'pdf-field-taken'; readonly name: string }
  | { readonly kind: 'pdf-page-missing'; readonly page: number; readonly pages: number }
  /** The mark would stand outside of what is shown of the page, which is of this size in points. */
  | { readonly kind: 'pdf-mark-outside'; readonly width: number; readonly height: number }
  /** A certification must be the first signature (ISO 32000-2 §12.8.2.2.1). */
  | { readonly kind: 'pdf-signed-already' }
  /** The form, or the annotations of the page, are not what they should be. */
  | { readonly kind: 'pdf-form-malformed'; readonly what: string }
  | { readonly kind: 'pdf-contents-small'; readonly needed: number; readonly octets: number }

/**
 * Prepares an incremental update with a signature whose CMS is still to come. The same file and wishes give
 * the same octets.
 */
export function prepareSignature(
  pdf: Pdf,
  wishes: PdfSignatureWishes,
): Result<PreparedSignature, PdfSigningFault> {
  const view = viewOf(pdf)
  const fields = fieldsOf(view)
  const isLate = fields.some(({ type, value }) => type === 'Sig' && resolve(view, value) !== null)
  if (wishes.certification !== undefined && isLate) return refuse({ kind: 'pdf-signed-already' })
  const draft = newDraft(view)
  const signature = draft.add(signatureDictionary(wishes))
  const field = fields.find((one) => one.name === wishes.fieldName)
  const fault = field ? fillField(draft, wishes, signature, field) : addField(draft, wishes, signature)
  if (fault) return refuse(fault)
  if (wishes.certification !== undefined) {
    const { reference: root } = catalogOf(view)
    const permissions = dictionaryOf(resolve(view, draft.dictionary(root).entries.get('Perms')))
    const certified = withEntries(permissions ?? dictionary({}), { DocMDP: signature })
    draft.set(root, withEntries(draft.dictionary(root), { Perms: certified }))
  }
  const updates = draft.updates()
  // A page or form that also is a signature would stand beside the new one, and both would be doubted.
  const isDouble = updates.some((one) => one.reference !== signature && lookAlikes(one.value).length > 0)
  if (isDouble) return refuse({ kind: 'pdf-form-malformed', what: 'signature' })
  const { bytes, offsets } = appendRevision(pdf, updates)
  if (bytes.length > pdfBytesMax) {
    return refuse({ kind: 'pdf-too-large', octets: bytes.length, max: pdfBytesMax })
  }
  const at = certain(offsets.get(signature.number), 'the signature')
  return accept(measured(bytes, at, wishes.contentsBytes))
}

/** The file with the CMS in its place, filled up with zeros. */
export function placeSignature(
  { bytes, contentsAt, contentsBytes }: PreparedSignature,
  cms: Uint8Array,
): Result<Uint8Array, PdfSigningFault> {
  if (cms.length > contentsBytes) {
    return refuse({ kind: 'pdf-contents-small', needed: cms.length, octets: contentsBytes })
  }
  const placed = Buffer.from(bytes)
  placed.write(hex(cms), contentsAt + 1, 'latin1')
  return accept(placed)
}

/** Ten digits: more than any offset in a file of 64 MiB has, as others leave free too. */
const rangeDigits = 10

function signatureDictionary(wishes: PdfSignatureWishes): PdfDictionary {
  const isTimestamp = wishes.subFilter === 'ETSI.RFC3161'
  const free: PdfValue = { kind: 'real', text: '0'.repeat(rangeDigits) }
  const text = (value: string | undefined) => (value === undefined ? undefined : textString(value))
  return dictionary({
    Type: name(isTimestamp ? 'DocTimeStamp' : 'Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name(wishes.subFilter),
    ByteRange: array(0, free, free, free),
    Contents: hexString(new Uint8Array(wishes.contentsBytes)),
    M: wishes.time === undefined ? undefined : textString(dateText(wishes.time)),
    Name: text(wishes.signerName),
    Reason: text(wishes.reason),
    Location: text(wishes.location),
    Reference: wishes.certification && array(certificationReference(wishes.certification)),
  })
}

/** ISO 32000-2 §12.8.2.2. */
function certificationReference(level: 1 | 2 | 3): PdfDictionary {
  const parameters = dictionary({ Type: name('TransformParams'), P: level, V: name('1.2') })
  return dictionary({
    ...{ Type: name('SigRef'), TransformMethod: name('DocMDP'), TransformParams: parameters },
  })
}

/** ISO 32000-2 §7.9.4, in UTC. */
function dateText(instant: Instant): string {
  return `D:${new Date(instant).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+00'00'`
}

/** Fills in the byte range, now that it is known where everything is. */
function measured(bytes: Uint8Array, at: number, contentsBytes: number): PreparedSignature {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const rangeAt = file.indexOf('/ByteRange [', at) + '/ByteRange ['.length
  const contentsAt = file.indexOf('/Contents <', at) + '/Contents <'.length - 1
  const behind = contentsAt + 2 * contentsBytes + 2
  const byteRange = [0, contentsAt, behind, bytes.length - behind] as const
  file.write(byteRange.join(' ').padEnd('0'.length + 3 * (rangeDigits + 1)), rangeAt, 'latin1')
  const parts = [bytes.subarray(0, contentsAt), bytes.subarray(behind)] as const
  return { bytes, byteRange, contentsAt, contentsBytes, parts }
}

/** The objects of the update while it is made. */
interface Draft {
  readonly view: View
  add(value: PdfValue): PdfReference
  /** The references that the next objects added will get. */
  next(index: number): PdfReference
  set(target: PdfReference, value: PdfValue): void
  /** The dictionary behind a reference, as the update has it so far; an empty one where there is none. */
  dictionary(target: PdfReference): PdfDictionary
  updates(): readonly Update[]
}

function newDraft(view: View): Draft {
  const changed = new Map<number, Update>()
  let free = view.pdf.free
  const set = (target: PdfReference, value: PdfValue): void => {
    changed.set(target.number, { reference: target, value })
  }
  return {
    view,
    set,
    add: (value) => {
      const own = reference(free)
      free += 1
      set(own, value)
      return own
    },
    next: (index) => reference(free + index),
    dictionary: (target) =>
      dictionaryOf(changed.get(target.number)?.value ?? resolve(view, target)) ?? dictionary({}),
    updates: () => [...changed.values()],
  }
}

/** An empty signature field that exists: its value, its look and nothing else change. */
function fillField(
  draft: Draft,
  wishes: PdfSignatureWishes,
  signature: PdfReference,
  field: FormField,
): PdfSigningFault | undefined {
  const isEmpty = field.type === 'Sig' && resolve(draft.view, field.value) === null
  const [widget] = field.widgets
  if (!isEmpty || !widget) return { kind: 'pdf-field-taken', name: wishes.fieldName }
  draft.set(field.reference, withEntries(field.dictionary, { V: signature }))
  const page = pageOf(draft.view, widget)
  const room = rectangleIn(draft.view, draft.dictionary(widget).entries.get('Rect'))
  const frame = page && { ...frameOf(draft.view, page.dictionary), ...(room && { box: room }) }
  const appearance = wishes.mark && addAppearance(draft, wishes.mark, frame)
  if (appearance) draft.set(widget, withEntries(draft.dictionary(widget), { AP: appearance }))
  return markForm(draft, undefined)
}

/** A new field, merged with its widget, on a page and in the form. */
function addField(
  draft: Draft,
  wishes: PdfSignatureWishes,
  signature: PdfReference,
): PdfSigningFault | undefined {
  const { mark } = wishes
  const pages = pagesOf(draft.view)
  const page = pages[mark?.page ?? 0]
  if (!page) return { kind: 'pdf-page-missing', page: mark?.page ?? 0, pages: pages.length }
  const frame = frameOf(draft.view, page.dictionary)
  const [width, height] = shownSize(frame)
  if (mark && !isWithin(mark.rectangle, width, height)) return { kind: 'pdf-mark-outside', width, height }
  const field = draft.add(
    dictionary({
      ...{ Type: name('Annot'), Subtype: name('Widget'), FT: name('Sig') },
      T: textString(wishes.fieldName),
      V: signature,
      // Printed and not to be moved (ISO 32000-2 table 167).
      F: 132,
      P: page.reference,
      Rect: array(...(mark ? fromShown(frame, mark.rectangle) : [0, 0, 0, 0]).map(decimal)),
      AP: mark && addAppearance(draft, mark, { turn: frame.turn, box: fromShown(frame, mark.rectangle) }),
    }),
  )
  return addAnnotation(draft, pages, page, field) ?? markForm(draft, field)
}

/** `room`: the rectangle of the field, and how its page is turned; absent: no page shows it. */
function addAppearance(draft: Draft, { appearance }: MarkPlace, room: PageFrame | undefined): PdfDictionary {
  const first = draft.next(0)
  const base = first.number
  const [form = null, ...others] = appearance((index) => reference(base + index))
  for (const value of [room ? fittedForm(form, room) : form, ...others]) draft.add(value)
  return dictionary({ N: first })
}

function isWithin([left, bottom, right, top]: Rectangle, width: number, height: number): boolean {
  return left >= 0 && bottom >= 0 && right <= width && top <= height
}

function addAnnotation(
  draft: Draft,
  pages: readonly Page[],
  page: Page,
  widget: PdfReference,
): PdfSigningFault | undefined {
  const { view } = draft
  const annotations = page.dictionary.entries.get('Annots') ?? null
  const found = resolve(view, annotations)
  if (found !== null && !isKind(found, 'array')) return { kind: 'pdf-form-malformed', what: 'Annots' }
  const longer = array(...(found?.items ?? []), widget)
  const isShared = (one: PdfReference): boolean =>
    pages.filter(({ dictionary: { entries } }) => isTo(entries.get('Annots'), one)).length > 1
  // An array that other pages have too would show the widget on all of them.
  if (isKind(annotations, 'reference') && found !== null && !isShared(annotations)) {
    draft.set(annotations, longer)
  } else {
    const own = draft.dictionary(page.reference)
    draft.set(page.reference, withEntries(own, { Annots: longer }))
  }
  return undefined
}

function isTo(value: PdfValue | undefined, target: PdfReference): boolean {
  return isKind(value, 'reference') && value.number === target.number
}

/** Says in the form that there are signatures, and names a new field in it. */
function markForm(draft: Draft, field: PdfReference | undefined): PdfSigningFault | undefined {
  const { view } = draft
  const { reference: root } = catalogOf(view)
  const catalog = draft.dictionary(root)
  const place = catalog.entries.get('AcroForm') ?? null
  const form = resolve(view, place)
  if (form !== null && !isKind(form, 'dictionary')) return { kind: 'pdf-form-malformed', what: 'AcroForm' }
  const listed = form?.entries.get('Fields') ?? null
  const fields = resolve(view, listed)
  if (fields !== null && !isKind(fields, 'array')) return { kind: 'pdf-form-malformed', what: 'Fields' }
  const longer: PdfArray = field ? array(...itemsAt(view, listed), field) : array(...itemsAt(view, listed))
  const flags = form ? entryAt(view, form, 'SigFlags') : null
  // Signatures exist, and the file may only be appended to (ISO 32000-2 table 225).
  let marked = withEntries(form ?? dictionary({}), { SigFlags: (typeof flags === 'number' ? flags : 0) | 3 })
  if (isKind(listed, 'reference') && fields !== null) {
    if (field) draft.set(listed, longer)
  } else marked = withEntries(marked, { Fields: longer })
  if (isKind(place, 'reference') && form !== null) draft.set(place, marked)
  else if (form !== null) draft.set(root, withEntries(catalog, { AcroForm: marked }))
  else draft.set(root, withEntries(catalog, { AcroForm: draft.add(marked) }))
  return undefined
}
