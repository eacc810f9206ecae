import { elementLength } from './contents.ts'
import { dictionaryAt, entryAt, itemsAt, type Pdf, type Revision, resolve, viewOf } from './document.ts'
import { type FormField, fieldsOf } from './form.ts'
import type { IndirectObject } from './indirect.ts'
import { isKind, nameText, type PdfDictionary, type PdfString, type PdfValue, textOf } from './value.ts'

/** A signature or document time-stamp found anywhere in a file, whether it is to be believed or not. */
export interface FoundSignature {
  readonly kind: 'signature' | 'time-stamp'
  /** The number of the object that it is or stands in. */
  readonly object: number
  /** Index of the revision that it stands in, and that it signs with all before. */
  readonly revision: number
  /** The field whose value it is in its own revision. */
  readonly fieldName?: string
  readonly subFilter?: string
  readonly byteRange?: ByteRange
  /** What it is made over; absent when the byte range is not sound. */
  readonly parts?: readonly [Uint8Array, Uint8Array]
  /** The octets of Contents with the zeros that fill it up. */
  readonly contents: Uint8Array
  /** The CMS in it: the first element. */
  readonly cms: Uint8Array
  /** Claimed, as the dictionary has them. */
  readonly time?: string
  readonly reason?: string
  readonly location?: string
  readonly signerName?: string
  /** What it lets change in the document (DocMDP), where it says so. */
  readonly certification?: 1 | 2 | 3
  /** Which fields it lets change no more (FieldMDP, or the field's own lock). */
  readonly locks: readonly FieldLock[]
  /** What is wrong with its form; a signature with any of it must not be believed. */
  readonly faults: readonly SignatureFault[]
}

export type ByteRange = readonly [number, number, number, number]

/** ISO 32000-2 table 236. */
export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude'
  readonly fields: readonly string[]
}

/** What is wrong with the form of a signature. */
export type SignatureFault =
  /** Not four whole numbers in the dictionary itself. */
  | { readonly kind: 'byte-range-malformed' }
  | { readonly kind: 'byte-range-start'; readonly start: number }
  /** What is left out is not exactly the Contents. */
  | { readonly kind: 'byte-range-gap'; readonly from: number; readonly to: number }
  /** It does not end where its own revision ends. */
  | { readonly kind: 'byte-range-end'; readonly end: number; readonly expected: number }
  /** Contents is no string of hexadecimal digits in the dictionary itself. */
  | { readonly kind: 'contents-malformed' }
  | { readonly kind: 'contents-mixed-case' }
  /** Contents does not begin with one whole BER element. */
  | { readonly kind: 'contents-truncated' }
  /** Something else than zeros behind the CMS. */
  | { readonly kind: 'contents-padding' }
  | { readonly kind: 'sub-filter-unknown'; readonly subFilter: string | undefined }
  /** No field of its revision leads to it: hidden, or orphaned. */
  | { readonly kind: 'field-missing' }
  | { readonly kind: 'field-twice'; readonly names: readonly string[] }
  /** One revision has several signatures: at most one of them can have signed it. */
  | { readonly kind: 'revision-shared'; readonly objects: readonly number[] }

const subFilters: readonly string[] = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached', 'ETSI.RFC3161']

/**
 * Every signature and document time-stamp of a file, in the order they stand in it: what its fields lead to,
 * and whatever else in any object of any revision looks like one.
 */
export function signaturesOf(pdf: Pdf): readonly FoundSignature[] {
  const candidates = pdf.revisions.flatMap((revision) => candidatesIn(pdf, revision))
  const found = candidates.map((candidate) => signatureOf(pdf, candidate))
  return found.map((one) => {
    const same = found.filter(({ revision }) => revision === one.revision)
    if (same.length === 1) return one
    const fault: SignatureFault = { kind: 'revision-shared', objects: same.map(({ object }) => object) }
    return { ...one, faults: [...one.faults, fault] }
  })
}

interface Candidate {
  readonly revision: Revision
  readonly object: IndirectObject
  readonly dictionary: PdfDictionary
  /** The fields of the revision whose value it is. */
  readonly owners: readonly FormField[]
}

/** The dictionaries of a revision, listed or not, that look like signatures. */
function candidatesIn(pdf: Pdf, revision: Revision): readonly Candidate[] {
  const listed = [...revision.defines.values()].flatMap(({ object }) => object ?? [])
  const found = [...listed, ...revision.unlisted].flatMap((object) =>
    lookAlikes(object.value).map((dictionary) => ({ object, dictionary })),
  )
  if (found.length === 0) return []
  const view = viewOf(pdf, revision.index)
  const owners = Map.groupBy(fieldsOf(view), ({ value }) => resolve(view, value))
  const inOrder = found.toSorted((a, b) => a.object.start - b.object.start)
  return inOrder.map((one) => ({ ...one, revision, owners: owners.get(one.dictionary) ?? [] }))
}

/** The dictionaries in a value that are signatures or look like some. */
export function lookAlikes(value: PdfValue): readonly PdfDictionary[] {
  const found: PdfDictionary[] = []
  const waiting: PdfValue[] = [value]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (isKind(next, 'array')) for (const item of next.items) waiting.push(item)
    if (isKind(next, 'stream')) waiting.push(next.dictionary)
    if (!isKind(next, 'dictionary')) continue
    if (looksSigned(next)) found.push(next)
    for (const member of next.entries.values()) waiting.push(member)
  }
  return found
}

function looksSigned({ entries }: PdfDictionary): boolean {
  const type = nameText(entries.get('Type'))
  const hasBoth = entries.has('ByteRange') && entries.has('Contents')
  return hasBoth || type === 'Sig' || type === 'DocTimeStamp'
}

function signatureOf(pdf: Pdf, { revision, object, dictionary, owners }: Candidate): FoundSignature {
  const faults: SignatureFault[] = []
  const { entries } = dictionary
  const subFilter = nameText(entries.get('SubFilter'))
  if (subFilter === undefined || !subFilters.includes(subFilter)) {
    faults.push({ kind: 'sub-filter-unknown', subFilter })
  }
  if (owners.length === 0) faults.push({ kind: 'field-missing' })
  if (owners.length > 1) faults.push({ kind: 'field-twice', names: owners.map((one) => one.name) })
  const contents = entries.get('Contents')
  const string = isKind(contents, 'string') ? contents : undefined
  const byteRange = rangeOf(entries.get('ByteRange'))
  faults.push(...contentsFaults(pdf, string), ...rangeFaults(byteRange, string, revision))
  const isSound = byteRange !== undefined && !faults.some(({ kind }) => kind.startsWith('byte-range'))
  const octets = string?.bytes ?? new Uint8Array(0)
  const isTimestamp = subFilter === 'ETSI.RFC3161' || nameText(entries.get('Type')) === 'DocTimeStamp'
  return {
    kind: isTimestamp ? 'time-stamp' : 'signature',
    object: object.number,
    revision: revision.index,
    ...(owners[0] && { fieldName: owners[0].name }),
    ...(subFilter !== undefined && { subFilter }),
    ...(byteRange && { byteRange }),
    ...(isSound && { parts: partsOf(pdf.bytes, byteRange) }),
    contents: octets,
    cms: octets.subarray(0, elementLength(octets) ?? octets.length),
    ...claimsOf(pdf, revision, dictionary),
    ...rulesOf(pdf, revision, dictionary, owners[0]),
    faults,
  }
}

function partsOf(bytes: Uint8Array, range: ByteRange): readonly [Uint8Array, Uint8Array] {
  return [bytes.subarray(0, range[1]), bytes.subarray(range[2], range[2] + range[3])]
}

function rangeOf(value: PdfValue | undefined): ByteRange | undefined {
  if (!isKind(value, 'array') || value.items.length !== 4) return undefined
  const [start, length, next, rest] = value.items
  if (typeof start !== 'number' || typeof length !== 'number') return undefined
  return typeof next === 'number' && typeof rest === 'number' ? [start, length, next, rest] : undefined
}

/** The range must leave out the Contents and nothing else of the file up to its revision's end. */
function rangeFaults(
  range: ByteRange | undefined,
  contents: PdfString | undefined,
  { marked, end }: Revision,
): readonly SignatureFault[] {
  if (!range || Math.min(...range) < 0) return [{ kind: 'byte-range-malformed' }]
  const faults: SignatureFault[] = []
  const [start, length, next, rest] = range
  const [from, to, last] = [start + length, next, next + rest]
  if (start !== 0) faults.push({ kind: 'byte-range-start', start })
  if (from !== contents?.place?.start || to !== contents.place.end) {
    faults.push({ kind: 'byte-range-gap', from, to })
  }
  if (last < marked || last > end) faults.push({ kind: 'byte-range-end', end: last, expected: marked })
  return faults
}

function contentsFaults({ bytes }: Pdf, contents: PdfString | undefined): readonly SignatureFault[] {
  if (!contents?.place || !contents.isHex) return [{ kind: 'contents-malformed' }]
  const { start, end } = contents.place
  const digits = Buffer.from(bytes.subarray(start + 1, end - 1)).toString('latin1')
  // White space and an odd digit are legal in a string, but say the same in more than one way.
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return [{ kind: 'contents-malformed' }]
  const faults: SignatureFault[] = []
  if (/[a-f]/.test(digits) && /[A-F]/.test(digits)) faults.push({ kind: 'contents-mixed-case' })
  const length = elementLength(contents.bytes)
  if (length === undefined || length < 3) return [...faults, { kind: 'contents-truncated' }]
  if (contents.bytes.subarray(length).some((octet) => octet !== 0)) faults.push({ kind: 'contents-padding' })
  return faults
}

type Claims = Pick<FoundSignature, 'time' | 'reason' | 'location' | 'signerName'>

function claimsOf(pdf: Pdf, revision: Revision, dictionary: PdfDictionary): Claims {
  const view = viewOf(pdf, revision.index)
  const text = (key: string): string | undefined => textOf(entryAt(view, dictionary, key))
  const [time, reason, location, signerName] = [text('M'), text('Reason'), text('Location'), text('Name')]
  return {
    ...(time !== undefined && { time }),
    ...(reason !== undefined && { reason }),
    ...(location !== undefined && { location }),
    ...(signerName !== undefined && { signerName }),
  }
}

/** What the signature says about later changes (ISO 32000-2 §12.8.2.2, §12.8.2.4, table 236). */
function rulesOf(
  pdf: Pdf,
  revision: Revision,
  dictionary: PdfDictionary,
  field: FormField | undefined,
): Pick<FoundSignature, 'certification' | 'locks'> {
  const view = viewOf(pdf, revision.index)
  const locks: FieldLock[] = []
  const levels: (1 | 2 | 3)[] = []
  const take = (parameters: PdfDictionary | undefined, isLevel: boolean): void => {
    const action = nameText(entryAt(view, parameters, 'Action'))
    if (action === 'All' || action === 'Include' || action === 'Exclude') {
      const names = itemsAt(view, parameters?.entries.get('Fields'))
      locks.push({ action, fields: names.flatMap((one) => textOf(resolve(view, one)) ?? []) })
    }
    const level = entryAt(view, parameters, 'P')
    if (level === 1 || level === 2 || level === 3) levels.push(level)
    // ISO 32000-2 table 257: 2 where it is left out; what is none of the three permits nothing.
    else if (isLevel) levels.push(level === null ? 2 : 1)
  }
  for (const item of itemsAt(view, dictionary.entries.get('Reference'))) {
    const transform = dictionaryAt(view, item)
    const method = nameText(entryAt(view, transform, 'TransformMethod'))
    const parameters = dictionaryAt(view, transform?.entries.get('TransformParams'))
    if (method === 'DocMDP' || method === 'FieldMDP') take(parameters, method === 'DocMDP')
  }
  take(dictionaryAt(view, field?.dictionary.entries.get('Lock')), false)
  if (levels.length === 0) return { locks }
  return { locks, certification: Math.min(...levels) as 1 | 2 | 3 }
}
