import { hex, sha256 } from '#bytes'
import type { FoundSignature, JudgedChange, Judgement, Pdf, UnsignedOctets } from '#pdf'
import type { Addition } from './addition.ts'
import type { SignedContent, Unprotected } from './object.ts'

/** What a file has beyond a signature's revision, as it counts for the signature. */
export interface LaterChanges {
  readonly contents: readonly SignedContent[]
  readonly unprotected: readonly Unprotected[]
  readonly additions: readonly Addition[]
}

/** A signature that was put in later. */
export interface LaterSignature {
  readonly id: string
  /** The number of its object. */
  readonly object: number
}

/** Changes that are told one by one. */
const changesTold = 3

/**
 * What later revisions did to the document that was signed: what no rule permits makes it another document
 * than the signed one, what is permitted is told. `signed` is the content of the signature's own revision.
 */
export function changesAfter(
  pdf: Pdf,
  found: FoundSignature,
  judgement: Judgement,
  signed: SignedContent,
  signatures: readonly LaterSignature[],
): LaterChanges {
  const end = found.byteRange ? found.byteRange[2] + found.byteRange[3] : 0
  const later = pdf.bytes.subarray(end)
  const forbidden = judgement.changes.filter(({ isPermitted }) => !isPermitted)
  if (judgement.kind === 'anything-else') {
    const name = `the document as it is now: ${toldOf(forbidden)}`
    return { contents: [{ ...signed, name, state: 'differs' }], unprotected: [], additions: [] }
  }
  const additions = additionsIn(judgement, signatures, later)
  if (judgement.kind === 'nothing' || judgement.kind === 'security-store') {
    return { contents: [], unprotected: [], additions }
  }
  const permitted = judgement.changes.filter(({ kind }) => kind !== 'security-store' && kind !== 'time-stamp')
  const what = `what was added later and is allowed: ${toldOf(permitted)}`
  return {
    contents: [],
    unprotected: [{ what, octets: later.length, digest: hex(sha256(later)) }],
    additions,
  }
}

/** What no signature or time-stamp of the file is over. */
export function behindSignatures(octets: UnsignedOctets | undefined): readonly Unprotected[] {
  if (!octets) return []
  const { start, end, digest } = octets
  return [{ what: 'octets behind the last signature or time-stamp', octets: end - start, digest }]
}

/** What was put in since and is allowed, in words of its kind. */
function additionsIn(
  judgement: Judgement,
  signatures: readonly LaterSignature[],
  later: Uint8Array,
): readonly Addition[] {
  const { kind, changes } = judgement
  const has = (...kinds: readonly JudgedChange['kind'][]): boolean =>
    changes.some((one) => kinds.includes(one.kind))
  const fields = changes.flatMap((one) => (one.kind === 'form-field' ? (one.field ?? one.path) : []))
  const notes = new Set(changes.flatMap((one) => (one.kind === 'annotation' ? one.object : [])))
  const isUnseen = has('unused') || (kind === 'nothing' && later.some((octet) => !blanks.includes(octet)))
  return [
    ...signatures.map(({ id, object }): Addition => {
      const page = changes.find(({ signature }) => signature === object)?.mark?.page
      return { kind: 'signature-added', id, ...(page === undefined ? {} : { page }) }
    }),
    ...(fields.length > 0 ? [{ kind: 'fields-filled', fields: [...new Set(fields)] } as const] : []),
    ...(notes.size > 0 ? [{ kind: 'notes-added', count: notes.size } as const] : []),
    ...(has('metadata', 'form-resources') ? [{ kind: 'properties-changed' } as const] : []),
    ...(isUnseen ? [{ kind: 'unseen-added' } as const] : []),
    ...(has('security-store', 'time-stamp') ? [{ kind: 'evidence-added' } as const] : []),
  ]
}

/** White space behind the end of a file says nothing (ISO 32000-2 table 1). */
const blanks: readonly number[] = [0, 9, 10, 12, 13, 32]

function toldOf(changes: readonly JudgedChange[]): string {
  const told = changes.slice(0, changesTold).map(changeWords)
  const more = changes.length - told.length
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ')
}

function changeWords({ revision, what, path, field }: JudgedChange): string {
  const which = field === undefined ? path : `${path} (field ${field})`
  return `${which} ${what.replaceAll('-', ' ')} in revision ${revision + 1}`
}
