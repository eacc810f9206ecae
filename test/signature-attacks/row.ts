import { type Reason, type Report, reportText, type SignatureReport } from '#signature'
import { verifiedBeside } from '../pdf-attacks/signer.ts'
import type { Attack } from './attack.ts'

/** An attack as a row of the table in `docs/design/signature-attacks.md`. */
export function rowOf({ form, name, build }: Attack): string {
  return `| ${form} | ${name} | ${answerOf(reportOn(build()))} |`
}

export function reportOn({ bytes, parts = [] }: ReturnType<Attack['build']>): Report {
  return verifiedBeside(bytes, parts)
}

function answerOf(report: Report): string {
  const { found } = report
  if (found.kind === 'unreadable') return `unreadable: ${found.problem}`
  if (found.kind === 'unsigned') return reportText(report, 'en').join(' ')
  return found.signatures.map(answerOn).join('; ')
}

function answerOn({ verdict, notes, counterSignatures }: SignatureReport): string {
  const { indication, subIndication, reasons } = verdict
  const [reason] = reasons
  const why = reason ? `: ${phrase(reason)}` : ''
  const told = indication === 'TOTAL-PASSED' ? notes.map(({ kind }) => kind) : []
  const more = told.length === 0 ? '' : ` (${told.join(', ')})`
  const counters = counterSignatures.map((one) => `, counter-signed ${answerOn(one)}`)
  return `${subIndication ?? indication}${why}${more}${counters.join('')}`
}

function phrase(reason: Reason): string {
  switch (reason.kind) {
    case 'form-broken':
      return reason.problem
    case 'content-differs':
    case 'content-absent':
      return `\`${reason.name}\``
    default:
      return reason.kind
  }
}
