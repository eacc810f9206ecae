import { type Report, reportText } from '#signature'
import type { Allowed } from './allowed.ts'
import type { Answer, Attack } from './attack.ts'
import { signWith, verified, wei } from './signer.ts'

/** An attack as a row of the table in `docs/design/pdf-attacks.md`, with what the verifier says of it. */
export function rowOf({ name, idea, answer, build }: Attack): string {
  return `| \`${name}\` | ${idea} | ${told(answer)} | ${verdictsOf(verified(build(signWith(wei))))} |`
}

/** What is allowed as a row of the second table, with what a citizen reads of the first signature. */
export function allowedRow({ name, idea, build }: Allowed): string {
  const report = verified(build())
  const [first = ''] = reportText(report, 'en')
  const [said] = first.split(/ (?:Nothing proves when|It existed by)/)
  return `| \`${name}\` | ${idea} | ${verdictsOf(report)} | ${said} |`
}

function told(answer: Answer): string {
  if ('refused' in answer) return `not opened: ${answer.refused}`
  if ('faulty' in answer) return `its form: ${answer.faulty}`
  const path =
    'path' in answer && answer.path !== '' ? `anything else, at \`${answer.path}\`` : 'nothing changed'
  return 'later' in answer ? `${path}; the later one's form: ${answer.later}` : path
}

function verdictsOf({ found }: Report): string {
  if (found.kind !== 'signed') return found.kind
  const all = found.signatures.map(({ verdict, notes }) => {
    const { indication, subIndication } = verdict
    const kinds = indication === 'TOTAL-PASSED' ? notes.map(({ kind }) => kind) : []
    return `${subIndication ?? indication}${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`
  })
  return all.join('; ')
}
