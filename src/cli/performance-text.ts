import { printable } from './answer.ts'
import { spoken } from './names.ts'
import type { Performance } from './perform.ts'
import type { Done } from './submit.ts'

/** What was done, a line an act, and whether the receipts prove it. */
export function performanceText({ done, open }: Performance): string {
  const lines = done.flatMap((each) => [doneLine(each), ...eventLines(each)])
  if (open) {
    const { case: caseId, step, outcomes, asks } = open
    const outcome = outcomes.length === 0 ? '' : ` --outcome ${outcomes.join('|')}`
    const data = asks.map((name) => ` --data ${name}=…`).join('')
    const command = `chancery ${spoken('step.complete')} --case ${caseId} --step ${step}${outcome}${data}`
    lines.push(`step ${step} of case ${caseId} stays yours until you complete it: \`${command}\``)
  }
  lines.push(proofLine(done))
  return lines.map((line) => `${line}\n`).join('')
}

function eventLines({ deed, receipt }: Done): readonly string[] {
  if (/^(?:case|step)\./.test(deed.act)) return []
  // That the step was used for it is said by the line of the act itself.
  return receipt.events.filter(({ kind }) => kind !== 'step-used').map(eventLine)
}

function doneLine({ deed, receipt }: Done): string {
  const entry = `entry ${receipt.index}, ${printable(receipt.time)}`
  const repeated = receipt.repeated ? ', received before' : ''
  const override = deed.override === undefined ? '' : `, override ${deed.override}`
  return `${wordsOf(deed, receipt)} (${entry}${override}${repeated})`
}

function wordsOf({ act, input, under }: Done['deed'], receipt: Done['receipt']): string {
  const place = under ?? { case: input['case'], step: input['step'] }
  switch (act) {
    case 'case.open': {
      const opened = receipt.events.find(({ kind }) => kind === 'case-opened')?.['case']
      return `opened case ${printable(String(opened))} of ${String(input['procedure'])}`
    }
    case 'step.claim':
      return `claimed step ${String(place.step)} of case ${String(place.case)}`
    case 'step.complete':
      return `completed step ${String(place.step)} of case ${String(place.case)}`
    default:
      return `${act} stands on the record`
  }
}

/** What came of the act, in the texts that are short enough to be names. */
function eventLine(event: Done['receipt']['events'][number]): string {
  const names = Object.entries(event).filter(([member, value]) => {
    return member !== 'kind' && typeof value === 'string' && value.length <= shownTextMax
  })
  const facts = names.map(([member, value]) => ` ${member}=${printable(String(value))}`)
  return `  ${printable(event.kind)}${facts.join('')}`
}

/** Digests and thumbprints have 64 characters at most; longer texts are contents. */
const shownTextMax = 64

function proofLine(done: readonly Done[]): string {
  const sizes = done.map(({ proof }) => proof?.size)
  const last = sizes.at(-1)
  if (last === undefined || sizes.includes(undefined)) {
    return 'receipts not verified: `unit.json` names no `recordKey` of the unit'
  }
  const what = done.length === 1 ? 'receipt verified' : `${done.length} receipts verified`
  return `${what}: included in the record of ${last} entries, signed with the unit's record key`
}
