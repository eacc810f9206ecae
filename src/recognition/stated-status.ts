import type { Instant } from '#clock'
import { parsePublicKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { Context } from '#unit'
import { type Certificate, certificateSubject } from '#x509'
import type { ExplainQuestion } from './explain.ts'
import type { Horizon } from './horizon.ts'
import { parseStatement } from './statement.ts'
import { statementFault, type VisitFault } from './visitor-acts.ts'
import { homesOf, isStatedBy, statusOfLeaf } from './visitor-path.ts'

/** What an office statement says of the status of a certificate, and until when. */
export interface StatedStatus extends Required<Pick<ExplainQuestion, 'statusOfLeaf'>> {
  readonly leafUntil: Instant
}

/**
 * Reads the office statement of a certificate's holder as a visit would take it: made to this unit, now, of
 * this certificate, by a unit that is followed. Whether that unit is reached is not asked here.
 */
export function statedStatus(
  context: Pick<Context, 'state' | 'time'>,
  horizon: Horizon,
  leaf: Certificate,
  source: unknown,
): Result<StatedStatus, VisitFault> {
  const subject = certificateSubject(leaf)
  if (!subject.ok) return refuse({ kind: 'visitor-unnamed', fault: subject.fault })
  const key = parsePublicKey(leaf.spki)
  if (!key.ok) return refuse({ kind: 'visitor-key-refused', fault: key.fault })
  const read = parseStatement(source)
  if (!read.ok) return read
  const { id: person, domain } = subject.value
  const statement = read.value
  const fault = statementFault(context, { leaf, key: key.value, domain, person, statement })
  if (fault) return refuse(fault)
  const homes = homesOf(horizon, domain, statement.signer)
  const home = homes.find((one) => isStatedBy(one, statement))
  if (homes.length === 0) return refuse({ kind: 'statement-signer', domain, signer: statement.signer })
  if (!home) return refuse({ kind: 'statement-signature' })
  const status = statusOfLeaf(horizon, { leaf, home, stated: statement.issued }, context.time)
  return accept({ statusOfLeaf: () => status, leafUntil: statement.expires })
}
