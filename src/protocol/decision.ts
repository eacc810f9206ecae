import { type Instant, isoInstant } from '#clock'
import { findVouchedGrant, type OpenStep, type Vouched, type VouchedGrant } from '#procedure'
import type { Speaker, State } from '#unit'
import { objectOf, partyNamed, permissionOf, subjectText, vouchedFor } from './entity.ts'
import type { Evaluation, QuestionFault } from './question.ts'

/** Why the answer is no. */
export type DenyReason =
  /** One of a boxcar that is no question (§7.2.1). */
  | 'question-malformed'
  /** The action is no name of a permission, or the resource no object. */
  | 'permission-unsound'
  | 'object-unsound'
  /** Nobody is called so, or no step of his gives it now: which of both is not told. */
  | 'no-step'
  /** The use could not be put on the record any more: somebody else's came first. */
  | 'uses-spent'
  /** The use could not be put on the record now; the same question may be answered otherwise later. */
  | 'use-unrecorded'
  /** The right ended while the question was being decided. */
  | 'right-over'

/** One question, as far as it names something here. */
export interface Wish {
  /** Who is meant, for the journal: `person/ida`, or what was asked about when that is nobody. */
  readonly subject: string
  readonly vouched?: Vouched
  readonly permission?: string
  readonly object?: string
  /** Whether a yes is a use. */
  readonly uses: boolean
}

export interface Permitted {
  readonly wish: Wish
  readonly yes: VouchedGrant
  /** Index of the entry that counted the use. */
  readonly use?: number
}

export interface Denied {
  readonly wish: Wish
  readonly no: DenyReason
  readonly openSteps: readonly OpenStep[]
  readonly error?: { readonly status: number; readonly message: string }
}

/** What a question came to. */
export type Decision = Permitted | Denied

/** What a question is about; nothing is asked yet. */
export function wishOf(
  state: State,
  { subject, action, resource, context }: Evaluation,
  asker: Speaker,
): Wish | QuestionFault {
  const party = partyNamed(state, subject)
  const vouched = party && vouchedFor(party, subject, asker)
  if (vouched && !vouched.ok) return vouched.fault
  const permission = permissionOf(action, resource.type)
  const object = objectOf(resource)
  return {
    subject: subjectText(party, subject),
    uses: context?.use ?? true,
    ...(vouched && { vouched: vouched.value }),
    ...(permission !== undefined && { permission }),
    ...(object !== undefined && { object }),
  }
}

/** Whether a live step grants it at this moment; uses nothing up. */
export function decide(state: State, wish: Wish, time: Instant): Decision {
  const { vouched, permission, object } = wish
  if (permission === undefined) return denied(wish, 'permission-unsound')
  if (object === undefined) return denied(wish, 'object-unsound')
  if (!vouched) return denied(wish, 'no-step')
  const found = findVouchedGrant(state, { vouched, permission, object, time })
  return found.ok ? { wish, yes: found.value } : denied(wish, 'no-step', found.fault.openSteps)
}

export function denied(wish: Wish, no: DenyReason, openSteps: readonly OpenStep[] = []): Denied {
  return { wish, no, openSteps }
}

/** The answer to one of a boxcar that is no question. */
export function unanswerable({ at, problem }: QuestionFault): Denied {
  const error = { status: 400, message: `${at}: ${problem}` }
  return { ...denied({ subject: '', uses: false }, 'question-malformed'), error }
}

/** The answer to a yes whose use could not be recorded for now. */
export function unrecorded(wish: Wish): Denied {
  const error = { status: 503, message: 'the use could not be put on the record: ask again later' }
  return { ...denied(wish, 'use-unrecorded'), error }
}

/** The answer as AuthZEN has it (§5.5): the decision, and in its context why. */
export function answerOf(decision: Decision): object {
  if ('no' in decision) return { decision: false, context: noContext(decision) }
  const { grant, key, until } = decision.yes
  const { use, wish } = decision
  return {
    decision: true,
    context: {
      case: grant.case,
      step: grant.step,
      epoch: grant.epoch,
      key,
      until: isoInstant(until),
      record: { entry: grant.epoch, ...(use !== undefined && { use }) },
      ...(grant.delegatedBy !== undefined && { delegated_by: grant.delegatedBy }),
      ...(grant.emergency && { emergency: true }),
      ...(grant.counted && !wish.uses && { counted: true }),
    },
  }
}

function noContext({ wish, no, openSteps, error }: Denied): object {
  const { permission, object } = wish
  return {
    reason: no,
    ...(permission !== undefined && { permission }),
    ...(object !== undefined && { object }),
    ...(no === 'no-step' && { open_steps: openSteps }),
    ...(error && { error }),
  }
}
