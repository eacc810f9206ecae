import { hex, sha256 } from '#bytes'
import type { FoundSignature, JudgedChange, Judgement, Pdf, UnsignedOctets } from '#pdf'
import type { SignedContent, Unprotected } from './object.ts'

/** What a file has beyond a signature's revision, as it counts for the signature. */
export interface LaterChanges {
  readonly contents: readonly SignedContent[]
  readonly unprotected: readonly Unprotected[]
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
): LaterChanges {
  const end = found.byteRange ? found.byteRange[2] + found.byteRange[3] : 0
  const later = pdf.bytes.subarray(end)
  const forbidden = judgement.changes.filter(({ isPermitted }) => !isPermitted)
  if (judgement.kind === 'anything-else') {
    const name = `the document as it is now: ${toldOf(forbidden)}`
    return { contents: [{ ...signed, name, state: 'differs' }], unprotected: [] }
  }
  if (judgement.kind === 'nothing' || judgement.kind === 'security-store') {
    return { contents: [], unprotected: [] }
  }
  const permitted = judgement.changes.filter(({ kind }) => kind !== 'security-store' && kind !== 'time-stamp')
  const what = `what was added later and is allowed: ${toldOf(permitted)}`
  return {
    contents: [],
    unprotected: [{ what, octets: later.length, digest: hex(sha256(later)) }],
  }
}

/** What no signature or time-stamp of the file is over. */
export function behindSignatures(octets: UnsignedOctets | undefined): readonly Unprotected[] {
  if (!octets) return []
  const { start, end, digest } = octets
  return [{ what: 'octets behind the last signature or time-stamp', octets: end - start, digest }]
}

function toldOf(changes: readonly JudgedChange[]): string {
  const told = changes.slice(0, changesTold).map(changeWords)
  const more = changes.length - told.length
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ')
}

function changeWords({ revision, what, path, field }: JudgedChange): string {
  const which = field === undefined ? path : `${path} (field ${field})`
  return `${which} ${what.replaceAll('-', ' ')} in revision ${revision + 1}`
}
