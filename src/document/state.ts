import type { Instant } from '#clock'
import type { DigestName } from '#crypto'
import type { SignatureForm } from '#signature'
import { emptyTable, row, type Table, withRow } from '#table'
import { type Event, type ImpactQuestion, type Place, read, type Slice, type State } from '#unit'

/** What stands on the record of one signature or seal. */
export interface SignedDocument {
  /** Lower-case hexadecimal SHA-256 of the signature's value: its name everywhere. */
  readonly signature: string
  /** Lower-case hexadecimal SHA-256 of the file as it was before. */
  readonly document: string
  /** What people call the file. */
  readonly name: string
  readonly form: SignatureForm
  /** The digest by which the signature names what it is over, in lower-case hexadecimal. */
  readonly content: { readonly algorithm: DigestName; readonly digest: string }
  /** Whose act it was; a visitor's id is `id@domain`. */
  readonly by: { readonly kind: 'person' | 'visitor'; readonly id: string }
  /** Of the certificate whose key signed: the actor's, or that of the unit's seal. */
  readonly serial: string
  readonly object: string
  readonly case: string
  readonly step: string
  readonly office?: string
  /** Dotted identifiers. */
  readonly commitments: readonly string[]
}

export interface SignatureRow extends SignedDocument {
  readonly sealed: boolean
  /** Index of the entry. */
  readonly entry: number
  readonly time: Instant
}

export type DocumentEvent =
  | ({ readonly kind: 'document-signed' } & SignedDocument)
  /** `value` is the signature itself, base64: the unit's key made it in this very entry. */
  | ({ readonly kind: 'document-sealed'; readonly value: string } & SignedDocument)

export interface DocumentState {
  readonly signatures: Table<SignatureRow>
  /** Signatures, in the order of the record, by the file, the object and the case they are about. */
  readonly byDocument: Table<readonly string[]>
  readonly byObject: Table<readonly string[]>
  readonly byCase: Table<readonly string[]>
  /** How many were made with a certificate, by its serial. */
  readonly countBySerial: Table<number>
}

export const documentSlice: Slice<DocumentState> = {
  name: 'document',
  tables: ['signatures', 'byDocument', 'byObject', 'byCase', 'countBySerial'],
  empty: {
    signatures: emptyTable(),
    byDocument: emptyTable(),
    byObject: emptyTable(),
    byCase: emptyTable(),
    countBySerial: emptyTable(),
  },
  evolve(slice: DocumentState, event: Event, place: Place): DocumentState {
    return step(slice, event as DocumentEvent, place)
  },
}

function step(slice: DocumentState, event: DocumentEvent, { index, time }: Place): DocumentState {
  switch (event.kind) {
    case 'document-signed': {
      const { kind: _, ...signed } = event
      return kept(slice, { ...signed, sealed: false, entry: index, time })
    }
    case 'document-sealed': {
      const { kind: _, value: _value, ...signed } = event
      return kept(slice, { ...signed, sealed: true, entry: index, time })
    }
    default:
      return slice
  }
}

function kept(slice: DocumentState, added: SignatureRow): DocumentState {
  const { signature, document, object, serial, case: id } = added
  const count = (row(slice.countBySerial, serial) ?? 0) + 1
  const listed = (table: Table<readonly string[]>, key: string) =>
    withRow(table, key, [...(row(table, key) ?? []), signature])
  return {
    signatures: withRow(slice.signatures, signature, added),
    byDocument: listed(slice.byDocument, document),
    byObject: listed(slice.byObject, object),
    byCase: listed(slice.byCase, id),
    countBySerial: withRow(slice.countBySerial, serial, count),
  }
}

/** A signature that stands on the record, by its `id`. */
export function signatureOf(state: State, signature: string): SignatureRow | undefined {
  return row(read(state, documentSlice).signatures, signature)
}

/** Every signature about a file, an object or a case, in the order of the record. */
export function signaturesOf(
  state: State,
  of: 'document' | 'object' | 'case',
  key: string,
): readonly SignatureRow[] {
  const { byDocument, byObject, byCase } = read(state, documentSlice)
  const table = { document: byDocument, object: byObject, case: byCase }[of]
  return (row(table, key) ?? []).flatMap((signature) => signatureOf(state, signature) ?? [])
}

/** What a revocation would mean for signatures. */
export interface SignatureImpact {
  /** How many that stand on the record were made with the certificates that would be revoked. */
  readonly signatures: number
}

/** What some events would mean for the signatures on the record. */
export function signatureImpact({ before, events }: ImpactQuestion): SignatureImpact {
  const { countBySerial } = read(before, documentSlice)
  const counts = events.map((event) => (endsCertificate(event) ? (row(countBySerial, event.serial) ?? 0) : 0))
  return { signatures: counts.reduce((sum, count) => sum + count, 0) }
}

function endsCertificate(event: Event): event is Event & { readonly serial: string } {
  return event.kind === 'certificate-revoked'
}
