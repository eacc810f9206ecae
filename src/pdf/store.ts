import { createHash } from 'node:crypto'
import { hex } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { appendRevision, plainStream, type Update } from './append.ts'
import {
  catalogOf,
  dictionaryAt,
  entryAt,
  itemsAt,
  type Pdf,
  resolve,
  type View,
  viewOf,
} from './document.ts'
import { structureBytes } from './filter.ts'
import { pdfBytesMax, pdfLimits } from './limits.ts'
import type { PdfSigningFault } from './prepare.ts'
import { type Allowance, newAllowance } from './reader.ts'
import {
  array,
  dictionary,
  isKind,
  name,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
  reference,
  withEntries,
} from './value.ts'

/** Validation material, DER each. */
export interface SecurityStore {
  readonly certificates: readonly Uint8Array[]
  readonly lists: readonly Uint8Array[]
  readonly ocsp: readonly Uint8Array[]
}

/** Validation material of one signature. */
export interface SignatureMaterial extends SecurityStore {
  /** The octets of the signature's Contents, with the zeros that fill it up. */
  readonly contents: Uint8Array
}

/** The name of a signature in the store: its Contents' SHA-1 (EN 319 142-1 §5.4.2.3). */
function storeKey(contents: Uint8Array): string {
  return createHash('sha1').update(contents).digest('hex').toUpperCase()
}

/**
 * The validation material that a revision carries (document security store, ISO 32000-2 §12.8.4.3), each
 * piece once. What is not read stays out.
 */
export function readSecurityStore(view: View): SecurityStore {
  const allowance = newAllowance(pdfLimits)
  const store = dictionaryAt(view, catalogOf(view).value.entries.get('DSS'))
  const pieces = (key: string): readonly Uint8Array[] => {
    const found = itemsAt(view, store?.entries.get(key)).flatMap(
      (item) => pieceOf(view, item, allowance) ?? [],
    )
    return [...new Map(found.map((piece) => [hex(piece), piece])).values()]
  }
  return { certificates: pieces('Certs'), lists: pieces('CRLs'), ocsp: pieces('OCSPs') }
}

function pieceOf(view: View, item: PdfValue, allowance: Allowance): Uint8Array | undefined {
  const stream = resolve(view, item)
  const bytes = isKind(stream, 'stream') && structureBytes(stream, 0, 0, allowance)
  return bytes && bytes.ok ? bytes.value : undefined
}

/**
 * The file with an update that adds to its security store: what is there stays, what is there already is
 * not added again.
 */
export function appendSecurityStore(
  pdf: Pdf,
  material: readonly SignatureMaterial[],
): Result<Uint8Array, PdfSigningFault> {
  const view = viewOf(pdf)
  const updates: Update[] = []
  const first = pdf.free
  const add = (value: PdfValue): PdfReference => {
    const own = reference(first + updates.length)
    updates.push({ reference: own, value })
    return own
  }
  const { reference: root, value: catalog } = catalogOf(view)
  const place = catalog.entries.get('DSS')
  const store = dictionaryAt(view, place) ?? dictionary({})
  const shelves = {
    Certs: newShelf(view, store, 'Certs', add),
    CRLs: newShelf(view, store, 'CRLs', add),
    OCSPs: newShelf(view, store, 'OCSPs', add),
  }
  const records: Record<string, PdfValue> = {}
  for (const { contents, certificates, lists, ocsp } of material) {
    records[storeKey(contents)] = dictionary({
      Type: name('VRI'),
      Cert: filled(certificates.map(shelves.Certs.put)),
      CRL: filled(lists.map(shelves.CRLs.put)),
      OCSP: filled(ocsp.map(shelves.OCSPs.put)),
    })
  }
  const known = dictionaryAt(view, store.entries.get('VRI')) ?? dictionary({})
  const grown = withEntries(store, {
    Type: name('DSS'),
    ...{ Certs: filled(shelves.Certs.all), CRLs: filled(shelves.CRLs.all), OCSPs: filled(shelves.OCSPs.all) },
    VRI: withEntries(known, records),
  })
  if (isKind(place, 'reference') && entryAt(view, catalog, 'DSS') !== null) {
    updates.push({ reference: place, value: grown })
  } else updates.push({ reference: root, value: withEntries(catalog, { DSS: add(grown) }) })
  const { bytes } = appendRevision(pdf, updates)
  if (bytes.length > pdfBytesMax) {
    return refuse({ kind: 'pdf-too-large', octets: bytes.length, max: pdfBytesMax })
  }
  return accept(bytes)
}

/** One of the store's arrays while it grows. */
interface Shelf {
  readonly all: readonly PdfValue[]
  /** The reference to a piece, added unless it is there. */
  readonly put: (piece: Uint8Array) => PdfValue
}

function newShelf(
  view: View,
  store: PdfDictionary,
  key: string,
  add: (value: PdfValue) => PdfReference,
): Shelf {
  const allowance = newAllowance(pdfLimits)
  const all = [...itemsAt(view, store.entries.get(key))]
  const known = new Map<string, PdfValue>()
  for (const item of all) {
    const piece = pieceOf(view, item, allowance)
    if (piece) known.set(hex(piece), item)
  }
  const put = (piece: Uint8Array): PdfValue => {
    const found = known.get(hex(piece))
    if (found !== undefined) return found
    const added = add(plainStream(piece))
    known.set(hex(piece), added)
    all.push(added)
    return added
  }
  return { all, put }
}

function filled(items: readonly PdfValue[]): PdfValue | undefined {
  return items.length > 0 ? array(...items) : undefined
}
