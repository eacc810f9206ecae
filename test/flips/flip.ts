import { type Report, reportJson, type SignatureReport } from '#signature'
import type { Subject } from './files.ts'

/** How the flips of a file were answered. */
export interface Tally {
  readonly flips: number
  /** It is told why nothing can be said. */
  readonly unreadable: number
  /** No signature is found in it any more. */
  readonly unsigned: number
  readonly failed: number
  readonly indeterminate: number
  /** A signature over the same passes, and the report tells another file around it. */
  readonly passedAndTold: number
  /** Must be none: it passes with the report of the file as it was. */
  readonly unnoticed: readonly string[]
  /** Must be none: something else passes, or by somebody else. */
  readonly forged: readonly string[]
}

/** The lowest bit, which makes one digit of another, and the one that makes small letters of capitals. */
const flippedBits = [0, 5] as const

/** Flips the octets of a file one by one, each at two bits, and has the result verified. */
export function flipAll(subject: Subject, stride = subject.stride): Tally {
  const { bytes, verify } = subject
  const before = verify(bytes)
  const [due, meaning] = [toldOf(before), meaningOf(before)]
  const counts = { flips: 0, unreadable: 0, unsigned: 0, failed: 0, indeterminate: 0, passedAndTold: 0 }
  const [unnoticed, forged]: [string[], string[]] = [[], []]
  const changed = Uint8Array.from(bytes)
  for (let at = 0; at < bytes.length; at += stride) {
    for (const bit of flippedBits) {
      const good = bytes[at] ?? 0
      changed[at] = good ^ (1 << bit)
      const report = verify(changed)
      const answer = answerOf(report)
      counts.flips += 1
      counts[answer] += 1
      if (answer === 'passedAndTold') {
        const place = `octet ${at}, bit ${bit}`
        if (toldOf(report) === due) unnoticed.push(place)
        if (meaningOf(report) !== meaning) forged.push(place)
      }
      changed[at] = good
    }
  }
  return { ...counts, unnoticed, forged }
}

function answerOf({
  found,
}: Report): 'unreadable' | 'unsigned' | 'failed' | 'indeterminate' | 'passedAndTold' {
  if (found.kind !== 'signed') return found.kind
  const indications = found.signatures.map(({ verdict }) => verdict.indication)
  if (indications.includes('TOTAL-PASSED')) return 'passedAndTold'
  return indications.includes('TOTAL-FAILED') ? 'failed' : 'indeterminate'
}

/** All that is told of the signatures; the name and the digest of the file stand elsewhere. */
function toldOf(report: Report): string {
  return JSON.stringify(reportJson(report)['SignatureValidationReport'])
}

/** What was signed, by whom, with what claims, of the signatures that pass. */
function meaningOf({ found }: Report): string {
  const all = found.kind === 'signed' ? found.signatures : []
  return JSON.stringify(all.filter(({ verdict }) => verdict.indication === 'TOTAL-PASSED').map(signed))
}

function signed({ id, signer, claims, contents }: SignatureReport): unknown {
  const over = contents.map(({ algorithm, digest, state }) => [algorithm, [...digest], state])
  return [id, signer?.certificate.fingerprint, claims, over]
}
