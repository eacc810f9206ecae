import { exitCodes } from './exit.ts'
import type { CliFault } from './fault.ts'
import type { CommandLinePorts } from './ports.ts'
import type { TimestampFetchFault } from './timestamp-client.ts'

/** What the command line says of a time-stamp that could not be had or does not verify. */
export function timestampRefusal(
  { explain }: Pick<CommandLinePorts, 'explain'>,
  fault: TimestampFetchFault,
): CliFault {
  switch (fault.kind) {
    case 'timestamp-address-malformed':
      return { kind: 'address-malformed', address: fault.address }
    case 'timestamp-unreachable':
      return unanswered(
        `\`${fault.address}\` gives no time-stamp: ${fault.problem}; try again or name another`,
      )
    case 'timestamp-status':
      return unanswered(`\`${fault.address}\` answers with HTTP ${fault.status}: look whether it is right`)
    case 'timestamp-type': {
      const type = fault.type === '' ? 'something unnamed' : `\`${fault.type}\``
      return unanswered(
        `\`${fault.address}\` answers with ${type} and no time-stamp: look whether it is right`,
      )
    }
    case 'timestamp-answer-too-large':
      return { kind: 'answer-too-large', address: fault.address, bytesMax: fault.bytesMax }
    case 'timestamp-denied':
      return { kind: 'told', sentence: explain(fault), code: exitCodes.refused }
    default:
      return { kind: 'told', sentence: explain(fault), code: exitCodes.unverified }
  }
}

function unanswered(sentence: string): CliFault {
  return { kind: 'told', sentence, code: exitCodes.unreachable }
}
