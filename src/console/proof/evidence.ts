import type { Receipt } from '../wire/act.ts'
import type { Conflict, Pin, Sighting } from './memory.ts'

/** The form of evidence files, which `chancery record evidence` verifies. */
export const evidenceForm = 'chancery-evidence/1'

/** That an act stands in the record, with everything by which somebody else can see it. */
export interface EntryEvidence {
  readonly form: typeof evidenceForm
  readonly kind: 'entry'
  readonly unit: Pick<Pin, 'unit' | 'name' | 'domain' | 'recordKey'>
  readonly receipt: Receipt
  /** Base64 DER of the key that signed the act, and PEM of its certificate. */
  readonly spki?: string
  readonly certificate?: string
  /** PEM of the unit's own certificates. */
  readonly authorities?: string
  /** The newest head this browser saw, and the proof that it and the receipt's are of one history. */
  readonly seen?: Pick<Sighting, 'note'> & { readonly proof: readonly string[] }
}

/** That the unit did what it must never do. */
export interface ConflictEvidence {
  readonly form: typeof evidenceForm
  readonly kind: 'conflict'
  readonly conflict: Conflict
}

export function conflictEvidence(conflict: Conflict): ConflictEvidence {
  return { form: evidenceForm, kind: 'conflict', conflict }
}

/** A file as somebody keeps it. */
export function evidenceText(evidence: EntryEvidence | ConflictEvidence): string {
  return `${JSON.stringify(evidence, null, 2)}\n`
}
