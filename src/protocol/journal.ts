import { utf8 } from '#bytes'
import { type Instant, isoInstant } from '#clock'
import type { Speaker } from '#unit'
import type { Decision } from './decision.ts'
import { journalLineBytesMax } from './limits.ts'

/** Lines of the access journal by which an asker learnt something of others: one, unless it is too long. */
export function decidedLines(
  { asker, what, at, outcome }: Asked,
  decisions: readonly Decision[],
): readonly Uint8Array[] {
  const head = { v: 1, at: isoInstant(at), outcome, asker, what }
  const texts = decisions.map((decision) => JSON.stringify(decidedOf(decision)))
  const lines: string[][] = [[]]
  let bytes = 0
  for (const text of texts) {
    const length = Buffer.byteLength(text) + 1
    if (bytes > 0 && bytes + length > journalLineBytesMax) {
      lines.push([])
      bytes = 0
    }
    lines.at(-1)?.push(text)
    bytes += length
  }
  const opening = JSON.stringify(head).slice(0, -1)
  return lines.map((line) => utf8(`${opening},"evaluations":[${line.join(',')}]}`))
}

interface Asked {
  readonly asker: Speaker
  /** The operation, as `access.evaluation`. */
  readonly what: string
  readonly at: Instant
  /** `cut`: rights that were told to be there, and ended before the answer left. */
  readonly outcome: 'decided' | 'cut'
}

function decidedOf(decision: Decision): object {
  const { subject, permission, object } = decision.wish
  const asked = { subject, permission, object }
  if ('no' in decision) return { ...asked, decision: false, reason: decision.no }
  const { case: id, step, epoch } = decision.yes.grant
  return { ...asked, decision: true, case: id, step, epoch, use: decision.use }
}

/** The line of a search about others. */
export function searchedLine(
  { asker, what, at }: Omit<Asked, 'outcome'>,
  about: Readonly<Record<string, string | undefined>>,
  results: number,
): Uint8Array {
  const line = { v: 1, at: isoInstant(at), outcome: 'searched', asker, what, ...about, results }
  return utf8(JSON.stringify(line))
}
