import { hex, sha256 } from '#bytes'
import type { FoundSignature, Pdf } from '#pdf'
import type { SignedContent, Unprotected } from './object.ts'

/** What a file has beyond a signature's revision, as it counts for the signature. */
export interface LaterChanges {
  readonly contents: readonly SignedContent[]
  readonly formFaults: readonly string[]
  readonly unprotected: readonly Unprotected[]
}

/** Judges what later revisions did to the document that was signed. */
export function changesAfter(pdf: Pdf, found: FoundSignature): LaterChanges {
  const end = found.byteRange ? found.byteRange[2] + found.byteRange[3] : 0
  const later = pdf.bytes.subarray(end)
  if (found.revision === pdf.revisions.length - 1) return { contents: [], formFaults: [], unprotected: [] }
  return {
    contents: [],
    formFaults: [],
    unprotected: [
      { what: 'revisions after the signature', octets: later.length, digest: hex(sha256(later)) },
    ],
  }
}
