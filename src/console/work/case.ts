import type { LiveStep } from '../parts/flow/live.tsx'
import type { TextsOfUnit } from '../words/words.tsx'

/** Who has to do with a case. A visitor is told of people of this unit only that they are some. */
export interface ShownParty {
  readonly kind: 'person' | 'visitor' | 'node' | 'citizen' | 'service' | 'device' | 'unit'
  readonly id?: string
}

export type CaseData = Readonly<Record<string, string | number>>

/** A member of the data that an opening or a completion is given. */
export interface AskedMember {
  readonly name: string
  readonly title?: TextsOfUnit
  readonly type: 'text' | 'number'
  readonly required: boolean
  readonly pattern?: string
}

export interface ShownDelegate extends ShownParty {
  readonly by?: string
  readonly permissions?: readonly string[]
  readonly until?: string
  readonly completes?: true
}

/** A step as `GET /cases/:case` shows it. */
export interface ShownStep extends Omit<LiveStep, 'executor'> {
  readonly step: string
  readonly titles: TextsOfUnit
  readonly by: Trustee
  readonly since: string
  readonly holds?: readonly ('executor' | 'supervisor' | 'waiting')[]
  readonly executor?: ShownParty & { readonly office?: string; readonly for?: string }
  readonly delegates?: readonly ShownDelegate[]
  readonly assignBy?: string
  readonly broken?: readonly {
    readonly by: ShownParty
    readonly told: ShownParty
    readonly at: string
    readonly reason?: string
  }[]
  readonly reason?: string
  readonly data?: CaseData
  readonly mine: boolean
  readonly part?: true
  readonly told?: true
  readonly claimable: boolean
  readonly assignable?: true
  readonly permits: readonly string[]
  readonly objects: readonly string[]
  readonly uses: readonly { readonly permission: string; readonly uses: number; readonly used: number }[]
  readonly outcomes: readonly string[]
  readonly asks: readonly AskedMember[]
}

/** Whom a step names: the parts of it that pages speak of. */
export type Trustee = SingleTrustee | { readonly kind: 'any-of'; readonly of: readonly SingleTrustee[] }

export type SingleTrustee =
  | { readonly kind: 'office'; readonly office: string }
  | { readonly kind: 'person'; readonly person: string }
  | { readonly kind: 'unit'; readonly unit: string; readonly office?: string }
  | { readonly kind: 'opener' | 'anyone' | 'public' | 'node' }

export type CaseState = 'open' | 'finished' | 'stopped' | 'cancelled'

/** A case as `GET /cases/:case` shows it. */
export interface ShownCase {
  readonly case: string
  readonly procedure: string
  readonly titles: TextsOfUnit
  readonly digest: string
  readonly opener: ShownParty
  readonly opened: string
  readonly data: CaseData
  /** What the procedure says of the data. */
  readonly members: readonly AskedMember[]
  readonly state: CaseState
  readonly ended?: string
  readonly reason?: string
  readonly stranded?: { readonly override: string; readonly since: string }
  readonly rounds?: readonly {
    readonly from: string
    readonly to: string
    readonly round: number
    readonly rounds: number
  }[]
  readonly steps: readonly ShownStep[]
  /** Names of people by id; none are told to visitors. */
  readonly names?: Names
}

export type Names = Readonly<Record<string, string>>

/** A refusal in an answer, in words. */
export interface ToldRefusal {
  readonly kind: string
  readonly detail: string
}

/** Who could do something, and what stands against the others. */
export interface Candidates {
  readonly people: readonly { readonly person: string; readonly refusal?: ToldRefusal }[]
  readonly more: boolean
  readonly others: readonly SingleTrustee[]
}

/** What the reader may do, or why not. */
export interface PossibleAct {
  readonly act: string
  readonly may: boolean
  readonly under?: { readonly case: string; readonly step: string }
  readonly person?: string
  readonly office?: string
  readonly people?: Candidates
  readonly refusal?: ToldRefusal
}

/** A step of `GET /cases/:case/missing`. */
export interface MissingStep {
  readonly step: string
  readonly state: ShownStep['state']
  readonly waits: readonly { readonly step: string; readonly tie: string }[]
  readonly could?: Candidates
  readonly acts: readonly PossibleAct[]
}

export interface Missing {
  readonly acts: readonly PossibleAct[]
  readonly steps: readonly MissingStep[]
  readonly names?: Names
}

/** Every name that answers about one case tell. */
export function namesIn(...answers: readonly ({ readonly names?: Names } | undefined)[]): Names {
  return Object.assign({}, ...answers.map((answer) => answer?.names ?? {}))
}
