import type { HandedFile } from '#api'
import { base64url, equalBytes, utf8 } from '#bytes'
import { digestBytes } from '#crypto'
import type { Report, SignatureReport, SignedContent } from '#signature'

/**
 * Reports without those on files that were handed in because a signature beside them is about them: these are
 * told with that signature. What counts is the digest that is signed: names are anybody's.
 *
 * @param files in the order of the reports
 */
export function withoutSigned(reports: readonly Report[], files: readonly HandedFile[]): readonly Report[] {
  const signatures = reports.flatMap(({ found }) => (found.kind === 'signed' ? found.signatures : []))
  const others = reports.filter(({ found }, at) => {
    const file = files[at]
    return found.kind === 'signed' || !file || !signatures.some((one) => isAbout(one, file))
  })
  return others.length === 0 ? reports : others
}

function isAbout({ contents }: SignatureReport, { bytes, name }: HandedFile): boolean {
  return contents.some((content) => content.name === name && isOf(content, bytes))
}

/** JSON signatures may be over the base64url of what they name (TS 119 182-1 §5.2.8.3.3). */
function isOf({ algorithm, digest, state }: SignedContent, bytes: Uint8Array): boolean {
  if (state !== 'matches') return false
  const spellings = [bytes, utf8(base64url(bytes))]
  return spellings.some((spelling) => equalBytes(digestBytes(algorithm, spelling), digest))
}
