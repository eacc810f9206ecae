import { z } from 'zod'
import { base64url } from '#bytes'
import type { Instant } from '#clock'
import type { Random } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type ActFormFault, intentionForm, malformed, type Refusal } from './act.ts'
import { type Consequence, deliberateAs, type Hearing } from './consider.ts'
import type { Constitution } from './constitution.ts'
import type { Event } from './event.ts'
import { evolve, type State } from './state.ts'

/** To open a case, claim its step, act and complete the step: the most that one wish comes to. */
export const intentionsMax = 4

const intentionsForm = z.array(intentionForm).min(1).max(intentionsMax)

/** What one act would bring about. */
interface Foreseen {
  readonly act: string
  readonly events: readonly Event[]
}

/** What acts would come to: those that would be done, up to the first that would be refused. */
export interface Foresight {
  readonly foreseen: readonly Foreseen[]
  readonly refused?: { readonly act: string; readonly refusal: Refusal }
  /** What the last act would mean for others, if its actor may make it at all: as the constitution has it. */
  readonly impact?: object
}

/** What looking ahead starts from; nothing of it is changed. */
export interface Outlook
  extends Pick<Hearing, 'constitution' | 'definitions' | 'documents' | 'means' | 'state'> {
  readonly unit: string
  readonly time: Instant
  /** Thumbprint of the key that would sign. */
  readonly key: string
  readonly random: Random
}

/**
 * What acts would come to if whoever holds a key made them now, one after the other: the way of `consider`
 * without envelopes, each on the state that the one before would leave. `raw` is not yet looked at. Whether
 * an entry would be too large is not seen.
 */
export function foresee(outlook: Outlook, raw: readonly unknown[]): Result<Foresight, ActFormFault> {
  const intentions = intentionsForm.safeParse(raw)
  if (!intentions.success) return refuse(malformed(intentions.error))
  const { constitution, unit, time, key, random } = outlook
  const foreseen: Foreseen[] = []
  let state: State = outlook.state
  for (const { act: name, input, under, override } of intentions.data) {
    const id = base64url(random.bytes(16))
    const named = { ...(under && { under }), ...(override !== undefined && { override }) }
    const act = { act: name, id, unit, time, ...named, input }
    const found = deliberateAs(key, { ...outlook, state, act })
    if (!found.ok) return accept({ foreseen, refused: { act: name, refusal: found.fault } })
    const { decided, following } = found.value
    const isLast = foreseen.length === intentions.data.length - 1
    // Told even where what follows from the act refuses it: that is what one looks ahead for.
    const told = isLast ? { impact: impactOf(constitution, state, found.value) } : {}
    if (!following.ok) return accept({ foreseen, refused: { act: name, refusal: following.fault }, ...told })
    const events = [...decided.events, ...following.value]
    foreseen.push({ act: name, events })
    if (isLast) return accept({ foreseen, ...told })
    state = following.value.length === 0 ? decided.after() : evolve(constitution.slices, state, events, time)
  }
  return accept({ foreseen })
}

function impactOf(
  constitution: Constitution,
  before: State,
  { decided: { after, events, grant }, following }: Consequence,
): object {
  const own = grant.by === 'founding' || grant.case === undefined ? {} : { case: grant.case }
  return constitution.impact({ before, after: after(), events, following, ...own })
}
