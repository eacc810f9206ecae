import type { CaseData, Names, ShownParty } from './case.ts'

/** What happened in a case by one entry. */
export interface HistoryEvent {
  readonly kind: string
  readonly step?: string
  /** To whom it was given or delegated, or who was told. */
  readonly to?: ShownParty
  readonly by?: 'supervisor'
  readonly reason?: string
  readonly outcome?: string
  readonly data?: CaseData
  readonly until?: string
  readonly permission?: string
  readonly procedure?: string
  readonly override?: string
}

/** One entry of the history of a case. */
export interface HistoryLine {
  readonly index: number
  readonly time: string
  readonly act: string
  readonly own?: true
  readonly actor?: ShownParty
  readonly step?: string
  readonly office?: string
  readonly for?: string
  readonly permission?: string
  readonly object?: string
  readonly events: readonly HistoryEvent[]
  /** Steps that changed by an act outside of the case. */
  readonly changed?: readonly string[]
}

/** `GET /cases/:case/history`. */
export interface CaseHistory {
  readonly entries: readonly HistoryLine[]
  readonly names?: Names
  /** There are older ones: ask again with `before`. */
  readonly before?: number
  /** How far the node has looked through its record, where it has not come to the end yet. */
  readonly indexed?: number
  readonly size?: number
}

/** One thing that was done, as a message and what stands in it. */
export interface Said {
  /** Half a message name: `work.did-…`. */
  readonly did: string
  readonly step?: string
  readonly to?: ShownParty
  readonly outcome?: string
  readonly permission?: string
  readonly procedure?: string
  /** What was written with it. */
  readonly reason?: string
  readonly data?: CaseData
  readonly until?: string
}

const told: ReadonlySet<string> = new Set([
  ...['case-opened', 'case-lodged', 'case-cancelled', 'case-stranded', 'case-freed'],
  ...['step-claimed', 'step-assigned', 'step-held', 'step-suspended', 'step-resumed', 'step-restored'],
  ...['step-released', 'step-revoked', 'step-delegated', 'delegation-ended', 'glass-broken'],
  ...['step-completed', 'step-used', 'step-expired', 'step-escalated'],
  ...['procedure-drafted', 'procedure-adopted'],
])

/**
 * What an entry says happened, thing by thing. A use that an act of the same entry counted is told by that
 * act; of an act under a step that changed nothing of the case it is told that it was done.
 */
export function saidBy({ act, step, events, changed }: HistoryLine): readonly Said[] {
  if (changed !== undefined) return [{ did: 'changed' }]
  const known = events.filter(({ kind }) => told.has(kind))
  const isAct = step !== undefined && !act.startsWith('step.') && !act.startsWith('case.')
  const rest = isAct ? known.filter(({ kind }) => kind !== 'step-used') : known
  const done: readonly Said[] = isAct && rest.length === 0 ? [{ did: 'act', step }] : []
  return [...done, ...rest.map(saidOf)]
}

function saidOf({ kind, by, ...event }: HistoryEvent): Said {
  const { step, to, outcome, permission, procedure, reason, data, until } = event
  const did = kind === 'step-held' && by === 'supervisor' ? 'step-suspended' : kind
  return {
    did: did === 'step-completed' && outcome !== undefined ? 'step-completed-with' : did,
    ...(step !== undefined && { step }),
    ...(to && { to }),
    ...(outcome !== undefined && { outcome }),
    ...(permission !== undefined && { permission }),
    ...(procedure !== undefined && { procedure }),
    ...(reason !== undefined && { reason }),
    ...(data && { data }),
    ...(until !== undefined && { until }),
  }
}
